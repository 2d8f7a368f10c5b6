"""The reporting units of a collection and their tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.errors import MisuseError
from toolkit.form.unit_kinds import usual_kinds
from toolkit.messages import first_of, say
from toolkit.workbook.locate import normalized

SCOPES = ("own", "total")
"""What a report covers: the unit alone, or all units below it too; messages ``scope.…``."""
COUNTINGS = ("counted", "reconciled", "excluded")
"""What is done with a report: added up, only compared with a total, nothing; messages ``counting.…``."""
BELOW = ("complete", "partial")
"""Whether all units that a total contains are on the roster below it; messages ``below.…``."""


@dataclass(frozen=True, slots=True)
class ReportingUnit:
    """One line of the roster.

    Attributes:
        kind: id of a kind of units that the edition knows.
        parent: code of the unit above; empty directly under the collecting government.
        former_names: earlier names, and names of units merged into it.
        scope: one of ``SCOPES``; left empty it becomes what is usual for a kind of the statutory report.
        counting: one of ``COUNTINGS``. ``reconciled``: collected and judged, but not added up, because
            a unit above reports a total that contains it.
        reason: why it is excluded.
        below: one of ``BELOW``, empty where the office has not said. Only where the list is *complete* must a
            declared total equal the sum of the units below it.
        properties: what the office says of it, by id of a property that the edition declares.
    """

    code: str
    name: str
    kind: str = "department"
    parent: str = ""
    former_names: tuple[str, ...] = ()
    scope: str = ""
    counting: str = "counted"
    reason: str = ""
    contact: str = ""
    telephone: str = ""
    below: str = ""
    properties: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if not self.scope:
            object.__setattr__(self, "scope", usual_kinds().scope(self.kind))

    @property
    def reports(self) -> bool:
        """A workbook is expected of it."""
        return self.counting != "excluded"

    @property
    def counted(self) -> bool:
        """Its figures are added up."""
        return self.counting == "counted"

    @property
    def counted_as(self) -> str:
        """``total`` where its report already adds up a tree of units, else ``own``."""
        return self.scope

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is known by, the present one first."""
        return (self.name, *self.former_names)


class Roster(tuple[ReportingUnit, ...]):
    """The units in the order of the sheet, and their tree. It equals the plain tuple of its units.

    Its questions end also where parents go in a ring, which :func:`read_roster` does not let pass.
    """

    def __reduce__(self) -> tuple[type[Roster], tuple[tuple[ReportingUnit, ...]]]:
        return Roster, (tuple(self),)  # what is looked up by is made anew where it arrives

    @cached_property
    def by_code(self) -> Mapping[str, ReportingUnit]:
        return {unit.code: unit for unit in self}

    @cached_property
    def _children(self) -> Mapping[str, tuple[ReportingUnit, ...]]:
        found: defaultdict[str, list[ReportingUnit]] = defaultdict(list)
        for unit in self:
            found[unit.parent].append(unit)
        return {code: tuple(units) for code, units in found.items()}

    @cached_property
    def _plain(self) -> Mapping[str, ReportingUnit]:
        return {normalized(unit.code): unit for unit in self}

    def with_code(self, text: str) -> ReportingUnit | None:
        """The unit with a code that a person typed: full-width letters and blanks make it no other."""
        return self.by_code.get(text) or self._plain.get(normalized(text))

    def find(self, text: str) -> ReportingUnit:
        """A unit by its code, its whole name, or both as lists show them.

        Raises:
            MisuseError: there is none; names like it are listed.
        """
        if known := self.with_code(text):
            return known
        wanted = normalized(text)
        for unit in self:
            if wanted in (normalized(unit.name), normalized(unit.code + unit.name)):
                return unit
        alike = [unit for unit in self if wanted and wanted in normalized(unit.name)]
        listed = first_of((f"{unit.code} {unit.name}" for unit in alike), 5, more="collect.brief.more")
        raise MisuseError(
            say("decide.no_unit", text=text) + (say("decide.alike", units=listed) if listed else "")
        )

    def children(self, code: str = "") -> tuple[ReportingUnit, ...]:
        """Units directly under a unit, or directly under the collecting government."""
        return self._children.get(code, ())

    def ancestors(self, code: str) -> tuple[ReportingUnit, ...]:
        """Units above a unit, the nearest first."""
        found: dict[str, ReportingUnit] = {}
        unit = self.by_code.get(code)
        while unit is not None and unit.parent not in found:
            unit = self.by_code.get(unit.parent)
            if unit is not None:
                found[unit.code] = unit
        return tuple(found.values())

    def below(self, code: str = "") -> tuple[ReportingUnit, ...]:
        """All units under a unit, each before those under it."""
        found: dict[str, ReportingUnit] = {}
        waiting = list(reversed(self.children(code)))
        while waiting:
            unit = waiting.pop()
            if unit.code not in found:
                found[unit.code] = unit
                waiting.extend(reversed(self.children(unit.code)))
        return tuple(found.values())

    def total_above(self, code: str) -> ReportingUnit | None:
        """The nearest unit above that is counted with a total, which contains this one."""
        return self._totals_above.get(code)

    @cached_property
    def _totals_above(self) -> Mapping[str, ReportingUnit | None]:
        """For every unit that hangs under the collecting government; others are under none."""
        found: dict[str, ReportingUnit | None] = {}
        waiting: list[tuple[ReportingUnit, ReportingUnit | None]] = [(u, None) for u in self.children()]
        while waiting:
            unit, total = waiting.pop()
            if unit.code not in found:
                found[unit.code] = total
                here = unit if unit.counted and unit.scope == "total" else total
                waiting.extend((child, here) for child in self.children(unit.code))
        return found
