"""The guarded way into any workbook: first the scan, then the values."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from toolkit.workbook.scan import Scan, Unreadable, scan

Grid: TypeAlias = Sequence[Sequence[object]]
"""Cell values of one sheet, row by row; rows may be of unequal length."""


def open_grids(data: bytes) -> tuple[Scan, Mapping[str, Grid]]:
    """What the scan found, and the values of every sheet.

    Raises:
        Unreadable: the bytes are no workbook, or one that must not be opened.
    """
    scanned = scan(data)
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (costs nothing where nothing is read)

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        return scanned, {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in names}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # A panic inside the Rust reader is a BaseException of its own; it too means a damaged file.
        raise Unreadable("damaged", reason=type(error).__name__) from error


def at(grid: Grid, row: int, column: int) -> object:
    """Content of a cell, ``""`` outside the used range."""
    if row < len(grid) and column < len(grid[row]):
        return grid[row][column]
    return ""
