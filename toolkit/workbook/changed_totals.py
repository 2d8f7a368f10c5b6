"""Totals whose formula is another one than was issued: what they come to, told in one finding for a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from toolkit.findings import Finding, Weight
from toolkit.form.addresses import Cell, rectangles
from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.messages import first_of
from toolkit.messages.code_types import FindingCode
from toolkit.workbook.grids import Grids, at
from toolkit.workbook.readings import Reading, raw_text
from toolkit.workbook.replaced import NotASum, recomputed
from toolkit.workbook.scanning import Scan
from toolkit.workbook.texts import shortened

_SHOWN = 3
_LONGEST = 40
_WORDS: Mapping[str, tuple[Weight, FindingCode]] = {
    "agrees": ("note", "reading.formula_agrees"),
    "open": ("note", "reading.formula_open"),
    "changed": ("hard", "reading.formula_changed"),
}


class ChangedTotals:
    """Recomputes other formulas of totals from what was read; their results in the file are never used."""

    def __init__(
        self, form: Form, record: Record, readings: Mapping[str, Reading], grids: Grids, scan: Scan
    ) -> None:
        self.form, self.grids, self.scan = form, grids, scan
        self.known = completed(form, record)
        self.items = {reading.cell: item for item, reading in readings.items()}

    def findings(self, replaced: Sequence[tuple[Reading, str]]) -> Iterator[Finding]:
        """For each sheet a note on totals that come to the same, one on those of which this is not known
        before cells are mended, and one that sends back the others.
        """
        found: dict[tuple[str, str], list[tuple[Reading, str]]] = {}
        for reading, formula in replaced:
            found.setdefault((reading.cell.sheet, self._outcome(reading, formula)), []).append(
                (reading, formula)
            )
        for (sheet, outcome), totals in found.items():
            cells = "、".join(area.a1 for area in rectangles(reading.cell for reading, _ in totals))
            if len(totals) == 1:
                cells += f"“{self.form.entries[totals[0][0].item].label}”"
            shown = (f"{reading.cell.a1}“{shortened(formula, _LONGEST)}”" for reading, formula in totals)
            details = {"sheet": sheet, "cells": cells, "formulas": first_of(shown, _SHOWN)}
            severity, key = _WORDS[outcome]
            told = tuple(reading.found() for reading, _ in totals)
            yield Finding.worded(key, severity, details, cells=told)

    def _outcome(self, reading: Reading, formula: str) -> str:
        sums = "SUBTOTAL" in formula.upper()
        try:
            value = recomputed(formula, reading.cell.sheet, partial(self._value, reading.cell, sums))
        except NotASum:
            return "changed"
        total = self.known.get(reading.item)
        if value is None or total is None:
            return "open"
        return "agrees" if value == total else "changed"

    def _value(self, total: Cell, passes_over: bool, cell: Cell) -> Number | None:
        """Figure of a cell that a total adds up; ``passes_over``: by SUBTOTAL, which leaves out its like."""
        if cell == total or (passes_over and self._is_subtotal(cell)):
            raise NotASum
        if cell in self.items:
            return self.known.get(self.items[cell])
        # Beside the form an empty cell adds nothing; of anything else it is not known what it adds.
        if (
            cell.sheet != total.sheet
            or raw_text(at(self.grids[cell.sheet], cell.row, cell.column)) is not None
        ):
            raise NotASum
        return 0

    def _is_subtotal(self, cell: Cell) -> bool:
        scanned = self.scan.sheets.get(cell.sheet)
        formula = scanned.formulas.get((cell.row, cell.column), "") if scanned else ""
        return "SUBTOTAL" in formula.upper()
