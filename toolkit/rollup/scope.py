"""The scope ledger: for every unit, whether and how it is counted, or why not.

The tree is walked downwards from the unit that is rolled up. Nothing below an added total is added again;
a total whose units are added instead serves only as a check.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from toolkit.collection.roster import ReportingUnit, Roster
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.messages import say, say_of
from toolkit.workbook.locate import normalized_all

if TYPE_CHECKING:  # numpy and scipy are loaded where something is added up
    from toolkit.rollup.unit_figures import UnitFigures

TELLING = 3
"""Number of figures other than 0 from which equal reports are reported as likely duplicates."""


class Role(StrEnum):
    """How a unit's report enters a total.

    ``added``: part of the sum. ``inside``: contained in a total that is added. ``compared``: a declared
    total that is compared with the sum of its units. ``left_out``: by the roster or by a decision.
    ``stranded``: only to be compared, while a decision excluded what was to be added in its place.
    """

    ADDED = "added"
    INSIDE = "inside"
    COMPARED = "compared"
    LEFT_OUT = "left_out"
    STRANDED = "stranded"


class ScopeLine(NamedTuple):
    """One unit in the scope ledger.

    Attributes:
        within: the unit whose declared total contains it; for *compared*, the unit itself.
        branches: codes of the units whose totals count it, nearest first; ``""`` is the whole.
        counted: whether its figures are in the sum.
    """

    standing: Standing
    role: Role
    within: ReportingUnit | None = None
    branches: tuple[str, ...] = ()

    @property
    def unit(self) -> ReportingUnit:
        return self.standing.unit

    @property
    def counted(self) -> bool:
        return self.role is Role.ADDED and self.standing.state is UnitState.INCLUDED

    @property
    def lacking(self) -> bool:
        """Whether it should be in the sum and is missing."""
        return self.role is Role.ADDED and self.standing.state in (UnitState.MISSING, UnitState.RETURNED)

    @property
    def name_lacking(self) -> str:
        """Its name; where it is missing, with the units whose reports are joined to its own."""
        others = "、".join(file.unit_name for file, _ in self.standing.joined if self.lacking)
        return say("scope.lacking_joined", name=self.unit.name, others=others) if others else self.unit.name

    @property
    def state(self) -> UnitState:
        """State of the unit with respect to the sum: excluded where it is not added."""
        return self.standing.state if self.role is Role.ADDED else UnitState.EXCLUDED

    @property
    def state_words(self) -> str:
        """The state of its report, in Chinese."""
        here = self.standing.state
        only_kept = here is UnitState.INCLUDED and self.role is not Role.ADDED
        return say("state.reconciled") if only_kept else say_of("state.*", here)

    @property
    def words(self) -> str:
        """How it is counted, or why not, in Chinese."""
        if self.counted:
            return say_of("scope.added.*", self.unit.scope)
        if self.role is Role.ADDED:
            return say_of("scope.lacking.*", self.standing.state)
        if self.role is Role.INSIDE:
            assert self.within is not None
            return say("scope.inside", total=self.within.name)
        if self.role in (Role.COMPARED, Role.STRANDED):
            return say_of("scope.*", self.role)
        return say("scope.left_out", why=self.standing.why or say("scope.no_reason"))


class ScopeLines(tuple[ScopeLine, ...]):
    """The scope ledger of a total, in the order of the roster."""

    @cached_property
    def counted(self) -> list[ScopeLine]:
        """The units that are added up."""
        return [line for line in self if line.counted]

    @cached_property
    def lacking(self) -> list[ScopeLine]:
        """The units that should be in the total and are missing."""
        return [line for line in self if line.lacking]


def scope(roster: Roster, standings: Mapping[str, Standing], of: ReportingUnit | None) -> ScopeLines:
    """Return the scope ledger of the collecting government or of one unit of its roster.

    Args:
        standings: unit code → its state.
        of: the unit rolled up; ``None``: the collecting government.
    """
    lines = _Walk(roster, standings).lines(of)
    return ScopeLines(filter(None, map(lines.get, roster.by_code)))


def counted_units(stock: Snapshot) -> frozenset[str]:
    """Codes of the units whose figures are added up in the collecting government's total."""
    lines = scope(stock.collection.roster, stock.by_code, None)
    return frozenset(line.unit.code for line in lines.counted)


class _Step(NamedTuple):
    """State of the walk at the units directly below one.

    Attributes:
        total: the added total above them.
        lost: they are below a total that was left out, so that their reports have nothing to be compared
            with.
    """

    units: Sequence[ReportingUnit]
    total: ReportingUnit | None
    branches: tuple[str, ...]
    lost: bool = False


