"""A total with its scope, parts, branches, reconciliations and findings."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot
from toolkit.collection.unit_answers import UnitAnswers
from toolkit.collection.unit_files import Fallen
from toolkit.findings import Finding
from toolkit.form.evaluation import as_added
from toolkit.form.expression import Number, plain
from toolkit.form.model import Form
from toolkit.rollup.addition import Sums
from toolkit.rollup.past import Past
from toolkit.rollup.scope import Role, ScopeLine, ScopeLines
from toolkit.rollup.scope_row import ScopeRow, scope_row
from toolkit.rollup.unit_figures import UnitFigures

WHOLE = ""
"""Code of the branch that is the total itself."""


@dataclass(frozen=True)
class Branch:
    """A part of the total: a county with its units, or all departments together.

    Attributes:
        code: code of the unit; empty for a group of one kind.
        lines: the units it is made of.
        absent: figures that apply to none of them.
    """

    code: str
    name: str
    lines: tuple[ScopeLine, ...]
    values: Mapping[str, Number | None]
    absent: frozenset[str] = frozenset()

    @property
    def lacking(self) -> list[ScopeLine]:
        return [line for line in self.lines if line.lacking]


@dataclass(frozen=True)
class Reconciliation:
    """Comparison of a unit's declared total with the sum of its units (H-03).

    Attributes:
        declared, added: item → exact figure.
        units: number of units added.
        lacking: missing units below it, because of which the two need not agree.
    """

    unit: ReportingUnit
    declared: Mapping[str, Number | None]
    added: Mapping[str, Number | None]
    units: int
    lacking: tuple[ScopeLine, ...]

    @property
    def complete(self) -> bool:
        """Whether the two must agree: all units are on the roster, as the office says, and on file."""
        return self.listed and not self.lacking

    @property
    def listed(self) -> bool:
        """Whether the office says that all units the total contains are on the roster."""
        return self.unit.below == "complete"

    @property
    def agrees(self) -> bool:
        """Whether all units are there and every item is equal."""
        return self.complete and not self.differences

    @cached_property
    def differences(self) -> dict[str, Number | None]:
        """Item → declared minus added, where they differ; ``None`` where nothing was declared."""
        found: dict[str, Number | None] = {}
        for item, added in self.added.items():
            declared = self.declared.get(item)
            if added is not None and declared != added:
                found[item] = None if declared is None else declared - added
        return found


@dataclass(frozen=True)
class RollupResult:
    """A total with everything it is made of.

    Attributes:
        of: the unit rolled up; ``None``: the collecting government.
        scope: every unit of the tree, with how it is counted or why not.
        parts: unit code → its figures, for every added unit.
        sums: totals of every branch.
        past: last year's total, if known.
        reconciliations: declared totals compared with the sums of their units.
        findings: missing units (H-02), unknown or differing figures (H-01, H-03), and every edit rule that
            the total itself breaks.
        answers: unit code → what it answered beside its figures, for every added unit; none where the form
            asks for no such thing.
    """

    stock: Snapshot
    of: ReportingUnit | None
    scope: ScopeLines
    parts: UnitFigures
    sums: Sums
    past: Past | None = None
    reconciliations: Sequence[Reconciliation] = ()
    findings: tuple[Finding, ...] = field(default=())
    answers: Mapping[str, UnitAnswers] = field(default_factory=dict)

    @property
    def collection(self) -> CollectionFolder:
        return self.stock.collection

    @property
    def form(self) -> Form:
        return self.collection.form

    @property
    def name(self) -> str:
        """Name of the government or unit rolled up."""
        return self.of.name if self.of else self.collection.city

    @cached_property
    def values(self) -> Mapping[str, Number | None]:
        """Item → exact figure of the total (件, 万元, 元): the sum over the included units, or what the
        form says instead; ``None`` where a total has no such figure, or it applies to no unit."""
        absent = self.absent()
        return {item: None if item in absent else value for item, value in self.sums.of(WHOLE).items()}

    @property
    def added(self) -> Mapping[str, Number | None]:
        """The same as parts of sums: what applies to no unit adds nothing."""
        return as_added(self.form, self.values, self.absent())

    @cached_property
    def not_applicable(self) -> Mapping[str, int]:
        """Entry → number of added units to which it does not apply, if there are any."""
        counts = Counter(entry for answers in self.answers.values() for entry in answers.not_applicable)
        return {entry: counts[entry] for entry in self.form.entries if entry in counts}

    def absent(self, lines: Sequence[ScopeLine] | None = None) -> frozenset[str]:
        """Return the figures that apply to none of these units; by default, of all that are added."""
        if not self.answers:
            return frozenset()
        counted = [line.unit.code for line in (self.counted if lines is None else lines) if line.counted]
        said = [self.answers[code].not_applicable for code in counted if code in self.answers]
        if not said or len(said) < len(counted):
            return frozenset()
        return frozenset.intersection(*said) & self.form.items.keys()

    @cached_property
    def rows(self) -> tuple[ScopeRow, ...]:
        """The scope as plain data, in the same order."""
        return tuple(scope_row(self.collection, line) for line in self.scope)

    @property
    def counted(self) -> list[ScopeLine]:
        """The units that are added up."""
        return self.scope.counted

    @property
    def lacking(self) -> list[ScopeLine]:
        """The units that should be in the total and are missing."""
        return self.scope.lacking

    @cached_property
    def fallen(self) -> list[Fallen]:
        """Accepted reports of units that are not in the roster any more, as far as they belong here: all of
        them in the total of the collection, in that of a unit those it or one below it may go on with."""
        passed = [one for one in self.stock.fallen if one.passed]
        if self.of is None:
            return passed
        here = {line.unit.code for line in self.scope}
        return [one for one in passed if any(unit.code in here for unit in one.successors)]

    @property
    def complete(self) -> bool:
        """Whether no unit is missing and no report fell out; a total without units is not complete."""
        return bool(self.counted) and not self.lacking and not self.fallen

    @property
    def clean(self) -> bool:
        """Whether it is complete and breaks no hard rule."""
        return self.complete and not any(finding.sends_back for finding in self.findings)

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that depend on every figure, every counted file, the scope, and what was
        decided about figures."""
        figures = [[item, "" if value is None else plain(value)] for item, value in self.values.items()]
        scope = [
            [line.unit.code, line.unit.scope, line.role, line.branches, line.standing.state, _digest(line)]
            for line in self.scope
        ]
        decided: list[list[object]] = [
            [one.number, one.kind, sorted(one.details.items())]
            for line in self.scope
            for one in (*line.standing.corrections, *line.standing.waivers)
        ]
        decided += [
            [decision.number, "joined", [file.sha256]]
            for line in self.scope
            for file, decision in line.standing.joined
        ]
        stated = [figures, scope, decided] if decided else [figures, scope]
        return hashlib.sha256(json.dumps(stated).encode()).hexdigest()[:12]

    def unit_values(self, code: str) -> dict[str, Number]:
        """Return the figures of one added unit."""
        return {item: v for item, v in self.parts[code].items() if v is not None}

    @cached_property
    def branches(self) -> list[Branch]:
        """The parts directly below: single units grouped by kind, and each unit with others below it."""
        found: dict[str, list[ScopeLine]] = {}
        for line in self.scope:
            if line.role is Role.ADDED or (line.role is Role.COMPARED and line.unit is not self.of):
                found.setdefault(branch_of(line), []).append(line)
        return [self._branch(key, lines) for key, lines in found.items()]

    def _branch(self, key: str, lines: list[ScopeLine]) -> Branch:
        kind = key.removeprefix(_KIND)
        absent = self.absent(lines)
        values = {item: None if item in absent else value for item, value in self.sums.of(key).items()}
        if kind != key:
            return Branch("", self.form.unit_kinds.title(kind), tuple(lines), values, absent)
        unit = self.stock.standing(key).unit
        return Branch(key, unit.name, tuple(lines), values, absent)


def _digest(line: ScopeLine) -> str:
    return line.standing.received.sha256 if line.standing.received else ""


_KIND = "kind "


def branch_of(line: ScopeLine) -> str:
    """Return the branch directly below the whole that counts a unit."""
    return line.branches[-2] if len(line.branches) > 1 else _KIND + line.unit.kind
