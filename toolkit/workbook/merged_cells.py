"""Cells of figures that a clerk merged into one: what is typed there may be of each, or of all together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from toolkit.workbook.grids import Grids, at
from toolkit.workbook.scanning.scanned import Place


def merged_entries(sheets: Mapping[str, Mapping[Place, str]], grids: Grids) -> Iterator[tuple[str, object]]:
    """Entries whose cell is one with that of another or with a label, and what it holds, if more than 0.

    Args:
        sheets: name of a sheet → place → entry that stands there.
    """
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
