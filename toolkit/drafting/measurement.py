"""Units and kinds: what is counted, read from labels, lines and number formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import get_args

from toolkit.drafting.recognition_words import bare, brackets, cleaned, listed, pattern, squeezed
from toolkit.form.cell_settings import STATED
from toolkit.form.model import Kind

_DECIMALS = re.compile(r"0\.0")
_UNITS = ("counts", "money", "percents", "days", "measures")
_NEAREST = {"decimal": "money", "percent": "money", "days": "count"}


@dataclass(frozen=True, slots=True)
class Measurement:
    """How figures are measured.

    Attributes:
        unit: as printed, ``""`` where none is.
        kind: ``count``, ``money``, ``decimal``, ``percent`` or ``days``.
        stated: whether the form says so, and nobody guessed.
    """

    unit: str = ""
    kind: str = "count"
    stated: bool = False


def loadable(kind: str) -> str:
    """The kind that an edition can name today."""
    return kind if kind in (*get_args(Kind), *STATED) else _NEAREST[kind]


def is_unit(text: str) -> bool:
    """Whether a word is a unit."""
    return any(squeezed(text) in listed(name) for name in _UNITS)


def unit_line(text: str) -> tuple[str, ...]:
    """Units that a line such as 单位：件、万元 states for all figures below it."""
    found = pattern("unit_line").search(cleaned(text))
    if not found:
        return ()
    words = [word for word in pattern("unit_separators").split(found["units"]) if word]
    return tuple(takewhile(is_unit, words))


def is_unit_line(text: str) -> bool:
    """Whether a line says nothing but a unit."""
    if not unit_line(text):
        return False
    rest = pattern("unit_line").sub("", cleaned(text))
    return not rest.strip(" （）()：:、，")


def unit_in(label: str) -> str:
    """The unit in brackets in a label, ``""`` where there is none."""
    for inner in reversed(brackets(label)):
        found = unit_line(inner)
        if found or is_unit(inner):
            return found[0] if found else inner
    return ""


def kind_of(unit: str, number_format: str = "General") -> str:
    """The kind of figures of a unit and number format; without either they are counted."""
    word = squeezed(unit)
    decimals = bool(_DECIMALS.search(number_format))
    if word in listed("percents") or (not word and "%" in number_format):
        return "percent"
    if word in listed("money") or (not word and pattern("currency_formats").search(number_format)):
        return "money"
    if word in listed("measures") or decimals:
        return "decimal"
    return "days" if word in listed("days") else "count"


def measure(labels: tuple[str, ...], number_format: str = "General", unit: str = "") -> Measurement:
    """What a row or a column says about its figures: by a unit, a number format, or its wording."""
    unit = unit or next(filter(None, map(unit_in, reversed(labels))), "")
    unit = unit or (labels[-1] if is_unit(labels[-1]) else "")
    if unit:
        return Measurement(unit, kind_of(unit, number_format), stated=True)
    kind = kind_of("", number_format)
    if kind == "count" and pattern("percent_words").search(bare(labels[-1])):
        kind = "percent"
    return Measurement("%" if kind == "percent" else "", kind, stated=kind != "count")


def by_wording(labels: tuple[str, ...], units: tuple[str, ...]) -> str:
    """Which of several units of a form a label most likely means."""
    money = bool(pattern("money_words").search("".join(labels)))
    fitting = (unit for unit in units if (squeezed(unit) in listed("money")) == money)
    return next(fitting, units[0])


def may_be_negative(labels: tuple[str, ...]) -> bool:
    """Whether a label names a change, which may be below 0."""
    return any(pattern("change_words").search(label) for label in labels)
