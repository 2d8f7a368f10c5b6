"""Which figure stands under which column is known, or not said."""

from __future__ import annotations

import pytest

from toolkit.published.printed_rows import PrintedRow, only_split

ITEMS = ("a", "b", "c")


def _row(*cells: str, **fields: object) -> PrintedRow:
    return PrintedRow("t", "行", ITEMS, cells, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1", "", "3"), {"a": "1", "b": "", "c": "3"}),
        (("", "1", "2", "3", ""), {"a": "1", "b": "2", "c": "3"}),
        (("", "", "", ""), {"a": "", "b": "", "c": ""}),
    ],
)
def test_a_cell_each(cells: tuple[str, ...], expected: dict[str, str]) -> None:
    assert _row(*cells).contents() == ("cells", expected)


def test_cells_under_their_columns_where_the_number_does_not_fit() -> None:
    aligned = {"a": "1", "b": "", "c": "3"}
    assert _row("1", "", "", "3", aligned=aligned).contents() == ("cells", aligned)


def test_what_can_be_read_in_two_ways_is_not_read() -> None:
    assert _row("1", "", "", "3").contents() == ("unclear", dict.fromkeys(ITEMS, "1 3"))
    assert _row("1", "2", "3", recognized=False).contents()[0] == "unclear"


@pytest.mark.parametrize(
    ("tokens", "count", "split"),
    [
        (("0000000",), 7, ("0",) * 7),
        (("10000001",), 7, ("10", "0", "0", "0", "0", "0", "1")),
        (("500000", "5"), 7, ("5", "0", "0", "0", "0", "0", "5")),
        (("0023",), 3, ("0", "0", "23")),
        (("230", "00", "023"), 7, ()),
        (("60020470",), 7, ()),
        (("1.5",), 3, ()),
        (("12",), 3, ()),
    ],
)
def test_glued_digits(tokens: tuple[str, ...], count: int, split: tuple[str, ...]) -> None:
    assert only_split(tokens, count) == split
