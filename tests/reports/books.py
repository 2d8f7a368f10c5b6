"""Looking into workbooks that were written."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet


def words_on(sheet: Worksheet) -> str:
    """Every text of a sheet in a row."""
    return "".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
