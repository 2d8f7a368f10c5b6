"""Number formats of an OpenDocument spreadsheet in Excel's spelling."""

from __future__ import annotations

import pytest

from toolkit.workbook.display import shown_otherwise
from toolkit.workbook.scanning.odf_formats import opening

NUMBER = "<number:number number:decimal-places='0' number:min-integer-digits='1'/>"
EMPTY = "<number:text/>"


def code(styles: str) -> str:
    """Format of the cells whose data style is called N1."""
    cell = "<style:style style:family='table-cell' style:name='c' style:data-style-name='N1'/>"
    return opening(f"<styles>{styles}{cell}</styles>".encode(), b"").styles.code("c")


def style(name: str, inside: str, kind: str = "number") -> str:
    return f"<number:{kind}-style style:name='{name}'>{inside}</number:{kind}-style>"


def mapped(*sections: tuple[str, str]) -> str:
    return "".join(
        f"<style:map style:condition='value(){condition}' style:apply-style-name='{name}'/>"
        for condition, name in sections
    )


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (NUMBER, "0"),
        (f"{NUMBER}<number:text>万</number:text>", "0\\万"),
        (f"<number:text>-</number:text>{NUMBER}" + mapped((">=0", "P0")), "[>=0]0;\\-0"),
    ],
)
def test_a_style_in_excels_spelling(inside: str, expected: str) -> None:
    assert code(style("P0", NUMBER) + style("N1", inside)) == expected


def test_sections_that_show_nothing_hide_the_number() -> None:
    """``;;;`` as LibreOffice writes it."""
    parts = "".join(style(f"P{number}", EMPTY) for number in range(3))
    hidden = code(parts + style("N1", EMPTY + mapped((">0", "P0"), ("&lt;0", "P1"), ("=0", "P2")), "text"))
    shown = [shown_otherwise(hidden, value, "件", "count") for value in (1200, 0)]
    assert [one and one.text for one in shown] == ["", ""]
