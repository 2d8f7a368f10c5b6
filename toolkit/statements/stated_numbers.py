"""Numbers as texts write them, on spans that were found before."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from toolkit.form.expression import Number
from toolkit.form.statement_words import approximations, multiples, units, word


class Leeway(NamedTuple):
    """How far a true number may lie below and above the one stated, less than which; ``None``: any way."""

    below: Number | None
    above: Number | None

    def allows(self, difference: Number) -> bool:
        """Whether the true number may differ by this from the one stated."""
        return not difference or (
            (self.below is None or difference > -self.below)
            and (self.above is None or difference < self.above)
        )


EXACT = Leeway(0, 0)
_LEAST = Decimal("0.0001")
"""Shares are computed to four decimals."""


def number_of(span: str) -> Number | None:
    """The number a span states, per cent without its sign; ``None`` where it states none."""
    if span.isascii() and span.isdecimal():
        return int(span)
    words = span.removesuffix("%").removeprefix(word("per_cent"))
    if words[:1].isascii():
        times = multiples().get(words[-1], 1)
        digits = words[:-1] if times > 1 else words
        value = Decimal(digits) * times
        return int(value) if digits.isdecimal() or (value == int(value) and times > 1) else value
    if words in word("zero"):
        return 0
    import cn2an  # noqa: PLC0415  # few texts write numbers in characters

    try:
        found = cn2an.cn2an(words, "smart")
    except ValueError:
        return None
    return int(found) if found == int(found) else Decimal(str(found))


class Rate(NamedTuple):
    """A share as written: per cent, with what is rounded off when it is written so.

    Attributes:
        step: between two shares that are written so.
        rounded: what it may be above and below, said without 近 or 约.
    """

    value: Number
    step: Number
    rounded: Leeway


def rate_of(span: str, tolerance: int = 1) -> Rate | None:
    """The share a span states: ``38.2%``, ``百分之三十``, ``八成``, ``1.5倍``, ``三分之一``, ``一番``."""
    for sign, read in _RATES.items():
        if sign in span and not span.startswith(word("per_cent")):
            return read(*span.split(sign, 1))
    value = number_of(span)
    if value is None:
        return None
    digit = max(last_digit(span) * tolerance, _LEAST)
    return Rate(value, step_of(value, digit), Leeway(digit, digit))


def _tenths(head: str, tail: str) -> Rate | None:
    """``八成``: rounded, or a little more; ``八成五`` is more exact."""
    tens, ones = number_of(head), 5 if tail == word("half") else number_of(tail or word("zero")[0])
    if tens is None or ones is None:
        return None
    step = 5 if tail else 10
    return Rate(10 * tens + ones, step, Leeway(Decimal(step) / 2, Decimal(step) * 7 / 10))


def _multiple(head: str, tail: str) -> Rate | None:
    """``2倍``: 200 per cent; whole multiples are rough, small ones less so."""
    times = number_of(head) if head else 1
    if times is None:
        return None
    value = 100 * times + (50 if tail == word("half") else 0)
    half = 100 * last_digit(head) if "." in head else Decimal(25 if value < _LARGE else 50)
    return Rate(value, 2 * half, Leeway(half, half if "." in head else 2 * half))


_LARGE = 300
"""From three times on, whole multiples are rounded ones."""


def _doubled(head: str, _: str) -> Rate | None:
    """``翻两番``: doubled twice, so 300 per cent more."""
    times = number_of(head) if head else 1
    return None if times is None else Rate(100 * (2 ** int(times) - 1), 50, Leeway(25, 50))


def _fraction(under: str, over: str) -> Rate | None:
    """``三分之一``."""
    numbers = number_of(over), number_of(under)
    if numbers[0] is None or not numbers[1]:
        return None
    return Rate(Decimal(100) * numbers[0] / Decimal(numbers[1]), 10, Leeway(5, 5))


def _half(*_: str) -> Rate | None:
    return Rate(50, 10, Leeway(5, 5))


_RATES = {
    word("tenth"): _tenths,
    word("multiple"): _multiple,
    word("doubled"): _doubled,
    word("fraction"): _fraction,
    word("half"): _half,
}


def roughly(words: str, step: Number, rounded: Leeway) -> Leeway:
    """The leeway of a number beside which stands how exact it is: 近, 约, 以上, 不足; else as rounded."""
    step = Decimal(step)
    match approximations().get(words):
        case "near":
            return Leeway(step / 2, step / 10)
        case "about":
            return Leeway(step / 2, step / 2)
        case "over":
            return Leeway(step / 20, None)
        case "odd":
            return Leeway(step / 20, 2 * step)
        case "under":
            return Leeway(None, step / 20)
        case _:
            return rounded


def step_of(value: Number, digit: Decimal = Decimal(1)) -> Decimal:
    """Between two round numbers of this kind: 10 for 40, 5 for 45, 2 for 43."""
    for round_number in (100, 10, 5):
        if value and not value % round_number:
            return Decimal(round_number)
    return 2 * digit


def last_digit(span: str) -> Decimal:
    """One unit of the last digit of a number as written, e.g. 0.01 for ``33.95%``, 1000 for ``1.5万``."""
    times = multiples().get(span[-1:], 1)
    _, _, decimals = span.removesuffix("%").partition(".")
    return times * Decimal(1).scaleb(-len(decimals) if times == 1 or not decimals else 1 - len(decimals))


def as_rounded(span: str) -> Leeway:
    """The leeway of a number of cases: exact, unless it is written in ten thousands, rounded or cut off."""
    if span[-1:] not in multiples() or not span[0].isascii():
        return EXACT
    digit = last_digit(span)
    return EXACT if digit <= 1 else Leeway(digit / 2, digit)


def in_unit(value: Number, stated: str, wanted: str) -> Number:
    """An amount of money stated in one unit, in another one."""
    return value if stated == wanted else Decimal(value) * units()[stated] / units()[wanted]