class _Walk:
    def __init__(self, roster: Roster, standings: Mapping[str, Standing]) -> None:
        self.roster, self.standings = roster, standings

    def lines(self, of: ReportingUnit | None) -> dict[str, ScopeLine]:
        """Code and line of every unit, none before the units above it."""
        waiting = [_Step(self.roster.children() if of is None else [of], None, ("",))]
        found: dict[str, ScopeLine] = {}
        while waiting:
            step = waiting.pop()
            for unit in step.units:
                if unit.code not in found:
                    target = of is not None and unit.code == of.code
                    children = self.roster.children(unit.code)
                    found[unit.code] = line = self._line(unit, children, step, target=target)
                    if children:
                        waiting.append(_below(line, children, step, target=target))
        return found

    def _line(
        self, unit: ReportingUnit, children: Sequence[ReportingUnit], step: _Step, *, target: bool
    ) -> ScopeLine:
        standing, branches = self.standings[unit.code], step.branches
        out = standing.state is UnitState.EXCLUDED
        role = Role.LEFT_OUT if out else self._role(unit, step, target=target)
        # A unit with others below it is a branch, which includes its own share.
        if not target and (children or unit.scope == "total"):
            branches = (unit.code, *branches)
        within = step.total if role is Role.INSIDE else unit if role is Role.COMPARED else None
        return ScopeLine(standing, role, within, branches)

    def _role(self, unit: ReportingUnit, step: _Step, *, target: bool) -> Role:
        """The role of a unit that is not left out."""
        if step.total is not None:
            return Role.INSIDE
        if step.lost and unit.counting == "reconciled":
            return Role.STRANDED
        if unit.scope != "total":
            return Role.ADDED
        below = [other for other in self.roster.below(unit.code) if other.reports]
        if target:
            # The sum of its units if there are any, otherwise the total it declared.
            return Role.ADDED if all(map(self._left_out, below)) else Role.COMPARED
        counted = [other for other in below if other.counted]
        if unit.counting == "reconciled" and counted:
            return Role.STRANDED if all(map(self._left_out, counted)) else Role.COMPARED
        return Role.ADDED

    def _left_out(self, unit: ReportingUnit) -> bool:
        """Whether the roster or a decision leaves it out."""
        return self.standings[unit.code].state is UnitState.EXCLUDED


def _below(line: ScopeLine, children: Sequence[ReportingUnit], step: _Step, *, target: bool) -> _Step:
    """The state of the walk below a unit."""
    is_total = line.unit.scope == "total"
    total = line.unit if line.role is Role.ADDED and is_total else step.total
    lost = step.lost or (not target and is_total and line.role is Role.LEFT_OUT)
    return _Step(children, total, line.branches, lost)


def doubles(
    form: Form, counted: Iterable[ScopeLine], parts: UnitFigures
) -> Iterator[tuple[ReportingUnit, ...]]:
    """Yield units that may be counted twice: equal names, present or former, or equal figures.

    A roster read from its file has no name twice; one made by a program may.
    """
    units = {line.standing.unit.code: line.standing.unit for line in counted}
    names = _same_names(list(units.values()))
    figures: defaultdict[tuple[Number | None, ...], dict[str, ReportingUnit]] = defaultdict(dict)
    for code in parts.likely_equal(form.inputs, TELLING):
        figures[tuple(map(parts[code].get, form.inputs))][code] = units[code]
    told: set[tuple[str, ...]] = set()
    for same in (*names, *figures.values()):
        codes = tuple(same)
        if len(same) > 1 and codes not in told:
            told.add(codes)
            yield tuple(same.values())


def _same_names(units: Sequence[ReportingUnit]) -> list[dict[str, ReportingUnit]]:
    """Units that have a name in common, by code; as good as always there are none."""
    names = normalized_all([name for unit in units for name in unit.names])
    if len(set(names)) == len(names):
        return []
    found: dict[str, dict[str, ReportingUnit]] = {}
    owners = (unit for unit in units for _ in unit.names)
    for name, unit in zip(names, owners, strict=True):
        found.setdefault(name, {})[unit.code] = unit
    return list(found.values())


def listed(units: Sequence[ReportingUnit | ScopeLine]) -> str:
    """Return the names as one enumeration; see ``ScopeLine.name_lacking``."""
    return "、".join(unit.name_lacking if isinstance(unit, ScopeLine) else unit.name for unit in units)
