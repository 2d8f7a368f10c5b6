"""Texts judged with the figures: findings at the right cell, answered like those of other rules."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.clerk import FORM, UNIT, opened_book, typed_in
from tests.statements.sentences import PRIOR, record
from toolkit.findings import Finding
from toolkit.form.evaluation import Outcome
from toolkit.form.identity import Identity
from toolkit.form.layout import layout_of
from toolkit.messages import say
from toolkit.review.checks import Review, Status, judge
from toolkit.workbook.prepared_template import prepared_template
from toolkit.workbook.submission import read_submission
from toolkit.workbook.template_writer import Prefill

ON_REQUEST = "overview.disclosure_on_request"
PLAIN = {text.id: "无。" for text in FORM.texts} | {"overview.supervision": "行政复议和行政诉讼情况见表四。"}


def workbook(texts: Mapping[str, str], reasons: Mapping[str, str] | None = None) -> bytes:
    given = Prefill(dict(PRIOR), dict(record().values), {**PLAIN, **texts}, False, dict(reasons or {}))
    return prepared_template(FORM, 2023).workbook(Identity(FORM.id, FORM.version, UNIT, 2023), given)


def judged(texts: Mapping[str, str], reasons: Mapping[str, str] | None = None) -> Review:
    return judge(read_submission(workbook(texts, reasons)))


def told(review: Review, *codes: str) -> list[Finding]:
    return [finding for finding in review.findings if finding.code in codes and finding.severity != "note"]


def test_a_statement_is_told_with_both_sides() -> None:
    review = judged({ON_REQUEST: "共收到政府信息公开申请52件。"})
    (found,) = told(review, "W-01")
    layout = layout_of(FORM)
    assert found.severity == "soft" and review.status is Status.ACCEPTED
    assert [quote.as_json() for quote in found.quotes] == [
        {"text": ON_REQUEST, "quote": "共收到政府信息公开申请52件"}
    ]
    assert found.cells[0].cell == layout.texts[ON_REQUEST].a1
    assert found.cells[1].item == "requests.received.total"
    assert "45" in found.wrong and "48" in found.wrong


def test_the_cell_beside_a_statement_is_shown_with_what_it_holds() -> None:
    """The note once called it blank while the finding gave its number."""
    book = opened_book(io.BytesIO(workbook({"other_matters": "本年没有发出收费通知，未收取信息处理费。"})))
    notices = layout_of(FORM).items["fees.notices"]
    book[notices.sheet][notices.a1] = 3
    changed = io.BytesIO()
    book.save(changed)
    found = next(one for one in told(judge(read_submission(changed.getvalue())), "W-01") if one.cells)
    assert [(cell.item, cell.raw) for cell in found.cells[1:]] == [("fees.notices", "3")]


@pytest.mark.parametrize(
    ("said", "told_so"),
    [
        ("同比减少15件", "新收今年 45、上年 30，增加 15"),
        ("同比增长20%", "新收今年 45、上年 30，增长 50%"),
        ("与上年持平", "新收今年 45、上年 30，增长 50%"),
        ("是上年的3倍", "新收今年 45、上年 30，为上年的 150%"),
    ],
)
def test_of_a_change_both_years_are_told(said: str, told_so: str) -> None:
    (found,) = told(judged({ON_REQUEST: f"政府信息公开申请量{said}。"}), "W-01")
    assert told_so in found.wrong


def test_wherever_the_text_stands() -> None:
    (found,) = told(judged({"problems_and_improvements": "全年发生行政复议9件。"}), "W-01")
    assert found.cells[0].item == "problems_and_improvements"


def test_a_reason_on_the_checks_sheet_answers_it() -> None:
    check = next(check for check in FORM.checks if check.code == "W-01")
    review = judged({ON_REQUEST: "全年发生行政复议9件。"}, {check.key: "含补正后重新计算的件数。"})
    assert [finding.reason for finding in told(review, "W-01")] == ["含补正后重新计算的件数。"]
    assert not [finding for finding in review.unexplained if finding.code == "W-01"]
    book = opened_book(io.BytesIO(workbook({}, {check.key: "原因。"})))
    at = layout_of(FORM).check_cell(check.key, "result")
    assert book[at.sheet][at.a1].value == say("result.later")


def test_the_number_that_the_sheet_sees_is_answered_at_its_own_line() -> None:
    general, seen = (check for check in FORM.checks if check.code == "W-01")
    texts = {ON_REQUEST: "共收到政府信息公开申请52件，全年发生行政复议9件。"}
    review = judged(texts, {seen.key: "含补正后重新计算的件数。"})
    assert [(one.check, one.reason != "") for one in told(review, "W-01")] == [
        (seen.key, True), (general.key, False)
    ]  # fmt: skip
    outcomes = {result.check.key: (result.left, result.outcome) for result in review.results}
    assert outcomes[seen.key] == (52, Outcome.FAIL) and outcomes[general.key] == (1, Outcome.FAIL)


def test_both_ways_of_counting_are_right_for_the_sheet_too() -> None:
    (_, seen) = (check for check in FORM.checks if check.code == "W-01")
    outcome = {
        number: next(
            r.outcome
            for r in judged({ON_REQUEST: f"收到公开申请{number}件。"}).results
            if r.check.key == seen.key
        )
        for number in (45, 48, 52)
    }
    assert outcome == {45: Outcome.PASS, 48: Outcome.PASS, 52: Outcome.FAIL}


def test_what_the_sheet_sees_is_told_where_patterns_see_nothing() -> None:
    words = "本年收到政府信息公开申请52件，举报、投诉各3件。"
    (found,) = told(judged({ON_REQUEST: words}), "W-01")
    assert [quote.quote for quote in found.quotes] == [words]
    assert "45" in found.wrong and "48" in found.wrong


def test_marks_of_gaps_send_back() -> None:
    review = judged({ON_REQUEST: "共收到政府信息公开申请 XX 件。", "other_matters": "＿＿局未收费。"})
    found = told(review, "W-02")
    assert review.status is Status.RETURNED
    assert [(one.severity, one.cells[0].item) for one in found if one.severity == "hard"] == [
        ("hard", ON_REQUEST), ("hard", "other_matters")
    ]  # fmt: skip


def test_a_statement_beside_a_broken_total_is_one_finding() -> None:
    item = "requests.received.total"
    data = typed_in(workbook({ON_REQUEST: "共收到政府信息公开申请45件。"}), {item: 0})
    review = judge(read_submission(data))
    broken = [one for one in told(review, "T3-03") if one.cells[0].item == item]
    assert [quote.quote for one in broken for quote in one.quotes] == ["共收到政府信息公开申请45件"]
    assert not told(review, "W-01")


def test_a_rule_that_is_off_tells_nothing() -> None:
    submission = read_submission(workbook({ON_REQUEST: "共收到政府信息公开申请52件，电话13812345678。"}))
    checks = tuple(check for check in FORM.checks if check.code != "W-01")
    submission.form = replace(FORM, checks=checks)
    assert [one.code for one in told(judge(submission), "W-01", "W-05")] == ["W-05"]


@pytest.mark.parametrize("code", ["W-01", "N-SUM", "W-02", "W-03", "W-04", "W-05"])
def test_rules_on_texts_are_rules_of_the_book(code: str) -> None:
    (severities,) = [{check.severity for check in FORM.checks if check.code == code}]
    assert severities == ({"hard", "soft"} if code == "W-02" else {"soft"})
