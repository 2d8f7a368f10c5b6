"""How both sheets of ``roster.xlsx`` are laid out."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

HIGHEST = 409
"""Points that a row can be high."""


def printed(book: Workbook, name: str, widths: Iterable[float], pages: int = 0) -> Worksheet:
    """A sheet that prints on A4, as wide as the page, on so many pages (0: as many as it takes)."""
    sheet = book.add_worksheet(name)
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


def height(boxes: Iterable[tuple[str, float]]) -> float:
    """Height of a row with these texts in these widths: not every program finds it by itself."""
    return min(HIGHEST, 5 + 15 * max(ceil((cell_len(text) or 1) / (width - 2)) for text, width in boxes))
