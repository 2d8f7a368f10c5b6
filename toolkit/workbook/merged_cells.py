"""Cells of figures that a clerk merged into one: what is typed there may be of each, or of all together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TypeAlias

from toolkit.form.addresses import Cell
from toolkit.workbook.grids import Grids, at

_Place: TypeAlias = tuple[int, int]


def merged_entries(cells: Mapping[str, Cell], grids: Grids) -> Iterator[tuple[str, object]]:
    """Entries whose cell is one with that of another or with a label, and what it holds, if more than 0.

    Args:
        cells: entry → where it stands.
    """
    sheets: dict[str, dict[_Place, str]] = {}
    for entry, cell in cells.items():
        sheets.setdefault(cell.sheet, {})[cell.row, cell.column] = entry
    for sheet, entries in sheets.items():
        highest, lowest = min(entries)[0], max(entries)[0]
        leftmost = min(column for _, column in entries)
        for (top, left), (bottom, right) in grids.merged(sheet):
            if bottom < highest or top > lowest or right < leftmost:
                continue  # titles and labels, as most are
            rows, columns = range(top, bottom + 1), range(left, right + 1)
            if len(rows) * len(columns) < len(entries):
                inside = [place for place in product(rows, columns) if place in entries]
            else:
                inside = [place for place in entries if place[0] in rows and place[1] in columns]
            content = at(grids[sheet], top, left)
            if inside and inside != [(top, left)] and content not in ("", 0):
                yield from ((entries[place], content) for place in inside)
