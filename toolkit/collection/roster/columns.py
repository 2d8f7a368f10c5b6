"""What is asked in the columns of ``roster.xlsx``, and a unit as a line of it."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.collection.roster.roster_words import ANSWERS, COLUMNS, Groups
from toolkit.collection.roster.units import SCOPES, ReportingUnit
from toolkit.form.applicability import DeclaredProperty
from toolkit.form.unit_kinds import UnitKinds
from toolkit.messages import say, say_of

REQUIRED = ("code", "name", "kind")
"""Columns without which nothing can be read; rosters of version 0.1.0 lack some of the others."""
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


def allowed(known: DeclaredProperty) -> str:
    """What may stand in the column of a property, in words."""
    if not known.values:
        return say("admissible.whole")
    if sorted(known.values) == [0, 1]:
        return say("roster.yes_no")
    return say("roster.one_of", values="、".join(map(str, known.values)))


def cells_of(unit: ReportingUnit, words: Groups) -> dict[str, str]:
    """A unit as its line on a sheet that is written in these words."""
    cells = {column: getattr(unit, column) for column in COLUMNS}
    # A kind that the form does not know stands there as its id.
    cells |= {column: words[column].get(cells[column], cells[column]) for column in ANSWERS}
    return cells | {"former_names": "、".join(unit.former_names)}


def explanation(column: str, words: Groups, kinds: UnitKinds) -> str:
    """How a column is filled in."""
    choices = words[column].values() if column in ANSWERS else ()
    told = say_of("roster.help.*", column, choices="、".join(choices))
    if column == "kind" and "government" in kinds.ids:
        told += say("roster.help.kind.government", label=kinds.label("government"))
    if column == "scope":
        totals = "、".join(kind.label for kind in kinds if kind.scope == "total")
        told += say("roster.help.scope.usual", kinds=totals) if totals else say("roster.help.scope.own")
    return told
