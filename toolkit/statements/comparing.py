"""Statements against the figures: each in every way it can be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.form.phrasebook import Counting, amount
from toolkit.statements.stated_numbers import in_unit, last_digit
from toolkit.statements.statement import Statement

Change: TypeAlias = Literal["", "cases", "percent", "ratio", "points"]
"""How two years are compared: by a difference in cases, in per cent, as a part of last year's, in points."""


class Tried(NamedTuple):
    """One way of counting that was tried: what is counted, and what the tables give (``unit``: % or none).

    ``now`` and ``before`` are the figures of both years, of a change.
    """

    label: str
    value: Number
    items: tuple[str, ...]
    unit: str = ""
    change: Change = ""
    now: Number = 0
    before: Number = 0


class Contradiction(NamedTuple):
    """A statement that no way of counting bears out."""

    statement: Statement
    tried: tuple[Tried, ...]


def contradiction(
    form: Form,
    statement: Statement,
    values: Mapping[str, Number | None],
    prior: Mapping[str, Number],
    doubtful: Collection[str] = (),
) -> Contradiction | None:
    """The contradiction of a statement and the figures; ``None`` where one way of counting fits.

    Where a figure is not known, a way of counting might fit: nothing is said.

    Args:
        doubtful: totals that contradict their own parts: they bear out the plain way of counting only.
    """
    tried = _tried(statement, values, prior)
    if tried is None:
        return None
    for number, one in enumerate(tried):
        if _agrees(form, statement, one) and not (number and doubtful and set(one.items) & set(doubtful)):
            return None
    return Contradiction(statement, tuple(_unlike(tried)))


def _unlike(tried: Iterable[Tried]) -> Iterator[Tried]:
    """Ways of counting with different results."""
    told = set[Number]()
    for one in tried:
        if one.value not in told:
            told.add(one.value)
            yield one


def _agrees(form: Form, statement: Statement, one: Tried) -> bool:
    if statement.phrase.kind == "money":
        return _agrees_in_money(form, statement, one)
    if statement.unit:
        statement = statement._replace(stated=statement.in_unit(form.items[one.items[0]].unit))
    return statement.fits(one.value)


def _tried(
    statement: Statement, values: Mapping[str, Number | None], prior: Mapping[str, Number]
) -> list[Tried] | None:
    """Every way of counting with its value; ``None`` where one of them is not known."""
    readings = statement.readings
    match statement.phrase.kind:
        case "count" | "claim" | "money":
            return sums(readings, values)
        case "share":
            return _shares(readings, values)
        case "portion" | "part":
            return _portions(statement, values)
        case "after" | "before":
            known: Mapping[str, Number | None] = prior if statement.phrase.kind == "before" else values
            return sums(readings, known) if statement.counted else _shares(readings, known)
        case "ratio":
            return _changes(statement, values, prior, after=100)
        case "points":
            return _points(readings, values, prior)
        case _:
            return _changes(statement, values, prior)


def sums(readings: tuple[Counting, ...], values: Mapping[str, Number | None]) -> list[Tried] | None:
    """Every way of counting with its sum; ``None`` where one of them is not known."""
    found = []
    for reading in readings:
        value = amount(reading.terms, values)
        if value is None:
            return None
        found.append(Tried(reading.label, value, reading.items))
    return found


def _agrees_in_money(form: Form, statement: Statement, one: Tried) -> bool:
    """Whether an amount agrees as far as the text states it: a number with decimals may be rounded."""
    unit = form.items[one.items[0]].unit
    difference = abs(Decimal(statement.in_unit(unit)) - Decimal(one.value))
    if not difference or "." not in statement.written:
        return not difference
    digit = in_unit(last_digit(statement.written), statement.unit, unit)
    return difference < digit


def _shares(readings: tuple[Counting, ...], values: Mapping[str, Number | None]) -> list[Tried] | None:
    found = []
    for reading in readings:
        over, under = amount(reading.terms, values), amount(reading.under, values)
        if over is None or under is None:
            return None
        if under:
            found.append(Tried(reading.label, percent(over, under), reading.items, "%"))
    return found or None


def percent(over: Number, under: Number) -> Decimal:
    """A share in per cent, to four decimals."""
    return round(Decimal(100 * over) / Decimal(under), 4)


def _portions(statement: Statement, values: Mapping[str, Number | None]) -> list[Tried] | None:
    """The share of the number that is stated; where that is wrong, also of the one in the tables."""
    readings, of = statement.readings, statement.of
    if of is None or of.phrase.kind != "count":
        return _shares(readings, values)
    right = tuple(one for one in readings if amount(one.terms, values) == of.stated)
    found = _shares(right or readings, values)
    if found is None or right:
        return found
    own = sums(statement.phrase.readings, values) or []
    return found + [
        Tried(one.label, percent(of.stated, one.value), one.items, "%") for one in own if one.value
    ]


def _stated_otherwise(statement: Statement, values: Mapping[str, Number | None]) -> Number | None:
    """The number a share or a change belongs to, where that is what is wrong in the text.

    Its own share and its own change are borne out by itself.
    """
    of = statement.of
    if of is None or of.phrase.kind != "count":
        return None
    right = any(one.value == of.stated for one in sums(of.phrase.readings, values) or [])
    return None if right else of.stated


def _changes(
    statement: Statement,
    values: Mapping[str, Number | None],
    prior: Mapping[str, Number],
    after: int = 0,
) -> list[Tried] | None:
    """Changes from last year, in cases or per cent.

    Args:
        after: what last year itself is, in per cent: 100 where a number is said to be so much of last year's.
    """
    if statement.is_share:
        return _changed_shares(statement, values, prior)
    otherwise, found = _stated_otherwise(statement, values), []
    for reading in statement.readings:
        now, before = amount(reading.terms, values), amount(reading.terms, prior)
        if now is None or before is None:
            return None
        for number in (now, otherwise):
            if number is None:
                continue
            if statement.counted or (statement.direction == "level" and not before):
                found.append(
                    Tried(reading.label, number - before, reading.items, "", "cases", number, before)
                )
            elif before:
                changed = percent(number - before, before) + after
                how: Change = "ratio" if after else "percent"
                found.append(Tried(reading.label, changed, reading.items, "%", how, number, before))
            else:
                return None
    return found


def _changed_shares(
    statement: Statement, values: Mapping[str, Number | None], prior: Mapping[str, Number]
) -> list[Tried] | None:
    """Changes of a share: in points, or per cent of itself."""
    points = _points(statement.readings, values, prior)
    before = _shares(statement.readings, prior)
    if points is None or before is None or statement.direction == "level" or statement.counted:
        return points
    return points + [
        Tried(one.label, percent(one.value, was.value), one.items, "%")
        for one, was in zip(points, before, strict=False)
        if was.value
    ]


def _points(
    readings: tuple[Counting, ...], values: Mapping[str, Number | None], prior: Mapping[str, Number]
) -> list[Tried] | None:
    found = []
    for reading in readings:
        now, before = _shares((reading,), values), _shares((reading,), prior)
        if now is None or before is None:
            return None
        change = Decimal(now[0].value) - Decimal(before[0].value)
        figures = Decimal(now[0].value), Decimal(before[0].value)
        found.append(Tried(reading.label, change, reading.items, "%", "points", *figures))
    return found or None
