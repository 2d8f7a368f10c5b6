"""Places of the cells of an HTML table, with ``rowspan`` and ``colspan`` resolved as browsers do.

Source: HTML Living Standard, 4.9.12.1 "Forming a table"; its ceilings for spans are kept.
"""

from __future__ import annotations

from toolkit.published.formats.bounds import MAX_MARKS, refuse
from toolkit.published.formats.layout_tables import Place

_MOST_COLUMNS, _MOST_ROWS = 1_000, 65_534


class Marks:
    """Counts the places that all tables of a page cover."""

    def __init__(self) -> None:
        self.number = 0

    def add(self, number: int) -> None:
        """Take in so many places; refused where a hostile table covers millions."""
        self.number += number
        refuse("cells", self.number, MAX_MARKS)


class Grid:
    """Gives each cell its place, in the order of the markup."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._row = -1
        self._column = 0
        self._free_from: dict[int, int] = {}
        self._group: list[Place] = []

    def start_row(self) -> None:
        """The cells that follow belong to the next row."""
        self._row += 1
        self._column = 0

    def end_group(self) -> None:
        """No cell reaches beyond its group of rows (``tbody``)."""
        for cell in self._group:
            cell.rows = max(1, min(cell.rows, self._row + 1 - cell.row))
        self._group.clear()
        self._free_from.clear()

    def place(self, rowspan: str, colspan: str) -> Place:
        """The place of the next cell; spans as the attributes have them, whatever that is."""
        if self._row < 0:
            self.start_row()
        while self._is_taken(self._column):
            self._column += 1
            self._marks.add(1)  # many long spans would make the search for a free place slow
        columns, wanted = 1, _span(colspan, _MOST_COLUMNS) or 1
        while columns < wanted and not self._is_taken(self._column + columns):
            columns += 1
        rows = _span(rowspan, _MOST_ROWS) or _MOST_ROWS  # 0: down to the end of the group
        cell = Place(self._row, self._column, rows, columns)
        self._marks.add(columns)
        self._free_from.update(dict.fromkeys(range(cell.column, cell.column + columns), cell.row + rows))
        self._column += columns
        self._group.append(cell)
        return cell

    def _is_taken(self, column: int) -> bool:
        return self._free_from.get(column, 0) > self._row


def _span(text: str, most: int) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        return 1
    return most if len(digits) > len(str(most)) else min(int(digits), most)
