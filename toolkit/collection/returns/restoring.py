"""Giving the cells of a received workbook back what was issued and the clerk cannot give them himself.

A date format on a locked sheet, merged input cells, a total without its formula: the unit could correct
nothing there, or would be sent back a second time. What is restored is listed, so that the 退回单 names it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from copy import copy
from functools import lru_cache

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Protection
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.collection.returns.notice import Restored, beyond_mending, moved
from toolkit.collection.returns.places import cell_of, stands_at_its_line
from toolkit.form.addresses import Cell, Range
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import DECLARED, layout_of
from toolkit.form.model import Form
from toolkit.messages import say
from toolkit.review.verdict import Verdict
from toolkit.workbook.cells import is_readable
from toolkit.workbook.opening import opened


def restorable(form: Form, verdict: Verdict) -> bool:
    """Whether every cell of the form stands where it was issued, so that it is known what belongs there."""
    known = verdict.identity is not None and verdict.identity.edition == form.id
    return known and not beyond_mending(verdict) and not moved(verdict)


def restore(book: Workbook, form: Form, verdict: Verdict) -> Restored:
    """Restore number formats, locks, single cells, validation, formulas of totals, hidden rows.

    Args:
        book: the received workbook, changed in place.
        verdict: on it; see :func:`restorable`.

    Returns:
        What was restored, for the 退回单.
    """
    restorer = _Restorer(book, form, verdict)
    for cells in restorer.by_sheet.values():
        restorer.sheet(cells)
    return restorer.restored()


@lru_cache(maxsize=4)
def _issued(form: Form) -> Workbook:
    """An issued workbook of this form, to take looks and formulas from."""
    from toolkit.workbook.template_writer import write_template  # noqa: PLC0415

    target = io.BytesIO()
    anybody = Identity(form.id, form.version, Unit("", ""), 2000)  # neither unit nor year changes a look
    write_template(target, form, anybody)
    return opened(target.getvalue(), keep_vba=False)


@lru_cache(maxsize=64)
def _issued_validation(form: Form, sheet: str) -> Mapping[tuple[int, int], str]:
    issued = _issued(form)[sheet]
    assert isinstance(issued, Worksheet)
    return _validation(issued)


class _Restorer:
    def __init__(self, book: Workbook, form: Form, verdict: Verdict) -> None:
        self.book, self.form, self.verdict = book, form, verdict
        self.layout, self.issued = layout_of(form), _issued(form)
        self.totals = {self.layout.items[total]: total for total in form.totals}
        self.inputs = {self.layout.items[name]: name for name in form.entered}
        self.changed = {
            cell_of(found)
            for finding in verdict.findings
            for found in finding.cells
            if found.item in form.totals and finding.code == "R-total"
        }
        self.raw = {found.item: found.raw for f in verdict.findings for found in f.cells if found.raw}
        self.formats: list[Cell] = []
        self.merged: list[Range] = []
        self.formulas: list[Cell] = []
        self.unhidden: list[str] = []
        self.validated: list[str] = []
        self.by_sheet: dict[str, list[Cell]] = {}
        for cell in (*self.layout.items.values(), *self.layout.texts.values(), *self._beside()):
            if isinstance(self._sheet(cell), Worksheet):
                self.by_sheet.setdefault(cell.sheet, []).append(cell)

    def _beside(self) -> Iterable[Cell]:
        """What else a clerk fills in: declaration, contact, reasons where the line is the issued one."""
        yield self.layout.cover[DECLARED]
        yield from self.layout.contact.values()
        for check in self.form.checks:
            answerable = check.severity == "soft" and check.key in self.layout.check_rows
            if answerable and stands_at_its_line(check, self.form, self._content):
                yield self.layout.check_cell(check.key, "reason")

    def _content(self, cell: Cell) -> object:
        sheet = self._sheet(cell)
        return None if sheet is None else sheet[cell.a1].value

    def _sheet(self, cell: Cell) -> Worksheet | None:
        found = self.book[cell.sheet] if cell.sheet in self.book.sheetnames else None
        return found if isinstance(found, Worksheet) else None

    def restored(self) -> Restored:
        return Restored(
            tuple(self.formats),
            tuple(self.merged),
            tuple(self.formulas),
            tuple(self.validated),
            tuple(self.unhidden),
        )

    def sheet(self, cells: list[Cell]) -> None:
        """Restore the cells of one sheet."""
        name = cells[0].sheet
        sheet, issued = self.book[name], self.issued[name]
        assert isinstance(sheet, Worksheet) and isinstance(issued, Worksheet)
        self._unmerge(sheet, issued, cells)
        for cell in cells:
            self._cell(sheet, issued, cell)
        if _validation(sheet) != _issued_validation(self.form, name):
            self.validated.append(name)
        sheet.data_validations = issued.data_validations  # saving reads it, and nothing changes it
        self._unhide(sheet, cells)

    # --- merged cells --------------------------------------------------------------------------

    def _unmerge(self, sheet: Worksheet, issued: Worksheet, cells: list[Cell]) -> None:
        """Separate what was joined with a cell of the form, and give each cell its issued look."""
        wanted = {area.coord for area in issued.merged_cells.ranges}
        ours = {(cell.row + 1, cell.column + 1) for cell in cells}
        for area in list(sheet.merged_cells.ranges):
            if area.coord in wanted or ours.isdisjoint(area.cells):
                continue
            sheet.unmerge_cells(area.coord)
            for row, column in area.cells:
                _look(sheet.cell(row, column), issued.cell(row, column))
            for printed in issued.merged_cells.ranges:
                if not area.isdisjoint(CellRange(printed.coord)) and _is_free(sheet, printed):
                    sheet.merge_cells(printed.coord)
            first, last = (area.min_row, area.min_col), (area.max_row, area.max_col)
            corners = (Cell(sheet.title, row - 1, column - 1) for row, column in (first, last))
            self.merged.append(Range(*corners))

    # --- one cell ------------------------------------------------------------------------------

    def _cell(self, sheet: Worksheet, issued: Worksheet, cell: Cell) -> None:
        found, model = sheet[cell.a1], issued[cell.a1]
        if not isinstance(found, SheetCell) or not isinstance(model, SheetCell):
            return
        number = cell in self.totals or cell in self.inputs
        if number and _shows(found.number_format) != _shows(model.number_format):
            self._unread(found, cell)
            self.formats.append(cell)
            found.number_format = model.number_format
        if found.protection.locked and not model.protection.locked:
            found.protection = Protection(locked=False, hidden=found.protection.hidden)
        if cell in self.totals:
            self._total(found, model, cell)
        elif isinstance(found.value, ArrayFormula):
            # One formula over several cells lets nobody change a single one of them.
            found.value = ArrayFormula(found.coordinate, found.value.text)

    def _unread(self, found: SheetCell, cell: Cell) -> None:
        """What was not read as a number must not become one when its format goes: it stays as a text.

        A date or a percentage is a plain number without its format, and nobody typed that number.
        """
        name = self.inputs.get(cell, "")
        if not name or found.data_type in ("s", "f", "e") or found.value is None:
            return
        if self.verdict.stated.get(name, self.verdict.values.get(name)) is None:
            entry, raw = self.form.entries[name], self.raw.get(name) or str(found.value)
            plain = is_readable(self.form, entry, raw)
            found.value = say("return.refill.raw", raw=raw) if plain else raw
            found.data_type = "s"

    def _total(self, found: SheetCell, model: SheetCell, cell: Cell) -> None:
        """The issued formula, wherever something else stands; one that a program spelt anew stays."""
        if found.data_type == "f" and cell not in self.changed:
            return
        self.formulas.append(cell)
        found.value = model.value
        found.protection = Protection(locked=True, hidden=found.protection.hidden)

    # --- what cannot be seen -------------------------------------------------------------------

    def _unhide(self, sheet: Worksheet, cells: list[Cell]) -> None:
        rows = {cell.row + 1 for cell in cells}
        columns = {cell.column + 1 for cell in cells}
        hidden = sheet.sheet_state != "visible"
        sheet.sheet_state = "visible"
        for number, row in sheet.row_dimensions.items():
            # The line of a check may be filtered out by whoever looks; that hides nothing for good.
            if number in rows and row.hidden and sheet.auto_filter.ref is None:
                row.hidden, hidden = False, True
        for column in sheet.column_dimensions.values():
            span = range(column.min or 0, (column.max or 0) + 1)
            if column.hidden and not columns.isdisjoint(span):
                column.hidden, hidden = False, True
        if hidden:
            self.unhidden.append(sheet.title)


def _look(found: SheetCell | MergedCell, model: SheetCell | MergedCell) -> None:
    for part in ("font", "fill", "border", "alignment", "protection", "number_format"):
        setattr(found, part, copy(getattr(model, part)))


def _is_free(sheet: Worksheet, area: CellRange) -> bool:
    """Whether nothing would be lost by joining these cells."""
    _first, *rest = area.cells
    return all(sheet.cell(row, column).value is None for row, column in rest) and not any(
        not area.isdisjoint(other) for other in sheet.merged_cells.ranges
    )


def _shows(pattern: str) -> str:
    """A number format without what programs write differently and shows nothing else."""
    return pattern.replace("\\", "").replace('"', "").strip().lower().replace("general", "")


def _validation(sheet: Worksheet) -> Mapping[tuple[int, int], str]:
    """What kind of input each cell takes."""
    return {
        cell: rule.type
        for rule in sheet.data_validations.dataValidation
        if rule.type  # a prompt alone takes anything
        for area in rule.sqref.ranges
        for cell in area.cells
    }
