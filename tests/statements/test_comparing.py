"""Statements against the figures of this year and the last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.statements.sentences import PRIOR, texts
from toolkit.statements.remarks import Remark
from toolkit.statements.text_checks import statement_remarks

RECEIVED = "requests.received.total"
CARRIED = "requests.carried_over_from_previous_year.total"
CHARGES = "proactive.administrative_charges.amount"


def found(words: str, prior: dict[str, int]) -> list[Remark]:
    report = replace(texts(words), prior={**PRIOR, **prior})
    return [one for one in statement_remarks(report) if not one.note]


@pytest.mark.parametrize(
    ("words", "before", "wrong"),
    [
        ("与上年持平", 45, False),
        ("与上年持平", 46, True),
        ("与上年基本持平", 43, False),
        ("与上年基本持平", 30, True),
        ("与上年持平", 0, True),
        ("较上年有所增加", 45, True),
        ("较上年有所增加", 44, False),
        ("同比增长20%", 0, False),
        ("由上年的35件增至45件", 35, False),
        ("由上年的35件增至45件", 30, True),
        ("由上年的35件增至46件", 35, True),
    ],
)
def test_last_year(words: str, before: int, wrong: bool) -> None:
    """Received: 45; as many carried in as the year before."""
    made = found(f"政府信息公开申请量{words}。", {RECEIVED: before, CARRIED: 3})
    assert bool(made) is wrong


def test_a_wrong_number_bears_out_its_own_change() -> None:
    """One mistake is told once."""
    (one,) = found("收到政府信息公开申请50件，同比增加20件。", {})
    assert one.key == "check.text.statement"


def test_last_years_number_has_its_own_words() -> None:
    (one,) = found("政府信息公开申请量由上年的35件增至45件。", {})
    assert (one.key, one.tried[0].value) == ("check.text.before", 30)


@pytest.mark.parametrize(
    ("words", "wrong"), [("增加5万元", False), ("增加50000元", False), ("增加6万元", True)]
)
def test_changes_of_money(words: str, wrong: bool) -> None:
    assert bool(found(f"全年行政事业性收费85万元，同比{words}。", {CHARGES: 80})) is wrong


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("提高4.4个百分点", False), ("提高14.4个百分点", True), ("提高5.5%", False), ("提高15.5%", True),
        ("下降4.4个百分点", True), ("由上年的80%提高到84.4%", False), ("由上年的70%提高到84.4%", True),
    ],
)  # fmt: skip
def test_changes_of_shares(words: str, wrong: bool) -> None:
    """Natural persons: 38 of 45, last year 24 of 30."""
    assert (
        bool(found(f"政府信息公开申请中自然人申请占比较上年{words}。".replace("较上年由", "由"), {})) is wrong
    )


def test_ways_of_counting_say_their_unit() -> None:
    (share,) = found("收到政府信息公开申请45件，同比增长80%。", {})
    assert [(one.value, one.unit) for one in share.tried] == [(50, "%")]
    (count,) = found("收到政府信息公开申请45件，同比增加9件。", {})
    assert [(one.value, one.unit) for one in count.tried] == [(15, ""), (16, "")]
