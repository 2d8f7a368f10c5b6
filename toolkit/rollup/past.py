"""A total of an earlier year, with the figures of its units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.form.comparability import restated
from toolkit.form.expression import Number
from toolkit.rollup.unit_figures import Figures


@dataclass(frozen=True)
class Past:
    """A total of an earlier year and the units behind it.

    Attributes:
        values: item of ``edition`` → exact figure, as it was reported.
        complete: whether no unit was missing, as far as its source says.
        source: Chinese text saying where it comes from.
        units: this year's unit code → that year's figures of the units it continues (items of
            ``edition``); only where the units' own reports are on file.
        ended: names of units of that year without a successor, or whose report covers something else now
            (their own figures then, a total now) → their figures.
        ended_under: names of such units → this year's code of the unit itself or of the unit it was under.
    """

    year: int
    edition: str
    values: Mapping[str, Number]
    complete: bool
    source: str
    units: Mapping[str, Figures] = field(default_factory=dict)
    ended: Mapping[str, Figures] = field(default_factory=dict)
    ended_under: Mapping[str, str] = field(default_factory=dict)

    def seen_from(self, edition: str) -> dict[str, Number]:
        """Return the figures in the items of another edition, as far as these are the same."""
        return restated(self.edition, self.values, edition)
