"""Giving the cells of a received workbook back what was issued and the clerk cannot give them himself.

A date format on a locked sheet, merged input cells, a total without its formula: the unit could correct
nothing there, or would be sent back a second time. What is restored is listed, so that the 退回单 names it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import lru_cache

from toolkit.collection.returns.cell_comments import restyle
from toolkit.collection.returns.notice import Restored, beyond_mending, moved
from toolkit.collection.returns.places import cell_of, stands_at_its_line
from toolkit.findings import TOTAL
from toolkit.form.addresses import Cell, Range
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import DECLARED, layout_of
from toolkit.form.model import Form
from toolkit.messages import say
from toolkit.review.verdict import Verdict
from toolkit.workbook.cells import is_readable
from toolkit.workbook.editing import EditedBook, EditedSheet
from toolkit.workbook.editing.cell_styles import LookChange
from toolkit.workbook.editing.sheet_areas import Place, SheetArea

MOST_VALIDATED = 100_000
"""Cells of validated areas that are looked at one by one; more of them are not as issued."""


def restorable(form: Form, verdict: Verdict) -> bool:
    """Whether every cell of the form stands where it was issued, so that it is known what belongs there."""
    known = verdict.identity is not None and verdict.identity.edition == form.id
    return known and not beyond_mending(verdict) and not moved(verdict)


def restore(book: EditedBook, form: Form, verdict: Verdict) -> Restored:
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


_taken: dict[Form, bytes] = {}


def take_issued(form: Form, template: bytes) -> None:
    """Use in this process what :func:`issued_template` made in another."""
    _taken[form] = template


@lru_cache(maxsize=4)
def issued_template(form: Form) -> bytes:
    """Return an issued workbook of this form, to take looks and formulas from."""
    from toolkit.workbook.template_writer import write_template  # noqa: PLC0415

    target = io.BytesIO()
    anybody = Identity(form.id, form.version, Unit("", ""), 2000)  # neither unit nor year changes a look
    write_template(target, form, anybody)
    return target.getvalue()


@lru_cache(maxsize=4)
def _issued(form: Form) -> EditedBook:
    return EditedBook(_taken.get(form) or issued_template(form))


@lru_cache(maxsize=64)
def _issued_validation(form: Form, sheet: str) -> Mapping[Place, str] | None:
    return _validation(_issued(form).sheets[sheet])


class _Restorer:
    def __init__(self, book: EditedBook, form: Form, verdict: Verdict) -> None:
        self.book, self.form, self.verdict = book, form, verdict
        self.layout, self.issued = layout_of(form), _issued(form)
        self.totals = {self.layout.items[total]: total for total in form.totals}
        self.inputs = {self.layout.items[name]: name for name in form.entered}
        self.changed = {
            cell_of(found)
            for finding in verdict.findings
            for found in finding.cells
            if found.item in form.totals and finding.code == TOTAL
        }
        self.raw = {found.item: found.raw for f in verdict.findings for found in f.cells if found.raw}
        self.conditional = book.take_conditional_formats()
        self.formats: list[Cell] = []
        self.merged: list[Range] = []
        self.formulas: list[Cell] = []
        self.unhidden: list[str] = []
        self.validated: list[str] = []
        self.by_sheet: dict[str, list[Cell]] = {}
        for cell in (*self.layout.items.values(), *self.layout.texts.values(), *self._beside()):
            if cell.sheet in book.sheets:
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
        sheet = self.book.sheets.get(cell.sheet)
        return None if sheet is None else sheet.text((cell.row, cell.column))

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
        sheet, issued = self.book.sheets[name], self.issued.sheets[name]
        self._unmerge(sheet, issued, cells)
        for cell in cells:
            self._cell(sheet, issued, cell)
        if _validation(sheet) != _issued_validation(self.form, name):
            self.validated.append(name)
        sheet.take_validation(issued)
        self._unhide(sheet, cells)

    # --- merged cells --------------------------------------------------------------------------

    def _unmerge(self, sheet: EditedSheet, issued: EditedSheet, cells: list[Cell]) -> None:
        """Separate what was joined with a cell of the form, and give each cell its issued look."""
        ours = {(cell.row, cell.column) for cell in cells}
        for area in list(sheet.merged):
            if area in issued.merged or ours.isdisjoint(area.places()):
                continue
            sheet.unmerge(area)
            for place in area.places():
                self.book.change_styles()
                look = self.book.styles.taken(self.issued.styles, issued.style(place))
                sheet.restyle(place, look)
            for printed in issued.merged:
                if area.meets(printed) and _is_free(sheet, printed):
                    sheet.merge(printed)
            corners = (Cell(sheet.title, *place) for place in (area[:2], area[2:]))
            self.merged.append(Range(*corners))

    # --- one cell ------------------------------------------------------------------------------

    def _cell(self, sheet: EditedSheet, issued: EditedSheet, cell: Cell) -> None:
        place = cell.row, cell.column
        if any(_is_covered(one, place) for one in (sheet, issued)):
            return
        styles, model = self.book.styles, issued.style(place)
        pattern, wanted = styles.number_format(sheet.style(place)), self.issued.styles.number_format(model)
        number = cell in self.totals or cell in self.inputs
        conditional = any(area.covers(place) for area in self.conditional.get(sheet.title, ()))
        if number and (conditional or _shows(pattern) != _shows(wanted)):
            self._unread(sheet, cell)
            self.formats.append(cell)
            restyle(sheet, place, LookChange(format=wanted))
        if styles.locked(sheet.style(place)) and not self.issued.styles.locked(model):
            restyle(sheet, place, LookChange(locked=False))
        if cell in self.totals:
            self._total(sheet, issued, cell)
        else:
            _single(sheet, place)

    def _unread(self, sheet: EditedSheet, cell: Cell) -> None:
        """What was not read as a number must not become one when its format goes: it stays as a text.

        A date or a percentage is a plain number without its format, and nobody typed that number.
        """
        name, place = self.inputs.get(cell, ""), (cell.row, cell.column)
        if not name or sheet.kind(place) not in ("number", "truth"):
            return
        if self.verdict.stated.get(name, self.verdict.values.get(name)) is None:
            entry, raw = self.form.entries[name], self.raw.get(name) or sheet.text(place) or ""
            plain = is_readable(self.form, entry, raw)
            sheet.write(place, say("return.refill.raw", raw=raw) if plain else raw)

    def _total(self, sheet: EditedSheet, issued: EditedSheet, cell: Cell) -> None:
        """The issued formula, wherever something else stands; one that a program spelt anew stays."""
        place = cell.row, cell.column
        if sheet.kind(place) == "formula" and cell not in self.changed:
            return
        self.formulas.append(cell)
        formula = issued.formula(place)
        assert formula is not None, "a total has a formula"
        sheet.write_formula(place, formula.text or "")
        restyle(sheet, place, LookChange(locked=True))

    # --- what cannot be seen -------------------------------------------------------------------

    def _unhide(self, sheet: EditedSheet, cells: list[Cell]) -> None:
        rows, columns = {cell.row for cell in cells}, {cell.column for cell in cells}
        hidden = not sheet.is_visible
        if hidden:
            sheet.show()
        for number, line in sheet.hidden_rows():
            # The line of a check may be filtered out by whoever looks; that hides nothing for good.
            if number in rows and sheet.find("autoFilter") is None:
                sheet.unhide(line)
                hidden = True
        for span, entry in sheet.hidden_columns():
            if not columns.isdisjoint(span):
                sheet.unhide(entry)
                hidden = True
        if hidden:
            self.unhidden.append(sheet.title)


def _is_covered(sheet: EditedSheet, place: Place) -> bool:
    """Whether a cell is part of a merged area and not its first."""
    area = sheet.area_at(place)
    return area is not None and (area.top, area.left) != place


def _single(sheet: EditedSheet, place: Place) -> None:
    """One formula over several cells lets nobody change a single one of them: it stays in its first."""
    formula = sheet.formula(place)
    if formula is not None and formula.get("t") == "array":
        sheet.touch()
        formula.set("ref", SheetArea(*place, *place).a1)


def _is_free(sheet: EditedSheet, area: SheetArea) -> bool:
    """Whether nothing would be lost by joining these cells."""
    _first, *rest = area.places()
    return not any(map(sheet.kind, rest)) and not any(map(area.meets, sheet.merged))


def _shows(pattern: str) -> str:
    """A number format without what programs write differently and shows nothing else."""
    return pattern.replace("\\", "").replace('"', "").strip().lower().replace("general", "")


def _validation(sheet: EditedSheet) -> Mapping[Place, str] | None:
    """What kind of input each cell takes; ``None``: of more cells than a form has."""
    areas = sheet.validation()
    if sum(area.size for area in areas) > MOST_VALIDATED:
        return None
    return {place: kind for area, kind in areas.items() for place in area.places()}
