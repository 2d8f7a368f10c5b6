"""Cells of figures that a clerk merged into one: what is typed there may be of each, or of all together."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from toolkit.workbook.grids import Grids, at
from toolkit.workbook.scanning.scanned import Place


class MergedArea(NamedTuple):
    """Cells that are one; at least one of an entry is not the cell that shows what is in them.

    Attributes:
        content: what it shows.
        shown: entry of the cell that shows it, ``""`` for a label's.
        covered: entries of the other cells, which may still hold something that nobody sees.
    """

    content: object
    shown: str
    covered: tuple[str, ...]


def merged_areas(sheets: Mapping[str, Mapping[Place, str]], grids: Grids) -> Iterator[MergedArea]:
    """Cells of entries that are one with those of others or with a label.

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
            covered = tuple(entries[place] for place in inside if place != (top, left))
            if covered:
                yield MergedArea(at(grids[sheet], top, left), entries.get((top, left), ""), covered)


def unclear_entries(
    areas: Iterable[MergedArea], as_zero: Container[str], typed: Callable[[str], bool]
) -> Iterator[tuple[str, object]]:
    """Entries of which nobody can say what was meant, with what their area shows.

    Args:
        as_zero: entries that count as 0 where they are blank.
        typed: whether a cell of an entry holds something, seen or not.
    """
    for area in areas:
        unseen = any(map(typed, area.covered))
        for entry in filter(None, (area.shown, *area.covered)):
            if unseen or (entry in as_zero and area.content not in ("", 0)):
                yield entry, area.content
