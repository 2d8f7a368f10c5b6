"""Marks and comments on the cells of an open workbook.

A mark is a fill and a border; hard and soft ones differ in both. The lines of our comments are kept in the
very hidden sheet, so that they are recognised whatever they say (not every program keeps the author), marks
by their look; the next return takes off what an earlier one put there. What the clerk wrote in a comment
stays, ours below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.collection.returns.own_lines import record, taken_out, without
from toolkit.form.addresses import Cell
from toolkit.messages import say
from toolkit.paper.office_text import printable, shortened
from toolkit.workbook.styles import GREY, LINE

_INK = {True: "FFC00000", False: "FFBF8F00"}
_FILL = {True: "FFFFC9C9", False: "FFFFE699"}
_STYLE: dict[bool, Literal["medium", "mediumDashed"]] = {True: "medium", False: "mediumDashed"}
WIDTH = 340
"""Of a comment, in pixels: about 24 Chinese characters a line."""
_PER_LINE, _LINE, _TALLEST = 24, 18, 700
_LONGEST = 2000
"""Characters of one finding in a comment; the 退回单 has the whole."""


class Marker:
    """Marks cells of one workbook; ``finish`` writes the comments. With ``locks`` nothing is unlocked."""

    def __init__(self, book: Workbook, *, locks: bool = False) -> None:
        self.book, self.locks = book, locks
        self.hard: dict[SheetCell, bool] = {}
        self.words: dict[SheetCell, dict[str, None]] = {}

    def _sheet(self, name: str) -> Worksheet | None:
        sheet = self.book[name] if name in self.book.sheetnames else None
        return sheet if isinstance(sheet, Worksheet) else None

    def _cell(self, cell: Cell) -> SheetCell | None:
        """The cell, or the top left one of the area into which it is merged."""
        sheet = self._sheet(cell.sheet)
        found = sheet.cell(cell.row + 1, cell.column + 1) if sheet is not None else None
        if sheet is not None and isinstance(found, MergedCell):
            area = next(area for area in sheet.merged_cells.ranges if found.coordinate in area)
            found = sheet.cell(area.min_row, area.min_col)
        return found if isinstance(found, SheetCell) else None

    def content(self, cell: Cell) -> object:
        """What stands in a cell."""
        found = self._cell(cell)
        return None if found is None else found.value

    def write(self, cell: Cell, words: str) -> None:
        """Type a text, which stays a text whatever it begins with."""
        found = self._cell(cell)
        if found is not None:
            found.value = words
            found.data_type = "s"

    def mark(self, cell: Cell, hard: bool, words: Sequence[str]) -> None:
        """Mark a cell, with these lines in its comment; lines that it has already are not told twice."""
        found = self._cell(cell)
        if found is not None:
            self.hard[found] = hard or self.hard.get(found, False)
            self.words.setdefault(found, {}).update(dict.fromkeys(words))

    def commented(self, cell: Cell) -> bool:
        """Whether a comment of ours will stand there."""
        found = self._cell(cell)
        return found is not None and bool(self.words.get(found))

    def unlock(self, cell: Cell) -> None:
        """Let the clerk type in a cell of a protected sheet; formulas stay locked."""
        found = None if self.locks else self._cell(cell)
        if found is not None and found.protection.locked and found.data_type != "f":
            found.protection = Protection(locked=False, hidden=found.protection.hidden)

    def finish(self) -> None:
        """Put fills, borders and comments on the marked cells, and give every comment its room."""
        lines: dict[str, None] = {}
        for cell, hard in self.hard.items():
            for part in _parts(cell):
                side = Side(_STYLE[hard], _INK[hard])
                part.fill = PatternFill("solid", fgColor=_FILL[hard])
                part.border = Border(side, side, side, side)
            ours = [shortened(printable(line), _LONGEST) for line in self.words[cell]]
            if ours:
                self._comment(cell, "\n".join(ours))
                lines.update(dict.fromkeys(ours))
        if lines:
            record(self.book, (say("return.comment.separator"), *lines))
        for cell in self._cells():
            if cell.comment is not None:
                cell.comment.width, cell.comment.height = WIDTH, _height(cell.comment.text)

    def _comment(self, cell: SheetCell, ours: str) -> None:
        theirs, cell.comment = cell.comment, None
        if theirs is None:
            cell.comment = Comment(ours, say("return.author"))
        else:
            text = f"{printable(theirs.text)}\n{say('return.comment.separator')}\n{ours}"
            cell.comment = Comment(text, theirs.author)

    # --- an earlier return ---------------------------------------------------------------------

    def clean(self) -> None:
        """Take off the marks and comments of an earlier return."""
        ours = taken_out(self.book)
        book: Any = self.book
        fills = {number for number, fill in enumerate(book._fills) if _is_our_fill(fill, True, False)}
        for cell in self._cells():
            if cell.comment is not None:
                text, author = without(cell.comment.text, ours), cell.comment.author
                cell.comment = None
                if text:
                    cell.comment = Comment(text, author)
            # Looking up a style takes longer than anything else here.
            style: Any = cell._style  # type: ignore[attr-defined]
            if (
                style is not None
                and style.fillId in fills
                and any(_is_ours(cell, hard) for hard in (True, False))
            ):
                self._unmark(cell)

    def _unmark(self, cell: SheetCell) -> None:
        """Give a cell the look of the issued form again: what is locked there is grey."""
        side = Side("thin", "FF" + LINE.lstrip("#"))
        for part in _parts(cell):
            grey = PatternFill("solid", fgColor="FF" + GREY.lstrip("#"))
            part.fill = grey if cell.protection.locked else PatternFill()
            part.border = Border(side, side, side, side)

    def _cells(self) -> Iterator[SheetCell]:
        """Every cell there is; walking over rows would make those in between, up to a far format."""
        for sheet in self.book.worksheets:
            for cell in list(sheet._cells.values()):
                if isinstance(cell, SheetCell):
                    yield cell


def _parts(cell: SheetCell) -> list[SheetCell | MergedCell]:
    """The cells of the area of which this one is the top left."""
    sheet = cell.parent
    assert isinstance(sheet, Worksheet)
    for area in sheet.merged_cells.ranges:
        if (area.min_row, area.min_col) == (cell.row, cell.column):
            return [sheet.cell(row, column) for row, column in area.cells]
    return [cell]


def _is_ours(cell: SheetCell, hard: bool) -> bool:
    if not cell.has_style or not _is_our_fill(cell.fill, hard):
        return False
    side = cell.border.left
    return side is not None and side.style == _STYLE[hard]


def _is_our_fill(fill: Any, *hard: bool) -> bool:
    return bool(fill.fill_type == "solid" and fill.fgColor.rgb in {_FILL[one] for one in hard})


def _height(text: str) -> int:
    lines = sum(max(1, -(-len(line) // _PER_LINE)) for line in text.split("\n"))
    return min(_LINE * lines + 14, _TALLEST)
