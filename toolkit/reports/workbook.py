"""The city workbook: official tables whose figures are sums over a sheet of all units."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.collection.standing import Standing, State
from toolkit.form.formula import PLACES
from toolkit.form.layout import Cell, Range, SheetPlan, layout_of, quoted
from toolkit.form.model import Item
from toolkit.messages import say
from toolkit.reports.headline import headline
from toolkit.rollup.aggregate import Rollup
from toolkit.workbook.live import stored
from toolkit.workbook.painting import join, paint
from toolkit.workbook.styles import Styles
from toolkit.workbook.writing import INERT, writing

UNIT_COLUMNS = ("code", "name", "kind", "counted_as")
STATE_COLUMNS = ("code", "name", "kind", "state", "counted_as", "file_name", "contact", "telephone", "why")
FIRST_UNIT_ROW = 4
"""Row (from 0) of the first unit on the sheet of all units."""


def write_city_workbook(rollup: Rollup, file: Path) -> None:
    """Write the city workbook; every cached result equals what a recalculation gives."""
    with writing(file), Workbook(str(file), INERT) as book:
        _Writer(book, rollup).write()


class _Writer:
    def __init__(self, book: Workbook, rollup: Rollup) -> None:
        self.book, self.rollup, self.form = book, rollup, rollup.form
        self.layout, self.styles = layout_of(rollup.form), Styles(book)
        self.units_sheet = say("city.units")
        self.included = [line.standing for line in rollup.counted]
        self.last_unit_row = FIRST_UNIT_ROW + max(len(self.included), 1) - 1
        self.columns = {item: len(UNIT_COLUMNS) + n for n, item in enumerate(self.form.items)}

    def write(self) -> None:
        city, year = self.rollup.collection.city, self.rollup.collection.year
        self.book.set_properties({"title": f"{city} {year} {self.form.title}", "subject": self.form.notice})
        first = self._sheet(say("city.first"))
        tables = {plan.sheet.id: plan for plan in self.layout.plans.values() if self._official(plan)}
        for plan in tables.values():
            self._table(plan)
        self._units()
        self._states()
        self._first(first)
        first.activate()

    def _official(self, plan: SheetPlan) -> bool:
        """A sheet that carries tables and no texts."""
        texts = {text.sheet for text in self.form.texts}
        return plan.sheet.id not in texts and any(t.sheet == plan.sheet.id for t in self.form.tables)

    def _sheet(self, name: str, *, landscape: bool = False) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.hide_gridlines(2)
        sheet.center_horizontally()
        if landscape:
            sheet.set_landscape()
        return sheet

    # --- official tables -----------------------------------------------------------------------

    def _table(self, plan: SheetPlan) -> None:
        sheet = self._sheet(plan.sheet.name, landscape=plan.sheet.landscape)
        info = say("sheet.info", unit=self.rollup.collection.city, year=self.rollup.collection.year)
        paint(sheet, plan, self.styles, info + "　　　　" + self._coverage())
        for item in self.form.items.values():
            if self.layout.items[item.id].sheet == plan.sheet.name:
                self._sum(sheet, self.layout.items[item.id], item)
        sheet.print_area(0, 0, plan.last_row, plan.last_column)
        sheet.fit_to_pages(1, 1)
        sheet.freeze_panes(plan.title_rows, 0)

    def _sum(self, sheet: Worksheet, cell: Cell, item: Item) -> None:
        style = self.styles.number(item.kind, item.id in self.form.totals)
        join(sheet, cell, self.layout.spans.get(item.id, 1), style)
        sheet.write_formula(
            cell.row, cell.column, self.formula(item), style, stored(self.rollup.values[item.id])
        )

    def formula(self, item: Item) -> str:
        """Sum over all units; binary dust of money is rounded away."""
        column = self.columns[item.id]
        area = Range(
            Cell(self.units_sheet, FIRST_UNIT_ROW, column), Cell(self.units_sheet, self.last_unit_row, column)
        )
        total = f"SUM({quoted(self.units_sheet)}!{area.a1})"
        return f"=ROUND({total},{PLACES})" if item.kind == "money" else f"={total}"

    # --- all units -----------------------------------------------------------------------------

    def _units(self) -> None:
        sheet = self._sheet(self.units_sheet, landscape=True)
        head, words = self.styles.box("header"), self.styles.check_words
        number = self.styles.check_number
        sheet.merge_range(0, 0, 0, len(UNIT_COLUMNS) - 1, self.units_sheet, self.styles.title)
        sheet.set_row(0, 30)
        for column, name in enumerate(UNIT_COLUMNS):
            sheet.merge_range(1, column, 3, column, say(f"city.{name}"), head)
            sheet.set_column(column, column, {"name": 30}.get(name, 10))
        for item in self.form.items.values():
            column = self.columns[item.id]
            sheet.write_string(1, column, self.form.table(item.table).name, head)
            sheet.write_string(2, column, item.label, head)
            sheet.write_string(3, column, item.id, self.styles.aside_head)
        sheet.set_column(len(UNIT_COLUMNS), len(UNIT_COLUMNS) + len(self.columns) - 1, 15)
        sheet.set_row(2, 88)
        sheet.set_row(3, 40)
        for row, standing in enumerate(self.included, start=FIRST_UNIT_ROW):
            for column, text in enumerate(self._unit_words(standing)):
                sheet.write_string(row, column, text, words)
            for name, value in self.rollup.unit_values(standing.unit.code).items():
                sheet.write_number(row, self.columns[name], stored(value), number)
        sheet.autofilter(3, 0, self.last_unit_row, len(UNIT_COLUMNS) + len(self.columns) - 1)
        sheet.freeze_panes(FIRST_UNIT_ROW, 2)
        sheet.repeat_rows(1, 3)
        sheet.repeat_columns(0, 1)

    def _unit_words(self, standing: Standing) -> tuple[str, ...]:
        unit = standing.unit
        return (unit.code, unit.name, say(f"kind.{unit.kind}"), say(f"counted.{unit.counted_as}"))

    # --- states and the first page -------------------------------------------------------------

    def _states(self) -> None:
        sheet = self._sheet(say("city.states"), landscape=True)
        sheet.merge_range(0, 0, 0, len(STATE_COLUMNS) - 1, say("city.states"), self.styles.title)
        sheet.set_row(0, 30)
        widths = {"name": 30, "file_name": 34, "why": 60, "telephone": 14}
        for column, name in enumerate(STATE_COLUMNS):
            sheet.set_column(column, column, widths.get(name, 10))
            sheet.write_string(1, column, say(f"city.{name}"), self.styles.box("header"))
        for row, standing in enumerate(self.rollup.standings, start=2):
            words = self._state_words(standing)
            for column, text in enumerate(words):
                bad = standing.state in (State.MISSING, State.RETURNED) and STATE_COLUMNS[column] == "state"
                style = self.styles.attention if bad else self.styles.check_words
                sheet.write_string(row, column, text, style)
            lines = max(1, -(-len(words[-1]) // 32))
            sheet.set_row(row, 15 * min(lines, 20) + 4)
        sheet.autofilter(1, 0, 1 + len(self.rollup.standings), len(STATE_COLUMNS) - 1)
        sheet.freeze_panes(2, 2)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)

    def _state_words(self, standing: Standing) -> tuple[str, ...]:
        unit, received = standing.unit, standing.received
        judged = self.rollup.stock.verdict(received) if received and received.reading else None
        contact = judged.contact if judged else {}
        told = [f for f in judged.findings if f.sends_back or f.severity == "soft"] if judged else []
        why = [f.message + (say("review.reason", reason=f.reason) if f.reason else "") for f in told]
        return (
            unit.code,
            unit.name,
            say(f"kind.{unit.kind}"),
            say(f"state.{standing.state}"),
            say(f"counted.{unit.counted_as}") if standing.unit.code in self.rollup.parts else "",
            received.name if received else "",
            unit.contact or contact.get("filled_by", ""),
            unit.telephone or contact.get("telephone", ""),
            standing.why or "\n".join(why),
        )

    def _coverage(self) -> str:
        due = sum(s.state is not State.EXCLUDED and s.unit.counted for s in self.rollup.standings)
        key = "city.complete" if self.rollup.complete else "city.incomplete"
        return say(key, due=due, included=len(self.included))

    def _first(self, sheet: Worksheet) -> None:
        styles = self.styles
        sheet.set_column(0, 0, 66)
        sheet.set_column(1, 1, 22)
        sheet.set_row(0, 44)
        collection = self.rollup.collection
        title = say("city.title", city=collection.city, year=collection.year, title=self.form.title)
        sheet.merge_range(0, 0, 0, 1, title, styles.title)
        row = 2
        sheet.merge_range(
            row, 0, row, 1, self._coverage(), styles.good_box if self.rollup.complete else styles.attention
        )
        sheet.set_row(row, 28)
        for finding in self.rollup.findings:
            row += 1
            sheet.merge_range(row, 0, row, 1, finding.message, styles.attention)
            sheet.set_row(row, 18 * max(2, -(-len(finding.message) // 42)))
        row += 2
        sheet.write_string(row, 0, say("city.item"), styles.box("header"))
        sheet.write_string(row, 1, say("city.figure"), styles.box("header"))
        for item in headline(self.form):
            row += 1
            sheet.set_row(row, 24)
            sheet.write_string(
                row, 0, f"{self.form.table(item.table).name}　{item.label}", styles.cover_label
            )
            value = self.rollup.values[item.id]
            sheet.write_formula(row, 1, self.formula(item), styles.number(item.kind, True), stored(value))
        sheet.print_area(0, 0, row, 1)
        sheet.fit_to_pages(1, 1)
