"""Edit rules in words: a small table in, the expected findings out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.clerk import FORM, filled, typed_in
from tests.conftest import REPORT_NAMES, real_report
from toolkit.findings import Finding
from toolkit.form.evaluation import Outcome
from toolkit.form.expression import Number
from toolkit.review.checks import Review, Status, judge
from toolkit.workbook.submission import read_submission

R, D, P = "requests.{}.natural_person", "disputes.{}", "proactive.{}"


def judged(
    values: Mapping[str, Number | str],
    prior: Mapping[str, Number] | None = None,
    *,
    zeros: bool = True,
    declared: bool = False,
    texts: bool = True,
) -> Review:
    data = filled(values, prior=prior, zeros=zeros, declared=declared, texts=texts)
    return judge(read_submission(data, name="f.xlsx"))


def told(review: Review, code: str) -> list[Finding]:
    return [f for f in review.findings if f.code == code and f.outcome == "fail"]


def test_zero_report_is_accepted_with_notes_only() -> None:
    review = judged({})
    assert review.status is Status.ACCEPTED
    assert {finding.severity for finding in review.findings} == {"note"}
    assert {finding.outcome for finding in review.findings} == {"not_assessable"}


# Each line: the rule's code, what is typed, what last year was, how many findings, one word of the message.
TABLE: list[tuple[str, dict[str, Number | str], dict[str, Number], int, str]] = [
    ("T3-01", {R.format("received"): 3, R.format("granted"): 2}, {}, 2, "相差 1"),
    ("N-INT", {R.format("received"): Decimal("1.5")}, {}, 1, "整数"),
    ("N-INT", {R.format("granted"): -1}, {}, 1, "小于 0"),
    ("N-INT", {R.format("granted"): "/"}, {}, 1, "“/”"),
    ("T2-01", {P.format("rules.issued"): 2}, {}, 1, "现行有效"),
    ("T2-02", {P.format("rules.in_force"): 4}, {P.format("rules.in_force"): 3}, 1, "上年"),
    ("T2-03", {P.format("rules.in_force"): 4}, {}, 1, "规章"),
    (
        "T2-04",
        {P.format("administrative_charges.amount"): Decimal("2500")},
        {P.format("administrative_charges.amount"): Decimal("25")},
        1,
        "万元",
    ),
    ("T2-04", {P.format("administrative_charges.amount"): "251000元"}, {}, 1, "251000元"),
    ("T2-05", {P.format("administrative_charges.amount"): 10_000}, {}, 1, "一亿元"),
    ("X-01", {}, {"requests.carried_over_to_next_year.total": 2}, 1, "上年结转"),
    ("X-02", {P.format("licensing.decisions"): 131}, {P.format("licensing.decisions"): 33}, 1, "突增"),
    ("X-02", {P.format("licensing.decisions"): 10}, {P.format("licensing.decisions"): 61}, 1, "突减"),
    ("X-03", {D.format("reconsideration.upheld"): 1}, {"requests.received.total": 0}, 1, "复议"),
    ("X-04", {}, {D.format("litigation_direct.pending"): 2}, 1, "未结"),
    ("X-05", {R.format("other_fee_unpaid"): 1, R.format("received"): 1}, {}, 1, "收费通知"),
]


@pytest.mark.parametrize(("code", "values", "prior", "count", "word"), TABLE)
def test_rule_fails_with_both_sides_and_code(
    code: str, values: dict[str, Number | str], prior: dict[str, Number], count: int, word: str
) -> None:
    review = judged(values, prior)
    found = told(review, code)
    assert len(found) == count, [finding.message for finding in review.findings]
    for finding in found:
        assert word in finding.message
        assert finding.message.endswith(f"（{code}）")
        assert finding.cells
    hard = any(finding.severity == "hard" for finding in found)
    assert review.status is (Status.RETURNED if hard else Status.ACCEPTED)


def test_x_01_keeps_the_cell_prefilled_unless_the_clerk_changes_it() -> None:
    item, last = (
        R.format("carried_over_from_previous_year"),
        "requests.carried_over_to_next_year.natural_person",
    )
    review = judged(
        {item: 1, R.format("granted"): 1}, {last: 2, "requests.carried_over_to_next_year.total": 2}
    )
    assert [finding.severity for finding in told(review, "X-01")] == ["hard", "soft"]


def test_t3_02_t3_03_t4_01_fail_when_totals_are_typed_over() -> None:
    for total, code in (
        ("requests.total_processed.business", "T3-02"),
        ("requests.refused_other_law.total", "T3-03"),
        ("disputes.reconsideration.total", "T4-01"),
    ):
        review = judge(read_submission(typed_in(filled(), {total: 4})))
        assert told(review, code), total
        assert review.status is Status.RETURNED


def test_blanks_are_told_once_and_hide_what_follows() -> None:
    review = judged({"fees.notices": 0, "fees.charged": 0, "fees.collected": 0}, zeros=False)
    assert [finding.code for finding in review.findings if finding.sends_back] == ["N-BLANK"] * 3
    assert review.status is Status.RETURNED
    assert judged({}, zeros=False, declared=True).status is Status.ACCEPTED


def test_fee_must_be_stated() -> None:
    values = {item: 0 for item in FORM.inputs if not item.startswith("fees.")}
    review = judged(values, zeros=False)
    assert [finding.code for finding in review.findings if finding.sends_back] == ["S-01"]


def test_missing_texts_are_soft() -> None:
    review = judged({}, texts=False)
    assert [finding.severity for finding in told(review, "S-01")] == ["soft", "soft"]
    assert review.status is Status.ACCEPTED


def test_equal_misreadings_are_merged_over_their_cells() -> None:
    review = judged(
        {R.format("granted"): "/", R.format("received"): "/", R.format("rejected_petition"): "约3"}
    )
    found = told(review, "N-INT")
    assert sorted(len(finding.cells) for finding in found) == [1, 2]


def test_unassessable_rules_are_notes() -> None:
    review = judged({})
    waiting = {f.code for f in review.findings if f.outcome == "not_assessable"}
    assert waiting == {"T2-02", "T2-04", "X-01", "X-02", "X-03", "X-04"}


def test_reason_travels_with_the_finding() -> None:
    key = "T2-01[proactive.rules.*]"
    from toolkit.form.layout import layout_of

    cell = layout_of(FORM).check_cell(key, "reason")
    data = typed_in(filled({P.format("rules.issued"): 2}), {cell: "机构改革划转。"})
    found = told(judge(read_submission(data)), "T2-01")
    assert [finding.reason for finding in found] == ["机构改革划转。"]


@pytest.mark.parametrize("name", REPORT_NAMES)
def test_real_reports_as_printed(name: str) -> None:
    """Published figures, totals typed over: only the reports known to be wrong fail in arithmetic."""

    figures = {item: value for item, value in real_report(name).values.items() if value is not None}
    review = judge(read_submission(typed_in(filled(zeros=False), figures)))
    failing = [r.check.code for r in review.results if r.outcome is Outcome.FAIL and r.check.code[0] == "T"]
    assert [code for code in failing if code in ("T3-01", "T3-02", "T3-03", "T4-01")] == (
        ["T4-01", "T4-01"] if name == "hongze2023" else []
    )


def test_hongze_names_the_unfilled_totals() -> None:
    report = real_report("hongze2023")
    numbers = {i: v for i, v in report.values.items() if v is not None and i not in FORM.totals}

    totals = {total: report.values[total] or 0 for total in FORM.totals}
    review = judge(read_submission(typed_in(filled(numbers), totals)))
    found = told(review, "T4-01")
    assert [(f.suspects[0].cell.item, f.suspects[0].proposed) for f in found] == [
        ("disputes.reconsideration.total", "11"),
        ("disputes.litigation_after_reconsideration.total", "5"),
    ]
    assert all("请对照原始登记" in finding.suggestion for finding in found)
