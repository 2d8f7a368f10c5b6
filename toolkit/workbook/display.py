"""What a number looks like under its number format, and whether a reader would take it for another.

No library of the package index that renders number formats could be kept: ssf (Apache-2, unmaintained)
takes seconds of processor time to import, fails with the present Babel and drops the text of
``General"件"``; q2numfmt knows neither conditions nor scaling. Only digits, literals, percent, scaling,
conditions and sections matter here; what else a format says ends in a note that it is not understood.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from toolkit.form.expression import Number
from toolkit.form.model import WHOLE, Kind
from toolkit.workbook.numerals import read_numeral

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<space>_.)|(?P<fill>\*.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>G/通用格式|General)|(?P<digit>[0#?])|(?P<point>[.])|(?P<comma>,)|(?P<percent>%)"
    r"|(?P<exponent>E[+-])|(?P<text>@)|(?P<date>[ymdhsbeg]+|AM/PM|A/P|上午/下午|a{3,4})|(?P<slash>/)"
    r'|(?P<end>;)|(?P<broken>")|(?P<literal>.)',
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\s*(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\s*")
_COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_CURRENCY = re.compile(r"\$([^-\]]*)")
_ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)
_SHOWN_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+")
_PLAIN = re.compile(r"[\s()（）+¥￥$€,.0-9-]*")
_MOST_DECIMALS = 30

_Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A number that its cell shows otherwise.

    Attributes:
        text: what the cell shows; ``None`` where the format is not understood.
        refusal: why the number cannot be taken (see :data:`numerals.REFUSALS`); empty where it can.
    """

    text: str | None
    refusal: str = ""


class _NotUnderstood(Exception):  # noqa: N818  (inner signal)
    """The format says something that is not rendered here."""


@lru_cache(maxsize=4096)
def shown_otherwise(code: str, value: Number, unit: str, kind: Kind) -> Shown | None:
    """How a cell shows its number, ``None`` if it is the number itself.

    Args:
        code: number format in Excel's spelling.
        value: the number that is stored.
        unit, kind: of the item.
    """
    number = Decimal(value)
    try:
        tokens = _section(code, number)
        if any(name == "date" for name, _ in tokens):
            return Shown(None, "date")
        text, scaled = _rendered(tokens, number)
    except _NotUnderstood:
        return Shown(None)
    return _judged(" ".join(text.split()), scaled, number, unit, kind)


@lru_cache(maxsize=1024)
def text_shown_otherwise(code: str, text: str, value: Number, unit: str, kind: Kind) -> Shown | None:
    """The same of a cell that holds a text, which was read as that number."""
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else sections[0]
    if len(sections) < 4 and not any(name == "text" for name, _ in section):
        return None
    shown = "".join(
        text.strip() if name == "text" else words for name, words in section if name in ("text", "literal")
    )
    return None if shown.strip() == text.strip() else _judged(shown, False, Decimal(value), unit, kind)


def part_of_a_day(code: str, day: date) -> str | None:
    """What a cell shows of a day that is not the whole of it, ``None`` where it shows year, month and day.

    A program gives the first of a month, or this year's day, to what was typed without the other part.
    """
    shown = "".join(words.lower() for name, words in _sections(code)[0] if name == "date")
    if not shown or ("d" in shown and ("y" in shown or "e" in shown)):
        return None
    return f"{day:%m-%d}" if "d" in shown else f"{day:%Y-%m}"


@lru_cache(maxsize=256)
def _sections(code: str) -> list[list[_Token]]:
    sections: list[list[_Token]] = [[]]
    for found in _TOKEN.finditer(code):
        name, words = found.lastgroup or "", found[0]
        if name == "end":
            sections.append([])
            continue
        if name in ("quoted", "escaped"):
            name, words = "literal", found[name]
        elif name in ("space", "fill"):
            name, words = "literal", " " if name == "space" else ""
        elif name == "bracket":
            currency = _CURRENCY.match(found["bracket"])
            if currency:
                name, words = "literal", currency[1]
            elif _ELAPSED.fullmatch(found["bracket"]):
                name = "date"
            else:
                words = found["bracket"]
        sections[-1].append((name, words))
    return sections


def _section(code: str, value: Decimal) -> list[_Token]:
    """The tokens that apply to a value, with its sign in front where the section does not give one."""
    sections = _sections(code)[:3]
    conditions = [_condition(section) for section in sections]
    if any(conditions):
        for number, (section, condition) in enumerate(zip(sections, conditions, strict=True)):
            default = value < 0 if number == 1 and len(sections) == 3 else True
            if condition(value) if condition else default:
                return _signed(section, value)
        raise _NotUnderstood
    if len(sections) == 1 or value > 0 or (value == 0 and len(sections) < 3):
        return _signed(sections[0], value)
    return sections[1 if value < 0 else 2]


def _condition(section: list[_Token]) -> Callable[[Decimal], bool] | None:
    for name, words in section:
        found = _CONDITION.fullmatch(words) if name == "bracket" else None
        if found:
            compare, bound = _COMPARED[found[1]], Decimal(found[2])
            return lambda value: compare(value, bound)
    return None


