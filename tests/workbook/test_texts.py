"""Text cells are examined as number cells are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled, typed_in, where
from toolkit.form.addresses import Cell
from toolkit.form.layout import DECLARED, layout_of
from toolkit.review.checks import judge
from toolkit.workbook.submission import read_submission

TEXT = "other_matters"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('=DISPIMG("ID_61D8",1)', "图片"),
        ("=A1&A2", "公式"),
        ("#REF!", "错误值“#REF!”"),
        (date(2024, 1, 31), "2024-01-31"),
        (12, "12"),
        (True, "“TRUE”"),
        (timedelta(hours=30), "“30:00:00”"),
    ],
)
def test_what_is_no_text_sends_back_and_is_not_taken(content: object, said: str) -> None:
    def change(book: Workbook) -> None:
        book[where(TEXT).sheet][where(TEXT).a1].value = content

    review = judge(read_submission(edited(filled(), change)))
    (finding,) = [finding for finding in review.findings if finding.sends_back]
    assert (finding.code, finding.cells[0].item, finding.cells[0].cell) == ("R-text", TEXT, where(TEXT).a1)
    assert said in finding.message
    assert "ID_61D8" not in finding.message, "a report may quote the message"
    assert review.submission.record.texts[TEXT] == ""
    # What only follows from it is not told a second time.
    assert not [f for f in review.findings if f.code == "S-01"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('=DISPIMG("ID_61D8",1)', "图片"),
        ("见下图：=DISPIMG(ID_61D8,1)", "图片"),
        ("=SUM(A1:A3)", "公式"),
        ("#REF!", "“#REF!”"),
        ("全年共收到 #N/A 件申请。", "“#N/A”"),
    ],
)
def test_what_pasted_values_leave_of_a_formula_is_no_text(content: str, said: str) -> None:
    def change(book: Workbook) -> None:
        cell = book[where(TEXT).sheet][where(TEXT).a1]
        cell.value, cell.data_type = content, "s"

    submission = read_submission(edited(filled(), change))
    (finding,) = [finding for finding in submission.findings if finding.code == "R-text"]
    assert finding.severity == "hard" and said in finding.message
    assert submission.record.texts[TEXT] == ""


@pytest.mark.parametrize("content", ["12件", "2023", "=", "#REF", "5=2+3（件）", "无"])
def test_any_text_is_taken_as_it_is(content: str) -> None:
    submission = read_submission(typed_in(filled(), {TEXT: content}))
    assert submission.record.texts[TEXT] == content
    assert not [f for f in submission.findings if f.code == "R-text"]


def test_a_formula_declares_nothing_and_signs_nothing() -> None:
    layout = layout_of(FORM)
    declared, by, phone = layout.cover[DECLARED], layout.contact["filled_by"], layout.contact["telephone"]
    typed: dict[Cell, int | str] = {declared: '="是"', by: "=NOW()", phone: 5012345}
    submission = read_submission(typed_in(filled(zeros=False), typed))
    assert not submission.record.blanks_are_zero
    assert submission.contact == {"telephone": "5012345"}
    notes = [f for f in submission.findings if f.code == "R-text"]
    assert {note.cells[0].cell for note in notes} == {declared.a1, by.a1}
    assert {note.severity for note in notes} == {"note"}


def test_a_formula_is_no_reason() -> None:
    layout = layout_of(FORM)
    key = next(check.key for check in FORM.checks if check.code == "T2-01")
    at = layout.check_cell(key, "reason")
    values = {"proactive.rules.issued": 5, "proactive.rules.in_force": 1}
    submission = read_submission(typed_in(filled(values), {at: "=A1"}))
    assert submission.reasons == {}
    assert at.a1 in next(f for f in submission.findings if f.code == "R-text").message
