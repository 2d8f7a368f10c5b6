"""Exact evaluation: four outcomes, never two."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.conftest import zero_record
from tests.fixtures.editions import INSPECTIONS
from toolkit.form.evaluation import Outcome, Record, as_added, completed, evaluate
from toolkit.form.model import Form
from toolkit.form.registry import load_form

RECEIVED, GRANTED = "requests.received.natural_person", "requests.granted.natural_person"
KEY = "T3-01[requests.*.natural_person]"


def outcome(form: Form, record: Record, key: str = KEY) -> Outcome:
    return next(result.outcome for result in evaluate(form, record) if result.check.key == key)


def test_pass_fail_not_assessable_rule_error(form: Form) -> None:
    record = zero_record(form)
    assert outcome(form, record) is Outcome.PASS
    assert outcome(form, replace(record, values=record.values | {RECEIVED: 1})) is Outcome.FAIL
    assert outcome(form, replace(record, unreadable={RECEIVED}, values={})) is Outcome.NOT_ASSESSABLE
    beyond = replace(record, prior={"requests.received.total": Decimal("9E+999999")})
    assert outcome(form, beyond, "X-02[requests.received.total]") is Outcome.RULE_ERROR


def test_condition_that_does_not_hold_passes(form: Form) -> None:
    record = zero_record(form)
    record.values["proactive.rules.issued"] = 2
    assert outcome(form, replace(record, unit={"rule_making": 0}), "T2-03") is Outcome.FAIL
    assert outcome(form, replace(record, unit={"rule_making": 1}), "T2-03") is Outcome.PASS
    assert outcome(form, replace(record, unit={}), "T2-03") is Outcome.NOT_ASSESSABLE


def test_blank_is_unknown_until_declared(form: Form) -> None:
    assert completed(form, Record()) == {}
    known = completed(form, Record(blanks_are_zero=True))
    assert set(known) == set(form.items)
    assert set(known.values()) == {0}


@pytest.mark.parametrize("amount", ["0.1", "0.000001", "24252.311082"])
def test_money_is_exact(form: Form, amount: str) -> None:
    item = "proactive.administrative_charges.amount"
    record = replace(zero_record(form), prior={item: Decimal(amount)})
    for factor, expected in ((100, Outcome.FAIL), (99, Outcome.PASS)):
        record.values[item] = Decimal(amount) * factor
        assert outcome(form, record, "T2-04") is expected


def test_a_rate_that_does_not_apply_adds_no_zero() -> None:
    """Whatever says how its total is made: what does not apply is 0 in a sum alone."""
    form = load_form(INSPECTIONS, 2023)
    names = ("staff.share.value", "staff.duty.value")
    summed = {name: replace(form.items[name], aggregation="sum") for name in names}
    form = replace(form, items={**form.items, **summed})
    unknown = dict.fromkeys(summed)
    added = as_added(form, unknown, summed.keys())
    assert added == {"staff.share.value": None, "staff.duty.value": 0}
