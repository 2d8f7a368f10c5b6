"""The charts of reports as data: small tables with a title, drawn by other modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.form.evaluation import as_added
from toolkit.form.expression import Number
from toolkit.form.indicators import Indicator, in_group
from toolkit.form.presentation import FigureGroup
from toolkit.form.registry import load_form
from toolkit.reports.printed import is_published
from toolkit.reports.publication import Publication
from toolkit.rollup.comparison import YearComparison

Drawn: TypeAlias = Literal["bars", "stacked", "lines"]
Row: TypeAlias = tuple[str, tuple[Number | None, ...]]


@dataclass(frozen=True)
class ChartPlan:
    """A chart that an edition declares.

    Attributes:
        groups: titles of its groups → their indicators; several only in a stacked chart.
    """

    id: str
    title: str
    drawn: Drawn
    groups: Mapping[str, tuple[Indicator, ...]]

    @property
    def members(self) -> tuple[Indicator, ...]:
        """The indicators of the first group: the others of a stacked chart have the same labels."""
        return next(iter(self.groups.values()))

    @property
    def items(self) -> list[str]:
        """Every item behind it."""
        shown = (one for members in self.groups.values() for one in members)
        return [item for one in shown for item in (*one.numerator, *one.denominator)]


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
    rows: tuple[Row, ...]
    drawn: Drawn
    share: bool = False

    @property
    def empty(self) -> bool:
        return not any(value for _, values in self.rows for value in values)


def chart_plans(edition: str) -> list[ChartPlan]:
    """Return the charts that an edition declares, in order."""
    found: dict[str, ChartPlan] = {}
    for group in load_form(edition).presentation.groups:
        members = in_group(edition, group.id)
        match group.chart:
            case "bar":
                found[group.id] = ChartPlan(group.id, group.title, "bars", {group.title: members})
            case "line":
                shown = members[: group.shown or None]
                found[group.id] = ChartPlan(f"years-{group.id}", group.title, "lines", {group.title: shown})
            case "stacked":
                _stack(found, group, members)
    return [plan for plan in found.values() if plan.members]


def _stack(found: dict[str, ChartPlan], group: FigureGroup, members: tuple[Indicator, ...]) -> None:
    """Add a group to the stacked chart it shares, if its members have the same labels."""
    title = group.stack or group.title
    key = f"stack {title}"
    plan = found.get(key)
    if plan is None:
        found[key] = ChartPlan(group.id, title, "stacked", {group.title: members})
    elif [one.label for one in plan.members] == [one.label for one in members]:
        found[key] = ChartPlan(plan.id, title, "stacked", {**plan.groups, group.title: members})
    else:
        found[group.id] = ChartPlan(group.id, group.title, "stacked", {group.title: members})


def published_pictures(publication: Publication) -> list[Picture]:
    """Return the charts of a publication: those that rest on published tables alone."""
    comparison = publication.report.comparison if publication.report else None
    plans = [plan for plan in chart_plans(publication.form.id) if is_published(publication.form, plan.items)]
    added = as_added(publication.form, publication.values, publication.not_applicable)
    return pictures(plans, added, comparison)


def pictures(
    plans: Sequence[ChartPlan], values: Mapping[str, Number | None], comparison: YearComparison | None = None
) -> list[Picture]:
    """Return the charts of a report, without those that would be empty."""
    found = (
        _years(plan, comparison) if plan.drawn == "lines" else _this_year(plan, values) for plan in plans
    )
    return [picture for picture in found if not picture.empty]


def _this_year(plan: ChartPlan, values: Mapping[str, Number | None]) -> Picture:
    unit, heads = plan.members[0].unit, tuple(one.label for one in plan.members)
    rows: tuple[Row, ...]
    if plan.drawn == "stacked":
        rows = tuple(
            (title, tuple(one.value(values) for one in group)) for title, group in plan.groups.items()
        )
    else:
        heads = (unit,)
        rows = tuple((one.label, (one.value(values),)) for one in plan.members)
    return Picture(plan.id, plan.title, unit, heads, rows, plan.drawn, plan.members[0].is_share)


def _years(plan: ChartPlan, comparison: YearComparison | None) -> Picture:
    """Return a chart over the years on file; a year without a comparable figure leaves a gap."""
    members = plan.members
    years = comparison.years if comparison and len(comparison.years) > 1 else ()
    rows = tuple((year.label, tuple(year.values[one.id] for one in members)) for year in years)
    heads = tuple(one.label for one in members)
    return Picture(plan.id, plan.title, members[0].unit, heads, rows, "lines", members[0].is_share)
