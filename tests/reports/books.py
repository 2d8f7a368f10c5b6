"""Looking into workbooks that were written."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet


def first_page(file: Path) -> str:
    """Every text that the first sheet of a workbook shows, in a row; the other sheets are not read."""
    with closing(load_workbook(file, read_only=True, data_only=True)) as book:
        return words_on(book.worksheets[0])


def words_on(sheet: Worksheet) -> str:
    """Every text of a sheet in a row."""
    return "".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


def fixed_rows(file: Path, number: int) -> set[int]:
    """Rows of a sheet, both counted from 1, that keep their height whatever is typed into them."""
    with ZipFile(file) as package:
        xml = package.read(f"xl/worksheets/sheet{number}.xml").decode()
    return {int(row) for row in re.findall(r'<row r="(\d+)"[^>]* customHeight="1"', xml)}
