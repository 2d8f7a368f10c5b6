"""Rows in which a column is filled, and a worksheet of these alone."""

from __future__ import annotations

import pytest

from tests.clerk import FORM, filled, typed_in
from tests.workbook.received import rows, unzipped, worksheet, zipped
from toolkit.form.layout import CHECK_COLUMNS, layout_of
from toolkit.workbook.grids import open_grids
from toolkit.workbook.scanning.column_rows import filled_rows, rows_alone
from toolkit.workbook.scanning.package import PackagePart
from toolkit.workbook.submission import read_submission

REASON = CHECK_COLUMNS.index("reason")
CHECKS = FORM.sheet("checks").name
SOFT = [key for key in layout_of(FORM).check_rows if FORM.check_by_key[key].severity == "soft"]


def _part(text: str) -> PackagePart:
    return PackagePart.of(worksheet(text).encode())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<row r="2"><c r="B2"><v>1</v></c></row>', [1]),
        ('<row r="2"><c r="B2" s="1"/></row>', []),
        ('<row r="2"><c r="B2" t="n"><v/></c><c r="C2"><v>1</v></c></row>', []),
        ('<row r="1"><c r="B1"><v>1</v></c></row>', []),
        ('<row r="2"><c r="B2"><f>1</f></c></row><row r="9"><c r="B9" t="s"><v>0</v></c></row>', [1, 8]),
        ('<row r="2"><c s="1" r="B2"><v>1</v></c></row>', None),
        ('<row r="2"><c><v>1</v></c></row>', None),
        ('<row r="2"><c r="B2"><v>1</v></c></row><row r="3"><c r="B2"><v>2</v></c></row>', None),
        ('<row r="2"><x:c r="B2"><v>1</v></x:c></row>', None),
    ],
)
def test_in_which_rows_a_column_holds_something(text: str, found: list[int] | None) -> None:
    assert filled_rows(_part(text), 1, 1) == found


def test_a_worksheet_of_some_rows() -> None:
    text = "".join(f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>' for row in (1, 2, 11, 12))
    alone = rows_alone(_part(text), 1, [1, 11])
    assert alone is not None
    kept = "".join(f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>' for row in (2, 12))
    assert alone.content == worksheet(kept).encode()


@pytest.mark.parametrize(
    "text",
    [
        '<row><c r="B2"><v>1</v></c></row>',
        '<row r="3"><c r="B2"><v>1</v></c></row>',
        '<row r="2"></row><row r="3"><c r="B2"><v>1</v></c></row>',
        '<row r="2"/>',
        '<!-- <row r="2"><c r="B2"><v>1</v></c></row> -->',
    ],
)
def test_rows_that_cannot_be_told_from_the_others(text: str) -> None:
    assert rows_alone(_part(text), 1, [1]) is None


def test_what_stands_there_is_read_as_with_all_rows() -> None:
    data = rows("".join(f'<row r="{r}"><c r="B{r}"><v>{r}</v></c></row>' for r in (1, 2, 3)))
    scanned, grids = open_grids(data, {"Sheet1"})
    (name,) = grids
    alone, grid = grids.excerpt(name, 1, [1])
    assert (grid[1][1], len(grid)) == (2, 2)
    assert alone.sheets[name].cells.doubt((1, 1), 2) == ""
    assert alone.sheets[name].cells.doubt((2, 1), 3) == "uncertain"  # not looked at
    assert grids.excerpt(name, 1, [7])[1] == grids[name]
    assert list(scanned.filled(name, 1, 0) or ()) == [0, 1, 2]


def test_reasons_are_read_without_the_other_checks() -> None:
    lines = {key: layout_of(FORM).check_cell(key, "reason") for key in (SOFT[0], SOFT[-1])}
    data = typed_in(filled(), dict.fromkeys(lines.values(), "属实。"))
    scanned, _ = open_grids(data, {CHECKS})
    assert scanned.filled(CHECKS, REASON, 3) == [cell.row for cell in lines.values()]
    assert read_submission(data).reasons == dict.fromkeys(lines, "属实。")


def test_a_reason_in_a_row_spelt_otherwise_is_read_too() -> None:
    cell = layout_of(FORM).check_cell(SOFT[0], "reason")
    data = typed_in(filled(), {cell: "属实。"})
    parts, tag = unzipped(data), f'<row r="{cell.row + 1}" '.encode()
    number = 1 + [sheet.id for sheet in FORM.sheets].index("checks")
    name = f"xl/worksheets/sheet{number}.xml"
    renamed = parts[name].replace(tag, tag.replace(b" ", b"  ", 1))
    assert renamed != parts[name]
    assert read_submission(zipped(parts | {name: renamed})).reasons == {SOFT[0]: "属实。"}
