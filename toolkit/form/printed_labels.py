"""Printed labels of a sheet, and the room they need: widths and heights from measured text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from rich.cells import cell_len

from toolkit.form.addresses import Cell, Range
from toolkit.form.model import Sheet

Role: TypeAlias = Literal["title", "info", "block", "corner", "header", "stub", "caption", "text_label"]

DEFAULT_WIDTH = 8.43
HIGHEST = 409
"""Points that a row can be high."""
_WORD = re.compile(r"[A-Za-z0-9_.@/-]+")
"""What is not broken at the end of a line."""
LINE_HEIGHTS: Mapping[Role, float] = {"title": 22.0}
"""Points a line of a label takes by the size of its letters; others are of 10 or 11 points."""


@dataclass(frozen=True, slots=True)
class LabelBox:
    """A printed label over a rectangle of cells."""

    area: Range
    text: str
    role: Role

    @property
    def cell(self) -> Cell:
        return self.area.first


@dataclass
class SheetPlan:
    """One table or text sheet as it is printed.

    ``tables``: table → first and last row of its print on the sheet.
    """

    sheet: Sheet
    boxes: list[LabelBox] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0
    title_rows: int = 0
    tables: dict[str, tuple[int, int]] = field(default_factory=dict)


def fit_labels(plan: SheetPlan) -> None:
    """Raise rows until every label has room: not every program finds the height by itself."""
    for box in sorted(plan.boxes, key=lambda box: box.area.last.row):
        first, last = box.area.first, box.area.last
        across = sum(plan.widths.get(c, DEFAULT_WIDTH) for c in range(first.column, last.column + 1))
        needed = LINE_HEIGHTS.get(box.role, 14.0) * lines_of(box.text, across) + 4
        room = sum(plan.heights.get(row, 15.0) for row in range(first.row, last.row + 1))
        for row in range(first.row, last.row + 1) if needed > room else ():
            share = (needed - room) / (last.row - first.row + 1)
            plan.heights[row] = plan.heights.get(row, 15.0) + share


def cramped(plan: SheetPlan) -> list[LabelBox]:
    """Labels that have no room even so: taller than a row can be, or with a word wider than the cell."""
    found = []
    for box in plan.boxes:
        first, last = box.area.first, box.area.last
        across = sum(plan.widths.get(c, DEFAULT_WIDTH) for c in range(first.column, last.column + 1))
        high = LINE_HEIGHTS.get(box.role, 14.0) * lines_of(box.text, across) > HIGHEST
        if high or longest_word(box.text) > across:
            found.append(box)
    return found


def longest_word(text: str) -> int:
    """Width of what cannot be broken at the end of a line."""
    return max((cell_len(word) for word in _WORD.findall(text)), default=0)


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a cell so wide: Chinese letters are twice as wide as others."""
    room = max(width - 1.0, 2.0)
    return sum(max(1, math.ceil(1.05 * cell_len(line) / room)) for line in text.split("\n"))
