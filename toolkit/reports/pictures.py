"""The charts of reports as data: small tables with a title, drawn by other modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.form.expression import Number
from toolkit.form.indicators import in_group
from toolkit.messages import say
from toolkit.rollup.comparison import Comparison

Drawn: TypeAlias = Literal["bars", "stacked", "lines"]

GROUPS = ("outcomes", "refusal_grounds", "applicants")
"""Groups of indicators with a chart each."""
DISPUTES = ("reconsideration_outcomes", "litigation_outcomes")
"""Groups stacked in one chart; their members have the same labels."""
YEARS = (("requests", "chart.years.requests", 4), ("rates", "chart.years.rates", 1))
"""Groups shown over the years: title, and number of their indicators."""


@dataclass(frozen=True)
class Picture:
    """A chart and the table of its figures.

    Attributes:
        heads: names of the series.
        rows: label and a figure for every series; ``None`` leaves a gap.
        share: the figures are fractions of 1.
    """

    id: str
    title: str
    unit: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Number | None, ...]], ...]
    drawn: Drawn
    share: bool = False

    @property
    def empty(self) -> bool:
        return not any(value for _, values in self.rows for value in values)


def pictures(
    edition: str, values: Mapping[str, Number | None], comparison: Comparison | None = None
) -> list[Picture]:
    """Return the charts of a report, without those that would be empty."""
    found = []
    rows: tuple[tuple[str, tuple[Number | None, ...]], ...]
    for group in GROUPS:
        members = in_group(edition, group)
        rows = tuple((one.label, (one.value(values),)) for one in members)
        if members:
            unit = members[0].unit
            found.append(Picture(group, say(f"chart.{group}"), unit, (unit,), rows, "bars"))
    stacks = [in_group(edition, group) for group in DISPUTES]
    if all(stacks):
        rows = tuple(
            (say(f"chart.{stack[0].group}"), tuple(one.value(values) for one in stack)) for stack in stacks
        )
        heads = tuple(one.label for one in stacks[0])
        found.append(Picture("disputes", say("chart.disputes"), stacks[0][0].unit, heads, rows, "stacked"))
    return [*(one for one in found if not one.empty), *_years(edition, comparison)]


def _years(edition: str, comparison: Comparison | None) -> Sequence[Picture]:
    """Return charts over the years on file; a year without a comparable figure leaves a gap."""
    if comparison is None or len(comparison.years) < 2:
        return []
    found = []
    for group, title, shown in YEARS:
        members = in_group(edition, group)[:shown]
        rows = tuple((year.label, tuple(year.values[one.id] for one in members)) for year in comparison.years)
        if members:
            heads = tuple(one.label for one in members)
            share = members[0].is_share
            found.append(Picture(f"years-{group}", say(title), members[0].unit, heads, rows, "lines", share))
    return [one for one in found if not one.empty]
