"""Adding up: a city's figures from the submissions of its units, exactly.

Flat for now: every unit of the roster is counted once, a county's report as the total it already is.
Money is added as exact decimals; a county total and its units are never both in one roster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.collection.folder import Collection
from toolkit.collection.intake import Intake, Standing, State
from toolkit.findings import Finding
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.messages import say


@dataclass(frozen=True)
class Rollup:
    """A city's figures and what they are made of.

    Attributes:
        values: item → exact sum over the included units (件, 万元, 元).
        standings: every unit of the roster with its state.
        findings: what must be said with the figures (H-02: who is missing).
    """

    collection: Collection
    form: Form
    values: dict[str, Number]
    standings: tuple[Standing, ...]
    findings: tuple[Finding, ...]

    @property
    def included(self) -> list[Standing]:
        return [standing for standing in self.standings if standing.state is State.INCLUDED]

    @property
    def complete(self) -> bool:
        return not any(finding.severity == "hard" for finding in self.findings)

    def unit_values(self, standing: Standing) -> dict[str, Number]:
        """The figures one included unit contributes."""
        assert standing.review is not None
        return {i: v for i, v in standing.review.submission.values.items() if v is not None}


def roll_up(collection: Collection, intake: Intake) -> Rollup:
    """Add up every included unit of a collection."""
    form = collection.form
    values: dict[str, Number] = dict.fromkeys(form.items, 0)
    for standing in intake.standings:
        if standing.state is State.INCLUDED and standing.review is not None:
            for item, value in standing.review.submission.values.items():
                if value is not None:
                    values[item] += value
    return Rollup(collection, form, values, tuple(intake.standings), tuple(_completeness(intake.standings)))


def _completeness(standings: Sequence[Standing]) -> list[Finding]:
    """H-02: every unit of the roster is in, or named."""
    findings = []
    for state in (State.MISSING, State.RETURNED):
        names = [standing.unit.name for standing in standings if standing.state is state]
        if names:
            words = say(f"rollup.{state}", count=len(names), names="、".join(names))
            findings.append(Finding("H-02", "hard", words))
    return findings
