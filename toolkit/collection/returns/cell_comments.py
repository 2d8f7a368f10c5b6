"""Marks and comments on the cells of an open workbook.

A mark is a fill and a border; hard and soft ones differ in both. The lines of our comments are kept in the
very hidden sheet, so that they are recognised whatever they say (not every program keeps the author), marks
by their look; the next return takes off what an earlier one put there. What the clerk wrote in a comment
stays, ours below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.collection.returns.own_lines import record, taken_out
from toolkit.form.addresses import Cell
from toolkit.messages import say
from toolkit.paper.office_text import printable, shortened
from toolkit.workbook.clerk_comments import without
from toolkit.workbook.editing import EditedBook, EditedSheet
from toolkit.workbook.editing.cell_styles import LookChange
from toolkit.workbook.editing.sheet_areas import Place
from toolkit.workbook.scanning.comments import own_words
from toolkit.workbook.styles import GREY, LINE

_INK = {True: "FFC00000", False: "FFBF8F00"}
_FILL = {True: "FFFFC9C9", False: "FFFFE699"}
_STYLE = {True: "medium", False: "mediumDashed"}
WIDTH = 340
"""Of a comment, in pixels: about 24 Chinese characters a line."""
_PER_LINE, _LINE, _TALLEST = 24, 18, 700
_LONGEST = 2000
"""Characters of one finding in a comment; the 退回单 has the whole."""


class Marker:
    """Marks cells of one workbook; ``finish`` writes the comments. With ``locks`` nothing is unlocked."""

    def __init__(self, book: EditedBook, *, locks: bool = False) -> None:
        self.book, self.locks = book, locks
        self.hard: dict[Cell, bool] = {}
        self.words: dict[Cell, dict[str, None]] = {}

    def _cell(self, cell: Cell) -> tuple[EditedSheet, Place] | None:
        """The sheet, and the place: of a merged area the top left one."""
        sheet = self.book.sheets.get(cell.sheet)
        if sheet is None:
            return None
        area = sheet.area_at((cell.row, cell.column))
        return sheet, (cell.row, cell.column) if area is None else (area.top, area.left)

    def content(self, cell: Cell) -> object:
        """What stands in a cell."""
        found = self._cell(cell)
        return None if found is None else found[0].text(found[1])

    def write(self, cell: Cell, words: str) -> None:
        """Type a text, which stays a text whatever it begins with."""
        found = self._cell(cell)
        if found is not None:
            found[0].write(found[1], words)

    def mark(self, cell: Cell, hard: bool, words: Sequence[str]) -> None:
        """Mark a cell, with these lines in its comment; lines that it has already are not told twice."""
        found = self._cell(cell)
        if found is not None:
            at = Cell(cell.sheet, *found[1])
            self.hard[at] = hard or self.hard.get(at, False)
            self.words.setdefault(at, {}).update(dict.fromkeys(words))

    def commented(self, cell: Cell) -> bool:
        """Whether a comment of ours will stand there."""
        found = self._cell(cell)
        return found is not None and bool(self.words.get(Cell(cell.sheet, *found[1])))

    def unlock(self, cell: Cell) -> None:
        """Let the clerk type in a cell of a protected sheet; formulas stay locked."""
        found = None if self.locks else self._cell(cell)
        if found is not None and found[0].kind(found[1]) != "formula":
            restyle(*found, LookChange(locked=False))

    def finish(self) -> None:
        """Put fills, borders and comments on the marked cells, and give every comment of ours its room."""
        lines: dict[str, None] = {}
        for cell, hard in self.hard.items():
            sheet, place = self.book.sheets[cell.sheet], (cell.row, cell.column)
            for part in _parts(sheet, place):
                restyle(sheet, part, LookChange(fill=_FILL[hard], edge=(_STYLE[hard], _INK[hard])))
            ours = [shortened(printable(line), _LONGEST) for line in self.words[cell]]
            if ours:
                self._comment(sheet, place, "\n".join(ours))
                lines.update(dict.fromkeys(ours))
        if lines:
            record(self.book, (say("return.comment.separator"), *lines))

    def _comment(self, sheet: EditedSheet, place: Place, ours: str) -> None:
        theirs = self.book.comments(sheet).text(place)
        text = ours
        if theirs is not None:
            # With ours there is no thread any more, so what Excel says of threads goes.
            text = f"{printable(own_words(theirs))}\n{say('return.comment.separator')}\n{ours}"
        self.book.comments(sheet).put(place, text, say("return.author"), _size(text))

    # --- an earlier return ---------------------------------------------------------------------

    def clean(self) -> None:
        """Take off the marks and comments of an earlier return."""
        ours = taken_out(self.book)
        for sheet in self.book.sheets.values():
            comments = self.book.comments(sheet)
            for place, text in comments.texts().items():
                kept = without(text, ours)
                if not kept:
                    comments.remove(place)
                elif kept != text.strip():
                    comments.put(place, kept, "", _size(kept))
        for sheet, place in list(self._marked()):
            self._unmark(sheet, place)

    def _marked(self) -> Iterator[tuple[EditedSheet, Place]]:
        styles = self.book.styles
        looks = {
            look
            for hard in (True, False)
            for look in styles.filled(frozenset({_FILL[hard]}))
            if styles.left_edge(look) == _STYLE[hard]
        }
        if looks:
            for sheet in self.book.sheets.values():
                yield from ((sheet, place) for place in sheet.places if sheet.style(place) in looks)

    def _unmark(self, sheet: EditedSheet, place: Place) -> None:
        """Give a cell the look of the issued form again: what is locked there is grey."""
        area = sheet.area_at(place)
        first = place if area is None else (area.top, area.left)
        grey = self.book.styles.locked(sheet.style(first))
        edge = ("thin", "FF" + LINE.lstrip("#"))
        restyle(sheet, place, LookChange(fill="FF" + GREY.lstrip("#") if grey else "", edge=edge))


def restyle(sheet: EditedSheet, place: Place, change: LookChange) -> None:
    """Give one cell a look that differs from its own."""
    styles, before = sheet.book.styles, sheet.style(place)
    if change == LookChange(locked=styles.locked(before)):
        return
    sheet.book.change_styles()
    sheet.restyle(place, styles.changed(before, change))


def _parts(sheet: EditedSheet, place: Place) -> list[Place]:
    """The cells of the area of which this one is the top left."""
    area = sheet.area_at(place)
    return [place] if area is None else list(area.places())


def _size(text: str) -> tuple[int, int]:
    """Width and height of the box of a comment, in pixels."""
    lines = sum(max(1, -(-len(line) // _PER_LINE)) for line in text.split("\n"))
    return WIDTH, min(_LINE * lines + 14, _TALLEST)
