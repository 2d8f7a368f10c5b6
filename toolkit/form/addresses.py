"""Addresses of cells and rectangles of cells, and how formulas write them.

Where something is in a workbook is decided in :mod:`toolkit.form.layout` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A cell by sheet name, row and column (from 0)."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """E.g. ``F12``."""
        return f"{column_letters(self.column)}{self.row + 1}"

    @property
    def reference(self) -> str:
        """Absolute, with its sheet: ``'三申请办理'!$F$12``."""
        return f"{quoted(self.sheet)}!${column_letters(self.column)}${self.row + 1}"


@dataclass(frozen=True, slots=True)
class Range:
    """A rectangle of cells on one sheet."""

    first: Cell
    last: Cell

    @property
    def a1(self) -> str:
        return self.first.a1 if self.first == self.last else f"{self.first.a1}:{self.last.a1}"

    def seen_from(self, sheet: str) -> str:
        """As a formula on ``sheet`` writes it."""
        return self.a1 if sheet == self.first.sheet else f"{quoted(self.first.sheet)}!{self.a1}"


def rectangles(cells: Iterable[Cell]) -> tuple[Range, ...]:
    """Cover cells by vertical runs, then join neighbouring runs of equal height."""
    runs: list[tuple[Cell, Cell]] = []
    for cell in sorted(set(cells), key=lambda c: (c.sheet, c.column, c.row)):
        if runs and runs[-1][1] == Cell(cell.sheet, cell.row - 1, cell.column):
            runs[-1] = (runs[-1][0], cell)
        else:
            runs.append((cell, cell))
    joined: list[tuple[Cell, Cell]] = []
    for first, last in sorted(runs, key=lambda run: (run[0].sheet, run[0].row, run[1].row, run[0].column)):
        before = joined[-1] if joined else None
        if (
            before
            and (before[0].sheet, before[0].row, before[1].row) == (first.sheet, first.row, last.row)
            and before[1].column + 1 == first.column
        ):
            joined[-1] = (before[0], last)
        else:
            joined.append((first, last))
    return tuple(Range(*pair) for pair in joined)


def column_letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def quoted(sheet: str) -> str:
    """A sheet name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"
