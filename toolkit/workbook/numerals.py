"""What a clerk typed → an exact number, or the reason why it is none.

An unambiguous reading is taken, and what was converted is reported by a code; an ambiguous one is
unreadable, with a code too. Nothing becomes 0 by itself: 无, / and — are not numbers. The codes become
sentences elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Literal

from toolkit.form.expression import Number
from toolkit.form.model import WHOLE, Kind

SPREADSHEET_DIGITS = 15
"""Significant digits a spreadsheet keeps and shows."""
CONVERSIONS = (
    "whitespace",
    "empty_text",
    "binary_dust",
    "text_number",
    "apostrophe",
    "full_width",
    "leading_zeros",
    "thousands_separators",
    "chinese_numeral",
    "unit_word",
    "unit_converted",
    "percent_format",
    "stated_in_words",
)
"""Codes of what was converted. The first two go with a blank; of several later ones the last is given."""
REFUSALS = (
    "boolean",
    "date",
    "not_finite",
    "too_big",
    "too_precise",
    "says_none",
    "zero_or_none",
    "formula_text",
    "percent",
    "approximate",
    "range",
    "parentheses",
    "lookalike",
    "odd_digits",
    "separators",
    "scientific",
    "rounded",
    "wrong_unit",
    "currency_sign",
    "extra_text",
    "not_a_number",
    "turned",
    "scaled",
    "uncertain",
    "glued",
    "no_column",
    "misplaced",
    "printed_twice",
    "merged",
)
"""Codes of why a cell is unreadable."""

_BOUND = 10**SPREADSHEET_DIGITS
_LONGEST = 100
INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202E), *range(0x2060, 0x2070), 0xAD, 0x61C, 0x180E, 0xFEFF]
)
"""Characters that take no room and cannot be seen, as ``str.translate`` drops them."""
_TURNED = "\u202e"
"""Makes everything behind it appear from right to left: 12 is seen as 21."""
_APOSTROPHES = "'＇’‘`"
_MINUS_SIGNS = str.maketrans("\u2212\u2010\u2011", "---")
_FULL_WIDTH = re.compile(r"[\uff01-\uff5e\uffe5]")
_FULL_WIDTH_DIGITS = frozenset("０１２３４５６７８９")

_SAYS_NONE = frozenset({"无", "没", "没有", "未发生", "无此项", "无此情况", "不涉及", "不适用", "空", "空白"})
_SAYS_NONE |= {"n/a", "na", "none", "nil", "null"}
_CHINESE = "零〇一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟"
_REFUSED = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("formula_text", r"^="),
        ("says_none", r"^[-/\\|_—–―─]+$"),
        ("percent", r"[%‰]|百分之"),
        ("date", r"^\d{4}[-/年]\d{1,2}(?:[-/月]\d{1,2}日?|月)?$|^\d{4}\.\d{1,2}\.\d{1,2}$|^\d{4}年$"),
        ("date", r"^\d{1,2}月\d{1,2}日$|^\d{1,2}:\d{2}(?::\d{2})?$|^PT?\d+[HMSD]"),
        ("range", r"^\d[\d,.]*[^\dA-Za-z\s]{0,2}\s*[-~—–―至到]+\s*\d[\d,.]*\D{0,2}$"),
        ("approximate", rf"^(?=.*[\d{_CHINESE}]).*(?:[约近余多几逾超≈<>≤≥~]|数[十百千万]|左右|上下)"),
        ("approximate", rf"^(?=.*[\d{_CHINESE}]).*(?:以[上下内]|不[足到]|至少|最少)"),
        ("parentheses", r"^\([\d.,]+\)\D{0,2}$"),
        ("lookalike", r"^(?=.*[A-Za-zА-Яа-яΑ-Ωα-ω])[\dOoQlIiОоΟο.,]+\D?$"),
    )
)
_NUMBER = re.compile(r"([+-]?)(\d[\d,]*)?(\.\d+)?(?:[eE]([+-]?\d{1,4}))?\s*(.*)", re.ASCII | re.DOTALL)
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
_CURRENCY = re.compile(r"(?:¥|人民币|RMB|CNY)\s*")
_LARGE = re.compile(r"[十百千万亿]")

_COUNTERS = frozenset("件个条份宗起次项")
_PERCENT = ("%", "％")
_MONEY = {"元": 0, "圆": 0, "千元": 3, "万": 4, "万元": 4, "亿": 8, "亿元": 8}
"""Unit words of money and the power of ten of 元 they stand for."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """How a cell was understood.

    Attributes:
        value: the number: ``int`` for a whole count, else ``Decimal``; ``None`` unless it is one.
        conversion: one of :data:`CONVERSIONS`, or one of :data:`REFUSALS` where the state is
            ``unreadable``; ``None`` where the cell simply holds the number or nothing. Of an answer in words,
            the codes of :mod:`toolkit.form.answers`.
        words: the answer of a cell that is answered in words; of an error value its name, where it is known.
    """

    value: Number | None
    state: Literal["number", "stated", "blank", "not_applicable", "unreadable"]
    conversion: str | None = None
    words: str = ""


class _Refused(Exception):  # noqa: N818  (inner signal)
    """Carries the code."""


def read_numeral(raw: object, unit: str, kind: Kind) -> Numeral:
    """Understand one cell.

    Args:
        raw: what the value reader gave: number, text, boolean, date, nothing.
        unit: unit of the item: 件, 万元 or 元.
        kind: whether it counts or measures money.

    Returns:
        Never raises, whatever ``raw`` is.
    """
    if raw is None or (isinstance(raw, str) and not raw):
        return Numeral(None, "blank")
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < _BOUND and raw % 1 == 0:
        whole = int(raw)  # what nearly every cell holds, and ten times as fast
        return Numeral(whole if kind in WHOLE else Decimal(whole), "number")
    try:
        if isinstance(raw, str):
            text = raw.translate(INVISIBLE).strip()
            if not text:
                return Numeral(None, "blank", "whitespace")
        read = _from_text(text, unit, kind) if isinstance(raw, str) else _from_number(raw)
        return Numeral(_bounded(read[0], kind), "number", read[1])
    except _Refused as refused:
        return Numeral(None, "unreadable", str(refused))


def _from_number(raw: object) -> tuple[Decimal, str | None]:
    if isinstance(raw, bool):
        raise _Refused("boolean")
    if isinstance(raw, int):
        raise _Refused("too_big")  # smaller ones were taken at once
    if isinstance(raw, float):
        if not isfinite(raw):
            raise _Refused("not_finite")
        shortest = Decimal(repr(raw))
        if _digits(shortest) <= SPREADSHEET_DIGITS:
            return shortest, None
        return Decimal(f"{raw:.{SPREADSHEET_DIGITS}g}"), "binary_dust"
    raise _Refused("date" if isinstance(raw, date | time | timedelta) else "not_a_number")


def _from_text(typed: str, unit: str, kind: Kind) -> tuple[Decimal, str]:
    if _TURNED in typed:
        raise _Refused("turned")
    marked = typed[0] in _APOSTROPHES and len(typed) > 1
    bare = typed[1:].strip() if marked else typed
    percent = kind == "percent" and bare[-1:] in _PERCENT
    text = _readable(bare[:-1].strip() if percent else bare)
    currency = _CURRENCY.match(text)
    value, words, conversion = _amount(text[currency.end() :] if currency else text)
    if percent and conversion == "text_number":
        conversion = "unit_word"
    if marked:
        conversion = "apostrophe"
    elif conversion == "text_number" and _FULL_WIDTH.search(typed):
        conversion = "full_width"
    if currency and (kind != "money" or not (words or _MONEY.get(unit) == 0)):
        raise _Refused("currency_sign")
    if words or currency:
        shift = _unit_shift(words or unit, unit, kind)
        # Exact whatever the precision in force: only the exponent changes.
        sign, digits, exponent = value.as_tuple()
        value = Decimal((sign, digits, int(exponent) + shift))
        if shift or conversion not in ("chinese_numeral", "apostrophe"):
            conversion = "unit_converted" if shift else "unit_word"
    return value, conversion


def _readable(typed: str) -> str:
    """The text in half width; refuses what is no single exact number."""
    if len(typed) > _LONGEST:
        raise _Refused("extra_text" if any(map(str.isdecimal, typed)) else "not_a_number")
    if any(map(_is_odd_digit, typed)):
        raise _Refused("odd_digits")
    text = unicodedata.normalize("NFKC", typed).translate(_MINUS_SIGNS).strip()
    if text.rstrip("。.;").casefold() in _SAYS_NONE:
        raise _Refused("says_none")
    for code, pattern in _REFUSED:
        if pattern.search(text):
            raise _Refused(code)
    return text


def _is_odd_digit(character: str) -> bool:
    """Circled, superscript, Arabic-Indic and other digits, of which nobody knows what they mean here."""
    category = unicodedata.category(character)
    if category == "Nd":
        return not character.isascii() and character not in _FULL_WIDTH_DIGITS
    return category == "No" or (category == "Nl" and character != "〇")


def _amount(text: str) -> tuple[Decimal, str, str]:
    """Number, the words behind it, and how the number itself was written."""
    match = _NUMBER.fullmatch(text)
    assert match is not None  # every part of the pattern may be empty
    sign, whole, fraction, exponent, words = match.groups(default="")
    if not whole and not fraction:
        return _chinese_amount(text)
    conversion = "text_number"
    if "," in whole:
        if not _GROUPS.fullmatch(whole):
            raise _Refused("separators")
        conversion = "thousands_separators"
    elif len(whole) > 1 and whole.startswith("0"):
        conversion = "leading_zeros"
    if words[:1].isdecimal() or words[:1] in {",", "."}:
        raise _Refused("separators")
    if exponent and abs(int(exponent)) > 2 * SPREADSHEET_DIGITS:
        raise _Refused("scientific")
    value = Decimal(f"{sign}{whole.replace(',', '')}{fraction}E{exponent or 0}")
    if exponent and (value != value.to_integral_value() or "," in whole):
        raise _Refused("scientific")
    return value, words, conversion


def _chinese_amount(text: str) -> tuple[Decimal, str, str]:
    for length in range(min(len(text), _LONGEST_CHINESE), 0, -1):
        value = _chinese_numerals().get(text[:length])
        if value is not None and text[length : length + 1] not in tuple(_CHINESE):
            return Decimal(value), text[length:].strip(), "chinese_numeral"
    has_digits = any(map(str.isdecimal, text))
    raise _Refused("extra_text" if has_digits else "not_a_number")


def _unit_shift(words: str, unit: str, kind: Kind) -> int:
    """Powers of ten between the unit that was typed and that of the item."""
    words = words.removesuffix("整") if kind == "money" else words
    if words == unit:
        return 0
    if kind == "money" and words in _MONEY and unit in _MONEY:
        return _MONEY[words] - _MONEY[unit]
    if kind == "count" and words in _COUNTERS:
        return 0
    if words in _MONEY.keys() - {"万", "亿"} or words in _COUNTERS:
        raise _Refused("wrong_unit")
    raise _Refused("rounded" if kind in WHOLE and _LARGE.match(words) else "extra_text")


def _bounded(value: Decimal, kind: Kind) -> Number:
    if abs(value) >= _BOUND:
        raise _Refused("too_big")
    if _digits(value) > SPREADSHEET_DIGITS:
        raise _Refused("too_precise")
    if value == value.to_integral_value():
        return int(value) if kind in WHOLE else Decimal(int(value))
    return value.normalize()


def _digits(value: Decimal) -> int:
    """Significant digits."""
    digits = "".join(map(str, value.as_tuple().digits))
    return len(digits.strip("0"))


_CHINESE_DIGITS = "零一二三四五六七八九"
_CHINESE_PLACES = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
_FORMAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_LONGEST_CHINESE = len("九千九百九十九")


@lru_cache(maxsize=1)
def _chinese_numerals() -> dict[str, int]:
    """Every well-formed numeral up to 9,999; what is not among them is not guessed."""
    table = {"〇": 0}
    for number in range(10_000):
        plain = _chinese(number)
        for spelling in (plain, *_variants(plain)):
            table[spelling] = number
    return table


def _chinese(number: int) -> str:
    text, gap = "", False
    for place, name in _CHINESE_PLACES:
        digit = number // place % 10
        if digit:
            text += ("零" if gap and text else "") + _CHINESE_DIGITS[digit] + name
        gap = digit == 0
    return text or "零"


def _variants(plain: str) -> Iterator[str]:
    """十二 beside 一十二, 两百 beside 二百, 壹拾贰 on cheques."""
    if plain.startswith("一十"):
        yield plain[1:]
    if plain.startswith(("二百", "二千")) or plain == "二":
        yield "两" + plain[1:]
    formal = plain.translate(_FORMAL)
    yield formal
    if formal.startswith("壹拾"):
        yield formal[1:]
