"""Adding up: a city's figures from the submissions of its units, exactly.

Flat for now: every counted unit of the roster is added once, a declared total as the total it already
is. Units that only serve to check such a total are collected and judged, and not added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.collection.folder import Collection
from toolkit.collection.standing import Standing, State, Stock
from toolkit.findings import Finding
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.messages import say


@dataclass(frozen=True)
class Rollup:
    """A city's figures and what they are made of.

    Attributes:
        values: item → exact sum over the included units (件, 万元, 元).
        parts: unit code → its figures, for every unit that is added.
        stock: the collection as it stood.
        findings: what must be said with the figures (H-02: who is missing).
    """

    collection: Collection
    form: Form
    values: Mapping[str, Number]
    parts: Mapping[str, Mapping[str, Number | None]]
    stock: Stock
    findings: tuple[Finding, ...]

    @property
    def standings(self) -> Sequence[Standing]:
        """Every unit of the roster with its state."""
        return self.stock.standings

    @property
    def included(self) -> list[Standing]:
        """The units that are added up."""
        return [standing for standing in self.standings if standing.unit.code in self.parts]

    @property
    def complete(self) -> bool:
        return not any(finding.severity == "hard" for finding in self.findings)

    def unit_values(self, standing: Standing) -> dict[str, Number]:
        """The figures one included unit contributes."""
        return {item: v for item, v in self.parts[standing.unit.code].items() if v is not None}


def roll_up(stock: Stock) -> Rollup:
    """Add up every included unit of a collection."""
    form = stock.collection.form
    values: dict[str, Number] = dict.fromkeys(form.items, 0)
    parts = {s.unit.code: stock.values(s) for s in stock.standings if counts(s)}
    for part in parts.values():
        for item, value in part.items():
            if value is not None:
                values[item] += value
    findings = tuple(_completeness(stock.standings))
    return Rollup(stock.collection, form, values, parts, stock, findings)


def counts(standing: Standing) -> bool:
    """Whether a unit's figures are added up."""
    return standing.state is State.INCLUDED and standing.unit.counted


def _completeness(standings: Sequence[Standing]) -> list[Finding]:
    """H-02: every unit of the roster that is to be added up is in, or named."""
    findings = []
    for state in (State.MISSING, State.RETURNED):
        names = [s.unit.name for s in standings if s.state is state and s.unit.counted]
        if names:
            words = say(f"rollup.{state}", count=len(names), names="、".join(names))
            findings.append(Finding("H-02", "hard", words))
    return findings
