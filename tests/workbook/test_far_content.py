"""What stands absurdly far away condemns no workbook: the form is read, the rest is named."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.clerk import filled, typed_in, where
from tests.oracle.libreoffice import convert
from tests.workbook.received import (
    TEXT,
    number,
    rows,
    strings,
    unzipped,
    worksheet,
    zipped,
)
from tests.workbook.verdicts import FAR
from toolkit.form.addresses import Cell
from toolkit.review.checks import judge
from toolkit.workbook import far_content
from toolkit.workbook.editing.sheet_areas import place_of
from toolkit.workbook.far_content import read_near
from toolkit.workbook.grids import open_grids
from toolkit.workbook.scanning import Unreadable
from toolkit.workbook.scanning.far_cells import without_far_cells
from toolkit.workbook.submission import read_submission

RECEIVED = "requests.received.natural_person"
SHEET = where(RECEIVED).sheet
STAYS = {"no addresses"}
"""Spellings of which no copy is made."""


@cache
def typed(*cells: str, content: int | str = 99) -> bytes:
    return typed_in(filled({RECEIVED: 3}), {Cell(SHEET, *place_of(cell)): content for cell in cells})


@pytest.mark.parametrize("cells", [("ZZ6",), ("A100000",), ("XFD1", "A1048576"), ("SF20000",)])
@pytest.mark.parametrize("content", [99, "更正：99", "=B2+1"])
def test_the_form_is_read_and_the_far_cells_are_named(cells: tuple[str, ...], content: int | str) -> None:
    submission = read_submission(typed(*cells, content=content))
    plain = read_submission(typed())
    assert (submission.values, submission.record.texts) == (plain.values, plain.record.texts)
    assert judge(submission).status is judge(plain).status
    (note,) = [finding for finding in submission.findings if finding.code == "R-unplaced"]
    assert (note.severity, {cell.cell for cell in note.cells}) == ("note", set(cells))
    assert all(f"{cell}“{content}”" in note.message for cell in cells)


@pytest.mark.oracle
@pytest.mark.parametrize(("suffix", "cell"), [("ods", "ZZ6"), ("ods", "A1048576"), ("xls", "C65536")])
def test_saved_by_libreoffice(suffix: str, cell: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(typed(cell, content="更正：99"))
    (saved,) = convert([tmp_path / "a.xlsx"], suffix, tmp_path / "out")
    submission = read_submission(saved.read_bytes())
    assert submission.values == read_submission(typed()).values
    (note,) = [finding for finding in submission.findings if finding.code == "R-unplaced"]
    assert note.place == f"{SHEET} {cell}" + ("“更正：99”" if suffix == "ods" else "")


@pytest.mark.parametrize("name", sorted(FAR))
def test_what_is_left_is_within_bounds(name: str) -> None:
    """Of every file that is refused for far cells: the copy is read by the same distrustful scan."""
    data, cell = FAR[name]
    if name in STAYS:
        with pytest.raises(Unreadable, match="far_cells"):
            read_near(data, open_grids)
        return
    (_, grids), notes = read_near(data, open_grids)
    assert sum(len(grid) * max(map(len, grid), default=0) for grid in grids.values()) < 2_000_000
    assert name in ("ods rows", "ods columns", "xls") or [note.cells[0].cell for note in notes] == [cell]


def test_equal_cells_are_kept_as_far_as_they_are_near() -> None:
    (_, grids), _ = read_near(FAR["ods rows"][0], open_grids)
    grid = next(iter(grids.values()))
    assert (len(grid), {row[0] for row in grid}) == (20_000, {1.0})
    (_, grids), _ = read_near(FAR["ods columns"][0], open_grids)
    assert len(next(iter(grids.values()))[0]) == 100


def test_a_copy_is_made_only_of_what_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[int]()

    def counted(data: bytes) -> object:
        made.append(len(data))
        return without_far_cells(data)

    monkeypatch.setattr(far_content, "without_far_cells", counted)
    assert read_submission(filled()).readable and made == []
    assert read_submission(rows("<row/>")).readable is False and made == []
    assert read_submission(typed("ZZ6")).readable and len(made) == 1


def test_what_is_spelt_strangely_stays_refused() -> None:
    sheet = f"{TEXT}<!-- {number('A7')} -->{number('ZZ9')}"
    with pytest.raises(Unreadable, match="far_cells"):
        read_near(rows(sheet, strings()), open_grids)


def test_a_far_cell_among_many_more_sheets_is_still_a_bomb() -> None:
    """The bounds hold for what is left: the number of cells, and the area of all sheets."""
    cells = "".join(f'<c r="A{row}"/>' for row in range(1, 250_100))
    with pytest.raises(Unreadable, match=r"far_cells|too_large"):
        read_near(rows(f'<row r="1">{cells}</row>{number("ZZ1048576")}'), open_grids)


def test_contents_are_told_as_they_are_seen() -> None:
    inline = '<row r="30000"><c r="B30000" t="inlineStr"><is><t>更正&amp;99</t></is></c></row>'
    shared = '<row r="40000"><c r="B40000" t="s"><v>0</v></c></row>'
    prefixed = worksheet(inline + shared).replace("<row", "<x:row").replace("</row", "</x:row")
    for part in (worksheet(inline + shared), prefixed):
        data = rows("", strings("见下"), {"xl/worksheets/sheet1.xml": part})
        _, left_out = without_far_cells(data)
        assert [(cell.cell, cell.content) for cell in left_out] == [("B30000", "更正&99"), ("B40000", "见下")]


def test_everything_else_of_the_copy_is_as_received() -> None:
    data = typed("ZZ6")
    copy, _ = without_far_cells(data)
    before, after = unzipped(data), unzipped(copy)
    assert {name.casefold() for name in before} == set(after)
    changed = {name for name, content in before.items() if after[name.casefold()] != content}
    assert len(changed) == 1
    (name,) = changed
    assert re.sub(rb'<c r="ZZ6".*?</c>', b"", before[name]) == after[name.casefold()]


def test_a_file_that_is_damaged_behind_stays_what_it_was() -> None:
    parts = unzipped(typed("ZZ6"))
    last = sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))[-1]
    broken = read_submission(
        zipped(parts | {last: parts[last].replace(b"<sheetData>", b"<!-- --><sheetData>")})
    )
    assert [finding.code for finding in broken.findings] == ["R-far_cells"]
