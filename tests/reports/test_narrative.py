"""Sentences say what the figures bear, and nothing more."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.conftest import REPORT_NAMES, real_report
from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number, plain
from toolkit.form.indicators import indicators, quotient
from toolkit.form.registry import load_form
from toolkit.reports.narrative import told
from toolkit.reports.wording import percent
from toolkit.rollup.comparison import Change

FORM = load_form("ogi-2021", 2023)
REQUESTS = "overview.disclosure_on_request"


def said(
    now: dict[str, Number], before: dict[str, Number] | None = None, *, comparable: bool = True
) -> dict[str, str]:
    """Text → its sentences, for inputs of this year and of last year; zeros elsewhere."""
    this, last = (
        completed(FORM, Record({**dict.fromkeys(FORM.inputs, 0), **(values or {})}))
        for values in (now, before)
    )
    changes = {
        one.id: Change(one.value(this), None if before is None else one.value(last))
        for one in indicators(FORM.id)
    }
    return {text: "".join(words) for text, words in told(FORM.id, changes, comparable=comparable).items()}


def requests(**rows: int) -> dict[str, Number]:
    return {f"requests.{row}.natural_person": count for row, count in rows.items()}


def test_a_report_of_nothing() -> None:
    found = said({})
    assert found[REQUESTS] == ("本年没有收到政府信息公开申请。没有因政府信息公开引起的行政复议和行政诉讼。")
    assert found["other_matters"] == "没有发出信息处理费收费通知，没有收取信息处理费。"
    assert "规章" not in found["overview.proactive_disclosure"]
    assert found["overview.proactive_disclosure"].endswith("没有行政事业性收费。")


def test_totals_parts_shares_and_changes() -> None:
    now = requests(received=40, carried_over_from_previous_year=2, granted=30, refused_third_party=10,
                   carried_over_to_next_year=2)  # fmt: skip
    found = said(
        now | {"requests.received.business": 10, "requests.granted.business": 10},
        requests(received=40, granted=40),
    )
    assert found[REQUESTS].startswith(
        "本年新收政府信息公开申请50件，比上年增加10件，增长25.0%；"
        "按申请人分，自然人40件（占80.0%）、商业企业10件（占20.0%）。上年结转2件。"
        "本年办结50件，比上年增加10件，增长25.0%，其中予以公开40件、不予公开10件，"
        "公开率（予以公开和部分公开占办结的比重）为80.0%，比上年降低20.0个百分点。"
        "不予公开的，按理由分：保护第三方合法权益10件。结转下年度继续办理2件。"
    )


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (30, 30, "30件，与上年持平；"),
        (30, 31, "30件，比上年减少1件，下降3.2%；"),
        (3, 2, "3件，比上年增加1件；"),
        (3, 0, "3件，比上年增加3件；"),
        (100001, 100000, "100001件，比上年增加1件，增长不足0.1%；"),
    ],
)
def test_a_rate_of_change_only_where_it_means_something(now: int, before: int, words: str) -> None:
    found = said(requests(received=now, granted=now), requests(received=before, granted=before))
    assert f"政府信息公开申请{words}" in found[REQUESTS]


def test_nothing_this_year_and_some_last_year() -> None:
    assert said({}, requests(received=7, granted=7))[REQUESTS].startswith(
        "本年没有收到政府信息公开申请，比上年减少7件。"
    )


def test_no_change_is_told_where_a_year_lacks_units() -> None:
    found = said(requests(received=40, granted=40), requests(received=20, granted=20), comparable=False)
    assert "上年" not in "".join(found.values())


def test_a_share_of_a_handful_is_not_told() -> None:
    few = {
        "requests.received.natural_person": 3,
        "requests.received.business": 1,
        **requests(received=3, granted=4),
    }
    assert "占" not in said(few)[REQUESTS].partition("。")[0]


def test_disputes_that_are_pending_are_not_said_to_be_upheld() -> None:
    found = said({"disputes.reconsideration.upheld": 2, "disputes.reconsideration.pending": 3})[REQUESTS]
    assert found.endswith(
        "因政府信息公开被申请行政复议5件，其中结果维持2件、尚未审结3件。没有因政府信息公开被提起行政诉讼。"
    )


def test_money_to_the_last_digit() -> None:
    found = said({"proactive.administrative_charges.amount": Decimal("24252.311082")})
    assert "行政事业性收费24252.311082万元。" in found["overview.proactive_disclosure"]


@pytest.mark.parametrize("name", REPORT_NAMES)
def test_every_number_is_a_figure_of_the_report(name: str) -> None:
    numbers = real_report(name).numbers()
    values = completed(FORM, Record({i: numbers.get(i, 0) for i in FORM.inputs}))
    found = "".join(said({i: values[i] for i in FORM.inputs}).values())
    known = {plain(one.value(values) or 0) for one in indicators(FORM.id) if not one.is_share}
    for number in re.findall(r"(?<![\d.])(\d+(?:\.\d+)?)(?=件|万元|元)", found):
        assert number in known, number
    whole = {one.id: one.value(values) or 0 for one in indicators(FORM.id)}
    shares = {percent(whole["disclosure_rate"])}
    for one in indicators(FORM.id):
        if one.group in ("applicants", "outcomes") and (
            of := whole["received" if one.group == "applicants" else "processed"]
        ):
            shares.add(percent(quotient(whole[one.id], of) or 0))
    assert set(re.findall(r"[\d.]+%", found)) <= shares
