"""What was before: a total of an earlier year, with the figures of the units it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.form.comparability import restated
from toolkit.form.expression import Number
from toolkit.rollup.addition import Figures


@dataclass(frozen=True)
class Past:
    """A total of an earlier year.

    Attributes:
        values: item of ``edition`` → exact figure, as it was reported.
        complete: whether it lacked nobody, as far as its source says.
        source: where it comes from, in words.
        units: this year's unit code → that year's figures of the units it continues (items of
            ``edition``); only where the units' own reports are on file.
        ended: names of units of that year that nobody continues, or that say something else now (their own
            figures then, a total now) → their figures.
        ended_under: names of such units → this year's code of themselves or of the unit they were under.
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
        """The figures in the items of another edition, as far as they are the same question."""
        return restated(self.edition, self.values, edition)
