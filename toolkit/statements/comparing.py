"""Statements against the figures: each in every way it can be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from toolkit.form.expression import Number, magnitude
from toolkit.form.model import Form
from toolkit.form.statement_phrases import Counting, amount
from toolkit.statements.matching import Statement
from toolkit.statements.stated_numbers import in_unit, last_digit


@dataclass(frozen=True, slots=True)
class Tried:
    """One way of counting that was tried: what is counted, and what the tables give."""

    label: str
    value: Number
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
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
    if tried is None or any(
        _agrees(form, statement, one) and (not number or not set(one.items) & set(doubtful))
        for number, one in enumerate(tried)
    ):
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
    stated, value = statement.stated, one.value
    if statement.phrase.kind == "money":
        return _agrees_in_money(form, statement, one)
    if statement.phrase.kind in ("change", "points"):
        stated = -stated if statement.direction == "down" else stated
    if statement.phrase.kind in ("count", "claim"):
        return stated == value
    if statement.phrase.kind == "change" and statement.counted:
        return stated == value
    if statement.direction == "level":
        return magnitude(value) < 1
    # Rounded or cut off: less than one unit of the last digit.
    return abs(Decimal(stated) - Decimal(value)) < max(statement.tolerance, Decimal("0.0001"))


def _tried(
    statement: Statement, values: Mapping[str, Number | None], prior: Mapping[str, Number]
) -> list[Tried] | None:
    """Every way of counting with its value; ``None`` where one of them is not known."""
    match statement.phrase.kind:
        case "count" | "claim" | "money":
            return sums(statement.phrase.readings, values)
        case "share":
            return _shares(statement.phrase.readings, values)
        case "portion":
            return _portions(statement, values)
        case "change":
            return _changes(statement, values, prior)
        case _:
            return _points(statement, values, prior)


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
            found.append(Tried(reading.label, percent(over, under), reading.items))
    return found or None


def percent(over: Number, under: Number) -> Decimal:
    """A share in per cent, to four decimals."""
    return (Decimal(100) * Decimal(over) / Decimal(under)).quantize(Decimal("0.0001"))


def _portions(statement: Statement, values: Mapping[str, Number | None]) -> list[Tried] | None:
    if statement.of is None or statement.of.phrase.kind != "count":
        return None
    readings = [
        Counting(label=f"{over.label}／{under.label}", terms=over.terms, under=under.terms)
        for over in statement.of.phrase.readings
        for under in statement.phrase.readings
    ]
    found = _shares(tuple(readings), values)
    if found is None:
        return None
    # The number in the text may be what is wrong: its own share is borne out by itself.
    own = sums(statement.phrase.readings, values) or []
    wrong = not any(
        one.value == statement.of.stated for one in sums(statement.of.phrase.readings, values) or []
    )
    if wrong:
        found += [
            Tried(one.label, percent(statement.of.stated, one.value), one.items) for one in own if one.value
        ]
    return found


def _changes(
    statement: Statement, values: Mapping[str, Number | None], prior: Mapping[str, Number]
) -> list[Tried] | None:
    if statement.of is None or statement.of.phrase.kind != "count":
        return None
    found = []
    for reading in statement.of.phrase.readings:
        now, before = amount(reading.terms, values), amount(reading.terms, prior)
        if now is None or before is None or (not before and not statement.counted):
            return None
        value: Number = now - before if statement.counted else percent(now - before, before)
        found.append(Tried(reading.label, value, reading.items))
    return found


def _points(
    statement: Statement, values: Mapping[str, Number | None], prior: Mapping[str, Number]
) -> list[Tried] | None:
    if statement.of is None or statement.of.phrase.kind != "share":
        return None
    found = []
    for reading in statement.of.phrase.readings:
        now, before = _shares((reading,), values), _shares((reading,), prior)
        if now is None or before is None:
            return None
        found.append(Tried(reading.label, Decimal(now[0].value) - Decimal(before[0].value), reading.items))
    return found
