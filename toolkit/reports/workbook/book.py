"""Shared code of the sheets of the city workbook: places of figures, and writing of tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.form.addresses import Cell, Range, quoted
from toolkit.form.expression import PLACES, Number, decimals, plain
from toolkit.form.indicators import Indicator, indicators
from toolkit.form.layout import layout_of
from toolkit.form.literals import literal
from toolkit.form.model import WHOLE, Item
from toolkit.form.printed_labels import HIGHEST, SheetPlan
from toolkit.form.ratios import Ratio
from toolkit.form.totals import sheets_of_total
from toolkit.messages import say, say_of
from toolkit.messages.code_types import Code
from toolkit.reports.pictures import chart_plans
from toolkit.reports.report_data import Report
from toolkit.rollup.headline import headline
from toolkit.workbook.formulas import stored
from toolkit.workbook.styles import Styles
from toolkit.workbook.writing import PlainWorksheet

SHEETS = (
    "parts", "by_part", "units", "indicators", "years", "items", "charts", "shares", "unusual",
    "reconciliation", "findings", "states",
)  # fmt: skip
"""Sheets beside those of the form, in their order."""
UNIT_COLUMNS = ("code", "name", "kind", "branch", "branch_number", "counted_as", "receipt")
"""Columns before a unit's figures."""
PRINTED = 19
"""Largest number of figures of a unit that print legibly on A3; the others are for the screen."""
FIRST_UNIT_ROW = 5
"""Row (from 0) of the first unit on the sheet of all units."""
TITLE_COLUMNS = 14
"""Largest number of columns a title is centred over, so that it is on the first page of a wide sheet."""
MOST_LETTERS, TIP_LETTERS = 32_000, 120
"""Largest number of characters in a cell, and of a file name in the tip of a link."""
FEW_LABELS = 2
"""Number of indicators named as examples."""
HEAD_ROWS = 2
"""Rows of a table's sheet above its headings: title, remark."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula (without ``=``) with the result that a recalculation gives."""

    text: str
    value: str | float | int


@dataclass(frozen=True, slots=True)
class Link:
    """A text that links to a cell of this workbook (``internal:…``) or to a file (``external:…``)."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Percentage:
    """A fraction shown as a percentage."""

    value: Formula | float


@dataclass(frozen=True, slots=True)
class Points:
    """A difference of two shares, in percentage points."""

    value: Formula


Content: TypeAlias = str | int | float | Number | Formula | Link | Percentage | Points | None
"""Content of a table cell; ``None`` (not known) is written as a dash."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading and width."""

    head: str
    width: float


def columns_of(widths: Mapping[Code, float]) -> list[Column]:
    """Columns by the codes of their headings."""
    return [Column(say(code), width) for code, width in widths.items()]


