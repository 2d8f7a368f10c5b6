"""Tables of a page or a document, told from tables that only lay text out.

Sites and clerks put whole texts into tables. A table that holds another one, or a single cell in each
row, is such a layout: what is in its cells is read as if the table were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from toolkit.published.content import Block, Paragraph, PublishedCell, PublishedTable


@dataclass(slots=True)
class Place:
    """Where a cell lies, from 0, and how many rows and columns it covers."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class FilledCell:
    """A cell while its table is read, with all that is in it."""

    place: Place
    blocks: list[Block] = field(default_factory=list)

    def published(self) -> PublishedCell:
        """The cell with its lines; those of a table of one cell within it included."""
        place = self.place
        return PublishedCell(place.row, place.column, tuple(_lines(self.blocks)), place.rows, place.columns)


def blocks_of(cells: list[FilledCell]) -> Iterator[Block]:
    """The table that these cells are, or what is in them one after another where it is a layout."""
    filled = [cell for cell in cells if cell.blocks]
    rows = [cell.place.row for cell in cells]
    if len(set(rows)) == len(rows) or any(_holds_table(cell) for cell in filled):
        for cell in filled:
            yield from cell.blocks
    elif filled:
        yield PublishedTable(tuple(cell.published() for cell in cells))


def _holds_table(cell: FilledCell) -> bool:
    return any(isinstance(block, PublishedTable) for block in cell.blocks)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    return (block.text for block in blocks if isinstance(block, Paragraph))
