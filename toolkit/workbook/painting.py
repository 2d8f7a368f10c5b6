"""Painting the printed form: labels, boxes, widths, for templates and for the city's tables alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import ceil

from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.form.addresses import Cell
from toolkit.form.printed_labels import HIGHEST, SheetPlan, fit_labels
from toolkit.workbook.styles import Styles


def row_height(boxes: Iterable[tuple[str, float]]) -> float:
    """Height of a row with these texts in these widths: not every program finds it by itself."""
    return min(HIGHEST, 5 + 15 * max(ceil((cell_len(text) or 1) / (width - 2)) for text, width in boxes))


def join(sheet: Worksheet, cell: Cell, span: int, style: Format) -> None:
    """Join a cell with those to its right, where its printed box is wider than one column."""
    if span > 1:
        sheet.merge_range(cell.row, cell.column, cell.row, cell.column + span - 1, "", style)


def paint(sheet: Worksheet, plan: SheetPlan, styles: Styles, info: str) -> None:
    """Paint a section sheet as printed; ``info`` is the line under its title."""
    for column, width in plan.widths.items():
        sheet.set_column(column, column, width, styles.locked)
    lines = [replace(box, text=info) for box in plan.boxes if box.role == "info"]
    raised = replace(plan, boxes=lines, heights=dict(plan.heights))
    fit_labels(raised)  # a long name takes a second line
    for row, height in raised.heights.items():
        sheet.set_row(row, height)
    for box in plan.boxes:
        first, last = box.area.first, box.area.last
        text, style = info if box.role == "info" else box.text, styles.box(box.role)
        if first == last:
            sheet.write_string(first.row, first.column, text, style)
        else:
            sheet.merge_range(first.row, first.column, last.row, last.column, text, style)
