"""What stands at the head of a section sheet: whose it is, of which year, and titles that were changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.findings import Finding, FoundCell
from toolkit.form.addresses import Cell
from toolkit.form.identity import Identity
from toolkit.form.layout import layout_of
from toolkit.form.model import Form
from toolkit.form.printed_labels import LabelBox
from toolkit.messages import say
from toolkit.workbook.grids import Grid, at
from toolkit.workbook.identity_words import bare
from toolkit.workbook.locate import Placement, normalized
from toolkit.workbook.protocol import SHEET_LINE
from toolkit.workbook.readings import raw_text
from toolkit.workbook.texts import shortened


@dataclass(frozen=True, slots=True)
class Foreign:
    """A section sheet on which another unit or another year is printed."""

    cell: Cell
    shown: str
    other_year: bool


def foreign_sheets(
    grids: Mapping[str, Grid], sections: Mapping[str, Placement], identity: Identity, shown_unit: str
) -> Iterator[Foreign]:
    """Section sheets that were made out to somebody else: pasted from another workbook.

    Args:
        identity: whom the workbook was issued to, and for which year.
        shown_unit: the unit its cover names; a difference from ``identity`` is told elsewhere.
    """
    units = {normalized(bare("unit_name", name)) for name in (identity.unit.name, shown_unit)}
    for placement in sections.values():
        for cell, unit, year in _printed_cells(placement.sheet, grids[placement.sheet]):
            other_year = bool(identity.year) and year != str(identity.year)
            if other_year or (normalized(bare("unit_name", unit)) not in units and any(units)):
                shown = raw_text(at(grids[placement.sheet], cell.row, cell.column)) or ""
                yield Foreign(cell, shown.strip(), other_year)


HEAD_ROWS = 12
"""Rows in which the line with unit and year is looked for: it stands in the second."""


@lru_cache(maxsize=1)
def _line() -> re.Pattern[str]:
    """The line under a sheet's title, as it is printed, with unit and year left open."""
    gaps = {"unit": "@unit@", "year": "@year@"}
    lines = dict.fromkeys((say("sheet.info", **gaps), SHEET_LINE.format(**gaps)))
    words = "|".join(re.escape(normalized(line)) for line in lines)
    return re.compile(words.replace("@unit@", "(.*)").replace("@year@", r"(\d+)"))


@lru_cache(maxsize=4096)  # the same few words stand at the head of every workbook
def printed_line(words: str) -> tuple[str, str] | None:
    """Unit and year, if that is the line under a sheet's title."""
    found = _line().fullmatch(normalized(words))
    if found is None:
        return None
    unit, year = (group for group in found.groups() if group is not None)
    return unit, year


def _printed_cells(sheet: str, grid: Grid) -> Iterator[tuple[Cell, str, str]]:
    for row, values in enumerate(grid[:HEAD_ROWS]):
        for column, value in enumerate(values):
            if value != "" and isinstance(value, str) and (found := printed_line(value)):
                yield Cell(sheet, row, column), *found


def printed_lines(grid: Grid) -> list[tuple[str, str]]:
    return [(unit, year) for _, unit, year in _printed_cells("", grid)]


# --- titles and corners ----------------------------------------------------------------------------


def changed_titles(
    form: Form, grids: Mapping[str, Grid], sections: Mapping[str, Placement], identity: Identity
) -> Iterator[Finding]:
    """One note for each section sheet whose title, line with unit and year, or corner says something else."""
    for section, placement in sections.items():
        grid, pairs, cells = grids[placement.sheet], [], []
        for box, issued in _titles(form, section):
            cell = placement.find(box.cell)
            value = at(grid, cell.row, cell.column) if cell else ""
            if cell is None or value in ("", box.text) or (issued and normalized(value) == issued):
                continue
            shown = raw_text(value) or ""
            if box.role == "info" and _is_ours(shown, identity):
                continue
            if issued and placement.moved and _stands_elsewhere(issued, grid):
                continue
            cells.append(FoundCell("", cell.sheet, cell.a1, shown))
            text = box.text or say("sheet.info", unit=identity.unit.name, year=identity.year)
            pairs.append(
                say("reading.title.pair", cell=cell.a1, issued=shortened(text), shown=shortened(shown))
            )
        if cells:
            details = {"sheet": placement.sheet, "pairs": "，".join(pairs)}
            yield Finding.worded("reading.title_changed", "note", details, cells=tuple(cells))


@lru_cache(maxsize=64)
def _titles(form: Form, section: str) -> tuple[tuple[LabelBox, str], ...]:
    boxes = layout_of(form).plans[section].boxes
    return tuple((box, normalized(box.text)) for box in boxes if box.role in ("title", "info", "corner"))


def _is_ours(shown: str, identity: Identity) -> bool:
    """Whether a line is spelt as issued, of which more is told elsewhere, or names unit and year."""
    unit = identity.unit.name
    named = unit in shown or normalized(unit) in normalized(shown)
    return (named and str(identity.year) in shown) or printed_line(shown) is not None


def _stands_elsewhere(issued: str, grid: Grid) -> bool:
    """Whether a text stands somewhere at the head of a sheet in which lines were moved."""
    return any(normalized(value) == issued for row in grid[:HEAD_ROWS] for value in row)
