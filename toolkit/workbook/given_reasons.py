"""What was written in the column of reasons of the checks sheet, and in the line of which check."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from toolkit.form.addresses import Cell
from toolkit.form.edit_rules import EditCheck
from toolkit.form.layout import CHECK_COLUMNS, CHECK_FIRST_ROW, layout_of
from toolkit.form.model import Form
from toolkit.messages import say
from toolkit.workbook.grids import Grid, Grids, at
from toolkit.workbook.locate import normalized
from toolkit.workbook.readings import raw_text
from toolkit.workbook.scanning import Scan
from toolkit.workbook.sheet_heads import HEAD_ROWS

_HEAD = CHECK_FIRST_ROW - 1, CHECK_COLUMNS.index("reason")
_PRINTED = ("code", "place", "sentence")


def reason_cells(scan: Scan, grids: Grids, sheet: str) -> Iterator[tuple[int, Cell, Scan, Grid]]:
    """Rows below the heading of the reasons whose cell there may hold something.

    Each comes with that cell, and with where its content is to be looked up. Of the largest sheet only those
    rows are read, where nothing moved; none where nobody wrote a reason.
    """
    row, column = _HEAD
    rows: Collection[int] | None = scan.filled(sheet, column, 0)
    if rows is not None and not {*rows} - {row}:
        return
    scanned, grid = (scan, grids[sheet]) if rows is None else grids.excerpt(sheet, column, rows)
    if not _is_head(at(grid, row, column)):
        scanned, grid, rows = scan, grids[sheet], None
        row, column = _head(grid)
    for line in range(row + 1, len(grid)) if rows is None else rows:
        if line > row:
            yield line, Cell(sheet, line, column), scanned, grid


def _is_head(value: object) -> bool:
    return normalized(value) == normalized(say("head.reason"))


def _head(grid: Grid) -> tuple[int, int]:
    """Where the heading of the reasons stands; where it was issued if there is none in these words."""
    return next(
        (
            (row, column)
            for row, values in enumerate(grid[:HEAD_ROWS])
            for column, value in enumerate(values)
            if _is_head(value)
        ),
        _HEAD,
    )


def check_of_line(form: Form, grid: Grid, row: int, column: int) -> str:
    """Key of the check in a line, empty where it has none; from before lines had keys, by what is printed.

    Args:
        column: where the reasons stand; the keys stand behind it.
    """
    lines = layout_of(form).check_rows
    shown = [raw_text(value) or "" for value in grid[row]]
    if key := next((text for text in shown[column + 1 :] if text in lines), ""):
        return key
    first = column - _HEAD[1]
    *head, sentence = (at([shown], 0, first + CHECK_COLUMNS.index(name)) for name in _PRINTED)
    checks = map(form.check_by_key.__getitem__, lines)
    return next((c.key for c in checks if [c.code, c.place] == head and is_printed(c, sentence)), "")


def is_printed(check: EditCheck, text: object) -> bool:
    """Whether a text is the sentence of a check, with or (as it once was) without when it applies."""
    return text in (check.sentence, check.claim)
