"""How both sheets of ``roster.xlsx`` are laid out."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter import Workbook

from toolkit.workbook.writing import GrowingWorksheet, growing_sheet


def printed(book: Workbook, name: str, widths: Iterable[float], pages: int = 0) -> GrowingWorksheet:
    """A sheet that prints on A4, as wide as the page, on so many pages (0: as many as it takes)."""
    sheet = growing_sheet(book, name)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, pages)
    sheet.set_footer("&C&A　&P / &N")
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    return sheet
