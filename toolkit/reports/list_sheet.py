"""A list on a worksheet: a title, heads, a filter, rows; its first columns print on one page's width."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.messages import say
from toolkit.workbook.styles import Styles
from toolkit.workbook.writing import GrowingWorksheet, growing_sheet

A4, A3 = 9, 8
_WIDTHS = {
    "unit": 28, "parent": 14, "state": 8, "deadline": 10.5, "arrived": 10.5, "file": 48, "mend_by": 10.5,
    "telephone": 15, "remark": 34, "text": 56, "why": 50, "when": 16, "contact": 10, "role": 9,
    "code": 7.5, "kind": 6.5, "receipt": 7, "hard": 7, "queries": 7, "rounds": 6, "late_days": 6,
    "sheets": 16, "labels": 22, "present": 14, "wrong": 34, "remedy": 34, "nature": 7, "rule": 9,
    "details": 30, "asked": 6, "note": 60, "result": 9, "superseded": 7,
}  # fmt: skip
_LINE = 13
"""Height of a line of 9 points."""

Cells = Mapping[str, object]


@dataclass(frozen=True)
class ListPlan:
    """How a list is laid out.

    Attributes:
        name: of the worksheet; title: above the list.
        heads: key of a column → its head.
        printed: number of columns that are printed; 0 for all.
        attention: whether a cell of a row, given by its key, is to be marked.
    """

    name: str
    title: str
    heads: Mapping[str, str]
    printed: int = 0
    attention: Callable[[Cells, str], bool] = lambda row, key: False
    paper: int = A4


def list_sheet(book: Workbook, styles: Styles, plan: ListPlan, rows: Sequence[Cells]) -> Worksheet:
    """Write a list: whole numbers at the right, dates as dates, everything else as text.

    Args:
        rows: key of a column → ``int``, ``date`` or text; empty text for nothing.
    """
    sheet = list_page(book, plan.name, plan.paper)
    last = len(plan.heads) - 1
    shown = (plan.printed or len(plan.heads)) - 1
    sheet.merge_range(0, 0, 0, shown, plan.title, styles.title)
    sheet.set_row(0, 30)
    for column, (key, head) in enumerate(plan.heads.items()):
        sheet.set_column(column, column, _WIDTHS.get(key, 9))
        sheet.write_string(1, column, head, styles.box("header"))
    sheet.set_row(1, 30)
    for number, row in enumerate(rows, start=2):
        for column, key in enumerate(plan.heads):
            _write(sheet, styles, (number, column), row[key], marked=plan.attention(row, key))
        heights = [_lines(key, row[key]) for key in list(plan.heads)[: shown + 1]]
        sheet.set_row(number, _LINE * max(heights) + 5)
    if not rows:
        sheet.merge_range(2, 0, 2, shown, say("progress.nothing"), styles.check_words)
    sheet.autofilter(1, 0, max(2, 1 + len(rows)), last)
    sheet.print_area(0, 0, max(2, 1 + len(rows)), shown)
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(1)
    return sheet


def list_page(book: Workbook, name: str, paper: int = A4) -> GrowingWorksheet:
    """Add a sheet that prints across, as wide as the page, with page numbers."""
    sheet = growing_sheet(book, name)
    sheet.set_paper(paper)
    sheet.set_landscape()
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&A　&P / &N")
    return sheet


def _write(sheet: Worksheet, styles: Styles, place: tuple[int, int], value: object, *, marked: bool) -> None:
    if isinstance(value, date):
        day = datetime.combine(value, time())
        sheet.write_datetime(*place, day, styles.attention_date if marked else styles.check_date)
    elif isinstance(value, int):
        sheet.write_number(*place, value, styles.attention if marked else styles.check_number)
    else:
        words = styles.attention if marked and value else styles.check_words
        sheet.write_string(*place, str(value), words)


def _lines(key: str, value: object) -> int:
    """Return the number of lines of a text in its column; a Chinese character is two columns wide."""
    if isinstance(value, date):
        return 1
    width = _WIDTHS.get(key, 9) - 1
    return max(1, sum(max(1, -(-cell_len(line) // int(width))) for line in str(value).split("\n")))
