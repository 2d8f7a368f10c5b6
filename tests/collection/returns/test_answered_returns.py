"""What goes back for cells that are answered in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import UNIT, edited, put, where
from tests.collection.returns.faulty_workbooks import notice, opened, verdict
from tests.fixtures.editions import INSPECTIONS
from tests.inspected import CHECKS, FORM, GRADE, LICENSED, OPENED, REMARK, answered
from toolkit.collection.returns import refilled
from toolkit.collection.returns.annotation import annotate
from toolkit.collection.returns.problems import problems, remarks
from toolkit.form.identity import Identity
from toolkit.form.registry import use_edition
from toolkit.review.checks import Status, judge
from toolkit.workbook.submission import read_submission


@pytest.fixture(autouse=True)
def known() -> None:
    use_edition(INSPECTIONS)


def spoilt(book: Workbook) -> None:
    for item, value in ((OPENED, 45052), (GRADE, "Bad"), (LICENSED, "有"), (CHECKS, "/")):
        put(item, value, form=FORM)(book)
    cell = where(OPENED, form=FORM)
    book[cell.sheet][cell.a1].number_format = "General"


@cache
def returned() -> bytes:
    return edited(answered(), spoilt)


def test_the_marked_copy_names_them_and_makes_no_day_of_a_number() -> None:
    """Given its format back, 45052 would show a day that nobody wrote."""
    marked = annotate(returned(), verdict(returned()), FORM)
    assert marked is not None
    book = opened(marked.content)

    def cell(item: str) -> tuple[object, str, str]:
        found = book[where(item, form=FORM).sheet][where(item, form=FORM).a1]
        return found.value, found.number_format, found.comment.text if found.comment else ""

    value, pattern, words = cell(OPENED)
    assert (value, pattern) == ("45052", "yyyy-mm-dd") and "不是日期" in words
    assert "从下拉列表中选：Good & fair" in cell(GRADE)[2]
    assert "看不出是还是否" in cell(LICENSED)[2]
    assert cell(CHECKS)[::2] == ("/", "")


def test_a_fresh_workbook_keeps_what_was_answered() -> None:
    identity = Identity(FORM.id, FORM.version, UNIT, 2023)
    fresh = refilled(FORM, identity, verdict(returned()), {})
    again = judge(read_submission(fresh))
    assert again.status is Status.RETURNED
    before = verdict(returned())
    assert again.submission.stated == before.stated and again.submission.record.not_applicable == {CHECKS}
    sheet = opened(fresh)[where(GRADE, form=FORM).sheet]
    shown = {item: sheet[where(item, form=FORM).a1].value for item in (OPENED, GRADE, LICENSED, REMARK)}
    assert shown == {OPENED: "45052", GRADE: "Bad", LICENSED: "有", REMARK: '=1+1 "&" <new>'}


def test_a_day_as_it_was_shown_does_not_become_another() -> None:
    def shown(book: Workbook) -> None:
        put(OPENED, date(2023, 5, 1), form=FORM)(book)
        cell = where(OPENED, form=FORM)
        book[cell.sheet][cell.a1].number_format = "yyyy-mm"

    data = edited(answered(), shown)
    marked = annotate(data, verdict(data), FORM)
    assert marked is not None
    at = where(OPENED, form=FORM)
    assert opened(marked.content)[at.sheet][at.a1].value == "2023-05"


def test_the_return_note_says_how_each_was_read_and_what_is_missing() -> None:
    def hurried(book: Workbook) -> None:
        for item, value in ((OPENED, "2023.5.1"), (GRADE, "poor <1>"), (CHECKS, "N/A"), (LICENSED, None)):
            put(item, value, form=FORM)(book)

    sent = replace(notice(edited(answered(), hurried)), form=FORM)
    told = " ".join(remarks(sent))
    assert all(f"读作 {answer}" in told for answer in ("2023-05-01", "Poor <1>", "N/A & none"))
    assert "读作 空白" not in told
    (blank,) = problems(sent)
    assert (blank.present, blank.repair) == ("空白", "请照实填写，有下拉列表的从列表中选。")
