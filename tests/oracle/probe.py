"""A probe of a template: its conditional formats made into cells, so that engines calculate them too."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl.formula.translate import Translator

from tests.clerk import opened_book
from tests.oracle.engines import Value
from toolkit.form.addresses import Cell, Range
from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.workbook.formulas import FormState, LiveCell, live_cells
from toolkit.workbook.template_writer import write_template
from toolkit.workbook.validation import LiveFormat, live_formats

COLUMN = 80
"""Probe cells stand to the right of everything, one below the other: so they are read at once."""


@dataclass(frozen=True)
class Probe:
    """A template with probe cells.

    Attributes:
        live: its formula cells.
        colours: probe cell → the cell it is about, and the format.
    """

    form: Form
    live: tuple[LiveCell, ...]
    colours: dict[Cell, tuple[Cell, LiveFormat]]

    def cells(self) -> list[Cell]:
        return [*(live.cell for live in self.live), *self.colours]

    def expected(self, state: FormState) -> list[Value]:
        """What Python says each of :meth:`cells` holds."""
        values: list[Value] = []
        for live in self.live:
            value = live.value(state)
            values.append(value if isinstance(value, str) else float(value))
        values += [colour.shows(state, cell) for cell, colour in self.colours.values()]
        return values


def write_probe(form: Form, file: Path) -> Probe:
    """Write a blank template of the form with probe cells.

    The formats are taken from the file; they must be those the form prints, no more and no less.
    """
    stream = io.BytesIO()
    write_template(stream, form, Identity(form.id, form.version, Unit("某某局", "101"), form.first_year))
    book = opened_book(stream)
    printed = {(f.area.first.sheet, f.area.a1, f.formula): f for f in live_formats(form)}
    found: dict[Cell, tuple[Cell, LiveFormat]] = {}
    seen = set()
    for sheet in book.worksheets:
        row = 0
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                (formula,) = rule.formula
                key = sheet.title, str(area.sqref), formula
                seen.add(key)
                first = printed[key].area.first
                translator = Translator("=" + formula, first.a1)
                for cell in _cells(printed[key].area):
                    probe = Cell(cell.sheet, row, COLUMN)
                    sheet[probe.a1] = translator.translate_formula(cell.a1)
                    found[probe] = cell, printed[key]
                    row += 1
    assert seen == printed.keys(), printed.keys() ^ seen
    book.save(file)
    return Probe(form, live_cells(form), found)


def _cells(area: Range) -> Iterator[Cell]:
    for row in range(area.first.row, area.last.row + 1):
        for column in range(area.first.column, area.last.column + 1):
            yield Cell(area.first.sheet, row, column)
