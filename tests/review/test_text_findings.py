"""Texts judged with the figures: findings at the right cell, answered like those of other rules."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace

import openpyxl
import pytest

from tests.clerk import FORM, UNIT, edited
from tests.statements.sentences import PRIOR, record
from toolkit.findings import Finding
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


def test_wherever_the_text_stands() -> None:
    (found,) = told(judged({"problems_and_improvements": "全年发生行政复议9件。"}), "W-01")
    assert found.cells[0].item == "problems_and_improvements"


def test_a_reason_on_the_checks_sheet_answers_it() -> None:
    check = next(check for check in FORM.checks if check.code == "W-01")
    review = judged({ON_REQUEST: "共收到政府信息公开申请52件。"}, {check.key: "含补正后重新计算的件数。"})
    assert [finding.reason for finding in told(review, "W-01")] == ["含补正后重新计算的件数。"]
    assert not [finding for finding in review.unexplained if finding.code == "W-01"]
    book = openpyxl.load_workbook(io.BytesIO(workbook({}, {check.key: "原因。"})))
    at = layout_of(FORM).check_cell(check.key, "result")
    assert book[at.sheet][at.a1].value == say("result.later")


def test_marks_of_gaps_send_back() -> None:
    review = judged({ON_REQUEST: "共收到政府信息公开申请 XX 件。", "other_matters": "＿＿局未收费。"})
    found = told(review, "W-02")
    assert review.status is Status.RETURNED
    assert [(one.severity, one.cells[0].item) for one in found if one.severity == "hard"] == [
        ("hard", ON_REQUEST), ("hard", "other_matters")
    ]  # fmt: skip


def test_a_statement_beside_a_broken_total_is_one_finding() -> None:
    item = "requests.received.total"
    cell = layout_of(FORM).items[item]

    def type_total(book: object) -> None:
        book[cell.sheet][cell.a1].value = 0  # type: ignore[index]

    review = judge(
        read_submission(edited(workbook({ON_REQUEST: "共收到政府信息公开申请45件。"}), type_total))
    )
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
