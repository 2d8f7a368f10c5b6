"""Rows of a worksheet part in which a column is filled, told from the others without looking at all cells."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from toolkit.workbook.scanning.package import PackagePart, remembered
from toolkit.workbook.scanning.scanned import a1
from toolkit.workbook.scanning.worksheet import BEGIN_OF_ROWS, sheet_data

_PREFIXED_CELL = re.compile(rb":c ")  # a pattern is found faster than bytes are
_END_OF_ROW = b"</row>"


@remembered  # programs that keep no results store the same sheet for all units
def filled_rows(part: PackagePart, column: int, first: int) -> Collection[int] | None:
    """Rows from the first one on in which a cell of that column may hold something; ``None`` where the
    spelling is unusual, or where a cell is stored twice.
    """
    start, end = sheet_data(part.content)
    if start < 0 or _PREFIXED_CELL.search(part.content, start, end):
        return None
    rows = _in_column(column).findall(part.content, start, end)
    if b"" in rows or len(set(rows)) < len(rows):
        return None
    return [row for row in (int(row) - 1 for row in rows) if row >= first]


def rows_alone(part: PackagePart, column: int, rows: Collection[int]) -> PackagePart | None:
    """A worksheet with these rows alone; ``None`` where their cells of that column stand elsewhere."""
    content, kept = part.content, []
    if b"<!" in content:  # what looks like a row in a comment is none
        return None
    for row in rows:
        begin = content.find(b'<row r="%d"' % (row + 1))
        end = content.find(_END_OF_ROW, begin)
        stored = content[begin : end + len(_END_OF_ROW)]
        if min(begin, end) < 0 or b'<c r="%s"' % a1(row, column).encode() not in stored:
            return None
        kept.append(stored)
    start, end = sheet_data(content)
    return PackagePart.of(b"".join([content[: start + len(BEGIN_OF_ROWS)], *kept, content[end:]]))


@lru_cache(maxsize=16)
def _in_column(column: int) -> re.Pattern[bytes]:
    """Cells of a column that are not empty, with their row; and, without one, cells spelt unusually."""
    letters = a1(0, column)[:-1].encode()
    return re.compile(
        rb'<c(?! r="[A-Z])|<c r="%s([0-9]+)"(?:[^>]*[^/>])?>(?!(?:<v ?/>|<v></v>)?</c>)' % letters
    )
