"""The cells of a worksheet part that hold something, and what a scan notes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import lt

from toolkit.workbook.scanning.markup import COLUMNS, ROWS
from toolkit.workbook.scanning.scanned import Place
from toolkit.workbook.scanning.worksheet import (
    Stored,
    canonical_cells,
    canonical_pieces,
    parsed_cells,
    sheet_data,
)

PLAIN_TYPES = (b"", b"n")
"""Types of which only a cell with content is a value: writers put ``n`` on empty cells too."""


@dataclass(slots=True)
class FilledCells:
    """What is noted of a worksheet part.

    The cells of a large sheet are looked at piece by piece and not held, but read again should somebody ask
    for them: those of a roster of ten thousand units would be most of the memory of the process.

    Attributes:
        usual: it is spelt as the usual programs spell it.
        end: where its rows end in the part, -1 where that was not looked for.
        stored: number of cells, empty ones included.
        last: the last row and the last column that hold something; ``None`` where none does.
        shared: number of cells that hold a shared string.
        errors: places that hold an error value.
        computed: place → cell that holds a formula.
    """

    part: bytes
    usual: bool
    end: int = -1
    stored: int = 0
    last: Place | None = None
    shared: int = 0
    errors: set[Place] = field(default_factory=set)
    computed: dict[Place, Stored] = field(default_factory=dict)
    _held: tuple[list[Place], list[Stored]] | None = None
    _end: Place | None = None

    @classmethod
    def of(cls, part: bytes) -> FilledCells:
        """Look at every cell.

        Raises:
            Unreadable: there are too many, or no reader understands them.
        """
        data = sheet_data(part)
        found = cls(part, usual=True, end=data[1])
        for number, piece in enumerate(canonical_pieces(part, data)):
            if piece is None:
                return cls._at_once(part, parsed_cells(part), usual=False)
            places, cells = filled(piece)
            if not _ascending(found._end, places):
                return cls._at_once(part, canonical_cells(part) or (), usual=True)
            found._note(len(piece), places, cells)
            found._held = None if number else (places, cells)
        return found

    @classmethod
    def _at_once(cls, part: bytes, stored: Sequence[Stored], *, usual: bool) -> FilledCells:
        places, cells = filled(stored)
        if not _ascending(None, places):
            # Cells of a row may change places; of rows that do, and of cells that come twice, the value
            # reader would silently lose some.
            rows = [row for row, _ in places]
            usual = usual and rows == sorted(rows) and len(set(places)) == len(places)
            places, cells = _in_order(places, cells)
        found = cls(part, usual, _held=(places, cells))
        found._note(len(stored), places, cells)
        return found

    def _note(self, stored: int, places: list[Place], cells: list[Stored]) -> None:
        self.stored += stored
        if not cells:
            return
        self._end = places[-1]
        widest = max([column for _, column in places])
        self.last = self._end[0], max(widest, self.last[1] if self.last else 0)
        kinds = [cell[3] for cell in cells]
        self.shared += kinds.count(b"s")
        if b"e" in kinds:
            self.errors |= {place for place, kind in zip(places, kinds, strict=True) if kind == b"e"}
        self.computed |= {place: cell for place, cell in zip(places, cells, strict=True) if cell[5]}

    def all(self) -> tuple[list[Place], list[Stored]]:
        """The places in order, and the cells there."""
        return self._held or filled(canonical_cells(self.part) or ())


def filled(stored: Sequence[Stored]) -> tuple[list[Place], list[Stored]]:
    """The cells that hold something, and before them their places."""
    cells = [c for c in stored if c[4] or c[5] or c[7] or c[3] not in PLAIN_TYPES]
    return [(ROWS[cell[1]], COLUMNS[cell[0]]) for cell in cells], cells


def _in_order(places: list[Place], cells: list[Stored]) -> tuple[list[Place], list[Stored]]:
    """Cells row by row; one that is stored twice with different content says two different things."""
    known: dict[Place, Stored] = {}
    for place, cell in zip(places, cells, strict=True):
        first = known.setdefault(place, cell)
        if first[3:] != cell[3:]:
            known[place] = Stored(*cell)._replace(kind=b"?" + cell[3])
    ordered = sorted(known.items())
    return [place for place, _ in ordered], [cell for _, cell in ordered]


def _ascending(before: Place | None, places: list[Place]) -> bool:
    """Whether places come row by row and column by column, after one before them."""
    first = not places or before is None or before < places[0]
    return first and all(map(lt, places, places[1:]))
