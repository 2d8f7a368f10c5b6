"""A fresh workbook with what was received in it."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, UNIT, edited, filled, typed_in, where
from tests.collection.returns.faulty_workbooks import (
    GRANTED,
    IDENTITY,
    IN_FORCE,
    RECEIVED,
    TOTAL,
    UPHELD,
    comment,
    opened,
    relabelled,
    verdict,
)
from toolkit.collection.returns import refilled
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import layout_of
from toolkit.review.checks import Status, judge
from toolkit.workbook.submission import read_submission
from toolkit.workbook.template_writer import Prefill, write_template

PRIOR = {IN_FORCE: 9}


@cache
def refill(data: bytes, identity: Identity = IDENTITY) -> bytes:
    return refilled(FORM, identity, verdict(data), PRIOR, password="p", key="k")


def test_a_changed_label_costs_nothing_that_was_typed() -> None:
    values = {RECEIVED: 7, GRANTED: 7, "fees.charged": 5}
    data = relabelled({**values})
    assert verdict(data).status is Status.RETURNED
    found = judge(read_submission(refill(data), key="k"))
    assert found.status is Status.ACCEPTED
    assert {i: found.submission.values[i] for i in values} == values
    assert found.submission.values == verdict(data).values
    assert found.submission.record.texts == verdict(data).texts
    assert found.submission.record.prior == PRIOR


def test_reasons_contact_and_declaration_are_kept() -> None:
    layout = layout_of(FORM)
    at = layout.check_cell("T2-02[proactive.normative_documents.*]", "reason")

    def change(book: Workbook) -> None:
        book[at.sheet][at.a1].value = "划出 8 件"
        cell = book["填报说明"][layout.contact["filled_by"].a1]
        cell.value, cell.data_type = "=张三", "s"

    data = edited(filled({IN_FORCE: 1}, zeros=False, declared=True, prior={IN_FORCE: 9}), change)
    again = read_submission(refill(data), key="k")
    assert again.reasons == {"T2-02[proactive.normative_documents.*]": "划出 8 件"}
    assert again.contact == {"filled_by": "=张三"}
    assert again.record.blanks_are_zero


def test_what_could_not_be_read_stands_there_as_it_was_written() -> None:
    data = relabelled({UPHELD: "约3", GRANTED: "2件"})
    made = opened(refill(data))
    assert made[where(UPHELD).sheet][where(UPHELD).a1].value == "约3"
    assert made[where(GRANTED).sheet][where(GRANTED).a1].value == 2
    assert comment(refill(data), UPHELD).startswith("[须改正]")


@pytest.mark.parametrize("formula", ["=1+1", "=1/0"])
@pytest.mark.parametrize("declared", [True, False])
def test_a_formula_or_an_error_does_not_become_a_figure(formula: str, declared: bool) -> None:
    data = typed_in(filled({}, declared=declared), {UPHELD: formula})
    found = judge(read_submission(refill(data), key="k"))
    assert found.status is Status.RETURNED
    assert found.submission.values[UPHELD] is None


def test_a_formula_with_a_result_is_not_believed_either() -> None:
    given = verdict(typed_in(filled(), {UPHELD: "=1+1"}))
    findings = tuple(
        replace(f, cells=tuple(replace(c, raw="2") for c in f.cells)) if f.code == "R-formula" else f
        for f in given.findings
    )
    made = refilled(FORM, IDENTITY, replace(given, findings=findings), {}, key="k")
    assert opened(made)["四复议诉讼"][where(UPHELD).a1].value == "原为公式：2"
    assert read_submission(made, key="k").values[UPHELD] is None


def test_a_total_typed_over_is_computed_again_and_that_is_said() -> None:
    made = refill(typed_in(filled({UPHELD: 2}), {TOTAL: 0}))
    assert read_submission(made, key="k").values[TOTAL] == 2
    text = comment(made, TOTAL)
    assert "来件手填 0，本表改由公式计算：2。" in text
    assert "来件中：四复议诉讼 “行政复议”：合计（E6）为 0" in text
    assert comment(made, UPHELD).startswith("[须改正] 来件中：")
    assert opened(made)[where(TOTAL).sheet][where(TOTAL).a1].protection.locked


def test_blanks_are_marked_in_the_cells_of_the_fresh_workbook() -> None:
    def shift(book: Workbook) -> None:
        book["四复议诉讼"].insert_rows(1)
        book["四复议诉讼"]["A1"].value = "说明"

    data = edited(filled({UPHELD: ""}), shift)
    assert "A7" in {c.cell for f in verdict(data).findings for c in f.cells}
    assert comment(refill(data), UPHELD).startswith("[须改正] 四复议诉讼 A6：有 1 格未填。")


def test_a_lost_sheet_leaves_blanks_to_fill() -> None:
    data = edited(filled({RECEIVED: 0}, declared=True), lambda book: book.remove(book["四复议诉讼"]))
    found = judge(read_submission(refill(data), key="k"))
    assert found.submission.values[UPHELD] is None, "declared blanks are 0, lost cells are not"
    assert found.submission.values[RECEIVED] == 0


@pytest.mark.parametrize("identity", [
    Identity(FORM.id, FORM.version, UNIT, 2024),
    Identity(FORM.id, FORM.version, Unit("别的局", "102", UNIT.properties), 2023),
])  # fmt: skip
def test_figures_of_another_year_or_unit_are_not_carried(identity: Identity) -> None:
    made = refill(relabelled({RECEIVED: 7}), identity)
    again = read_submission(made, key="k")
    assert again.values[RECEIVED] is None
    assert again.identity == identity


def test_an_unreadable_file_gives_an_empty_workbook() -> None:
    made = refill(b"%PDF-1.7")
    again = read_submission(made, key="k")
    assert again.readable
    assert set(again.record.values) == set()
    assert again.identity == IDENTITY


def test_it_is_locked_and_signed_like_any_issued_workbook() -> None:
    made = opened(refill(relabelled()))
    issued = io.BytesIO()
    write_template(issued, FORM, IDENTITY, Prefill(PRIOR), password="p", key="k")
    assert all(sheet.protection.sheet for sheet in made.worksheets)
    assert made.security.lockStructure
    assert made.sheetnames == opened(issued.getvalue()).sheetnames
    assert not [f for f in read_submission(refill(relabelled()), key="other").findings if f.code != "S-02"]
