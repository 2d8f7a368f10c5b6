"""The columns of ``roster.xlsx``, their headings and answers."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.collection.roster.units import CHOICES, KINDS, SCOPES, ReportingUnit
from toolkit.form.applicability import DeclaredProperty
from toolkit.messages import say

COLUMNS = (
    "code", "name", "kind", "parent", "former_names", "scope", "counting", "reason", "contact", "telephone",
)  # fmt: skip
"""In the order in which they are written; their headings are messages ``roster.…``."""
REQUIRED = ("code", "name", "kind")
"""Columns without which nothing can be read; rosters of version 0.1.0 lack some of the others."""
EXACT_DIGITS = 15
"""Digits of a number that spreadsheet programs keep."""


def asked(
    properties: Sequence[DeclaredProperty], units: Sequence[ReportingUnit] = ()
) -> tuple[DeclaredProperty, ...]:
    """Properties that have a column: those that follow neither from every kind nor from every scope, and
    those of which the office has said something."""
    said = {name for unit in units for name, _ in unit.properties}
    return tuple(known for known in properties if known.id in said or not _follows(known))


def _follows(known: DeclaredProperty) -> bool:
    return known.by_kind.keys() >= set(KINDS) or known.by_scope.keys() >= set(SCOPES)


def cells_of(unit: ReportingUnit) -> dict[str, str]:
    """A unit as its line on the sheet."""
    words = {column: getattr(unit, column) for column in COLUMNS}
    words |= {column: say(f"{column}.{words[column]}") for column in CHOICES}
    return words | {"former_names": "、".join(unit.former_names)}


def choices(column: str) -> list[str]:
    return [say(f"{column}.{choice}") for choice in CHOICES[column]]


def explanation(column: str) -> str:
    return say(f"roster.help.{column}", choices="、".join(choices(column) if column in CHOICES else ()))
