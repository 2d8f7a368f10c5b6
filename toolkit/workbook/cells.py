"""Reading the cells of tables: raw content → exact number, answer or finding, formulas never believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from toolkit.findings import Finding, FoundCell, Weight
from toolkit.form.addresses import Cell, rectangles
from toolkit.form.answers import marked, read_answer
from toolkit.form.evaluation import Record, counted_as_zero
from toolkit.form.expression import plain
from toolkit.form.formula import total_formulas
from toolkit.form.layout import layout_of
from toolkit.form.model import Form, Item, Kind
from toolkit.form.stated import AnswerWords, StatedItem
from toolkit.messages import code_of, first_of, say
from toolkit.messages.code_types import FindingCode
from toolkit.workbook.changed_totals import ChangedTotals
from toolkit.workbook.display import Shown, part_of_a_day, shown_otherwise, text_shown_otherwise
from toolkit.workbook.grids import Grid, Grids, at
from toolkit.workbook.merged_cells import merged_areas, unclear_entries
from toolkit.workbook.numerals import Numeral
from toolkit.workbook.readings import Reading, by_conversion, raw_text, understood
from toolkit.workbook.scanning import Scan, SheetScan
from toolkit.workbook.scanning.looks import partly_odd
from toolkit.workbook.scanning.scanned import Place
from toolkit.workbook.shown_numbers import ShownCell, shown_notes, totals_shown

_LITERAL = re.compile(r'"[^"]*"')


class CellReader:
    """Reads the cells of the tables of one workbook into a record, its readings and its findings.

    Args:
        places: entry → where it stands in the workbook, ``None`` where it is lost.
        words: by which this workbook answers.
    """

    def __init__(
        self,
        form: Form,
        scanned: Scan,
        grids: Grids,
        places: Mapping[str, Cell | None],
        words: AnswerWords,
    ) -> None:
        self.form, self.scan, self.grids, self.places = form, scanned, grids, places
        self.words = words
        self.layout = layout_of(form)
        self.sheets: dict[str, tuple[Grid, SheetScan, dict[Place, str]]] = {}
        self.readings: dict[str, Reading] = {}
        self.findings: list[Finding] = []
        self.lost: list[Item | StatedItem] = []
        self.typed: list[Reading] = []
        self.unclear: list[Reading] = []
        self.computed: list[Reading] = []
        self.shown: list[tuple[str, str, Shown]] = []
        self.replaced: list[tuple[Reading, str]] = []
        self.summed: list[Reading] = []

    def read(self, record: Record) -> None:
        """Fill ``record``, ``readings`` and ``findings``."""
        self.record = record
        for entry in self.form.entries.values():
            cell = self.places[entry.id]
            if cell is None:
                self.record.unreadable.add(entry.id)
                self.lost.append(entry)
            elif not isinstance(entry, Item):
                self._entered(self._answered(entry, cell))
            elif entry.id in self.form.totals:
                self._total(entry, cell)
            else:
                self._entered(self._numeral(entry, cell))
        self._merged()
        if self.lost:
            self._report_lost()
        self._report_computed()
        if self.typed:
            self._report_typed()
        if self.unclear:
            self._report_unclear()
        if self.replaced:
            totals = ChangedTotals(self.form, self.record, self.readings, self.grids, self.scan)
            self.findings += totals.findings(self.replaced)
        self._report_conversions()
        self._report_shown()

    def _numeral(self, item: Item, cell: Cell) -> Reading:
        grid, scanned, entries = self._sheet(cell.sheet)
        here = (cell.row, cell.column)
        entries[here] = item.id
        raw = at(grid, *here)
        formula = here in scanned.formulas
        if here in scanned.errors:
            numeral = Numeral(None, "unreadable", "error_value", scanned.cells.text(here))
        else:
            numeral = _of_item(raw, item.unit, item.kind, self.words if item.id in self.form.exempt else None)
            if not formula and numeral.state != "not_applicable":
                raw, numeral = self._compared(item, here, scanned, raw, numeral)
        reading = self.readings[item.id] = Reading(item.id, cell, raw, numeral, formula)
        return reading

    def _answered(self, entry: StatedItem, cell: Cell) -> Reading:
        """A cell that is answered in words."""
        grid, scanned, entries = self._sheet(cell.sheet)
        here = (cell.row, cell.column)
        entries[here] = entry.id
        raw = at(grid, *here)
        formula = here in scanned.formulas
        answer = read_answer(raw, entry, self.words)
        numeral = Numeral(None, answer.state, answer.code, answer.value or "")
        if here in scanned.errors:
            numeral = Numeral(None, "unreadable", "answer_error", scanned.cells.text(here))
        elif not formula:
            doubt, code = scanned.cells.doubt(here, raw), scanned.cells.format(here)
            if doubt == "uncertain" or partly_odd(scanned.cells, here, raw):
                raw, numeral = (
                    scanned.cells.text(here) or raw,
                    Numeral(None, "unreadable", "answer_uncertain"),
                )
            elif isinstance(raw, date) and numeral.words and (part := part_of_a_day(code, raw)):
                # Typed as 2024-3 or 3月1日 it became a day that nobody wrote.
                raw, numeral = part, Numeral(None, "unreadable", "day_unclear")
        reading = Reading(entry.id, cell, raw, numeral, formula)
        self.readings[entry.id] = reading
        return reading

    def _compared(
        self, item: Item, here: Place, scanned: SheetScan, raw: object, numeral: Numeral
    ) -> tuple[object, Numeral]:
        """What was read, beside what the file says is stored there and how it is shown."""
        doubt = scanned.cells.doubt(here, raw)
        if doubt == "uncertain" or partly_odd(scanned.cells, here, raw):
            return scanned.cells.text(here) or raw, Numeral(None, "unreadable", "uncertain")
        if numeral.value is None:
            return raw, Numeral(None, "blank", doubt) if doubt and numeral.state == "blank" else numeral
        own, conditional = scanned.cells.format(here), scanned.cells.conditional(here)
        if not own and not conditional:  # as of nearly all cells
            return raw, numeral
        for code in filter(None, (own, *conditional)):
            if isinstance(raw, str):
                shown = text_shown_otherwise(code, raw, numeral.value, item.unit, item.kind)
            else:
                shown = shown_otherwise(code, numeral.value, item.unit, item.kind)
            if shown is None:
                continue
            as_percent = item.kind == "percent" and (shown.text or "").endswith("%")
            if as_percent and code == own and not isinstance(raw, str):
                # Typed as 95.5% the cell holds 0.955: it is read as what it shows.
                return shown.text, Numeral(Decimal(numeral.value) * 100, "number", "percent_format")
            if shown.refusal and not as_percent:
                return shown.text or raw, Numeral(None, "unreadable", shown.refusal)
            self.shown.append((item.id, code, shown))
            break
        return raw, numeral

    def _sheet(self, name: str) -> tuple[Grid, SheetScan, dict[Place, str]]:
        """Values and scan of a sheet, and the entries found on it by their place; asked for every cell."""
        known = self.sheets.get(name)
        if known is None:
            scanned = self.scan.sheets.get(name) or SheetScan(name)
            known = self.sheets[name] = self.grids[name], scanned, {}
        return known

    def _entered(self, reading: Reading) -> None:
        entry, numeral = reading.item, reading.numeral
        if reading.formula:
            # What a formula cell says is never believed, and we do not evaluate formulas.
            self.record.unreadable.add(entry)
            self.computed.append(reading)
        elif numeral.state == "unreadable":
            self.record.unreadable.add(entry)
        elif numeral.state == "not_applicable":
            self.record.not_applicable.add(entry)
        elif numeral.state == "stated":
            self.record.stated[entry] = numeral.words
        elif numeral.value is not None:
            self.record.values[entry] = numeral.value
            if numeral.conversion == "unit_converted":
                self.record.converted_units.add(entry)

    def _merged(self) -> None:
        """Cells merged into one, where a blank would count as 0 or one that nobody sees holds a figure."""
        areas = list(merged_areas({name: found for name, (_, _, found) in self.sheets.items()}, self.grids))
        as_zero = set(counted_as_zero(self.form, self.record)) if areas else ()
        for entry, content in list(unclear_entries(areas, as_zero, self._is_typed)):
            reading = self.readings[entry]
            if reading.numeral.state in ("number", "blank") and not reading.formula:
                unclear = Numeral(None, "unreadable", "merged")
                self.readings[entry] = reading._replace(raw=content, numeral=unclear)
                self.record.values.pop(entry, None)
                self.record.unreadable.add(entry)

    def _is_typed(self, entry: str) -> bool:
        """Whether a cell holds something that was typed, other than 0."""
        reading = self.readings[entry]
        filled = reading.numeral.state not in ("blank", "unreadable")
        return filled and not reading.formula and reading.numeral.value != 0

    def _total(self, item: Item, cell: Cell) -> None:
        reading = self._numeral(item, cell)
        if reading.formula:
            self._formula(reading)
            return
        if reading.numeral.state == "blank":
            self.record.cleared.add(item.id)
            self._tell("hard", "reading.total_cleared", reading)
        elif reading.numeral.state == "unreadable":
            self.record.unreadable.add(item.id)
            self.unclear.append(reading)
        elif reading.numeral.value is not None:
            self.record.values[item.id] = reading.numeral.value
            self.typed.append(reading)

    def _formula(self, reading: Reading) -> None:
        """A formula still stands; its text is compared where it did not move, its result never believed."""
        self.summed.append(reading)
        issued = self.layout.items[reading.item]
        scanned = self.scan.sheets[reading.cell.sheet]
        text = scanned.formulas[reading.cell.row, reading.cell.column]
        same_place = (issued.row, issued.column) == (reading.cell.row, reading.cell.column)
        comparable = text and same_place and self.scan.format in ("xlsx", "xlsm")
        if comparable and _bare(text) != _bare(total_formulas(self.form)[reading.item]):
            self.replaced.append((reading, text))

    def _report_lost(self) -> None:
        self.record.altered += 1
        cells = tuple(FoundCell(item.id, self.layout.items[item.id].sheet, "", None) for item in self.lost)
        words = first_of((f"“{item.label}”" for item in self.lost), 3)
        details = {"count": len(self.lost), "items": words}
        self.findings.append(Finding.worded("reading.items_lost", "hard", details, cells=cells))

    def _report_computed(self) -> None:
        """Formulas in cells that are to be filled in, those of one sheet together."""
        figures = self.form.items.keys()
        for (sheet, figure), group in groupby(self.computed, lambda r: (r.cell.sheet, r.item in figures)):
            found = list(group)
            details = {
                "sheet": sheet,
                "cells": "、".join(area.a1 for area in rectangles(r.cell for r in found)),
            }
            if len(found) == 1:
                details["cells"] += f"“{self.form.entries[found[0].item].label}”"
            key: FindingCode = "reading.formula_in_input" if figure else "reading.formula_in_answer"
            cells = tuple(reading.found() for reading in found)
            self.findings.append(Finding.worded(key, "hard", details, cells=cells))

    def _report_typed(self) -> None:
        """Totals typed over their formulas, in one note; whether they are right the rules will tell."""
        places = "、".join(
            f"{area.first.sheet} {area.a1}" for area in rectangles(reading.cell for reading in self.typed)
        )
        details = {"places": places, "count": len(self.typed)}
        cells = tuple(reading.found() for reading in self.typed)
        self.findings.append(Finding.worded("reading.totals_typed", "note", details, cells=cells))

    def _report_unclear(self) -> None:
        """Totals typed over with something that is no number; no rule looks at those."""
        shown = (f"{r.cell.sheet} {r.cell.a1}“{r.shown}”" for r in self.unclear)
        cells = tuple(reading.found() for reading in self.unclear)
        details = {"cells": first_of(shown, 8)}
        self.findings.append(Finding.worded("reading.totals_unreadable", "hard", details, cells=cells))

    def _report_conversions(self) -> None:
        """One note for each kind of conversion; of numbers stored as text it names the first cells."""
        kinds = by_conversion(self.readings.values())
        for kind, readings in kinds.items():
            pairs = (
                say("reading.converted.pair", sheet=r.cell.sheet, cell=r.cell.a1, raw=raw_text(r.raw) or "",
                    value=self._meaning(r))
                for r in readings
            )  # fmt: skip
            cells = tuple(r.found() for r in readings)
            most = 8 if kind == "text_number" else len(readings)
            details = {"pairs": first_of(pairs, most, between="，")}
            self.findings.append(
                Finding.worded(code_of("reading.converted.*", kind), "note", details, cells=cells)
            )

    def _meaning(self, reading: Reading) -> str:
        """What a cell was understood to say, in words."""
        numeral = reading.numeral
        match numeral.state:
            case "not_applicable":
                return self.words.not_applicable
            case "stated":
                return self.form.stated[reading.item].shown(numeral.words, self.words)
        return say("word.blank") if numeral.value is None else plain(numeral.value)

    def _report_shown(self) -> None:
        """Numbers that their cells show otherwise: those that were typed, and totals."""
        typed = [ShownCell(self.readings[item], code, shown) for item, code, shown in self.shown]
        self.findings += shown_notes("reading.shown", typed)
        scans = {name: scanned for name, (_, scanned, _) in self.sheets.items()}
        self.findings += shown_notes(
            "reading.total_shown", totals_shown(self.form, self.record, self.summed, scans)
        )

    def _tell(self, severity: Weight, key: FindingCode, reading: Reading, **details: object) -> None:
        label = self.form.entries[reading.item].label
        place = {"sheet": reading.cell.sheet, "cell": reading.cell.a1, "label": label}
        self.findings.append(Finding.worded(key, severity, place | details, cells=(reading.found(),)))


@lru_cache(maxsize=4096, typed=True)
def _of_item(raw: object, unit: str, kind: Kind, exempt: AnswerWords | None) -> Numeral:
    """What the content of an item's cell says; ``exempt``: words of the workbook where it need not apply."""
    if exempt is not None and (mark := marked(raw, exempt)) is not None:
        return Numeral(None, "not_applicable", mark or None)
    numeral = understood(raw, unit, kind)
    if exempt is not None and numeral.conversion == "says_none":
        return Numeral(None, "unreadable", "zero_or_none")
    return numeral


def is_readable(form: Form, entry: Item | StatedItem, raw: str) -> bool:
    """Whether a text is taken for a figure or an answer."""
    if isinstance(entry, Item):
        return understood(raw, entry.unit, entry.kind).state != "unreadable"
    return read_answer(raw, entry, form.words).state != "unreadable"


@lru_cache(maxsize=4096)  # the same formulas stand in every workbook
def _bare(formula: str) -> str:
    """A formula without what changes no sum: spaces, anchors, and the word shown where there is none."""
    formula = _LITERAL.sub('""', formula)
    return "".join(formula.split()).replace("$", "").upper().lstrip("=")
