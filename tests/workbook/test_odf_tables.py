"""Tables that are cut out of an OpenDocument spreadsheet, and when nothing is."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.workbook.received import ods, specimen, unzipped, zipped
from toolkit.workbook.grids import open_grids
from toolkit.workbook.scanning.odf_tables import CutTables

HEAD = '<?xml version="1.0"?>\n<office:spreadsheet>'
BEFORE = '<table:table table:name="表一"><table:table-row><table:table-cell/></table:table-row></table:table>'


def _content(rows: str, name: str = "校&amp;验", before: str = BEFORE) -> bytes:
    table = (
        f'<table:table table:style-name="ta1" table:name="{name}" table:print="false">{rows}</table:table>'
    )
    return f"{HEAD}{before}{table}<table:named-expressions/></office:spreadsheet>".encode()


def _row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def _cell(content: str = "", attributes: str = "", *, repeated: int = 1) -> str:
    tag = f'<table:table-cell{attributes} table:number-columns-repeated="{repeated}"'
    return f"{tag}>{content}</table:table-cell>" if content else f"{tag}/>"


WORDS = "<text:p>属实</text:p>"


def test_a_table_stands_in_the_rest_without_its_rows() -> None:
    rows = _row(_cell(WORDS))
    cut = CutTables.of(_content(rows), {"校&验", "别的"})
    assert cut.tables == {"校&验": rows.encode()}
    assert cut.rest == _content("")


@pytest.mark.parametrize(
    "part",
    [
        _content(_row(_cell(WORDS)), "另一张"),
        _content(_row(_cell(WORDS)), before=f"<!-- {BEFORE} -->"),
        _content(_row(_cell('<table:table table:name="x"/>'))),
        _content(_row(_cell('<table:table table:name="x"></table:table>'))),
        _content(_row(_cell(WORDS, " table:formula=\"of:=['file:///a.ods'#$A.B1]\""))),
        _content(_row(_cell(WORDS, ' table:formula="of:=DDE(&quot;soffice&quot;)"'))),
        _content(_row(_cell(WORDS))).replace(b"</table:table>", b"</table:table >"),
        _content("").replace(b'print="false">', b'print="false"/>'),
    ],
    ids=["other name", "comment", "nested", "nested whole", "link", "dde", "end spelt oddly", "no rows"],
)
def test_what_is_not_plain_stays(part: bytes) -> None:
    cut = CutTables.of(part, {"校&验"})
    assert cut.rest == part
    assert cut.filled("校&验", 0, 0) is None


@pytest.mark.parametrize(
    ("rows", "filled"),
    [
        ([], []),
        ([_row(_cell(WORDS), _cell(), _cell(WORDS))], []),
        ([_row(_cell(WORDS), _cell(WORDS))], [7]),
        ([_row(_cell(WORDS, repeated=2)), _row(), _row(_cell(), _cell(WORDS))], [7, 9]),
        ([_row(_cell(repeated=2), _cell(WORDS))], []),
        ([_row(_cell(), _cell(attributes=' office:value-type="string" office:string-value="属实"'))], [7]),
        ([_row(_cell(), _cell(attributes=' table:formula="of:=1"'))], [7]),
        ([_row(_cell(), "<table:covered-table-cell><text:p>属实</text:p></table:covered-table-cell>")], [7]),
        ([_row(_cell(), '<table:table-cell table:style-name="a>b"/>')], None),
        ([_row(_cell(), _cell(WORDS), repeated=2)], None),
        ([_row(_cell(WORDS))], []),
    ],
)
def test_in_which_rows_a_column_holds_something(rows: Iterable[str], filled: list[int] | None) -> None:
    headings = _row(_cell(), _cell(WORDS)) * 2
    columns = '<table:table-column table:number-columns-repeated="3"/>'
    blank = '<table:table-row table:number-rows-repeated="5"/>'
    cut = CutTables.of(_content("".join([columns, headings, blank, *rows])), {"校&验"})
    assert cut.tables
    assert cut.filled("校&验", 1, 2) == filled
    assert cut.filled("校&验", 1, 0) == (None if filled is None else [0, 1, *filled])
    assert cut.filled("表一", 1, 2) is None


def test_a_sheet_put_off_is_read_as_if_it_were_not() -> None:
    data = specimen("libreoffice.ods")
    _, at_once = open_grids(data)
    for name in at_once:
        scanned, later = open_grids(data, {name})
        assert [other for other in at_once if other in scanned.later] == [name]
        assert list(later) == list(at_once)
        assert {other: later[other] for other in later} == {other: at_once[other] for other in at_once}
        assert scanned.sheets == open_grids(data)[0].sheets


def test_a_sheet_put_off_is_given_to_nobody_before_it_was_scanned() -> None:
    parts = unzipped(ods())
    text = parts["content.xml"].decode()
    first, end = text.index("<table:table-row"), text.index("</table:table>")
    far = _row(_cell(repeated=2_000_000_000), _cell(WORDS))
    data = zipped(parts | {"content.xml": text[:first] + far + text[end:]})
    name = next(iter(open_grids(ods())[1]))
    _, grids = open_grids(data, {name})
    assert all(map(len, (grids[other] for other in grids if other != name)))
    with pytest.raises(Exception, match="far_cells"):
        grids[name]