class Book:
    """The workbook while it is written.

    Attributes:
        originals: unit code → path of its own workbook, relative to the city workbook, if it is kept.
        leading: ids of the figures that come first on the sheet of all units, and are printed.
    """

    def __init__(self, book: Workbook, report: Report, originals: Mapping[str, str]) -> None:
        self.book, self.report, self.originals = book, report, originals
        self.rolled, self.form = report.rolled, report.form
        self.layout, self.styles = layout_of(report.form), Styles(book)
        self.units_sheet = say("city.units")
        self.indicators: tuple[Indicator, ...] = indicators(report.form.id)
        self.rows = {line.unit.code: FIRST_UNIT_ROW + n for n, line in enumerate(self.rolled.counted)}
        self.last_unit_row = FIRST_UNIT_ROW + max(len(self.rows), 1) - 1
        self.columns = {entry: len(UNIT_COLUMNS) + n for n, entry in enumerate(self.form.entries)}
        self.branches = {
            line.unit.code: (number, branch.name)
            for number, branch in enumerate(self.rolled.branches, start=1)
            for line in branch.lines
        }
        first = sorted(headline(self.form), key=lambda item: item.id not in self.form.totals)[:PRINTED]
        self.leading = tuple(item.id for item in headline(self.form) if item in first)
        places = sorted(self.columns.values())
        order = dict.fromkeys((*self.leading, *self.columns))
        self.columns = dict(zip(order, places, strict=True))

    @cached_property
    def purposes(self) -> Mapping[str, str]:
        """Name of a sheet → its purpose, in Chinese."""
        own = {say_of("city.*", key): say_of("city.*.purpose", key, **self._words()) for key in SHEETS}
        return own | {name: plan.sheet.heading for name, plan in self.official.items()}

    def _words(self) -> Mapping[str, str]:
        """Examples for the purposes of sheets: the edition's words, or labels of its first figures."""
        shares = [one for one in self.indicators if one.is_share]
        titles = [plan.title for plan in chart_plans(self.form.id)]
        usual = {
            "indicators": [one.label for one in self.indicators[:FEW_LABELS]], "charts": titles,
            "shares": [one.label for one in shares[:FEW_LABELS]],
        }  # fmt: skip
        return {name: self.form.presentation.word(name, "、".join(words)) for name, words in usual.items()}

    # --- places of figures ---------------------------------------------------------------------

    def unit_cell(self, code: str, item: str) -> Cell:
        """Return the cell of a unit's figure on the sheet of all units."""
        return Cell(self.units_sheet, self.rows[code], self.columns[item])

    def column_of(self, column: int) -> str:
        """Return a column of the sheet of all units as a range for formulas."""
        first, last = (Cell(self.units_sheet, row, column) for row in (FIRST_UNIT_ROW, self.last_unit_row))
        return f"{quoted(self.units_sheet)}!{_fixed(Range(first, last))}"

    def summed(self, item: Item) -> Formula:
        """Return the sum over all units, rounded for money."""
        value = self.rolled.values[item.id]
        if value is None:
            words = self.lacking(item.id, self.rolled.absent())
            return Formula(literal(words), words)
        if rate := self.form.rates.get(item.id):
            return Formula(self._rate(rate), stored(value))
        function = {"maximum": "MAX", "minimum": "MIN"}.get(item.aggregation, "SUM")
        return self.rounded(item, f"{function}({self.column_of(self.columns[item.id])})", value)

    def lacking(self, item: str, absent: Collection[str]) -> str:
        """Return what stands where a figure has no value: it does not apply, or is not known."""
        return self.form.words.not_applicable if item in absent else say("word.unknown")

    def _rate(self, rate: Ratio) -> str:
        """Return a rate made of the sums of all units."""
        over, under = (
            "+".join(
                f"{plain(group.coefficient)}*SUM({self.column_of(self.columns[name])})"
                for group in side
                for name in group.variables
            )
            for side in (rate.over, rate.under)
        )
        return f"IF(({under})=0,0,ROUND(({over})/({under}),{rate.places}))"

    def rounded(self, item: Item, formula: str, value: Number) -> Formula:
        """Return a formula rounded, for money, to the decimal places that units reported, at least six."""
        rounded = f"ROUND({formula},{self.places[item.id]})"
        return Formula(formula if item.kind in WHOLE else rounded, stored(value))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Item → decimal places its figures are rounded to."""
        parts = self.rolled.parts.values()
        return {
            item.id: max([PLACES, *(decimals(part.get(item.id)) for part in parts)])
            if item.kind not in WHOLE
            else PLACES
            for item in self.form.items.values()
        }

    def total(self, item: Item) -> Formula:
        """Return the total: the cell of its official table, otherwise the sum over all units."""
        cell = self.layout.items[item.id]
        if cell.sheet not in self.official:
            return self.summed(item)
        value = self.rolled.values[item.id]
        shown = self.lacking(item.id, self.rolled.absent()) if value is None else stored(value)
        return Formula(f"{quoted(cell.sheet)}!{cell.a1}", shown)

    @cached_property
    def official(self) -> Mapping[str, SheetPlan]:
        """Name of a sheet → its layout, for the sheets of the form that a total has."""
        sheets = sheets_of_total(self.form)
        return {plan.sheet.name: plan for id_, plan in self.layout.plans.items() if id_ in sheets}

    # --- sheets and tables ---------------------------------------------------------------------

    def sheet(self, name: str, *, landscape: bool = True) -> Worksheet:
        sheet: Worksheet = self.book.add_worksheet(name, PlainWorksheet)
        sheet.set_paper(9)
        sheet.hide_gridlines(2)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&C&P / &N")
        if landscape:
            sheet.set_landscape()
        return sheet

    def table(
        self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Content]], *, remark: str = ""
    ) -> Worksheet:
        """Write a sheet with one table and a filter; an empty table has a note instead."""
        sheet = self.sheet(name)
        self.heading(sheet, name, len(columns), remark)
        for n, column in enumerate(columns):
            sheet.set_column(n, n, column.width)
        last = self.rows_from(sheet, HEAD_ROWS, columns, rows)
        sheet.autofilter(HEAD_ROWS, 0, last, len(columns) - 1)
        sheet.freeze_panes(HEAD_ROWS + 1, min(2, len(columns) - 1))
        sheet.repeat_rows(HEAD_ROWS)
        sheet.fit_to_pages(1, 0)
        return sheet

    def heading(self, sheet: Worksheet, name: str, width: int, remark: str) -> None:
        """Write the title, and below it a remark on the table."""
        words = "　".join(filter(None, (self.report.coverage, remark)))
        width = min(width, TITLE_COLUMNS)
        for row, text, style in ((0, name, self.styles.title), (1, words, self.styles.guide)):
            if width > 1:
                sheet.merge_range(row, 0, row, width - 1, text, style)
            else:
                sheet.write_string(row, 0, text, style)
        sheet.set_row(0, 30)
        sheet.set_row(1, 18 * (1 + cell_len(words) // 110))

    def rows_from(
        self, sheet: Worksheet, top: int, columns: Sequence[Column], rows: Iterable[Sequence[Content]]
    ) -> int:
        """Write headings at ``top`` and the rows below; return the last row."""
        for n, column in enumerate(columns):
            sheet.write_string(top, n, column.head, self.styles.box("header"))
        sheet.set_row(top, 15 * max(head_lines(column.head, column.width) for column in columns) + 6)
        row = top
        for row, contents in enumerate(rows, start=top + 1):
            for n, content in enumerate(contents):
                self.write(sheet, row, n, content)
            high = max(head_lines(content, columns[n].width) for n, content in enumerate(contents))
            if high > 1:
                sheet.set_row(row, min(13 * high + 4, HIGHEST))
        if row == top:
            row = top + 1
            sheet.write_string(row, 0, say("word.none"), self.styles.check_words)
        return row

    def write(
        self, sheet: Worksheet, row: int, column: int, content: Content, style: Format | None = None
    ) -> None:
        """Write one cell, styled by its content."""
        match content:
            case None:
                sheet.write_string(row, column, say("word.unknown"), style or self.styles.check_centred)
            case str():
                sheet.write_string(row, column, fitting(content), style or self.styles.check_words)
            case Percentage(value=Formula(text=text, value=value)):
                sheet.write_formula(row, column, "=" + text, style or self.styles.check_percent, value)
            case Percentage(value=value):
                sheet.write_number(row, column, float(value), style or self.styles.check_percent)  # type: ignore[arg-type]
            case Points(value=Formula(text=text, value=value)):
                sheet.write_formula(row, column, "=" + text, style or self.styles.check_points, value)
            case Formula(text=text, value=value):
                sheet.write_formula(row, column, "=" + text, style or self.styles.check_number, value)
            case Link(target=target, text=text):
                sheet.write_url(row, column, target, style or self.styles.link_words, text)
            case float():
                sheet.write_number(row, column, content, style or self.styles.check_number)
            case _:
                sheet.write_number(row, column, stored(content), style or self.styles.check_number)


def fitting(text: str, most: int = MOST_LETTERS) -> str:
    """Return a text cut to the allowed length; xlsxwriter silently omits longer ones."""
    return text if len(text) <= most else text[:most] + say("city.cut")


def to_cell(cell: Cell) -> str:
    """Return a link to a cell of this workbook."""
    return f"internal:{quoted(cell.sheet)}!{cell.a1}"


def _fixed(area: Range) -> str:
    """Return the address with absolute rows and columns."""
    return ":".join(cell.reference.rpartition("!")[2] for cell in (area.first, area.last))


def head_lines(content: object, width: float) -> int:
    """Return the number of lines of a text in its column; a Chinese character is two columns wide."""
    text = content.text if isinstance(content, Link) else content
    if not isinstance(text, str):
        return 1
    return sum(max(1, -(-cell_len(line) // max(int(width * 1.15) - 1, 1))) for line in text.split("\n"))
