"""An official blank as it is printed: boxes with their text, formula, format and edges.

The file is scanned as every received file is, before anything else opens it.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.drafting.answer_marks import BlankAnswer, format_answer, printed_answer, validated
from toolkit.drafting.recognition_words import cleaned, is_not_applicable
from toolkit.errors import MisuseError
from toolkit.messages import say, say_of
from toolkit.workbook.grids import opened
from toolkit.workbook.scanning import Unreadable
from toolkit.workbook.scanning.kinds import explained
from toolkit.workbook.scanning.scanned import a1

MOST_ROWS, MOST_COLUMNS = 1000, 200
"""A form that is larger is not one to be filled in by hand."""


@dataclass(eq=False, slots=True)
class BlankBox:
    """A cell, or a merged range, in visible rows and columns counted from 0.

    Attributes:
        cell: its address in the file.
        text: what is printed in it, on one line; empty for a blank, a zero and a formula.
        number: whether it holds a number.
        answer: how it is answered in words, as far as what is printed in it, its format or a list says so.
        size: of its letters, in points.
        edges: which of ``top``, ``bottom``, ``left``, ``right`` are drawn.
    """

    top: int
    left: int
    bottom: int
    right: int
    cell: str = ""
    text: str = ""
    number: bool = False
    formula: str = ""
    number_format: str = "General"
    shaded: bool = False
    locked: bool = True
    size: float = 11
    edges: set[str] = field(default_factory=set)
    answer: BlankAnswer | None = None

    @property
    def boxed(self) -> bool:
        """Whether lines are drawn around it; an underlined blank or a line between two tables is not."""
        return bool(self.edges & {"left", "right"}) and bool(self.edges & {"top", "bottom"})

    @property
    def not_applicable(self) -> bool:
        return is_not_applicable(self.text)

    @property
    def fillable(self) -> bool:
        """Whether something may be filled in: a blank, a number, a formula, a mark for "not applicable", or
        options and dates to be completed."""
        return not self.text or self.number or self.not_applicable or self.answer is not None

    @property
    def label(self) -> str:
        """Its text, where that is a label."""
        return "" if self.not_applicable or self.answer else self.text


@dataclass
class BlankSheet:
    """A worksheet of a blank, without its hidden rows and columns.

    Attributes:
        grid: boxes by visible row and column; a merged range is the same object everywhere.
        places: row and column in the file (from 0) → box.
        too_far: address of something beyond what is read, ``""`` where there is nothing.
    """

    name: str
    hidden: bool = False
    grid: list[list[BlankBox]] = field(default_factory=list)
    places: dict[tuple[int, int], BlankBox] = field(default_factory=dict)
    too_far: str = ""

    @property
    def rows(self) -> int:
        return len(self.grid)

    @property
    def columns(self) -> int:
        return len(self.grid[0]) if self.grid else 0

    def at(self, row: int, column: int) -> BlankBox:
        """The box at a visible row and column; an empty one outside the sheet."""
        if 0 <= row < self.rows and 0 <= column < self.columns:
            return self.grid[row][column]
        return BlankBox(row, column, row, column)

    def boxes(self, rows: range, columns: range) -> Iterator[BlankBox]:
        """Every box once, row by row."""
        seen: set[int] = set()
        for row in rows:
            for column in columns:
                box = self.at(row, column)
                if id(box) not in seen:
                    seen.add(id(box))
                    yield box


def read_blank(file: Path) -> list[BlankSheet]:
    """Read the worksheets of a blank.

    Raises:
        MisuseError: there is no such file, or it is no xlsx workbook that can be read.
    """
    if not file.is_file():
        raise MisuseError(say("draft.is_folder" if file.is_dir() else "misuse.no_file", path=file))
    data = _harmless(file.read_bytes(), file.name)
    try:
        with warnings.catch_warnings():
            # What the reader does not know (sparklines, new validations) is of no interest here.
            warnings.simplefilter("ignore")
            from openpyxl import load_workbook  # noqa: PLC0415  (heavy, and only needed here)

            book = load_workbook(io.BytesIO(data))
    except Exception as error:
        # The reader trusts its input: any error in it means a file that it cannot read.
        raise MisuseError(say("draft.unreadable.damaged", file=file.name)) from error
    return [_sheet(sheet) for sheet in book.worksheets]


def _harmless(data: bytes, name: str) -> bytes:
    """The bytes of an xlsx or xlsm file that may be opened."""
    try:
        data, scanned = opened(data)
        list(scanned.sheets.values())
    except Unreadable as problem:
        problem = explained(problem, data, name)
        raise MisuseError(say_of("draft.unreadable.*", problem.code, file=name)) from problem
    if scanned.format not in ("xlsx", "xlsm"):
        raise MisuseError(say("draft.not_xlsx", file=name, format=scanned.format))
    return data


def _sheet(sheet: Any) -> BlankSheet:
    made = BlankSheet(sheet.title, sheet.sheet_state != "visible")
    cells: dict[tuple[int, int], Any] = {(c.row - 1, c.column - 1): c for c in sheet._cells.values()}
    used = [place for place, cell in cells.items() if cell.value is not None or _edges(cell)]
    far = {place for place in used if place[0] >= MOST_ROWS or place[1] >= MOST_COLUMNS}
    # Lines around blanks are often drawn down to the end of the sheet; they mean nothing there.
    made.too_far = next((a1(*place) for place in sorted(far) if cells[place].value is not None), "")
    used = [place for place in used if place not in far]
    if not used:
        return made
    rows = _visible(sheet.row_dimensions, max(row for row, _ in used) + 1, rows=True)
    columns = _visible(sheet.column_dimensions, max(column for _, column in used) + 1, rows=False)
    merged = _merged(sheet)
    by_place: dict[tuple[int, int], BlankBox] = {}
    for i, row in enumerate(rows):
        made.grid.append([])
        for j, column in enumerate(columns):
            anchor = merged.get((row, column), (row, column))
            box = by_place.get(anchor)
            if box is None:
                box = by_place[anchor] = _box(cells.get(anchor), i, j, a1(*anchor))
            box.bottom, box.right = max(box.bottom, i), max(box.right, j)
            made.grid[-1].append(box)
            made.places[row, column] = box
    _draw_edges(made, cells, rows, columns)
    for answer, area in validated(sheet):
        for (row, column), box in by_place.items():
            inside = area.min_row <= row + 1 <= area.max_row and area.min_col <= column + 1 <= area.max_col
            if inside and not box.text and not box.formula:
                box.answer = answer
    return made


def _visible(dimensions: Any, count: int, *, rows: bool) -> list[int]:
    hidden: set[int] = set()
    for key, dimension in dimensions.items():
        if dimension.hidden:
            # A run of equal columns is kept under its first.
            first, last = (key, key) if rows else (dimension.min or 0, dimension.max or 0)
            hidden.update(range(first - 1, min(last, count)))
    return [number for number in range(count) if number not in hidden]


def _merged(sheet: Any) -> Mapping[tuple[int, int], tuple[int, int]]:
    anchors = {}
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row - 1, min(area.max_row, MOST_ROWS)):
            for column in range(area.min_col - 1, min(area.max_col, MOST_COLUMNS)):
                anchors[row, column] = (area.min_row - 1, area.min_col - 1)
    return anchors


def _box(cell: Any, row: int, column: int, address: str) -> BlankBox:
    box = BlankBox(row, column, row, column, address)
    if cell is None:
        return box
    value = cell.value
    value = getattr(value, "text", value) if cell.data_type == "f" else value
    if cell.data_type == "f":
        box.formula = " ".join(str(value).split())
    elif isinstance(value, bool) or value is None:
        pass
    elif isinstance(value, int | float):
        box.number = True
        box.text = f"{value:g}" if value else ""
    else:
        box.text = cleaned(str(value))
    box.number_format = str(cell.number_format or "General")
    box.shaded = _is_shaded(cell.fill)
    box.locked = bool(cell.protection.locked)
    box.size = float(cell.font.sz or 11)
    if box.text or box.formula:
        box.answer = None if box.number else printed_answer(box.text)
    else:
        box.answer = format_answer(box.number_format)
    return box


def _is_shaded(fill: Any) -> bool:
    if fill.fill_type in (None, "none"):
        return False
    colour = fill.fgColor
    if fill.fill_type != "solid" or colour is None:
        return True
    if colour.type == "theme":
        return bool(colour.theme != 0 or colour.tint)
    return colour.type != "rgb" or str(colour.rgb)[-6:].upper() != "F" * 6


def _edges(cell: Any) -> set[str]:
    border = cell.border
    return {
        name
        for name in ("top", "bottom", "left", "right")
        if getattr(border, name) is not None and getattr(border, name).style
    }


def _draw_edges(
    made: BlankSheet, cells: Mapping[tuple[int, int], Any], rows: list[int], columns: list[int]
) -> None:
    """Give every box its edges; a line between two cells belongs to both."""
    around = {
        "top": (-1, 0, "bottom"),
        "bottom": (1, 0, "top"),
        "left": (0, -1, "right"),
        "right": (0, 1, "left"),
    }
    drawn = {place: edges for place, cell in cells.items() if (edges := _edges(cell))}
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            for edge in drawn.get((row, column), ()):
                down, right, opposite = around[edge]
                box, other = made.at(i, j), made.at(i + down, j + right)
                if other is not box:
                    box.edges.add(edge)
                    other.edges.add(opposite)
