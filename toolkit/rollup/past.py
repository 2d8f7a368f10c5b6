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
        ended: names of units of that year that nobody continues → their figures.
    """

    year: int
    edition: str
    values: Mapping[str, Number]
    complete: bool
    source: str
    units: Mapping[str, Figures] = field(default_factory=dict)
    ended: Mapping[str, Figures] = field(default_factory=dict)

    def seen_from(self, edition: str) -> dict[str, Number]:
        """The figures in the items of another edition, as far as they are the same question."""
        return restated(self.edition, self.values, edition)

    def unit_seen_from(self, edition: str, code: str) -> dict[str, Number]:
        """The same of one unit; nothing where its report is not on file."""
        figures = self.units.get(code, {})
        return restated(self.edition, {i: v for i, v in figures.items() if v is not None}, edition)
