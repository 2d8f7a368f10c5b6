"""Where the fields of the cover stand now: labels first, then defined names, else as issued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from toolkit.form.addresses import Cell, Range
from toolkit.form.layout import layout_of
from toolkit.form.model import Form
from toolkit.form.printed_labels import LabelBox
from toolkit.messages import say_of
from toolkit.workbook.grids import Grid, at
from toolkit.workbook.locate import Labels, Placement, normalized, placed, placement_of
from toolkit.workbook.readings import raw_text
from toolkit.workbook.scanning import Scan

CONFIRMATION = "confirmation"
_NEAR = 5
"""Columns that somebody may have inserted at once between labels and fields."""


@lru_cache(maxsize=8)
def _issued(form: Form) -> Mapping[str, Cell]:
    """Field → its cell in an issued workbook."""
    layout = layout_of(form)
    return {**layout.cover, **layout.contact, CONFIRMATION: layout.confirmation}


@lru_cache(maxsize=16)
def _labels(form: Form, *, confirmed: bool) -> tuple[Labels, Placement]:
    """The labels beside the fields, and their placement where none moved.

    ``confirmed``: of a workbook that was filled in for its unit, which is asked to confirm that.
    """
    name, boxes = form.sheet("cover").name, []
    for field, cell in _issued(form).items():
        if field != CONFIRMATION or confirmed:
            place, words = replace(cell, column=0), say_of("cover.*", field)
            boxes.append((cell.row, 0, normalized(words), LabelBox(Range(place, place), words, "stub")))
    labels = Labels(tuple(boxes), max(cell.row for cell in _issued(form).values()) + 1, 2)
    return labels, placement_of(labels, name)


class CoverFields:
    """Finds the fields of the cover in one workbook.

    Attributes:
        sheet: present name of the cover, empty where there is none.
        cells: field → its present cell; those that were not found are missing.
        moved: whether any is not where it was issued.
    """

    def __init__(
        self, form: Form, scan: Scan, grids: Mapping[str, Grid], sheet: str, *, confirmed: bool
    ) -> None:
        self.form, self.sheet, self._scan = form, sheet, scan
        self.grid: Grid = grids[sheet] if sheet else ()
        self.cells = self._located(confirmed) if sheet else {}
        issued = _issued(form)
        self.moved = any(
            (cell.row, cell.column) != (issued[field].row, issued[field].column)
            for field, cell in self.cells.items()
        )

    def text(self, field: str) -> str:
        """What stands in a field, as text; empty where it was not found."""
        cell = self.cells.get(field)
        return self._shown(cell.row, cell.column) if cell else ""

    def lost(self, fields: Iterable[str]) -> list[str]:
        """Those of the fields that a cover has no longer."""
        return [field for field in fields if self.sheet and field not in self.cells]

    def _shown(self, row: int, column: int) -> str:
        return raw_text(at(self.grid, row, column)) or ""

    def _located(self, confirmed: bool) -> dict[str, Cell]:
        labels, issued = _labels(self.form, confirmed=confirmed)
        placement = placed(labels, issued, self.sheet, self.grid)
        left = placement.columns.get(0)
        if left is None or len(placement.altered) * 2 > len(labels.boxes):
            return self._named()
        rows = {field: placement.rows.get(cell.row) for field, cell in _issued(self.form).items()}
        found = {field: row for field, row in rows.items() if row is not None}
        column = self._beside(left, found.values())
        return {field: Cell(self.sheet, row, column) for field, row in found.items()}

    def _beside(self, left: int, rows: Iterable[int]) -> int:
        """The column of the fields, right of their labels: the one in which most of them are filled."""
        kept = [self.grid[row] for row in rows if row < len(self.grid)]
        width = max(map(len, kept), default=0)  # beyond it nothing is filled
        return max(
            range(left + 1, max(left + 2, min(left + 1 + _NEAR, width))),
            key=lambda column: sum(column < len(row) and str(row[column]).strip() != "" for row in kept),
        )

    def _named(self) -> dict[str, Cell]:
        """Where labels do not lead: each as far from the last named field before it as it was issued."""
        issued, names = _issued(self.form), self._scan.names
        anchors = [field for field in issued if field in names and names[field][0] == self.sheet]
        found = {}
        for field, cell in issued.items():
            before = [name for name in anchors if issued[name].row <= cell.row] or anchors[:1]
            down = names[before[-1]][1] - issued[before[-1]].row if before else 0
            right = names[before[-1]][2] - issued[before[-1]].column if before else 0
            found[field] = Cell(self.sheet, cell.row + down, cell.column + right)
        return found