def _signed(section: list[_Token], value: Decimal) -> list[_Token]:
    return [("literal", "-"), *section] if value < 0 else section


def _rendered(tokens: list[_Token], value: Decimal) -> tuple[str, bool]:
    """What is shown, and whether the number was scaled for it."""
    names = [name for name, _ in tokens]
    if "broken" in names:
        raise _NotUnderstood
    value = abs(value)
    if names and set(names) <= {"bracket"}:  # a colour or a language alone
        return f"{value:f}", False
    if "exponent" in names or ("slash" in names and "digit" in names):
        if "slash" in names and value == value.to_integral_value():
            return _joined(tokens, f"{value:f}"), False
        raise _NotUnderstood
    if "general" in names or "text" in names:
        return "".join(
            f"{value:f}" if name in ("general", "text") else words if name in ("literal", "slash") else ""
            for name, words in tokens
        ), False
    if "digit" not in names:
        return "".join(
            words for name, words in tokens if name in ("literal", "point", "comma", "slash")
        ), False
    percents = names.count("percent")
    tokens, thousands = _without_scaling(tokens)
    decimals = sum(name == "digit" for name, _ in tokens[_point(tokens) :])
    if decimals > _MOST_DECIMALS or percents > 5 or thousands > 5:
        raise _NotUnderstood
    with localcontext(prec=99):
        scaled = value.scaleb(2 * percents - 3 * thousands)
        whole, _, fraction = f"{scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}".partition(
            "."
        )
    return "".join(_laid_out(tokens, whole.lstrip("0"), fraction)), bool(percents or thousands)


def _joined(tokens: list[_Token], digits: str) -> str:
    first = next(place for place, (name, _) in enumerate(tokens) if name == "digit")
    return "".join(
        digits if place == first else words if name == "literal" and words.strip() else ""
        for place, (name, words) in enumerate(tokens)
    )


def _point(tokens: list[_Token]) -> int:
    return next((place for place, (name, _) in enumerate(tokens) if name == "point"), len(tokens))


def _without_scaling(tokens: list[_Token]) -> tuple[list[_Token], int]:
    """Tokens without commas, and how many of these divide by a thousand: those behind the last digit
    before the point, or behind the last digit.
    """
    point = _point(tokens)
    digits = [place for place, (name, _) in enumerate(tokens) if name == "digit"]
    last_whole = max((place for place in digits if place < point), default=len(tokens))
    commas = [place for place, (name, _) in enumerate(tokens) if name == "comma"]
    scaling = sum(last_whole < place < point or place > digits[-1] for place in commas)
    return [token for token in tokens if token[0] != "comma"], scaling


def _laid_out(tokens: list[_Token], whole: str, fraction: str) -> Iterator[str]:
    """Digits in their places, literals between them; the leftmost place takes what is too long."""
    point = _point(tokens)
    places = sum(name == "digit" for name, _ in tokens[:point])
    rest = len(whole.rjust(places)) - places
    whole = whole.rjust(places + max(rest, 0))
    significant = len(fraction.rstrip("0"))
    begun, decimal = False, 0
    for number, (name, words) in enumerate(tokens):
        if name == "digit" and number < point:
            take = 1 if begun else 1 + rest
            digits, whole, begun = whole[:take], whole[take:], True
            yield digits.replace(" ", "0" if words == "0" else "")
        elif name == "digit":
            yield fraction[decimal] if words == "0" or decimal < significant else ""
            decimal += 1
        elif name in ("literal", "point", "percent", "slash"):
            yield words


def _judged(text: str, scaled: bool, value: Decimal, unit: str, kind: Kind) -> Shown | None:
    read = read_numeral(text, unit, kind)
    if read.state == "number" and read.value == value:
        return None
    number = _number_in(text)
    plain = _PLAIN.fullmatch(text) is not None
    if plain and text and (number == value or (value == 0 and text.strip(" ¥￥$-") == "")):
        return None
    if value:
        if read.conversion in ("percent", "rounded", "wrong_unit"):
            return Shown(text, read.conversion)
        taken = Decimal(read.value) if read.value is not None else number
        words = re.search(r"[百千万亿]", text)
        if (
            scaled
            or words
            or read.conversion == "unit_converted"
            or (taken is not None and _is_power_of_ten(taken / value))
        ):
            return Shown(text, "scaled")
    fraction = kind in WHOLE and value != value.to_integral_value()
    return None if fraction else Shown(text)  # a count that is no whole number is refused anyway


def _number_in(text: str) -> Decimal | None:
    """The only number in a text that is shown."""
    found = _SHOWN_NUMBER.findall(text)
    if len(found) != 1:
        return None
    number = Decimal(found[0].replace(",", "").rstrip(".") or "0")
    return -number if re.search(r"-\s*[¥￥$]?\s*[0-9.]|[(（]", text) else number


def _is_power_of_ten(ratio: Decimal) -> bool:
    return ratio > 0 and ratio != 1 and ratio.normalize().as_tuple().digits == (1,)
