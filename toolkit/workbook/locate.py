"""Finding the cells of a form again in a workbook whose rows or columns were moved.

What counts is what the clerk saw: the printed labels. Where all labels stand as issued, addresses are
as issued. Otherwise rows and columns are aligned by the labels they carry, in order, which survives
insertions, deletions and shifted blocks; where labels are gone, the defined names (which spreadsheet
programs move along) give the place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from toolkit.form.layout import Box, Cell, Layout, layout_of
from toolkit.form.model import Form
from toolkit.workbook.grids import Grid, at

_CHECKED_ROLES = frozenset({"block", "header", "stub", "text_label", "caption"})
_DROPPED = dict.fromkeys(map(ord, " \t\r\n\u3000\u200b\ufeff“”\"'‘’"))


def normalized(text: object) -> str:
    """A label without the differences that retyping and other programs make: width, spaces, quotes."""
    return _folded(text) if isinstance(text, str) else ""


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DROPPED)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a sheet's cells are now.

    Attributes:
        sheet: its name in the received workbook.
        rows, columns: issued → present position; a missing key was not found.
        moved: whether any position differs from the issued one.
        altered: labels that are not as issued, with the cell where they should be.
    """

    sheet: str
    rows: Mapping[int, int]
    columns: Mapping[int, int]
    moved: bool
    altered: tuple[Box, ...]

    def find(self, cell: Cell) -> Cell | None:
        """Present place of an issued cell."""
        if not self.moved and self.sheet == cell.sheet:
            return cell if cell.row in self.rows and cell.column in self.columns else None
        row, column = self.rows.get(cell.row), self.columns.get(cell.column)
        return None if row is None or column is None else Cell(self.sheet, row, column)


@dataclass(frozen=True, slots=True)
class _Labels:
    """Checked labels of a sheet, normalised once per form."""

    boxes: tuple[tuple[int, int, str, Box], ...]
    height: int
    width: int

    def vocabulary(self) -> frozenset[str]:
        return frozenset(text for _, _, text, _ in self.boxes)


@lru_cache(maxsize=64)
def labels_of(form: Form, sheet: str) -> _Labels:
    """The labels by which a section sheet is known (``sheet`` is its id)."""
    plan = layout_of(form).plans[sheet]
    boxes = tuple(
        (box.cell.row, box.cell.column, normalized(box.text), box)
        for box in plan.boxes
        if box.role in _CHECKED_ROLES and box.text
    )
    return _Labels(boxes, plan.last_row + 1, plan.last_column + 1)


def place(form: Form, sheet: str, name: str, grid: Grid) -> Placement:
    """Locate a section sheet's rows and columns in ``grid``; ``name`` is its present name."""
    labels = labels_of(form, sheet)
    if all(normalized(at(grid, row, column)) == text for row, column, text, _ in labels.boxes):
        return Placement(name, range_map(labels.height), range_map(labels.width), False, ())
    words = [[normalized(value) for value in row] for row in grid]
    vocabulary = labels.vocabulary()
    rows = _align(_issued(labels, 0), [_signature(row, vocabulary) for row in words], labels.height)
    turned = [
        [row[c] if c < len(row) else "" for row in words] for c in range(max(map(len, words), default=0))
    ]
    columns = _align(_issued(labels, 1), [_signature(column, vocabulary) for column in turned], labels.width)
    moved = any(old != new for old, new in (*rows.items(), *columns.items()))
    found = Placement(name, rows, columns, moved, ())
    altered = tuple(box for _, _, text, box in labels.boxes if not _stands(found, grid, box, text))
    return Placement(name, rows, columns, moved, altered)


@lru_cache(maxsize=64)
def range_map(size: int) -> Mapping[int, int]:
    """Nothing moved."""
    return {position: position for position in range(size + 4)}


def _stands(placement: Placement, grid: Grid, box: Box, text: str) -> bool:
    cell = placement.find(box.cell)
    return cell is not None and normalized(at(grid, cell.row, cell.column)) == text


def _issued(labels: _Labels, axis: int) -> list[tuple[str, ...]]:
    lines: list[list[tuple[int, str]]] = [[] for _ in range(labels.width if axis else labels.height)]
    for row, column, text, _ in labels.boxes:
        line, order = (column, row) if axis else (row, column)
        lines[line].append((order, text))
    return [tuple(text for _, text in sorted(line)) for line in lines]


def _signature(line: Sequence[str], vocabulary: frozenset[str]) -> tuple[str, ...]:
    return tuple(text for text in line if text in vocabulary)


def _align(issued: list[tuple[str, ...]], present: list[tuple[str, ...]], size: int) -> dict[int, int]:
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, issued, present, autojunk=False)
    for first, second, length in matcher.get_matching_blocks():
        for step in range(length):
            if issued[first + step]:
                found[first + step] = second + step
    _fill_gaps(found, issued, size)
    return found


def _fill_gaps(found: dict[int, int], issued: list[tuple[str, ...]], size: int) -> None:
    """Place lines that carry no label, or an altered one, between neighbours that did not part.

    After the last labelled line only unlabelled ones follow on (the figures of table 4).
    """
    known = [(-1, -1), *sorted(found.items())]
    for (old, new), (next_old, next_new) in pairwise(known):
        if next_old - old == next_new - new:
            found.update({old + step: new + step for step in range(1, next_old - old)})
    old, new = known[-1]
    for step in range(1, size - old):
        if issued[old + step]:
            return
        found[old + step] = new + step


def match_sheets(form: Form, grids: Mapping[str, Grid]) -> dict[str, str]:
    """Section sheet id → present sheet name: by name, else by the labels it carries."""
    layout: Layout = layout_of(form)
    found = {plan.sheet.id: plan.sheet.name for plan in layout.plans.values() if plan.sheet.name in grids}
    for sheet in layout.plans:
        if sheet in found:
            continue
        vocabulary = labels_of(form, sheet).vocabulary()
        scores = {
            name: len(vocabulary & {normalized(value) for row in grid for value in row})
            for name, grid in grids.items()
            if name not in found.values()
        }
        best = max(scores, key=lambda name: scores[name], default=None)
        if best is not None and scores[best] * 2 > len(vocabulary):
            found[sheet] = best
    return found
