"""Reasons on the checks sheet: those that answer a question, and those that stand where nothing is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled
from toolkit.findings import LEFT_OUT, Finding
from toolkit.form.addresses import Cell
from toolkit.form.layout import CHECK_COLUMNS, KEY_COLUMN, layout_of
from toolkit.review.checks import judge
from toolkit.workbook.given_reasons import reason_cells
from toolkit.workbook.grids import open_grids
from toolkit.workbook.submission import read_submission

CHECKS = FORM.sheet("checks").name
LAYOUT = layout_of(FORM)
ASKED = "proactive.administrative_charges.amount"
REASON = CHECK_COLUMNS.index("reason")
WORDS = "缴费通知是上年发出的，共10件。"
SOFT = [key for key in LAYOUT.check_rows if FORM.check_by_key[key].severity == "soft"]
HARD = next(key for key in LAYOUT.check_rows if FORM.check_by_key[key].severity == "hard")


def asked() -> str:
    """A soft check that fails where so much money was charged."""
    review = judge(read_submission(filled({ASKED: 99999})))
    return next(finding.check for finding in review.findings if finding.asks)


def cell_of(key: str) -> Cell:
    return LAYOUT.check_cell(key, "reason")


def judged(change: Callable[[Workbook], object]) -> tuple[Finding, ...]:
    return judge(read_submission(edited(filled({ASKED: 99999}), change))).findings


def idle(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.code == "R-unplaced"]


def test_a_reason_in_its_line_answers() -> None:
    key = asked()
    findings = judged(lambda book: setattr(book[CHECKS][cell_of(key).a1], "value", WORDS))
    assert [finding.reason for finding in findings if finding.check == key] == [WORDS]
    assert not idle(findings)


def test_a_line_from_before_sentences_said_when_they_apply_and_lines_had_keys() -> None:
    key = asked()
    when, sentence = FORM.check_by_key[key].sentence.split("，", maxsplit=1)

    def issued_then(book: Workbook) -> None:
        book[CHECKS][cell_of(key).a1] = WORDS
        book[CHECKS][LAYOUT.check_cell(key, "sentence").a1] = sentence
        book[CHECKS].delete_cols(KEY_COLUMN + 1)

    findings = judged(issued_then)
    assert when.endswith("的") and [one.reason for one in findings if one.check == key] == [WORDS]
    assert not idle(findings)


@pytest.mark.parametrize("line", ["soft", "hard", "below"])
def test_a_reason_in_another_line_is_named(line: str) -> None:
    key = asked()
    other = {"soft": next(k for k in SOFT if k != key), "hard": HARD}.get(line)
    cell = cell_of(other) if other else Cell(CHECKS, LAYOUT.check_column("reason").last.row + 3, REASON)
    findings = judged(lambda book: setattr(book[CHECKS][cell.a1], "value", WORDS))
    (note,) = idle(findings)
    assert note.severity == "note" and note.code in LEFT_OUT
    assert [(found.sheet, found.cell, found.raw) for found in note.cells] == [(CHECKS, cell.a1, WORDS)]
    assert f"{CHECKS} {cell.a1}“{WORDS}”" in note.message
    assert [finding.reason for finding in findings if finding.check == key] == [""]


@pytest.mark.parametrize(("axis", "at"), [("row", 1), ("row", 3), ("row", 20), ("column", 1), ("column", 11)])
@pytest.mark.parametrize("by", [1, -1])
def test_reasons_are_found_where_lines_moved(axis: str, at: int, by: int) -> None:
    """Also one that answers nothing is named; what is printed is never taken for one."""
    key = asked()
    other = next(k for k in SOFT if k != key)

    def change(book: Workbook) -> None:
        sheet = book[CHECKS]
        for area in list(map(str, sheet.merged_cells.ranges)):
            sheet.unmerge_cells(area)
        sheet[cell_of(key).a1].value = WORDS
        sheet[cell_of(other).a1].value = "另一条"
        if axis == "row":
            (sheet.insert_rows if by > 0 else sheet.delete_rows)(at)
        else:
            (sheet.insert_cols if by > 0 else sheet.delete_cols)(at)

    findings = judged(change)
    assert [finding.reason for finding in findings if finding.check == key] == [WORDS]
    (note,) = idle(findings)
    assert [found.raw for found in note.cells] == ["另一条"]


def test_the_sheet_is_not_read_where_nobody_wrote_a_reason() -> None:
    scanned, grids = open_grids(filled(), {CHECKS})
    assert not list(reason_cells(scanned, grids, CHECKS))
    assert CHECKS not in grids._read
