"""What was typed into the sheet 办理 of a workbook, row by row, whatever program saved it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from toolkit.messages import say, say_of
from toolkit.reports.handling.matters import Choice, MatterKind
from toolkit.reports.handling.row_key import RowKey, digest_of_cells, read_key
from toolkit.workbook.grids import Grid, at, open_grids
from toolkit.workbook.locate import normalized
from toolkit.workbook.protocol import HANDLING, HANDLING_COLUMN
from toolkit.workbook.scanning import Scan

SHOWN = ("kind", "code", "unit", "receipt", "matter")
"""Columns that show the matter."""
INPUTS = ("choice", "value", "why", "by")
"""Columns that are typed into."""
COLUMNS = (*SHOWN, *INPUTS, "answer", "key")
"""Columns in order; their heads are messages ``handling.head.…``."""
_BREAK = re.compile(r"(?:_x000D_|\r)\n?")
"""Ends of lines as other programs write them."""
HEADS = f"{HANDLING_COLUMN}heads"
"""What stands in the column of the keys beside the heads."""
CHOICES = "choice"
"""First cell of the rows of the hidden sheet that hold a choice and its word."""


@dataclass(frozen=True)
class Typed:
    """What stands in the cells of a row that are typed into, as text; ``unit`` only in rows for any unit."""

    choice: str = ""
    value: str = ""
    why: str = ""
    by: str = ""
    unit: str = ""

    def __bool__(self) -> bool:
        return any((self.choice, self.value, self.why, self.by, self.unit))


@dataclass(frozen=True)
class TypedRow:
    """A row of the sheet with something typed into it.

    Attributes:
        file: name of the workbook; number: of the row, from 1.
        shown: what the row shows, as :data:`SHOWN`.
        choice: what was chosen; ``None`` for nothing, and for a word that is none of the choices.
        key: what its unseen key says; ``None`` where it has none of this collection.
        written_key: the key as it stands there.
    """

    file: str
    number: int
    shown: tuple[str, ...]
    typed: Typed
    choice: Choice | None
    key: RowKey | None
    written_key: str

    @property
    def unchanged(self) -> bool:
        """Whether the row shows what it was written with."""
        return self.key is not None and self.key.shown == digest_of_cells(self.of_matter)

    @property
    def of_matter(self) -> tuple[str, ...]:
        """What it shows of the matter; in a row for any unit the unit is typed."""
        return () if self.key is not None and self.key.kind is MatterKind.FREE else self.shown

    @property
    def said(self) -> tuple[str, Typed]:
        """By which two copies of a row are known to be the same."""
        return self.written_key, self.typed


class _EverySheet:
    """Names of sheets, whatever they are: of lists of thousands of rows one short sheet is read."""

    def __contains__(self, name: object) -> bool:
        return True


class NoSheetError(Exception):
    """A workbook that has no sheet 办理 that could be read."""


def typed_rows(name: str, data: bytes, secret: str) -> list[TypedRow]:
    """Return the rows of a workbook into which something was typed.

    Args:
        name: of the file, to be told.
        secret: with which the collection signs.

    Raises:
        Unreadable: the bytes are no workbook that may be read.
        NoSheetError: it has no such sheet, or its columns cannot be found.
    """
    usual = say("progress.sheet.handling")
    scanned, grids = open_grids(data, later=_EverySheet())
    names = sorted(grids, key=lambda sheet: sheet != usual)
    words = _words(grids[HANDLING] if HANDLING in names else ())
    for sheet in names:
        if sheet == HANDLING:
            continue
        found = _columns(grids[sheet])
        if found is not None:
            top, columns = found
            return list(_rows(name, grids[sheet], top, columns, words, _errors(scanned, sheet), secret))
    raise NoSheetError


def _errors(scanned: Scan, sheet: str) -> set[tuple[int, int]]:
    return scanned.sheets[sheet].errors if sheet in scanned.sheets else set()


def _words(marks: Grid) -> Mapping[str, Choice]:
    """Every word for a choice, those of this workbook before those of today."""
    found = {normalized(choice.word): choice for choice in Choice}
    for row in marks:
        texts = [text for text in row[:3] if isinstance(text, str)]
        if len(texts) == 3 and texts[0] == CHOICES and texts[1] in set(Choice):
            found[normalized(texts[2])] = Choice(texts[1])
    return found


def _columns(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row above the first one that can be typed into, and where the columns are.

    They are found by the unseen marks above the heads; where somebody deleted these, by the heads.
    """
    marks = {f"{HANDLING_COLUMN}{column}": column for column in COLUMNS}
    heads = {normalized(say_of("handling.head.*", column)): column for column in COLUMNS} | {HEADS: "key"}
    for known in (marks, heads):
        for number, row in enumerate(grid):
            texts = ["".join(cell.split()) if isinstance(cell, str) else "" for cell in row]
            places = {known[text]: place for place, text in enumerate(texts) if text in known}
            if set(INPUTS) <= places.keys():
                return number, places
    return None


def _rows(
    name: str,
    grid: Grid,
    top: int,
    columns: Mapping[str, int],
    words: Mapping[str, Choice],
    errors: set[tuple[int, int]],
    secret: str,
) -> Iterator[TypedRow]:
    for number in range(top + 1, len(grid)):
        cells = {
            column: say("handling.error_value")
            if (number, place) in errors
            else _text(at(grid, number, place))
            for column, place in columns.items()
        }
        if cells.get("key") == HEADS:
            continue
        key = read_key(cells.get("key", ""), secret)
        free = key is not None and key.kind is MatterKind.FREE
        shown = tuple(cells.get(column, "") for column in SHOWN)
        unit = cells.get("unit", "") if free else ""
        choice, value, why, by = (cells.get(column, "") for column in INPUTS)
        typed = Typed(choice, value, why, by, unit)
        if typed:
            found = words.get(normalized(choice))
            yield TypedRow(name, number + 1, shown, typed, found, key, cells.get("key", ""))


def _text(value: object) -> str:
    """What stands in a cell, as it was typed: no number becomes 5.0 and no day 45000."""
    if isinstance(value, datetime | date):
        return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else _BREAK.sub("\n", str(value)).strip()
