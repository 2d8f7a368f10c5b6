"""A number or a claim in a text, before anything is compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from toolkit.form.expression import Number
from toolkit.form.phrasebook import Counting, Phrase
from toolkit.statements.stated_numbers import (
    EXACT,
    Leeway,
    as_rounded,
    in_unit,
    last_digit,
    number_of,
    rate_of,
    roughly,
    step_of,
)  # fmt: skip

Direction: TypeAlias = Literal["up", "down", "level", ""]


class Statement(NamedTuple):
    """A number or a claim in a text.

    Attributes:
        start, end: in the folded text; the clause around it is what is quoted.
        stated: the number it states, 0 for a claim that there is nothing.
        written: the number as written; empty for a claim and for a change without a number.
        unit: of money, as written.
        of: the statement that a share or a change belongs to.
        direction: of a change.
        counted: of a change, whether it is a number of cases, not a share.
        leeway: how far the true number may lie from the one stated.
    """

    phrase: Phrase
    start: int
    end: int
    stated: Number
    written: str = ""
    unit: str = ""
    of: Statement | None = None
    direction: Direction = ""
    counted: bool = False
    leeway: Leeway = EXACT

    def in_unit(self, unit: str) -> Number:
        """What it states, in the unit of the table."""
        return in_unit(self.stated, self.unit, unit) if self.unit else self.stated

    def fits(self, value: Number) -> bool:
        """Whether a number is what it states, as exactly as it states it; a fall is a negative change."""
        if self.leeway is EXACT and not self.direction:
            return value == self.stated
        value = -value if self.direction == "down" else value
        if self.direction in ("up", "down") and not self.written:
            return value > 0
        return self.leeway.allows(value - self.stated)

    @property
    def readings(self) -> tuple[Counting, ...]:
        """The ways of counting what it is about; those of a share have a denominator."""
        if self.of is None:
            return self.phrase.readings
        if self.of.is_share or not self.phrase.readings:
            return self.of.readings
        return _of_each(self.of.phrase, self.phrase)

    @property
    def is_share(self) -> bool:
        """Whether it counts one thing in parts of another."""
        if self.of is None:
            return self.phrase.is_share
        return self.of.is_share or bool(self.phrase.readings)


@lru_cache(maxsize=256)
def share_of(part: Phrase, whole: Phrase) -> Phrase:
    """A share of what is named in the text (占不予处理的 80%), not of what its phrase says in general."""
    return replace(part, kind="portion", readings=whole.readings)


@lru_cache(maxsize=1024)
def _of_each(part: Phrase, whole: Phrase) -> tuple[Counting, ...]:
    """Every way of counting a part in every way of counting the whole."""
    return tuple(
        Counting(f"{over.label}／{under.label}", over.terms, under.terms)
        for over in part.readings
        for under in whole.readings
    )


def statement_of(phrase: Phrase, match: re.Match[str], offset: int) -> Statement | None:
    """What the words that fit a phrase state; ``None`` where the number is none.

    Args:
        offset: of the sentence in its text.
    """
    place = offset + match.start(), offset + match.end()
    if phrase.kind in ("claim", "subject"):
        return Statement(phrase, *place, 0)
    if phrase.kind in ("count", "money"):
        return _counted(phrase, match, place)
    said = match.groupdict()
    direction: Direction = next((name for name in _DIRECTIONS if said.get(name)), "")
    if direction == "level":
        return Statement(phrase, *place, 0, direction=direction, leeway=_either_way(phrase.tolerance))
    written = said.get("p") or said.get("n") or ""
    if not written:
        return Statement(phrase, *place, 0, direction=direction, counted=True)
    stated, leeway = _number(phrase, said)
    if stated is None:
        return None
    if said.get("minus"):
        stated = -stated
    counted = not said.get("p")
    return Statement(
        phrase, *place, stated, written, said.get("unit") or "", None, direction, counted, leeway
    )


def _counted(phrase: Phrase, match: re.Match[str], place: tuple[int, int]) -> Statement | None:
    """A number of cases or of money, exact unless the edition says otherwise; two numbers are added up."""
    written, groups = match["n"], phrase.pattern.groupindex
    numbers = [number_of(match[name]) for name in ("n", "m") if name in groups]
    if None in numbers:
        return None
    leeway = _either_way(phrase.tolerance * last_digit(written)) if phrase.tolerance else as_rounded(written)
    unit = match["unit"] if "unit" in groups else ""
    return Statement(phrase, *place, sum(filter(None, numbers)), written, unit, leeway=leeway)


_DIRECTIONS: tuple[Direction, ...] = ("up", "down", "level")


def _number(phrase: Phrase, said: Mapping[str, str | None]) -> tuple[Number | None, Leeway]:
    """The number that a phrase states, and how exactly."""
    words = said.get("about") or said.get("around") or said.get("odd") or ""
    if rate_said := said.get("p"):
        rate = rate_of(rate_said, phrase.tolerance)
        return (rate.value, roughly(words, rate.step, rate.rounded)) if rate else (None, EXACT)
    written = said["n"] or ""
    value = number_of(written)
    if value is None or not (words or phrase.tolerance):
        return value, as_rounded(written)
    digit = last_digit(written)
    return value, roughly(words, step_of(value, digit), _either_way(phrase.tolerance * digit))


def _either_way(difference: Number) -> Leeway:
    return Leeway(difference, difference)
