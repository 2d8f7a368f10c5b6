"""The steps of reading one workbook into a submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError
from toolkit.findings import Finding, FoundCell
from toolkit.form.addresses import Cell
from toolkit.form.expression import Number
from toolkit.form.identity import Unit
from toolkit.form.layout import DECLARED, layout_of
from toolkit.form.literals import is_written
from toolkit.form.model import Form, Text
from toolkit.form.registry import editions, load_form
from toolkit.form.totals import form_of_total
from toolkit.messages import code_of, first_of, say, say_of
from toolkit.messages.code_types import FindingCode
from toolkit.workbook.cells import CellReader
from toolkit.workbook.clerk_comments import comment_notes
from toolkit.workbook.contents import contents_digest
from toolkit.workbook.cover_fields import CONFIRMATION, CoverFields
from toolkit.workbook.given_reasons import check_of_line, reason_cells
from toolkit.workbook.grids import Grid, Grids, at
from toolkit.workbook.hidden_sheet import HiddenSheet, has_scope_ledger
from toolkit.workbook.identity_words import IDENTITY_FIELDS, bare
from toolkit.workbook.locate import (
    Placement,
    find_sheet,
    marked_sheet,
    match_sheets,
    normalized,
    place,
    recognized,
)
from toolkit.workbook.odd_looks import look_notes
from toolkit.workbook.protocol import REFILLED
from toolkit.workbook.readings import raw_text
from toolkit.workbook.scanning import Scan
from toolkit.workbook.scanning.kinds import remarks
from toolkit.workbook.sheet_heads import changed_titles, foreign_sheets
from toolkit.workbook.texts import read_report_text, read_text, shortened
from toolkit.workbook.unplaced import Copies, stray_content
from toolkit.workbook.whereabouts import Whereabouts

if TYPE_CHECKING:
    from toolkit.workbook.submission import Submission


class SubmissionReader:
    """Fills a submission, step by step."""

    def __init__(
        self,
        submission: Submission,
        scanned: Scan,
        grids: Grids,
        prior: Mapping[str, Number] | None,
        key: str | None,
        vouched: bool,
    ) -> None:
        self.submission, self.scan, self.grids = submission, scanned, grids
        self.given_prior, self.key, self.vouched = prior, key, vouched
        self.meta = HiddenSheet(scanned, grids)
        self.text_cells: dict[str, Cell] = {}

    def read(self) -> None:
        self.submission.format = "xlsx" if self.scan.format == "xlsm" else self.scan.format
        self.submission.findings += remarks(self.scan)
        form = self._form()
        if form is None:
            self.submission.readable = False
            return
        self.submission.is_total = self.meta.is_marked_total or has_scope_ledger(self.grids)
        form = form_of_total(form) if self.submission.is_total else form
        self.form, self.layout = form, layout_of(form)
        self.words = self.meta.words(form)
        self.cover, self.checks = self._find("cover"), self._find("checks")
        self.submission.form = form
        self._identity()
        self._sheets()
        self._texts()
        self._cover()
        self._prior()
        self._reasons()
        self._figures()
        self._followed_names()
        self._beside()
        self._verify()
        stated = self.meta.text(REFILLED)
        if stated and self.fields.text(CONFIRMATION) != self.words.yes:
            self.submission.untouched = stated == contents_digest(self.submission)

    # --- identity ------------------------------------------------------------------------------

    def _form(self) -> Form | None:
        edition = self.meta.edition
        if edition:
            try:
                return load_form(edition, self.meta.year or None)
            except ToolkitError:
                self._add("reading.unknown_edition", edition=edition, known="、".join(editions()))
                return None
        form = recognized(map(load_form, editions()), self.grids)
        if form is None:
            self._add("reading.not_our_form", file=self.submission.file)
            return None
        self._note("reading.no_hidden_sheet")
        return form

    def _identity(self) -> None:
        confirmed = bool(self.meta.text(REFILLED))
        self.fields = CoverFields(self.form, self.scan, self.grids, self.cover, confirmed=confirmed)
        if self.fields.moved:
            self._note("reading.moved", sheet=self.cover)
        self.visible = {name: bare(name, self.fields.text(name)) for name in self.layout.cover}
        self.submission.shown = Unit(self.visible["unit_name"], self.visible["unit_code"])
        self.submission.identity = self.meta.identity(self.form, self.visible)

    def _prior(self) -> None:
        self.hidden_prior = self.meta.prior(self.form)
        record, identity = self.submission.record, self.submission.identity
        record.prior = self.hidden_prior if self.given_prior is None else dict(self.given_prior)
        if identity is not None:
            record.unit, record.year = identity.unit.known, identity.year

    def _verify(self) -> None:
        identity = self.submission.identity
        self.submission.signature = self.meta.text("signature")
        if not self.meta.fields or identity is None:
            return
        if not any(map(self.meta.text, ("unit_name", "unit_code", "year", "collection"))):
            return  # issued to nobody: the cover is all there is
        for name in IDENTITY_FIELDS:
            if name in self.fields.cells:
                self._compare(name, self.meta.text(name), self.fields.text(name))
        self._lost([say_of("cover.*", name) for name in self.fields.lost(IDENTITY_FIELDS)])
        # Where no office issued it, whoever collects says so.
        key = self.key if identity.collection else None if self.key else ""
        signed = key is None or self.submission.signature == identity.signature(self.hidden_prior, key)
        if not signed or self.meta.is_spoilt:
            if self.vouched:
                self._note("reading.signature")
                return
            self.submission.record.altered += 1
            self._add("reading.signature")

    def _compare(self, name: str, issued: str, shown: str) -> None:
        """What the cover says of unit or year, with what the workbook was issued for."""
        cell, label = self.fields.cells[name], say_of("cover.*", name)
        details = {"label": label, "issued": issued, "shown": shown or say("word.blank")}
        if normalized(bare(name, issued)) != normalized(self.visible[name]):
            # Whose workbook it is may be vouched for; of which year it is, never.
            tell = self._doubted if name != "year" else self._altered
            tell("reading.cover_changed", cell, item=name, **details)
        elif normalized(issued) != normalized(shown):
            found = FoundCell(name, cell.sheet, cell.a1, shown)
            self._note("reading.cover_respelt", found, sheet=cell.sheet, cell=cell.a1, **details)

    # --- sheets, cover, texts ------------------------------------------------------------------

    def _sheets(self) -> None:
        names = match_sheets(self.form, self.grids)
        places: dict[str, Placement] = {}
        for sheet, plan in self.layout.plans.items():
            if sheet not in names:
                self.submission.record.altered += 1
                self._add("reading.sheet_missing", sheet=plan.sheet.name)
                continue
            found = place(self.form, sheet, names[sheet], self.grids[names[sheet]])
            places[sheet] = found
            if found.sheet != plan.sheet.name:
                self._note("reading.sheet_renamed", issued=plan.sheet.name, found=found.sheet)
            if found.moved:
                self._note("reading.moved", sheet=found.sheet)
            for box in found.altered:
                cell = found.find(box.cell) or box.cell
                shown = _text(at(self.grids[found.sheet], cell.row, cell.column)) or say("word.blank")
                self._altered("reading.label_changed", cell, issued=box.text, shown=shown)
        self.cells = Whereabouts(self.form, self.scan, self.grids, places)

    def _followed_names(self) -> None:
        """Cells found by their names where labels did not tell that anything moved."""
        told = {found.sheet for found in self.cells.places.values() if found.moved}
        for sheet in sorted(self.cells.by_name - told):
            self._note("reading.moved", sheet=sheet)

    def _texts(self) -> None:
        lost: list[str] = []
        for text in self.form.texts:
            cell = self.cells.text(text)
            if cell is not None:
                self._text(text, cell)
            elif text.sheet in self.cells.places:
                lost.append(text.label)
        self._lost(lost)

    def _lost(self, labels: Sequence[str]) -> None:
        if labels:
            self.submission.record.altered += 1
            words = first_of((f"“{label}”" for label in labels), 3)
            self._add("reading.items_lost", count=len(labels), items=words)

    def _text(self, text: Text, cell: Cell) -> None:
        """A text, or a finding: what is no text is never printed into a report."""
        self.text_cells[text.id] = cell
        written = read_report_text(self.scan, cell, self.cells.content(cell))
        self.submission.record.texts[text.id] = written.words
        if written.problem:
            self.submission.record.not_texts.add(text.id)
            found = FoundCell(text.id, cell.sheet, cell.a1, written.raw or None)
            key = code_of("reading.text.*", written.problem)
            shown = shortened(written.raw)
            self._add(key, found, sheet=cell.sheet, cell=cell.a1, label=text.label, raw=shown)

    def _beside(self) -> None:
        """What stands in the workbook beside the form: copies of sheets, sheets of others, stray numbers."""
        record, readings, sections = self.submission.record, self.submission.readings, self.cells.places
        identity = self.submission.identity
        assert identity is not None
        for foreign in foreign_sheets(self.grids, sections, identity, self.submission.shown.name):
            issued = say("sheet.info", unit=identity.unit.name, year=identity.year)
            # Whose workbook it is may be vouched for; of which year it is, never.
            tell = self._altered if foreign.other_year else self._doubted
            tell("reading.sheet_of_another", foreign.cell, issued=issued, shown=foreign.shown)
        taken = frozenset({self.cover, self.checks, *self.meta.sheets, *(p.sheet for p in sections.values())})
        copies = Copies(self.form, self.scan, self.grids, taken, sections, record, identity.year)
        read = [*self.text_cells.values(), *(reading.cell for reading in readings.values())]
        prior = self.hidden_prior if self.meta.fields else None
        found = [
            *comment_notes(self.scan, self.grids, readings),
            *copies.findings(),
            *stray_content(self.form, self.scan, self.grids, sections, read, prior),
            *changed_titles(self.form, self.grids, sections, identity),
            *look_notes(self.scan, sections.values(), readings, self.text_cells, record.texts),
        ]
        record.altered += sum(finding.sends_back for finding in found)
        self.submission.findings += found

    def _find(self, sheet: str) -> str:
        issued = self.form.sheet(sheet).name
        found = issued if issued in self.grids else marked_sheet(self.form, sheet, self.scan, self.grids)
        found = found or find_sheet(self.form, sheet, self.grids)
        if found not in ("", issued):
            self._note("reading.sheet_renamed", issued=issued, found=found)
        if not found and self.meta.fields:  # of a form rebuilt by hand it is told that it is one
            self._missing(sheet, issued)
        return found

    def _missing(self, sheet: str, issued: str) -> None:
        if sheet == "checks":
            self._note("reading.checks_missing", sheet=issued)
        else:
            self.submission.record.altered += 1
            self._add("reading.sheet_missing", sheet=issued)

    def _typed(self, cell: Cell, label: str, scanned: Scan, grid: Grid) -> str:
        """What was typed beside the form's own questions; what is no text is noted and not used."""
        written = read_text(scanned, cell, at(grid, cell.row, cell.column))
        if written.problem not in ("", "number"):
            found = FoundCell("", cell.sheet, cell.a1, written.raw or None)
            place = {"sheet": cell.sheet, "cell": cell.a1, "label": label}
            raw = shortened(written.raw) or say("word.error_value")
            if written.problem == "formula":  # a report must not print it
                raw = say("word.formula")
            self._note("reading.text_ignored", found, raw=raw, **place)
        return written.or_number.strip() if is_written(written.or_number) else ""

    def _cover(self) -> None:
        for name in self.layout.contact:
            if words := self._on_cover(name):
                self.submission.contact[name] = words
        raw = self._on_cover(DECLARED)
        self.submission.record.blanks_are_zero = raw == self.words.yes
        if raw not in ("", self.words.yes, self.words.no):
            cell = self.fields.cells[DECLARED]
            found = FoundCell(DECLARED, cell.sheet, cell.a1, raw)
            self._note("reading.declaration", found, sheet=cell.sheet, cell=cell.a1, raw=raw)

    def _on_cover(self, field: str) -> str:
        """What was typed in a field of the cover."""
        cell = self.fields.cells.get(field)
        return self._typed(cell, say_of("cover.*", field), self.scan, self.fields.grid) if cell else ""

    def _reasons(self) -> None:
        if not self.checks:
            return
        for row, cell, scanned, grid in reason_cells(self.scan, self.grids, self.checks):
            words = self._typed(cell, say("head.reason"), scanned, grid)
            if words:
                key = check_of_line(self.form, grid, row, cell.column)
                asked = key != "" and self.form.check_by_key[key].severity == "soft"
                if asked:
                    self.submission.reasons[key] = words
                found = FoundCell("", cell.sheet, cell.a1, words)
                self.submission.reason_cells.append((key if asked else "", found))

    def _figures(self) -> None:
        reader = CellReader(self.form, self.scan, self.grids, self.cells.entries(), self.words)
        reader.read(self.submission.record)
        self.submission.readings = reader.readings
        self.submission.findings += reader.findings

    # --- findings ------------------------------------------------------------------------------

    def _add(self, key: FindingCode, *cells: FoundCell, **details: object) -> None:
        self.submission.findings.append(Finding.worded(key, "hard", details, cells=cells))

    def _note(self, key: FindingCode, *cells: FoundCell, **details: object) -> None:
        self.submission.findings.append(Finding.worded(key, "note", details, cells=cells))

    def _doubted(self, key: FindingCode, cell: Cell, item: str = "", **details: object) -> None:
        """A doubt about whose workbook it is."""
        if not self.vouched:
            self._altered(key, cell, item, **details)
            return
        found = FoundCell(item, cell.sheet, cell.a1, str(details.get("shown", "")))
        self._note(key, found, sheet=cell.sheet, cell=cell.a1, **details)

    def _altered(self, key: FindingCode, cell: Cell, item: str = "", **details: object) -> None:
        self.submission.record.altered += 1
        found = FoundCell(item, cell.sheet, cell.a1, str(details.get("shown", "")))
        self._add(key, found, sheet=cell.sheet, cell=cell.a1, **details)


def _text(raw: object) -> str:
    return raw_text(raw) or ""
