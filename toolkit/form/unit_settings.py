"""What ``edition.toml`` says of reporting units: their kinds, their properties, by when they report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.errors import EditionError
from toolkit.form.applicability import DeclaredProperty
from toolkit.form.datafile import refusal, unique
from toolkit.form.layout import META_FIELDS
from toolkit.form.settings_schema import SETTINGS, unknown_keys
from toolkit.form.unit_kinds import UnitKinds, unit_kinds, usual_entries

GENERAL, REPORT = "unit", "report"
"""Names of the deadline of all kinds without one of their own, and of the collecting government's report."""
_LEVELS = (GENERAL, REPORT, "province")
RESUBMIT_DAYS = "resubmit_days"
"""Stands beside the deadlines in ``collection.toml``."""


def kinds_of(settings: Mapping[str, Any]) -> UnitKinds:
    """The kinds of units, those of the statutory report where none are declared.

    Raises:
        EditionError: an id or a label occurs twice, or is the name of another deadline.
    """
    kinds = unit_kinds(settings.get("unit_kinds", usual_entries()))
    unique(SETTINGS, [*_LEVELS, RESUBMIT_DAYS, *kinds.ids])
    unique(SETTINGS, [kind.label for kind in kinds])
    return kinds


def properties_of(settings: Mapping[str, Any]) -> tuple[DeclaredProperty, ...]:
    """What the edition asks of units.

    Raises:
        EditionError: an id occurs twice; the hidden sheet holds properties beside fields of its own; a usual
            value is none of those that it may have.
    """
    declared = tuple(DeclaredProperty(**entry) for entry in settings.get("unit_properties", []))
    unique(SETTINGS, [*META_FIELDS, *(known.id for known in declared)])
    for number, known in enumerate(declared, start=1):
        for value in (*known.by_kind.values(), *known.by_scope.values()):
            if not known.admits(value):
                place, may = f"unit_properties.{number}", "、".join(map(str, known.values))
                raise refusal(SETTINGS, 0, "edition.usual_value", key=place, value=value, known=may)
    return declared


def deadlines_of(settings: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Kind of unit or level → month and day.

    Raises:
        EditionError: there is no such day.
    """
    deadlines = {}
    for level, day in settings.get("deadlines", {}).items():
        try:
            found = datetime.strptime(f"2000-{day}", "%Y-%m-%d")
        except ValueError as error:
            raise refusal(SETTINGS, 0, "edition.entry", place=f"[deadlines] {level}", reason=day) from error
        deadlines[level] = (found.month, found.day)
    return deadlines


def unknown_kinds(folder: Path, settings: Mapping[str, Any], kinds: UnitKinds) -> Iterator[EditionError]:
    """Names of kinds in the settings of one folder that are none."""
    yield from unknown_keys(folder, "deadlines", settings.get("deadlines", {}), (*_LEVELS, *kinds.ids))
    for number, entry in enumerate(settings.get("unit_properties", []), start=1):
        place = f"unit_properties.{number}.by_kind"
        yield from unknown_keys(folder, place, entry.get("by_kind", {}), kinds.ids)
