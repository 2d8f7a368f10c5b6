"""The cover of a template: for whom it is, the declaration that blanks are 0, guide and definitions."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.form.addresses import Cell, Range
from toolkit.form.identity import Identity
from toolkit.form.layout import DECLARED, Layout, layout_of
from toolkit.form.model import Form
from toolkit.messages import say, say_of
from toolkit.workbook.locking import LockedWorksheet
from toolkit.workbook.painting import row_height
from toolkit.workbook.styles import COVER_WIDTHS, Styles
from toolkit.workbook.validation import Guards, corners
from toolkit.workbook.writing import prompt, stop


@dataclass
class CoverSheet:
    """Writes the cover.

    Attributes:
        blanks_are_zero: the zero-report declaration is already made.
        to_confirm: it was filled in for the unit, which is to confirm that.
    """

    sheet: LockedWorksheet
    form: Form
    identity: Identity
    styles: Styles
    guards: Guards
    blanks_are_zero: bool
    to_confirm: bool = False
    layout: Layout = field(init=False)

    def __post_init__(self) -> None:
        self.layout = layout_of(self.form)

    def write(self) -> None:
        sheet, styles = self.sheet, self.styles
        for column, width in enumerate(COVER_WIDTHS):
            sheet.set_column(column, column, width, styles.locked)
        sheet.set_row(0, 40)
        sheet.merge_range(0, 0, 0, 1, say("cover.title", title=self.form.title), styles.title)
        shown: dict[str, str | int] = {
            "unit_name": self.identity.unit.name,
            "unit_code": self.identity.unit.code,
            "year": self.identity.year,
            "notice": self.form.notice,
        }
        for name, cell in (*self.layout.cover.items(), *self.layout.contact.items()):
            sheet.set_row(cell.row, 28)
            sheet.write_string(cell.row, 0, say_of("cover.*", name), styles.cover_label)
            value = shown.get(name, "")
            asked = shown.get(name) in ("", 0)  # a blank for anybody: the clerk says whose and of which year
            unlocked = name == DECLARED or name in self.layout.contact or asked
            style = styles.cover_input if unlocked else styles.cover_value
            if name == DECLARED and self.blanks_are_zero:
                value = say("word.yes")
            if isinstance(value, int) and value:
                sheet.write_number(cell.row, cell.column, value, style)
            elif isinstance(value, str) and value:
                sheet.write_string(cell.row, cell.column, value, style)
            else:
                sheet.write_blank(cell.row, cell.column, None, style)
        self._declaration()
        if self.to_confirm:
            self._confirmation()
        row = max(cell.row for cell in self.layout.contact.values()) + 2
        sheet.merge_range(row, 0, row, 1, say("cover.guide"), styles.cover_label)
        for number, line in enumerate(self._guide(), start=1):
            words = line.format(unit=self.identity.unit.name, year=self.identity.year or "")
            sheet.merge_range(row + number, 0, row + number, 1, f"{number}. {words}", styles.guide)
            sheet.set_row(row + number, 36)
        # Definitions are for the screen: with them the printed cover would not fit on its page.
        last = row + len(self._guide())
        sheet.print_area(0, 0, last, 1)
        self._definitions(last + 2)

    def _guide(self) -> tuple[str, ...]:
        """Lines of the cover; which months a year has is said first, where it is no calendar year."""
        months = say("cover.period", period=self.form.period(self.identity.year).words)
        return self.form.guide if self.form.first_month == 1 else (months, *self.form.guide)

    def _definitions(self, row: int) -> None:
        """What counts in every line of the tables."""
        defined = [
            (table, heading)
            for table in self.form.tables
            for block in table.blocks
            for heading in block.rows
            if heading.definition
        ]
        if not defined:
            return
        self.sheet.merge_range(row, 0, row, 1, say("cover.definitions"), self.styles.cover_label)
        for number, (table, heading) in enumerate(defined, start=row + 1):
            label = say("cover.definition", table=table.name, label=heading.label)
            for column, words in enumerate((label, heading.definition)):
                self.sheet.write_string(number, column, words, self.styles.guide)
            self.sheet.set_row(
                number, row_height(zip((label, heading.definition), COVER_WIDTHS, strict=True))
            )

    def _confirmation(self) -> None:
        """A question that makes the difference between what was filled in for a unit and what it reports."""
        cell = self.layout.confirmation
        self.sheet.set_row(cell.row, 28)
        self.sheet.write_string(cell.row, 0, say("cover.confirmation"), self.styles.cover_label)
        self.sheet.write_blank(cell.row, cell.column, None, self.styles.cover_input)
        self._yes_or_no(cell, say("cover.confirmation"), say("cover.confirmation.prompt"))

    def _yes_or_no(self, cell: Cell, question: str, advice: str) -> None:
        self.sheet.data_validation(
            *corners(Range(cell, cell)),
            {
                "validate": "list",
                "source": [say("word.yes"), say("word.no")],
                **prompt(question, advice),
                **stop(question, say("input.declaration.stop")),
            },
        )

    def _declaration(self) -> None:
        self._yes_or_no(
            self.layout.cover[DECLARED], say("cover.blanks_are_zero"), say("cover.blanks_are_zero.prompt")
        )
        self.guards.highlight(self.form.sheet("cover").name, self.sheet)
