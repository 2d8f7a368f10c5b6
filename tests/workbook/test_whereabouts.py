"""Cells whose labels do not tell where they went; names that tell wrongly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled, where
from tests.simulator.workbooks import shifted
from toolkit.form.addresses import Cell
from toolkit.workbook.locate import issued_placement
from toolkit.workbook.submission import Submission, read_submission
from toolkit.workbook.whereabouts import open_places

UPHELD = "disputes.reconsideration.upheld"
DISPUTES = FORM.sheet("disputes").name
REQUESTS = FORM.sheet("requests").name
LINE = where(UPHELD).row


def insert_over_figures(book: Workbook) -> None:
    """Between the headings of table 4 and its only line: no label there tells."""
    shifted(book[DISPUTES], "row", LINE, 1)


def renamed(book: Workbook, down: int) -> None:
    for item in FORM.items:
        cell = where(item)
        if cell.sheet == DISPUTES:
            book.defined_names[item].attr_text = Cell(DISPUTES, cell.row + down, cell.column).reference


def codes(submission: Submission) -> list[str]:
    return [finding.code for finding in submission.findings]


def test_names_that_moved_along_lead_to_cells_without_labels() -> None:
    def change(book: Workbook) -> None:
        insert_over_figures(book)
        renamed(book, 1)

    found = read_submission(edited(filled({UPHELD: 7}), change), name="x.xlsx")
    assert found.values[UPHELD] == 7
    assert codes(found) == ["R-moved"]


def test_cells_without_labels_and_names_are_lost_and_never_blank() -> None:
    """Zeros declared for blanks must not make zeros of figures that stand a line below."""

    def change(book: Workbook) -> None:
        insert_over_figures(book)
        book.defined_names.clear()

    found = read_submission(edited(filled({UPHELD: 7}, declared=True), change), name="x.xlsx")
    assert found.values.get(UPHELD) is None
    assert "S-02" in codes(found)


@pytest.mark.parametrize("line", [[10, 1, 2, 3], [10]], ids=["whole", "one figure"])
@pytest.mark.parametrize("named", [True, False])
def test_other_figures_in_a_line_inserted_above_are_not_taken(line: list[int], named: bool) -> None:
    """Last year's, typed above: the labels lead to them, the names to those of the form."""

    def change(book: Workbook) -> None:
        insert_over_figures(book)
        if named:
            renamed(book, 1)
        else:
            book.defined_names.clear()
        for column, figure in enumerate(line, start=1):
            book[DISPUTES].cell(LINE + 1, column).value = figure

    found = read_submission(edited(filled({UPHELD: 7}, declared=True), change), name="x.xlsx")
    assert found.values.get(UPHELD) is None
    assert "S-02" in codes(found)


def test_figures_typed_over_the_line_of_checks_are_lost_and_never_blank() -> None:
    def change(book: Workbook) -> None:
        sheet = book[DISPUTES]
        for area in [area for area in sheet.merged_cells.ranges if area.min_row == LINE + 2]:
            sheet.unmerge_cells(area.coord)
        for column in range(1, 5):
            sheet.cell(LINE + 1, column).value, sheet.cell(LINE + 2, column).value = None, column

    found = read_submission(edited(filled(declared=True), change), name="x.xlsx")
    assert found.values.get(UPHELD) is None
    assert "S-02" in codes(found)


def test_a_blank_line_is_blank() -> None:
    def change(book: Workbook) -> None:
        for column in range(4):
            book[DISPUTES].cell(LINE + 1, column + 1).value = None
        book.defined_names.clear()

    found = read_submission(edited(filled({}, declared=True), change), name="x.xlsx")
    assert found.values[UPHELD] == 0
    assert codes(found) == []


def test_stale_names_do_not_bring_a_deleted_column_back() -> None:
    """The column of the natural persons deleted by a program that leaves names where they were."""
    column = where("requests.received.natural_person").column

    def change(book: Workbook) -> None:
        shifted(book[REQUESTS], "column", column, -1)

    values = {"requests.received.business": 5, "requests.granted.business": 5}
    found = read_submission(edited(filled(values), change), name="x.xlsx")
    assert found.values.get("requests.received.natural_person") is None
    assert "S-02" in codes(found)


def test_lines_in_each_others_place_are_read_by_their_labels() -> None:
    values = {
        "requests.received.natural_person": 9,
        "requests.refused_other_law.natural_person": 6,
        "requests.refused_enforcement_file.natural_person": 3,
    }
    one, other = map(where, list(values)[1:])

    def change(book: Workbook) -> None:
        for column in (one.column, one.column + 1):  # label and figure
            cells = [book[REQUESTS].cell(cell.row + 1, column) for cell in (one, other)]
            cells[0].value, cells[1].value = cells[1].value, cells[0].value

    found = read_submission(edited(filled(values), change), name="x.xlsx")
    assert {item: found.values[item] for item in values} == values
    assert "R-moved" in codes(found)


def test_a_renamed_cover_and_a_renamed_checks_sheet_are_known_again() -> None:
    def change(book: Workbook) -> None:
        book[FORM.sheet("cover").name].title = "封面"
        book[FORM.sheet("checks").name].title = "核对"

    found = read_submission(edited(filled(declared=True), change), name="x.xlsx")
    assert found.record.blanks_are_zero
    assert codes(found) == ["R-moved", "R-moved"]


def test_the_cell_of_another_figure_is_no_place_beyond() -> None:
    """In a table whose lines have no labels, the line below is filled in by right."""
    issued = issued_placement(FORM, "requests")
    unlabelled = replace(issued, labelled=(frozenset(), issued.labelled[1]))
    figures = {cell for cell in map(where, FORM.items) if cell.sheet == REQUESTS}
    found = open_places(FORM, "requests", unlabelled)
    assert {place for _, place, _ in found} == figures
    assert not figures & {cell for _, _, beyond in found for cell in beyond}
    assert any(beyond for _, _, beyond in found)
