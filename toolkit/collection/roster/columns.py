"""The columns of ``roster.xlsx``, their headings and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.collection.roster.units import CHOICES, SCOPES, ReportingUnit
from toolkit.form.applicability import DeclaredProperty
from toolkit.form.unit_kinds import UnitKinds
from toolkit.messages import say, say_of
from toolkit.messages.families import Family

COLUMNS = (
    "code", "name", "kind", "parent", "former_names", "scope", "counting", "reason", "contact", "telephone",
)  # fmt: skip
"""In the order in which they are written; their headings are messages ``roster.…``."""
REQUIRED = ("code", "name", "kind")
"""Columns without which nothing can be read; rosters of version 0.1.0 lack some of the others."""
_CHOICE_WORDS: Mapping[str, Family] = {"scope": "scope.*", "counting": "counting.*"}
EXACT_DIGITS = 15
"""Digits of a number that spreadsheet programs keep."""


def asked(
    properties: Sequence[DeclaredProperty], kinds: UnitKinds, units: Sequence[ReportingUnit] = ()
) -> tuple[DeclaredProperty, ...]:
    """Properties that have a column: those that follow neither from every kind nor from every scope, and
    those of which the office has said something."""
    said = {name for unit in units for name, _ in unit.properties}
    return tuple(known for known in properties if known.id in said or not _follows(known, kinds))


def _follows(known: DeclaredProperty, kinds: UnitKinds) -> bool:
    return known.by_kind.keys() >= set(kinds.ids) or known.by_scope.keys() >= set(SCOPES)


def cells_of(unit: ReportingUnit, kinds: UnitKinds) -> dict[str, str]:
    """A unit as its line on the sheet."""
    words = {column: getattr(unit, column) for column in COLUMNS}
    words["kind"] = kinds.label(unit.kind)
    words |= {column: say_of(_CHOICE_WORDS[column], words[column]) for column in CHOICES}
    return words | {"former_names": "、".join(unit.former_names)}


def answers(kinds: UnitKinds) -> dict[str, dict[str, str]]:
    """Column whose answers are chosen from a list → what may be chosen, in words → its id."""
    words = {
        column: {say_of(_CHOICE_WORDS[column], choice): choice for choice in ids}
        for column, ids in CHOICES.items()
    }
    return {"kind": dict(kinds.by_label), **words}


def explanation(column: str, kinds: UnitKinds) -> str:
    """How a column is filled in."""
    words = say_of("roster.help.*", column, choices="、".join(answers(kinds).get(column, ())))
    if column == "kind" and "government" in kinds.ids:
        words += say("roster.help.kind.government", label=kinds.label("government"))
    if column == "scope":
        totals = "、".join(kind.label for kind in kinds if kind.scope == "total")
        words += say("roster.help.scope.usual", kinds=totals) if totals else say("roster.help.scope.own")
    return words
