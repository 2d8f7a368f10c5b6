"""The official tables as sums over all units, and the sheet of all units."""

from __future__ import annotations

from dataclasses import replace

from xlsxwriter.worksheet import Worksheet

from toolkit.collection.phrases import corrected_told
from toolkit.collection.unit_answers import UnitAnswers
from toolkit.form.addresses import Cell
from toolkit.form.expression import plain
from toolkit.form.model import Item
from toolkit.form.printed_labels import SheetPlan
from toolkit.form.stated import StatedItem
from toolkit.messages import say, say_of
from toolkit.reports.unit_remarks import joined_remarks
from toolkit.reports.wording import words_of
from toolkit.reports.workbook.book import (
    FIRST_UNIT_ROW,
    TIP_LETTERS,
    UNIT_COLUMNS,
    Book,
    Content,
    Link,
    fitting,
    head_lines,
    to_cell,
)
from toolkit.rollup.scope_row import ScopeRow
from toolkit.workbook.formulas import stored
from toolkit.workbook.painting import join, paint, row_height

_WIDTHS = {"code": 8, "name": 26, "kind": 8, "branch": 13, "branch_number": 5, "counted_as": 9, "receipt": 6}
_WIDTH = 15
"""Of a column of figures or answers."""
_PRINTED_WIDTH = 8.0
"""Of a column that is printed."""
_HEAD = FIRST_UNIT_ROW - 1
"""Row (from 0) of the headings with the filter: item ids."""


def write_official_tables(book: Book) -> None:
    """Write each table as printed in the notice; every figure is a formula linked to its units."""
    for plan in book.official.values():
        _official(book, plan)


def _official(book: Book, plan: SheetPlan) -> None:
    sheet = book.sheet(plan.sheet.name, landscape=plan.sheet.landscape)
    info = say("sheet.info", unit=book.rolled.name, year=book.report.year)
    texts = [box.area.first.row for box in plan.boxes if box.role == "text_label"]
    boxes = [box for box in plan.boxes if box.role != "text_label"]
    paint(sheet, replace(plan, boxes=boxes), book.styles, info + "　　　　" + book.report.coverage)
    for row in texts:  # the texts are in the document; figures keep the cells they have in a unit's workbook
        sheet.set_row(row, None, None, {"hidden": True})
    for entry in book.form.entries.values():
        cell = book.layout.items[entry.id]
        if cell.sheet == plan.sheet.name:
            _sum(book, sheet, cell, entry) if isinstance(entry, Item) else _apart(book, sheet, cell, entry)
    for cell, span in book.layout.voids.items():
        if cell.sheet == plan.sheet.name:
            join(sheet, cell, span, book.styles.void)
            sheet.write_blank(cell.row, cell.column, None, book.styles.void)
    sheet.print_area(0, 0, plan.last_row, plan.last_column)
    sheet.fit_to_pages(1, 1)
    sheet.freeze_panes(plan.title_rows, 0)


def _sum(book: Book, sheet: Worksheet, cell: Cell, item: Item) -> None:
    style = book.styles.number(item.kind, item.id in book.form.totals, item.decimals)
    join(sheet, cell, book.layout.spans.get(item.id, 1), style)
    units = Cell(book.units_sheet, _HEAD - 2, book.columns[item.id])
    # The link remains when the formula replaces its text.
    sheet.write_url(cell.row, cell.column, to_cell(units), style, "", say("city.to_units", label=item.label))
    formula = book.summed(item)
    sheet.write_formula(cell.row, cell.column, "=" + formula.text, style, formula.value)


def _apart(book: Book, sheet: Worksheet, cell: Cell, entry: StatedItem) -> None:
    """Write a cell that a total leaves empty, with a link to what the units answered."""
    style = book.styles.check_centred
    join(sheet, cell, book.layout.spans.get(entry.id, 1), style)
    units = Cell(book.units_sheet, _HEAD - 2, book.columns[entry.id])
    tip = say("city.to_units", label=entry.label)
    sheet.write_url(cell.row, cell.column, to_cell(units), style, say("city.apart"), tip)


