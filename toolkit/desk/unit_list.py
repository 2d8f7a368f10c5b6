"""The tree of units as a page shows it: filtered, searched and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit.collection.standing import Snapshot, UnitState
from toolkit.collection.unit_row import UnitRow, unit_rows
from toolkit.messages import say_of
from toolkit.reports.progress_workbook import UNIT_HEADS, unit_line
from toolkit.reports.unit_remarks import differs_when_published
from toolkit.workbook.locate import normalized

FILTERS: Mapping[str, Callable[[UnitRow], bool]] = {
    "all": lambda _: True,
    "missing": lambda row: row.state is UnitState.MISSING,
    "returned": lambda row: row.state is UnitState.RETURNED,
    "queries": lambda row: row.queries > 0,
    "included": lambda row: row.state is UnitState.INCLUDED,
    "late": lambda row: row.late,
    "published": differs_when_published,
    "excluded": lambda row: row.state is UnitState.EXCLUDED,
}
DEEPEST = 4
"""Levels of the tree that are set in."""


@dataclass(frozen=True)
class ListedUnit:
    """One line of the list.

    Attributes:
        cells: heads of :data:`UNIT_HEADS` → what ``ogi status`` prints.
        depth: level in the tree, from 0.
        hard, queries: number of findings, 0 without any.
        published: its published report is not the one submitted.
    """

    code: str
    name: str
    state: str
    depth: int
    cells: Mapping[str, object]
    hard: int
    queries: int
    late: bool
    published: bool


@dataclass(frozen=True)
class UnitList:
    """The list under a filter.

    Attributes:
        filters: name, words, and number of units it would show under the same search.
    """

    units: list[ListedUnit]
    filters: list[tuple[str, str, int]]
    chosen: str
    search: str


def unit_list(stock: Snapshot, chosen: str, search: str) -> UnitList:
    """The units that a filter and a search leave; an unknown filter shows all."""
    chosen = chosen if chosen in FILTERS else "all"
    wanted = normalized(search)
    found = [row for row in unit_rows(stock) if wanted in normalized(f"{row.code} {row.name}")]
    filters = [
        (name, say_of("desk.filter.*", name), sum(map(shows, found))) for name, shows in FILTERS.items()
    ]
    depths = _depths(stock)
    listed = [_listed(row, depths[row.code]) for row in found if FILTERS[chosen](row)]
    return UnitList(listed, filters, chosen, search)


def _listed(row: UnitRow, depth: int) -> ListedUnit:
    returned = row.state is UnitState.RETURNED
    cells = dict(zip(UNIT_HEADS, unit_line(row), strict=True))
    hard = (row.hard or 0) if returned else 0
    return ListedUnit(
        row.code, row.name, row.state, depth, cells, hard, row.queries, row.late, differs_when_published(row)
    )


def _depths(stock: Snapshot) -> dict[str, int]:
    by_code = stock.collection.roster.by_code
    depths: dict[str, int] = {}
    for unit in stock.collection.roster:
        depth, above = 0, by_code.get(unit.parent)
        while above is not None and depth < DEEPEST:
            depth, above = depth + 1, by_code.get(above.parent)
        depths[unit.code] = depth
    return depths
