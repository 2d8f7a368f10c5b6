"""Writing the workbook a clerk gets: locked, checked while typing, ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from xlsxwriter.format import Format

from toolkit.form.addresses import Cell
from toolkit.form.entering import enter
from toolkit.form.evaluation import Record
from toolkit.form.expression import Number
from toolkit.form.identity import Identity
from toolkit.form.layout import ANNEX_FIRST_ROW, CHECK_COLUMNS, DECLARED, KEY_COLUMN, layout_of
from toolkit.form.model import Form, Item, Sheet
from toolkit.form.printed_labels import DEFAULT_WIDTH, SheetPlan
from toolkit.form.stated import StatedItem
from toolkit.form.variables import prior_of
from toolkit.messages import say, say_of
from toolkit.workbook.checks_sheet import ChecksSheet
from toolkit.workbook.cover_sheet import CoverSheet
from toolkit.workbook.formulas import FormState, live_cells, stored
from toolkit.workbook.locking import LockedWorkbook, LockedWorksheet
from toolkit.workbook.painting import join, paint, row_height
from toolkit.workbook.protocol import ANSWERS, COVERS, NOT_APPLICABLE, REFILLED, SCOPE_SHEET, TOTAL
from toolkit.workbook.styles import Styles
from toolkit.workbook.validation import Guards
from toolkit.workbook.writing import INERT, prompt, sized, writing


@dataclass(frozen=True)
class Prefill:
    """What a template says before the clerk opens it.

    Attributes:
        prior: last year's values by item id (件, 万元, 元 as the item's unit says).
        values: what is filled in → number or answer, see :attr:`toolkit.form.evaluation.Record.stated`, or
            raw text as a clerk might type it; an empty text for a blank. Totals are computed.
        texts: text id → text.
        blanks_are_zero: the zero-report declaration is already made.
        reasons: check key → reason given for a soft check.
        confirmed_as: digest of what is filled in, if the unit is to confirm it on the cover.
    """

    prior: Mapping[str, Number] = field(default_factory=dict)
    values: Mapping[str, Number | str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    blanks_are_zero: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)
    confirmed_as: str = ""


@dataclass(frozen=True)
class Annex:
    """The scope ledger of a total: a locked sheet behind the form that nobody fills in.

    Attributes:
        columns: heading and width of each column.
        rows: their words.
    """

    name: str
    heading: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]


def write_template(
    target: Path | BinaryIO,
    form: Form,
    identity: Identity,
    prefill: Prefill | None = None,
    *,
    password: str = "",
    key: str = "",
    signature: str = "",
    annex: Annex | None = None,
) -> None:
    """Write one template.

    Args:
        target: file to write, or a binary stream.
        form: the edition.
        identity: the unit and year it is issued for.
        prefill: last year's figures, and values already known.
        password: locks sheets (SHA-512) and structure; empty: locked without a password.
        key: signing key of the collection.
        signature: that of the workbook which is answered, where another office signed it.
        annex: the scope ledger, in the workbook of a total.
    """
    TemplateWriter(form, identity, prefill or Prefill(), password, key, signature, annex).write(target)


def _stating(form: Form, identity: Identity, *, total: bool) -> Identity:
    """The identity with every property the edition asks for; those that follow from it for a total."""
    given, scope = dict(identity.unit.properties), "total" if total else ""
    stated = tuple((p.id, given.get(p.id, p.by_scope.get(scope))) for p in form.unit_properties)
    return replace(identity, unit=replace(identity.unit, properties=stated))


class TemplateWriter:
    """Writes one template, or whatever stands in for its workbook."""

    def __init__(
        self,
        form: Form,
        identity: Identity,
        prefill: Prefill,
        password: str = "",
        key: str = "",
        signature: str = "",
        annex: Annex | None = None,
    ) -> None:
        self.form, self.prefill = form, prefill
        # What another office signed is stated as it was; else the sheet states all that the edition asks.
        self.identity = identity if signature else _stating(form, identity, total=annex is not None)
        self.password, self.key, self.signature, self.annex = password, key, signature, annex
        self.layout = layout_of(form)
        self.prior = {item: prefill.prior[item] for item in form.prior_items if item in prefill.prior}
        record = Record(
            texts=dict(prefill.texts),
            prior=self.prior,
            unit=self.identity.unit.known,
            blanks_are_zero=prefill.blanks_are_zero,
            year=self.identity.year,
        )
        self.inputs = enter(form, {**self._carried(), **prefill.values}, record)
        self.state = FormState(form, record, prefill.reasons)

    def _carried(self) -> dict[str, Number]:
        """Figures that are written in as a start, from last year."""
        starts = ((item, self.form.items[item].prefill) for item in self.form.inputs)
        return {item: self.prior[start] for item, start in starts if start and start in self.prior}

    def write(self, target: Path | BinaryIO) -> None:
        file = str(target) if isinstance(target, Path) else target
        with writing(target), LockedWorkbook(file, INERT) as book:
            styles = Styles(book)
            self.write_into(book, styles, Guards(self.form, styles))

    def write_into(self, book: LockedWorkbook, styles: Styles, guards: Guards) -> None:
        """Write everything into an open workbook."""
        book.strong_password = self.password
        self.styles, self.guards = styles, guards
        self.sheets = {sheet.id: self._sheet(book, sheet) for sheet in self.form.sheets}
        self._properties(book)
        for plan in self.layout.plans.values():
            self._section(plan)
        declared, reasons = self.prefill.blanks_are_zero, self.prefill.reasons
        cover, checks = self.sheets["cover"], self.sheets["checks"]
        CoverSheet(
            cover, self.form, self.identity, styles, self.guards, declared, bool(self.prefill.confirmed_as)
        ).write()
        ChecksSheet(checks, self.form, styles, self.guards, reasons).write()
        self._meta()
        if self.annex is not None:
            self._annex(book, self.annex)
        self._live()
        self._names(book)
        cover.activate()

    def _sheet(self, book: LockedWorkbook, sheet: Sheet) -> LockedWorksheet:
        made = book.add_worksheet(sheet.name, LockedWorksheet)
        assert isinstance(made, LockedWorksheet)
        made.strong_password = self.password
        # Filtering and column widths stay free: an overseer must be able to look.
        made.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
        made.set_paper(8 if sheet.id == "checks" else 9)  # all its columns are legible on A3 only
        made.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
        made.center_horizontally()
        made.hide_gridlines(2)
        made.set_column(0, 60, None, self.styles.locked)
        if sheet.landscape:
            made.set_landscape()
        made.fit_to_pages(1, 0 if sheet.id == "checks" else 1)
        if sheet.id == "meta":
            made.very_hidden()
        return made

    def _properties(self, book: LockedWorkbook) -> None:
        book.set_properties(
            {
                "title": f"{self.identity.unit.name} {self.identity.year or ''} {self.form.title}".strip(),
                "subject": self.form.notice,
                "company": self.identity.unit.name,
                "category": self.form.id,
                # Not the clock: the same input gives the same bytes.
                "created": datetime(self.identity.year or self.form.first_year, 12, 31),
            }
        )
        book.set_custom_property("Language", "zh-CN")
        book.set_calc_mode("auto")

    # --- section sheets ------------------------------------------------------------------------

    def _section(self, plan: SheetPlan) -> None:
        sheet = self.sheets[plan.sheet.id]
        paint(
            sheet,
            plan,
            self.styles,
            say("sheet.info", unit=self.identity.unit.name, year=self.identity.year or ""),
        )
        for entry in self.form.entries.values():
            if self.form.table(entry.table).sheet == plan.sheet.id:
                self._entry(sheet, entry)
        for cell, span in self.layout.voids.items():
            if cell.sheet == plan.sheet.name:
                join(sheet, cell, span, self.styles.void)
                sheet.write_blank(cell.row, cell.column, None, self.styles.void)
        for text in self.form.texts:
            if text.sheet == plan.sheet.id:
                self._text(sheet, text.id, text.label, text.prompt)
        self._beside(plan, sheet)
        self.guards.validate(plan, sheet)
        self.guards.highlight(plan.sheet.name, sheet)
        sheet.print_area(0, 0, plan.last_row, plan.last_column)
        sheet.freeze_panes(plan.title_rows, 0)
        sheet.set_header(f"&R{sized(9, self.form.notice)}")

    def _entry(self, sheet: LockedWorksheet, entry: Item | StatedItem) -> None:
        cell, span = self.layout.items[entry.id], self.layout.spans.get(entry.id, 1)
        if isinstance(entry, Item):
            style = self.styles.number(entry.kind, entry.id in self.form.totals, entry.decimals)
        else:
            style = self.styles.stated(entry.kind)
        value = self.inputs.get(entry.id, "")
        join(sheet, cell, span, style)
        if isinstance(value, str):
            sheet.write_string(cell.row, cell.column, value, style) if value else sheet.write_blank(
                cell.row, cell.column, None, style
            )
        else:
            sheet.write_number(cell.row, cell.column, stored(value), style)

    def _text(self, sheet: LockedWorksheet, text: str, label: str, advice: str) -> None:
        cell = self.layout.texts[text]
        value = self.prefill.texts.get(text, "")
        span = self.layout.spans.get(text, 1)
        join(sheet, cell, span, self.styles.text)
        if value:
            sheet.write_string(cell.row, cell.column, value, self.styles.text)
            plan = next(plan for plan in self.layout.plans.values() if plan.sheet.name == cell.sheet)
            needed = row_height(
                [(value, sum(plan.widths.get(cell.column + n, DEFAULT_WIDTH) for n in range(span)))]
            )
            if needed > plan.heights[cell.row]:
                sheet.set_row(cell.row, needed)
        else:
            sheet.write_blank(cell.row, cell.column, None, self.styles.text)
        sheet.data_validation(
            cell.row, cell.column, cell.row, cell.column,
            {"validate": "any", **prompt(label, advice)},
        )  # fmt: skip

    def _beside(self, plan: SheetPlan, sheet: LockedWorksheet) -> None:
        name = plan.sheet.name
        heads = [(cell, say("head.words"), self.styles.aside_head) for cell in self.layout.words_heads]
        heads += [
            (cell, words, self.styles.aside_number_head) for cell, words in self.layout.compared_heads.items()
        ]
        for cell, title, style in heads:
            if cell.sheet == name:
                sheet.write_string(cell.row, cell.column, title, style)
        for item, cell in self.layout.compared.items():
            if cell.sheet != name:
                continue
            value = self.prior.get(item)
            if value is None:
                sheet.write_string(cell.row, cell.column, say("word.unknown"), self.styles.aside)
            else:
                sheet.write_number(cell.row, cell.column, stored(value), self.styles.aside_number)

    # --- hidden sheet, scope ledger ------------------------------------------------------------

    def _meta(self) -> None:
        sheet = self.sheets["meta"]
        fields: dict[str, str | int] = self.identity.fields()
        fields["signature"] = self.signature or self.identity.signature(self.prior, self.key)
        for name, cell in self.layout.meta.items():
            if name not in fields:
                continue
            sheet.write_string(cell.row, 0, name)
            value = fields[name]
            if isinstance(value, int):
                sheet.write_number(cell.row, cell.column, value)
            elif value:
                sheet.write_string(cell.row, cell.column, value)
        note = len(self.layout.meta)
        sheet.write_string(note, 0, say("sheet.meta.note"))
        for item, cell in self.layout.prior.items():
            sheet.write_string(cell.row, 0, prior_of(item))
            if item in self.prior:
                sheet.write_number(cell.row, cell.column, stored(self.prior[item]))
        marks = {name: say_of("word.*", name) for name in ANSWERS}
        if self.form.exempt:
            marks[NOT_APPLICABLE] = self.form.words.not_applicable
        if self.annex is not None:
            marks |= {COVERS: TOTAL, SCOPE_SHEET: self.annex.name}
        if self.prefill.confirmed_as:
            marks[REFILLED] = self.prefill.confirmed_as
        for row, mark in enumerate(marks.items(), start=note + len(self.layout.prior) + 2):
            sheet.write_row(row, 0, mark)

    def _annex(self, book: LockedWorkbook, annex: Annex) -> None:
        sheet = self._sheet(book, Sheet(annex.name, annex.name, annex.name, landscape=True))
        last = len(annex.columns) - 1
        sheet.merge_range(0, 0, 0, last, annex.name, self.styles.title)
        sheet.merge_range(1, 0, 1, last, annex.heading, self.styles.guide)
        sheet.set_row(0, 30)
        sheet.set_row(1, 34)
        for column, (head, width) in enumerate(annex.columns):
            sheet.set_column(column, column, width, self.styles.locked)
            sheet.write_string(ANNEX_FIRST_ROW - 1, column, head, self.styles.box("header"))
        for row, words in enumerate(annex.rows, start=ANNEX_FIRST_ROW):
            for column, text in enumerate(words):
                sheet.write_string(row, column, text, self.styles.check_words)
        sheet.autofilter(ANNEX_FIRST_ROW - 1, 0, ANNEX_FIRST_ROW - 1 + max(len(annex.rows), 1), last)
        sheet.freeze_panes(ANNEX_FIRST_ROW, 2)
        sheet.repeat_rows(ANNEX_FIRST_ROW - 1)
        sheet.fit_to_pages(1, 0)

    # --- formulas and names --------------------------------------------------------------------

    def _live(self) -> None:
        by_name = {sheet.name: self.sheets[sheet.id] for sheet in self.form.sheets}
        totals = {self.layout.items[total]: self.form.items[total] for total in self.form.totals}
        for live in live_cells(self.form):
            sheet, cell = by_name[live.cell.sheet], live.cell
            style = self._live_style(cell, totals.get(cell))
            span = self.layout.words_spans.get(cell, 1)
            join(sheet, cell, span, style)
            sheet.write_formula(cell.row, cell.column, "=" + live.formula, style, live.value(self.state))

    def _live_style(self, cell: Cell, total: Item | None) -> Format:
        if total is not None:
            return self.styles.number(total.kind, True, total.decimals)
        if cell.sheet == self.form.sheet("checks").name:
            if cell.column > KEY_COLUMN:
                return self.styles.aside
            numbers = CHECK_COLUMNS[cell.column] in ("left", "right", "difference")
            return self.styles.check_number if numbers else self.styles.check_words
        if cell.sheet == self.form.sheet("cover").name:
            return self.styles.cover_value
        return self.styles.aside

    def _names(self, book: LockedWorkbook) -> None:
        for name, cell in (*self.layout.items.items(), *self.layout.texts.items()):
            book.define_name(name, "=" + cell.reference)
        for name in (DECLARED, "unit_name", "problems"):
            book.define_name(name, "=" + self.layout.cover[name].reference)
        for applies, cell in self.layout.applies.items():
            book.define_name(self.layout.applies_name(applies), "=" + cell.reference)
