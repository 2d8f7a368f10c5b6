"""The first sheet: completeness, findings, headline figures and contents."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.findings import Finding
from toolkit.form.addresses import Cell, quoted
from toolkit.form.printed_labels import HIGHEST
from toolkit.messages import say
from toolkit.reports.workbook.book import Book, fitting, to_cell
from toolkit.rollup.headline import headline
from toolkit.workbook.formulas import stored

_WIDTHS = (50, 16, 16, 14)
_LAST = len(_WIDTHS) - 1
_ONE_PAGE = 80
"""Largest number of rows that stay legible when fitted to one page."""


def write_first_page(book: Book, sheet: Worksheet, sheets: Sequence[str]) -> None:
    """Fill the first sheet, which is created before the others."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, _LAST, say("city.title", title=book.report.title), book.styles.title)
    sheet.set_row(0, 44)
    row = _boxes(book, sheet, 2)
    row = _figures(book, sheet, row + 1)
    words = say("rollup.fingerprint", fingerprint=book.rolled.fingerprint)
    for line in filter(None, (words, book.report.ledger_head)):
        sheet.merge_range(row, 0, row, _LAST, line, book.styles.guide)
        row += 1
    row = _contents(book, sheet, row + 1, sheets)
    sheet.print_area(0, 0, row, _LAST)
    sheet.fit_to_pages(1, int(row < _ONE_PAGE))
    sheet.activate()


def _boxes(book: Book, sheet: Worksheet, row: int) -> int:
    """Write whether the figures are complete, and every finding on the total."""
    styles = book.styles
    light = styles.good_box if book.rolled.complete else styles.attention
    _box(sheet, row, book.report.coverage, light)
    for one in book.rolled.reconciliations:
        if one.agrees:
            row += 1
            _box(sheet, row, say("rollup.agrees", name=one.unit.name, count=one.units), styles.good_box)
    for finding in book.rolled.findings:
        row += 1
        reason = say("word.reason", reason=finding.reason) if finding.reason else ""
        _box(sheet, row, finding.message + reason, _look(book, finding))
    return row + 1


def _look(book: Book, finding: Finding) -> Format:
    if finding.sends_back:
        return book.styles.attention
    return book.styles.open_box if finding.severity == "soft" else book.styles.note_box


def _box(sheet: Worksheet, row: int, words: str, style: Format) -> None:
    sheet.merge_range(row, 0, row, _LAST, fitting(words), style)
    sheet.set_row(row, min(15 * max(1, -(-cell_len(words) // 96)) + 8, HIGHEST))


def _figures(book: Book, sheet: Worksheet, row: int) -> int:
    """Write the headline figures of this year and last year."""
    this, last = book.report.comparison.years[-1], book.report.comparison.last
    heads = (
        say("city.item"),
        say("city.year", year=this.year, mark=this.mark),
        say("city.year", year=this.year - 1, mark=last.mark if last else ""),
        say("city.difference"),
    )
    for column, head in enumerate(heads if last else heads[:2]):
        sheet.write_string(row, column, head, book.styles.box("header"))
    for item in headline(book.form):
        row += 1
        words = f"{book.form.table(item.table).name}　{item.label}"
        sheet.set_row(row, 18 * max(1, -(-cell_len(words) // 52)) + 3)
        sheet.write_string(row, 0, words, book.styles.cover_label)
        total = book.total(item)
        style = book.styles.number(item.kind, True, item.decimals)
        target = Cell(book.units_sheet, 2, book.columns[item.id])
        # The link remains when the formula replaces its text.
        sheet.write_url(row, 1, to_cell(target), style, "", say("city.to_units", label=item.label))
        sheet.write_formula(row, 1, "=" + total.text, style, total.value)
        if last is None:
            continue
        change = book.report.comparison.items[item.id]
        book.write(sheet, row, 2, change.before, book.styles.plain_number)
        difference = change.difference
        if difference is None:
            book.write(sheet, row, 3, None, book.styles.plain_number)
        else:
            now, before = (Cell("", row, column).a1 for column in (1, 2))
            formula = f"=ROUND({now}-{before},{book.places[item.id]})"
            sheet.write_formula(row, 3, formula, book.styles.plain_number, float(stored(difference)))
    return row + 1


def _contents(book: Book, sheet: Worksheet, row: int, sheets: Sequence[str]) -> int:
    """Write every sheet's name as a link, with its purpose."""
    sheet.merge_range(row, 0, row, _LAST, say("city.contents"), book.styles.box("header"))
    for name in sheets:
        row += 1
        sheet.write_url(row, 0, f"internal:{quoted(name)}!A1", book.styles.link_words, name)
        purpose = book.purposes.get(name, "")
        sheet.merge_range(row, 1, row, _LAST, purpose, book.styles.check_words)
        sheet.set_row(row, 13 * max(1, -(-cell_len(purpose) // 52)) + 5)
    return row
