"""Opening a workbook with openpyxl so that merged cells keep the look they have in the file.

openpyxl gives every cell inside a merged area borders and locks that it derives from the first one: other
ones than the file has, and for a form full of merged headings a third of the time of opening it. So the areas
are taken out of the package before and put into the opened workbook afterwards.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

if TYPE_CHECKING:  # openpyxl imports numpy where it is installed
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_MERGED = re.compile(rb"<((?:\w+:)?)mergeCells\b[^>]*?(?:/>|>.*?</\1mergeCells\s*>)", re.DOTALL)
_AREA = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\sref\s*=\s*[\"']([^\"']*)")
_NO_MARKUP = (b"<!--", b"<![CDATA[")
"""Where these occur, text may look like markup: such a part is left as it is."""


def opened(data: bytes, *, keep_vba: bool) -> Workbook:
    """Open an xlsx or xlsm to be changed and saved again, with rich texts.

    Raises:
        Exception: whatever openpyxl raises on files that other programs accept.
    """
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415
    from openpyxl.worksheet.worksheet import Worksheet  # noqa: PLC0415

    package, areas = _without_areas(data)
    reader = ExcelReader(package, keep_vba=keep_vba, rich_text=True)
    reader.read()
    book: Workbook = reader.wb
    for entry, link in reader.parser.find_sheets():
        sheet = book[entry.name] if link.target in areas else None
        if isinstance(sheet, Worksheet):
            _merge(sheet, areas[link.target])
    return book


def _without_areas(data: bytes) -> tuple[io.BytesIO, dict[str, list[str]]]:
    """The package without merged areas, and those of each part."""
    areas: dict[str, list[str]] = {}
    target = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as package, ZipFile(target, "w") as stripped:
        for info in package.infolist():
            part = package.read(info)
            if info.filename.lower().startswith("xl/worksheets/") and not any(m in part for m in _NO_MARKUP):
                found = _MERGED.search(part)
                if found is not None:
                    areas[info.filename] = [area.decode() for area in _AREA.findall(found[0])]
                    part = part[: found.start()] + part[found.end() :]
            stripped.writestr(info.filename, part)
    return target, areas


def _merge(sheet: Worksheet, areas: Iterable[str]) -> None:
    """Join cells, each of which stays as it looks; values that others than the first have are not shown."""
    from openpyxl.cell.cell import MergedCell  # noqa: PLC0415
    from openpyxl.worksheet.cell_range import CellRange, MultiCellRange  # noqa: PLC0415

    cells: Any = sheet._cells
    ranges = [CellRange(area) for area in areas]
    for area in ranges:
        first, *others = area.cells
        sheet.cell(*first)
        for row, column in others:
            joined: Any = MergedCell(sheet, row, column)
            if (row, column) in cells:
                joined._style = cells[row, column]._style
            cells[row, column] = joined
    sheet.merged_cells = MultiCellRange(ranges)
