"""From one year's roster to the next: renamed, merged, ended, and codes given anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.collection.roster.units import ReportingUnit
from toolkit.messages import say
from toolkit.workbook.locate import normalized


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A unit of last year that has no successor.

    Attributes:
        last: the unit in last year's roster.
        now: the unit that has its code this year under a name that nothing connects with it, if any.
    """

    last: ReportingUnit
    now: ReportingUnit | None = None

    @property
    def message(self) -> str:
        if self.now is None:
            return say("roster.continuity.ended", name=self.last.name, code=self.last.code)
        return say("roster.continuity.reused", code=self.last.code, name=self.last.name, now=self.now.name)


@dataclass(frozen=True, slots=True)
class Continuity:
    """Which units of last year the units of this year continue.

    Attributes:
        predecessors: this year's code → last year's codes, for every unit of this year; none for a new
            unit, several after a merger.
        unexplained: what the office must be asked; nothing of theirs is carried on.
    """

    predecessors: Mapping[str, tuple[str, ...]]
    unexplained: tuple[Unexplained, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """The questions in words."""
        return tuple(question.message for question in self.unexplained)


def continuity(last: Iterable[ReportingUnit], now: Iterable[ReportingUnit]) -> Continuity:
    """Follow last year's units into this year's roster.

    Names decide, present before former: a code may be given anew by mistake, and figures of a stranger
    must not become a unit's own. Units that did not report last year leave no figures and no question.
    """
    units = tuple(now)
    by_code = {unit.code: unit for unit in units}
    by_name = {normalized(name): unit for unit in units for name in unit.former_names}
    by_name |= {normalized(unit.name): unit for unit in units}
    found: dict[str, list[str]] = {unit.code: [] for unit in units}
    unexplained = []
    for unit in last:
        successor = by_name.get(normalized(unit.name))
        if successor is not None:
            found[successor.code].append(unit.code)
        elif unit.reports:
            unexplained.append(Unexplained(unit, by_code.get(unit.code)))
    return Continuity({code: tuple(codes) for code, codes in found.items()}, tuple(unexplained))
