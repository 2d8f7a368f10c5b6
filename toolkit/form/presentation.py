"""How an edition presents itself: short title, words of its own, groups of indicators with their charts.

All of it is optional data in ``edition.toml``. What an edition does not say has a neutral default, so that
nothing of one form is printed for another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Chart: TypeAlias = Literal["bar", "stacked", "line", "none"]


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """A group of indicators, as ``[[groups]]`` declares it.

    Attributes:
        id: value of the column ``group`` in ``indicators.csv``.
        title: title of its chart, and what precedes labels that another group has too.
        chart: *line* is drawn over the years, all others of this year's figures.
        order: place among the charts; equal ones in the order of the file.
        stack: title of a stacked chart that this group shares with others; its members need the same labels.
        shown: number of its indicators in a chart over the years, 0 for all.
        cases: its shares count cases, so that intervals and tests of chance apply to them.
        by_size: units are compared by the size of its sums, with their last year and with each other.
        by_unit: its first indicator has a chart of the units that have most of it.
    """

    id: str
    title: str
    chart: Chart = "none"
    order: int = 0
    stack: str = ""
    shown: int = 0
    cases: bool = False
    by_size: bool = False
    by_unit: bool = False


@dataclass(frozen=True)
class Presentation:
    """What an edition says of its presentation.

    Attributes:
        short_title: what people call the report; part of file names and messages.
        words: name → words of the edition that take the place of neutral ones.
        groups: in the order of their charts.
    """

    short_title: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[FigureGroup, ...] = ()

    def word(self, name: str, usual: str) -> str:
        """The edition's word, or the usual one where it has none."""
        return self.words.get(name, usual)

    def group(self, name: str) -> FigureGroup:
        """The group of that id; one without title and chart where it is not declared."""
        return next((group for group in self.groups if group.id == name), FigureGroup(name, ""))


def presentation_of(settings: Mapping[str, Any]) -> Presentation:
    """The presentation that the settings of an edition declare."""
    groups = [FigureGroup(**entry) for entry in settings.get("groups", [])]
    return Presentation(
        settings.get("short_title") or settings["title"],
        settings.get("words", {}),
        tuple(sorted(groups, key=lambda group: group.order)),
    )