def write_units(book: Book) -> None:
    """Write one row per added unit, one column per item, with links to its workbook and receipt."""
    sheet = book.sheet(book.units_sheet)
    last_column = len(UNIT_COLUMNS) + len(book.columns) - 1
    sheet.merge_range(0, 0, 0, len(UNIT_COLUMNS) - 1, book.units_sheet, book.styles.title)
    sheet.set_row(0, 30)
    head = book.styles.box("header")
    for column, name in enumerate(UNIT_COLUMNS):
        sheet.merge_range(1, column, _HEAD, column, say_of("city.*", name), head)
        sheet.set_column(column, column, _WIDTHS.get(name, 9))
    for entry in book.form.entries.values():
        _heads(book, sheet, entry)
    sheet.set_column(len(UNIT_COLUMNS), last_column, _WIDTH)
    sheet.set_row(2, 88)
    sheet.set_row(_HEAD, 40)
    for row in book.rolled.rows:
        if row.counted:
            _unit(book, sheet, row)
    printed = len(UNIT_COLUMNS) + len(book.leading) - 1
    for one in book.leading:
        sheet.set_column(book.columns[one], book.columns[one], _printed_width(book, one))
    sheet.set_row(2, _height_of_heads(book))
    sheet.set_paper(8)
    sheet.set_landscape()
    sheet.set_margins(left=0.3, right=0.3, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.autofilter(_HEAD, 0, book.last_unit_row, last_column)
    sheet.freeze_panes(FIRST_UNIT_ROW, 2)
    # On paper the heads are repeated without the links and the ids, which are for the screen.
    sheet.repeat_rows(1, 2)
    sheet.repeat_columns(0, 1)
    sheet.print_area(FIRST_UNIT_ROW, 0, max(FIRST_UNIT_ROW, book.last_unit_row), printed)


def _printed_width(book: Book, item: str) -> float:
    """Return the width of a printed column: narrow, but no figure is cut off."""
    figures = (book.rolled.parts[code].get(item) for code in book.rows)
    longest = max((len(plain(value)) for value in figures if value is not None), default=0)
    return max(_PRINTED_WIDTH, longest * 0.9 + 1.5)


def _height_of_heads(book: Book) -> float:
    """Return the height of the row of labels; those of printed figures are narrow."""
    labels = (book.form.items[item].label for item in book.leading)
    return max([88, *(13 * head_lines(label, _PRINTED_WIDTH) + 4 for label in labels)])


def _heads(book: Book, sheet: Worksheet, item: Item | StatedItem) -> None:
    column, cell, head = book.columns[item.id], book.layout.items[item.id], book.styles.box("header")
    sheet.write_string(1, column, book.form.table(item.table).name, head)
    sheet.write_string(2, column, item.label, head)
    place = f"{cell.sheet} {cell.a1}"
    if cell.sheet in book.official:
        book.write(sheet, 3, column, Link(to_cell(cell), place))
    else:
        sheet.write_string(3, column, place, book.styles.check_words)
    sheet.write_string(_HEAD, column, item.id, book.styles.aside_head)


def _unit(book: Book, sheet: Worksheet, unit: ScopeRow) -> None:
    at = book.rows[unit.code]
    assert unit.file is not None and unit.sha256 and unit.receipt  # it would not be counted
    number, part = book.branches[unit.code]
    contents: tuple[Content, ...] = (*words_of(unit), part, number, say_of("counted.*", unit.counted_as))
    for column, content in enumerate(contents):
        book.write(sheet, at, column, content)
    if unit.code in book.originals:
        target = "external:" + book.originals[unit.code]
        name = fitting(unit.file, TIP_LETTERS)
        tip = say("city.original.tip", file=name, sha256=unit.sha256[:16])
        sheet.write_url(at, 1, target, book.styles.link_words, unit.name, tip)
    receipt = UNIT_COLUMNS.index("receipt")
    sheet.write_number(at, receipt, unit.receipt, book.styles.check_number)
    if unit.joined:
        sheet.write_comment(at, receipt, "\n".join(joined_remarks(unit)), {"x_scale": 2, "author": ""})
    corrected = {one.details["item"]: one for one in unit.corrections}
    answers = book.rolled.answers.get(unit.code, UnitAnswers())
    for item, value in book.rolled.unit_values(unit.code).items():
        if item not in answers.not_applicable:
            style = book.styles.corrected_number if item in corrected else book.styles.check_number
            sheet.write_number(at, book.columns[item], stored(value), style)
    for item, one in corrected.items():
        # The comment says in words what the colour shows.
        sheet.write_comment(at, book.columns[item], corrected_told(one), {"x_scale": 2, "author": ""})
    for entry in sorted(answers.not_applicable):
        book.write(sheet, at, book.columns[entry], book.form.words.not_applicable)
    written = [("", _WIDTH)]
    for entry, answer in answers.stated.items():
        if entry not in answers.not_applicable:
            shown = "" if answer is None else book.form.stated[entry].shown(answer, book.form.words)
            book.write(sheet, at, book.columns[entry], shown)
            written.append((shown, _WIDTH))
    if (height := row_height(written)) > row_height(written[:1]):
        sheet.set_row(at, height)
