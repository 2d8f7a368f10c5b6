"""Where the fields of the cover stand after lines came or went."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled
from toolkit.collection.returns.places import label_of
from toolkit.form.layout import DECLARED, layout_of
from toolkit.review.checks import judge
from toolkit.workbook.submission import Submission, read_submission

COVER = FORM.sheet("cover").name
CHECKS = FORM.sheet("checks").name
LAYOUT = layout_of(FORM)
CONTACT = {"filled_by": "张三", "telephone": "0512-1234567", "approved_by": "李四"}


def received(change: Callable[[Workbook], object]) -> Submission:
    """A workbook with blanks that are declared 0 and a contact, after somebody changed its cover."""

    def both(book: Workbook) -> None:
        for field, words in CONTACT.items():
            book[COVER][LAYOUT.contact[field].a1].value = words
        sheet = book[COVER]
        for area in list(map(str, sheet.merged_cells.ranges)):
            sheet.unmerge_cells(area)
        change(book)

    return read_submission(edited(filled(zeros=False, declared=True), both))


def told(submission: Submission) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in submission.findings]


def is_whole(submission: Submission) -> bool:
    """Whether everything on the cover was read, wherever it stands."""
    shown = submission.shown
    whose = (shown.name, shown.code) == ("某某局", "101") and submission.record.blanks_are_zero
    return whose and submission.contact == CONTACT


def named_along(book: Workbook, axis: str, at: int, by: int) -> None:
    """What spreadsheet programs do with defined names where lines are put in or taken out (``at`` from 1)."""
    for name in (DECLARED, "unit_name", "problems"):
        cell = LAYOUT.cover[name]
        row = cell.row + 1 + by * (axis == "row" and cell.row + 1 >= at)
        column = cell.column + 1 + by * (axis == "column" and cell.column + 1 >= at)
        book.defined_names[name].attr_text = f"'{COVER}'!${'ABCDE'[column - 1]}${row}"


@pytest.mark.parametrize("follow", [True, False], ids=["names follow", "names stay"])
@pytest.mark.parametrize(("axis", "at"), [("row", 1), ("row", 5), ("row", 10), ("column", 1), ("column", 2)])
def test_a_line_put_in_is_followed_and_told(axis: str, at: int, follow: bool) -> None:
    def change(book: Workbook) -> None:
        sheet = book[COVER]
        (sheet.insert_rows if axis == "row" else sheet.insert_cols)(at)
        sheet.cell(1, 1).value = "附件1"
        if follow:
            named_along(book, axis, at, 1)

    submission = received(change)
    assert is_whole(submission)
    assert told(submission) == [("R-moved", "note")]
    assert COVER in submission.findings[0].message
    assert not any(finding.sends_back for finding in judge(submission).findings)


def test_names_are_no_condition() -> None:
    """An .xls file tells of none."""

    def change(book: Workbook) -> None:
        book[COVER].insert_rows(1)
        for name in list(book.defined_names):
            del book.defined_names[name]

    assert is_whole(submission := received(change))
    assert told(submission) == [("R-moved", "note")]


def test_rows_deleted_below_change_nothing() -> None:
    submission = received(lambda book: book[COVER].delete_rows(LAYOUT.confirmation.row + 1, 30))
    assert is_whole(submission)
    assert told(submission) == []


def test_a_row_taken_out_takes_its_field_alone() -> None:
    row = LAYOUT.contact["telephone"].row + 1
    submission = received(lambda book: book[COVER].delete_rows(row))
    assert submission.contact == {"filled_by": "张三", "approved_by": "李四"}
    assert submission.record.blanks_are_zero
    assert told(submission) == [("R-moved", "note")]


def test_a_row_with_the_unit_taken_out_is_told_as_such() -> None:
    row = LAYOUT.cover["unit_code"].row + 1
    submission = received(lambda book: book[COVER].delete_rows(row))
    assert told(submission) == [("R-moved", "note"), ("S-02", "hard")]
    assert "“单位代码”" in submission.findings[1].message


def test_another_unit_on_a_cover_that_moved_is_called_by_its_own_label() -> None:
    def change(book: Workbook) -> None:
        book[COVER][LAYOUT.cover["unit_name"].a1].value = "另一个局"
        book[COVER].insert_rows(1)

    (finding,) = [finding for finding in received(change).findings if finding.code == "S-02"]
    (cell,) = finding.cells
    assert cell.cell == "B4" == LAYOUT.cover["unit_code"].a1
    assert label_of(FORM, cell, finding.code) == "单位名称"


def test_a_label_typed_over_loses_no_field() -> None:
    cell = LAYOUT.contact["filled_by"]

    def change(book: Workbook) -> None:
        book[COVER].cell(cell.row + 1, 1).value = "填表人（签名）"
        book[COVER].insert_rows(1)

    assert is_whole(received(change))


@pytest.mark.parametrize("by", [0, 1])
def test_without_its_labels_names_lead(by: int) -> None:
    def change(book: Workbook) -> None:
        sheet = book[COVER]
        for row in sheet.iter_rows(max_col=1):
            if not isinstance(row[0], MergedCell):
                row[0].value = None
        if by:
            sheet.insert_rows(1)
            named_along(book, "row", 1, 1)

    submission = received(change)
    assert is_whole(submission)
    assert told(submission) == [("R-moved", "note")] * by


def test_a_renamed_cover_with_a_row_more_is_known_without_names() -> None:
    def change(book: Workbook) -> None:
        book[COVER].insert_rows(1)
        book[COVER].title = "封面"
        for name in list(book.defined_names):
            del book.defined_names[name]

    submission = received(change)
    assert is_whole(submission)
    assert told(submission) == [("R-moved", "note")] * 2


def test_a_cover_taken_out_is_missing_once() -> None:
    submission = read_submission(edited(filled(), lambda book: book.remove(book[COVER])))
    (finding,) = submission.findings
    assert (finding.code, finding.severity, finding.cells) == ("S-02", "hard", ())
    assert f"缺少工作表“{COVER}”" in finding.message


def test_checks_taken_out_are_missing_without_sending_back() -> None:
    submission = read_submission(edited(filled(), lambda book: book.remove(book[CHECKS])))
    (finding,) = submission.findings
    assert (finding.code, finding.severity) == ("R-sheet", "note")
    assert f"缺少工作表“{CHECKS}”" in finding.message
