"""Exact evaluation of the edit checks on one flat record.

This is the Python twin of :mod:`toolkit.form.formula`: for the same cells both give the same outcome
and the same difference, which the tests prove with a real spreadsheet program. Counts are ``int``,
money is ``Decimal``; sums are exact, and a relation looks at the decimals that count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from toolkit.form.edit_rules import EditCheck
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.form.variables import Said, UnitProperty, Variable, prior_of


class Outcome(StrEnum):
    """What a check says of a record: never a bare true or false."""

    PASS = "pass"
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"
    RULE_ERROR = "rule_error"


@dataclass
class Record:
    """What a workbook states, item by item, before anything is judged.

    Attributes:
        values: item → exact number read from its cell. Totals appear only where somebody typed
            over the formula; :func:`completed` computes the others.
        unreadable: items whose cell holds something that is not a number.
        not_texts: texts that are not missing although there are none: their cell holds something else, or
            a printed report speaks of them without a heading of their own.
        cleared: totals whose formula was deleted and nothing put in its place.
        texts: text id → text.
        prior: item → last year's value, as far as known.
        prior_texts: text id → last year's text, as far as on file.
        unit: properties of the reporting unit, e.g. ``rule_making`` → 0 or 1.
        blanks_are_zero: the clerk declared that blank inputs mean 0.
        stated: entry → answer in words: a day as ``2024-03-01``, ``yes`` or ``no``, an option, a text.
        not_applicable: entries of which the clerk said that they do not apply; a figure then counts as 0 in
            rules and sums, and has no value.
        converted_units: items whose cell named another unit than its own, and was converted.
        remarks: what was found in the texts, by the measure that counts it.
        altered: places where the workbook is not what was distributed.
        year: of the report; 0 where not known.
    """

    values: dict[str, Number] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    not_texts: set[str] = field(default_factory=set)
    cleared: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    prior: Mapping[str, Number] = field(default_factory=dict)
    unit: Mapping[str, int] = field(default_factory=dict)
    blanks_are_zero: bool = False
    stated: dict[str, str] = field(default_factory=dict)
    not_applicable: set[str] = field(default_factory=set)
    converted_units: set[str] = field(default_factory=set)
    altered: int = 0
    remarks: dict[str, int] = field(default_factory=dict)
    prior_texts: Mapping[str, str] = field(default_factory=dict)
    year: int = 0


class Result(NamedTuple):
    """Outcome of one check, with both sides where they could be computed.

    ``applies`` tells whether the check's condition held (a check without one always applies).
    """

    check: EditCheck
    outcome: Outcome
    left: Number | None = None
    right: Number | None = None
    applies: bool = False

    @property
    def difference(self) -> Number | None:
        """Left minus right."""
        return None if self.left is None or self.right is None else self.left - self.right


def completed(form: Form, record: Record) -> dict[str, Number]:
    """All items whose value is known: inputs, typed totals, and totals computed from their parts.

    A blank input is 0 where the clerk declared so or the unit is not asked for it, else unknown; a figure
    that does not apply counts as 0, too. A total with an unknown part is unknown, and so is one whose
    formula was deleted, whatever was declared.
    """
    values: dict[str, Number] = dict.fromkeys(counted_as_zero(form, record), 0)
    for item in record.unreadable:
        values.pop(item, None)
    values |= record.values
    unknown = record.unreadable | record.cleared
    for total in form.computation_order:
        if total in values or total in unknown:
            continue
        value = computed_total(form, total, values)
        if value is not None:
            values[total] = value
    return values


def computed_total(form: Form, total: str, values: Mapping[str, Number]) -> Number | None:
    """What a total comes to by its parts; ``None`` where one of them is not known."""
    parts = form.totals[total]
    if not all(map(values.__contains__, parts)):
        return None
    rate = form.ratios.get(total)
    return rate.value(values) if rate else sum(map(values.__getitem__, parts))


def as_reported(
    form: Form, known: Mapping[str, Number], not_applicable: Collection[str]
) -> dict[str, Number | None]:
    """Every item with its value; ``None`` where that is not known, or does not apply.

    Args:
        known: the :func:`completed` values.
    """
    return {item: None if item in not_applicable else known.get(item) for item in form.items}


def counted_as_zero(form: Form, record: Record) -> Iterator[str]:
    """Inputs that count as 0 where their cells hold no number."""
    blank = form.inputs if record.blanks_are_zero else form.not_asked(record.unit)
    return filter(form.items.__contains__, chain(blank, record.not_applicable))


def said_numbers(form: Form, record: Record) -> Iterator[tuple[Said, int]]:
    """Numbers that the texts state, as far as formulas find them."""
    for name, looked_for in form.said.items():
        number = looked_for.number(record.texts.get(looked_for.text, ""), record.year)
        if number is not None:
            yield Said(name), number


def as_added(
    form: Form, values: Mapping[str, Number | None], not_applicable: Collection[str]
) -> Mapping[str, Number | None]:
    """The figures of a report as they are added up: what does not apply adds nothing to a sum."""
    added = {
        item: 0
        for item in not_applicable
        if item in form.items and form.items[item].aggregation == "sum" and item not in form.rates
    }
    return {**values, **added} if added else values


def evaluate(form: Form, record: Record, known: Mapping[str, Number] | None = None) -> tuple[Result, ...]:
    """Judge a record by every check of the form, in the order of the rulebook.

    Args:
        known: the :func:`completed` values, where they have been worked out already.
    """
    variables = _variables(form, record, completed(form, record) if known is None else known)
    unknown = _assessed(form) - variables.keys()
    return tuple(_result(check, variables, unknown) for check in form.checks)


@lru_cache(maxsize=16)
def _assessed(form: Form) -> frozenset[Variable]:
    """Every variable that some check depends on."""
    return frozenset(name for check in form.checks for name in check.assessed)


def measured(form: Form, check: EditCheck, record: Record) -> Result:
    """Judge a record by one check that compares a measure with a number."""
    measure = check.comparison.measure()
    assert measure is not None
    return _result(check, {measure: measure.counted(form, record)}, frozenset(check.assessed) - {measure})


def _result(check: EditCheck, known: Mapping[str, Number], unknown: Set[Variable]) -> Result:
    if not unknown.isdisjoint(check.assessed):
        return Result(check, Outcome.NOT_ASSESSABLE)
    try:
        left, right = check.comparison.evaluate(known)
        applies = check.comparison.applies(known) and (
            check.condition is None or check.condition.holds(known)
        )
    except ArithmeticError:
        # Figures beyond all arithmetic: the rule could not be carried out, and nobody is blamed for it.
        return Result(check, Outcome.RULE_ERROR)
    if not applies:
        return Result(check, Outcome.PASS, left, right)
    holds = check.comparison.between(left, right)
    return Result(check, Outcome.PASS if holds else Outcome.FAIL, left, right, True)


def _variables(form: Form, record: Record, completed_values: Mapping[str, Number]) -> dict[str, Number]:
    known = dict(completed_values)
    for item, value in record.prior.items():
        known[prior_of(item)] = value
    for name, amount in record.unit.items():
        known[UnitProperty(name)] = amount
    known |= said_numbers(form, record)
    for measure in form.measures:
        known[measure] = measure.counted(form, record)
    return known
