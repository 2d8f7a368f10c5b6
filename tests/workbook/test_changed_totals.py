"""Totals with other formulas than were issued: told once for a sheet, by what they come to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.clerk import FORM, filled, typed_in, where
from toolkit.findings import Finding
from toolkit.form.expression import Number
from toolkit.form.layout import layout_of
from toolkit.review.checks import Status, judge
from toolkit.workbook.submission import read_submission

ROW = "requests.granted"
PERSON, TOTAL = f"{ROW}.natural_person", f"{ROW}.total"
ACROSS = f"SUM(D{where(TOTAL).row + 1}:I{where(TOTAL).row + 1})"
LINES = sorted(
    (cell.row, item)
    for item, cell in layout_of(FORM).items.items()
    if item.endswith(".total") and item in FORM.totals and cell.sheet == where(TOTAL).sheet
)


def told(
    formulas: Mapping[str, str], values: Mapping[str, Number | str] | None = None
) -> list[tuple[str, Finding]]:
    """Outcome and finding of each that is about totals."""
    changed = {item: f"={formula}" for item, formula in formulas.items()}
    submission = read_submission(typed_in(filled(values or {PERSON: 3}), changed))
    findings = [finding for finding in submission.findings if finding.code == "R-total"]
    kinds = {"一致": "agrees", "才能核对": "open", "重新计算": "changed"}
    return [(next(kind for words, kind in kinds.items() if words in f.wrong), f) for f in findings]


@pytest.mark.parametrize(
    "read", [f"SUBTOTAL(9,{ACROSS[4:-1]})", f"ROUND({ACROSS},0)", f"SUMPRODUCT({ACROSS[4:-1]})"]
)
def test_functions_that_add_up_agree(read: str) -> None:
    ((outcome, finding),) = told({TOTAL: read})
    assert (outcome, finding.severity) == ("agrees", "note")


def test_many_are_told_once() -> None:
    formulas = {item: f"SUM(D{row + 1}:I{row + 1})" for row, item in LINES}
    ((outcome, finding),) = told(formulas)
    assert (outcome, len(finding.cells), finding.severity) == ("agrees", len(LINES), "note")
    assert finding.wrong.count("SUM(") == 3


def test_those_that_differ_are_told_once_too() -> None:
    formulas = {item: f"D{row + 1}+1" for row, item in LINES[:5]}
    ((outcome, finding),) = told(formulas)
    assert (outcome, len(finding.cells), finding.severity) == ("changed", 5, "hard")


@pytest.mark.parametrize("typed", ["/", ""])
@pytest.mark.parametrize("formula", [ACROSS, f"D{where(TOTAL).row + 1}"])
def test_nothing_is_said_of_sums_of_what_cannot_be_read(typed: str, formula: str) -> None:
    """The cell goes back, and not its total, which may be right."""
    values: dict[str, Number | str] = {PERSON: 3, f"{ROW}.business": typed}
    ((outcome, finding),) = told({TOTAL: formula}, values)
    assert (outcome, finding.severity) == ("open", "note")
    verdict = judge(read_submission(typed_in(filled(values), {TOTAL: f"={formula}"})))
    assert verdict.status is Status.RETURNED
    assert "R-total" not in {one.code for one in verdict.findings if one.sends_back}


@pytest.mark.parametrize(
    "formula",
    [f"PRODUCT({ACROSS[4:-1]})", f"SUM(A{where(TOTAL).row + 1},{ACROSS})", f"SUM({ACROSS},二主动公开!Z90)"],
)
def test_other_formulas_go_back_whatever_is_known(formula: str) -> None:
    ((outcome, _),) = told({TOTAL: formula}, {f"{ROW}.business": "/"})
    assert outcome == "changed"


def test_subtotals_pass_over_each_other() -> None:
    """Excel leaves out what another SUBTOTAL computes, so that the cell shows another number."""
    last = LINES[-1][0]
    inner, outer = LINES[1], next(line for line in LINES if line[1].endswith("total_processed.total"))
    formulas = {inner[1]: f"SUBTOTAL(9,D{inner[0] + 1}:I{inner[0] + 1})",
                outer[1]: f"SUBTOTAL(9,J{inner[0] + 1}:J{last - 1})"}  # fmt: skip
    assert dict(told(formulas)).keys() == {"agrees", "changed"}


def test_a_ring_goes_back() -> None:
    ((outcome, _),) = told({TOTAL: where(TOTAL).a1})
    assert outcome == "changed"
