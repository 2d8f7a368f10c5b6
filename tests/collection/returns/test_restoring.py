"""What a clerk could not mend on a locked sheet is as issued again, and the note says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Protection
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.formula import ArrayFormula

from tests.clerk import FORM, edited, filled, put, typed_in, where
from tests.collection.returns.faulty_workbooks import (
    GRANTED,
    RECEIVED,
    TOTAL,
    UPHELD,
    notice,
    opened,
    verdict,
)
from tests.sampling import some
from toolkit.collection.returns.annotation import Marked, annotate
from toolkit.collection.returns.notice import needs_refill
from toolkit.collection.returns.problems import problems
from toolkit.form.formula import total_formulas
from toolkit.review.checks import Status

TRUTH = {RECEIVED: 12, GRANTED: 12, UPHELD: 2}
NEXT = "requests.granted.business"
COVERED = ("disputes.reconsideration.corrected", "disputes.reconsideration.other_outcome")


def returned(data: bytes) -> Marked:
    made = annotate(data, verdict(data), FORM)
    assert made is not None
    return made


def cell(data: bytes, item: str) -> Any:
    at = where(item)
    return opened(data)[at.sheet][at.a1]


def look(item: str, pattern: str, value: object) -> Callable[[Workbook], None]:
    """Paste a locked cell of this number format."""

    def change(book: Workbook) -> None:
        at = where(item)
        pasted = book[at.sheet][at.a1]
        pasted.value, pasted.number_format = value, pattern
        pasted.protection = Protection(locked=True)

    return change


def merge(item: str, columns: int = 1) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        at = where(item)
        row, column = at.row + 1, at.column + 1
        book[at.sheet].merge_cells(
            start_row=row, end_row=row, start_column=column, end_column=column + columns
        )

    return change


def both(*changes: Callable[[Workbook], None]) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for one in changes:
            one(book)

    return change


def conditional(item: str, pattern: str, value: object) -> Callable[[Workbook], None]:
    """A number that a conditional format shows otherwise."""

    def change(book: Workbook) -> None:
        at = where(item)
        book[at.sheet][at.a1].value = value
        look = DifferentialStyle(numFmt=NumberFormat(200, pattern))
        rule = Rule("cellIs", operator="greaterThan", formula=["0"], dxf=look)
        book[at.sheet].conditional_formatting.add(at.a1, rule)

    return change


def hide(book: Workbook) -> None:
    at = where(GRANTED)
    book[at.sheet].row_dimensions[at.row + 1].hidden = True
    book[at.sheet][at.a1].value = "/"


BREAKING: Mapping[str, tuple[Callable[[Workbook], None], tuple[str, ...]]] = {
    "date": (look(GRANTED, "mm-dd-yy", 12), (GRANTED,)),
    "date and time": (look(GRANTED, "yyyy-mm-dd hh:mm", 12), (GRANTED,)),
    "conditional format": (conditional(GRANTED, '0"万"', 12), (GRANTED,)),
    "text": (put(GRANTED, "十二左右"), (GRANTED,)),
    "slash": (put(GRANTED, "/"), (GRANTED,)),
    "merged": (both(put(NEXT, None), merge(GRANTED)), (NEXT,)),
    "merged over a label": (both(put(UPHELD, "/"), merge(UPHELD, 2)), (UPHELD, *COVERED)),
    "formula": (put(GRANTED, "=6+6"), (GRANTED,)),
    "array": (
        put(GRANTED, ArrayFormula("D8:E8", "=D6:E6")),
        (GRANTED, "requests.granted.business"),
    ),
    "total deleted": (put(TOTAL, None), ()),
    "total as text": (put(TOTAL, "共2件左右"), ()),
    "total typed over": (put(TOTAL, 5), ()),
    "total with another formula": (put(TOTAL, "=A6+1"), ()),
    "hidden": (hide, (GRANTED,)),
}


@pytest.mark.parametrize(
    "name",
    some(BREAKING, "date", "conditional format", "array", "merged over a label", "total as text", "hidden"),
)
def test_mended_by_the_note_alone_it_is_accepted(name: str) -> None:
    """The clerk types the right figures into the cells named, on sheets that stay locked."""
    change, items = BREAKING[name]
    data = edited(filled({**TRUTH}), change)
    assert verdict(data).status is Status.RETURNED
    made = returned(data)
    named = {c.item for f in verdict(data).findings if f.sends_back for c in f.cells}
    assert set(items) <= named or name == "array"

    for item in items:
        found = cell(made.content, item)
        assert not found.protection.locked and found.number_format in ("0", "General")
    again = verdict(typed_in(made.content, {item: TRUTH.get(item, 0) for item in items}))
    assert again.status is Status.ACCEPTED
    assert {item: again.values[item] for item in TRUTH} == TRUTH
    assert again.values[TOTAL] == 2


@pytest.mark.parametrize(
    "name",
    some(
        ["date", "conditional format", "text", "slash", "formula", "merged", "hidden"],
        *("conditional format", "slash", "merged"),
    ),
)
def test_unmended_it_is_not_accepted(name: str) -> None:
    """What could not be read does not become a figure when its format goes."""
    change, (item, *_) = BREAKING[name]
    again = verdict(returned(edited(filled({**TRUTH}), change)).content)
    assert again.status is Status.RETURNED
    assert again.values[item] is None


@pytest.mark.parametrize("content", some([None, 5, 2, "共2件", "=A6"], None, "=A6"))
def test_a_total_has_its_issued_formula_again(content: int | str | None) -> None:
    made = returned(typed_in(filled({**TRUTH, GRANTED: "/"}), {TOTAL: content}))
    found = cell(made.content, TOTAL)
    assert found.value == "=" + total_formulas(FORM)[TOTAL]
    assert found.protection.locked
    assert made.restored.formulas == (where(TOTAL),)


def test_a_typed_total_that_disagrees_is_told() -> None:
    data = typed_in(filled({**TRUTH}), {TOTAL: 5})
    made = returned(data)
    assert "来件手填 5，本格已恢复原表公式，由公式计算：2。" in cell(made.content, TOTAL).comment.text
    (problem,) = problems(replace(notice(data), marked="a.xlsx", restored=made.restored))
    assert "E6 不再是手填的 5，改由公式计算：2" in problem.repair


def test_the_issued_look_of_separated_cells() -> None:
    data = edited(filled({**TRUTH}), both(put(NEXT, None), merge(GRANTED)))
    made = returned(data)
    (area,) = made.restored.merged
    assert area.first == where(GRANTED)
    found, model = cell(made.content, NEXT), cell(filled(), NEXT)
    assert found.number_format == model.number_format
    assert not found.protection.locked
    assert found.border.left.style in (model.border.left.style, "medium"), "marked"


def test_validation_is_there_again() -> None:
    at = where(GRANTED)

    def clear(book: Workbook) -> None:
        book[at.sheet].data_validations = DataValidationList()
        put(GRANTED, "/")(book)

    made = returned(edited(filled({**TRUTH}), clear))
    rules = opened(made.content)[at.sheet].data_validations.dataValidation
    assert any(at.a1 in rule.sqref for rule in rules)
    assert made.restored.validated == (at.sheet,)


def test_nothing_is_restored_where_rows_moved_and_a_refill_is_given() -> None:
    def shift(book: Workbook) -> None:
        book["四复议诉讼"].insert_rows(1)
        book["四复议诉讼"]["A1"].value = "说明"
        put(GRANTED, "/")(book)

    data = edited(filled({**TRUTH}), shift)
    assert returned(data).restored.formulas == ()
    found = verdict(data)
    assert found.identity is not None and needs_refill(found, found.identity)
