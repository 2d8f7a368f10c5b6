"""What a workbook holds beside the form: further copies of its sheets, and numbers that belong to no item.

None of it is read as an answer, so all of it is named: a clerk who filled in a copy of a sheet, inserted a
row or wrote a correction beside the table meant something by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.findings import Finding, FoundCell
from toolkit.form.addresses import Cell
from toolkit.form.answers import read_answer
from toolkit.form.evaluation import Record
from toolkit.form.expression import Number, plain
from toolkit.form.identity import Identity
from toolkit.form.layout import layout_of
from toolkit.form.model import Form, Item
from toolkit.messages import say
from toolkit.workbook.cells import raw_text, understood
from toolkit.workbook.grids import Grid, at
from toolkit.workbook.locate import Placement, labels_of, normalized, place, resembled
from toolkit.workbook.protocol import ASIDE_HEADS, SHEET_LINE
from toolkit.workbook.scanning import Scan, Unreadable

SHOWN = 8
"""Cells that a message names before it only counts."""
_LAST_YEAR = ("上年", "去年", "上一年")


@dataclass(frozen=True, slots=True)
class _Difference:
    """A figure or text of a copied sheet that the original does not have."""

    there: FoundCell
    here: FoundCell


class Copies:
    """Compares further sheets that carry the labels of a section with the sheet that was read.

    Args:
        taken: names of the sheets that were read.
        sections: section sheet id → where it stands in the workbook.
        record: what was read; years and figures of last year included.
    """

    def __init__(
        self,
        form: Form,
        scan: Scan,
        grids: Mapping[str, Grid],
        taken: frozenset[str],
        sections: Mapping[str, Placement],
        record: Record,
        year: int,
    ) -> None:
        self.form, self.layout, self.scan, self.grids = form, layout_of(form), scan, grids
        self.taken, self.sections, self.record, self.year = taken, sections, record, year

    def findings(self) -> Iterator[Finding]:
        """One finding for each further sheet: hard where it holds what the sheet read does not."""
        for name in self.grids:
            if name in self.taken:
                continue
            try:
                grid = self.grids[name]
            except Unreadable:
                yield Finding.worded("reading.passed_over", "note", {"sheets": name})
                continue
            section = resembled(self.form, grid)
            if section in self.sections:
                yield self._finding(name, section, grid)

    def _finding(self, name: str, section: str, grid: Grid) -> Finding:
        placement = place(self.form, section, name, grid)
        figures = dict(self._figures(section, placement, grid))
        sheet: dict[str, object] = {"copy": name, "sheet": self.sections[section].sheet}
        if self._is_last_years(name, grid, figures):
            return Finding.worded("reading.sheet_last_year", "note", sheet | {"year": self.year - 1})
        different = [*self._different(section, figures), *self._other_texts(section, placement, grid)]
        if not different:
            return Finding.worded("reading.sheet_copy_same", "note", sheet)
        first = different[0]
        details = sheet | {
            "count": len(different),
            "there": first.there.cell,
            "other": first.there.raw,
            "here": first.here.cell,
            "raw": first.here.raw or say("word.blank"),
        }
        cells = tuple(d.there for d in different)
        return Finding.worded("reading.sheet_copy", "hard", details, cells=cells)

    def _figures(self, section: str, placement: Placement, grid: Grid) -> Iterator[tuple[str, FoundCell]]:
        """Item → the cell of the copy that holds something typed for it."""
        formulas = self.scan.sheets[placement.sheet].formulas if placement.sheet in self.scan.sheets else {}
        tables = {table.id for table in self.form.tables if table.sheet == section}
        for item in self.form.entries.values():
            cell = placement.find(self.layout.items[item.id]) if item.table in tables else None
            raw = raw_text(at(grid, cell.row, cell.column)) if cell else None
            computed = (
                cell is not None and item.id in self.form.totals and (cell.row, cell.column) in formulas
            )
            if cell is not None and raw is not None and raw.strip() and not computed:
                yield item.id, FoundCell(item.id, placement.sheet, cell.a1, raw)

    def _different(self, section: str, figures: Mapping[str, FoundCell]) -> Iterator[_Difference]:
        for item, there in figures.items():
            own = self._own(item)
            if own is None or self._value(item, there.raw) != own:
                stands = self.sections[section].find(self.layout.items[item])
                raw = raw_text(at(self.grids[stands.sheet], stands.row, stands.column)) if stands else None
                cell = stands or self.layout.items[item]
                if raw != there.raw and (item not in self.form.totals or own is not None):
                    shown = raw if own is None or isinstance(own, str) else plain(own)
                    yield _Difference(there, FoundCell(item, cell.sheet, cell.a1, shown))

    def _own(self, entry: str) -> Number | str | None:
        """The figure or answer that was read."""
        return self.record.values.get(entry) if entry in self.form.items else self.record.stated.get(entry)

    def _value(self, entry: str, raw: str | None) -> Number | str | None:
        """The figure or answer that stands in a copy."""
        if entry in self.form.stated:
            return read_answer(raw, self.form.stated[entry], self.form.words).value
        return _value(self.form.items[entry], raw)

    def _other_texts(self, section: str, placement: Placement, grid: Grid) -> Iterator[_Difference]:
        for text in self.form.texts:
            issued = self.layout.texts[text.id]
            cell = placement.find(issued) if text.sheet == section else None
            raw = raw_text(at(grid, cell.row, cell.column)) if cell else None
            own = self.record.texts.get(text.id, "")
            if cell is not None and normalized(raw) and normalized(raw) != normalized(own):
                here = self.sections[section].find(issued) or issued
                shown = FoundCell(text.id, here.sheet, here.a1, shortened(own) or None)
                yield _Difference(FoundCell(text.id, placement.sheet, cell.a1, shortened(raw or "")), shown)

    def _is_last_years(self, name: str, grid: Grid, figures: Mapping[str, FoundCell]) -> bool:
        """Whether a sheet is last year's: by its name, the year printed on it, or its figures."""
        before, now = str(self.year - 1), str(self.year)
        printed = {found[1] for found in _printed(grid)}
        if printed:
            return printed == {before}
        if (before in name and now not in name) or any(words in name for words in _LAST_YEAR):
            return True
        known = [(item, self.record.prior[item]) for item in figures if item in self.record.prior]
        return any(value for _, value in known) and all(
            _value(self.form.items[item], figures[item].raw) == value for item, value in known
        )


def stray_numbers(
    form: Form,
    scan: Scan,
    grids: Mapping[str, Grid],
    sections: Mapping[str, Placement],
    read: Iterable[Cell],
) -> Iterator[Finding]:
    """One note for each section sheet with numbers typed where the form has nothing.

    Args:
        read: the cells that were read as answers, wherever they were found.
    """
    for section, placement in sections.items():
        strangers = list(_strangers(form, scan, section, placement, grids[placement.sheet]))
        answers = frozenset(read) if strangers else frozenset()
        cells = [
            FoundCell("", cell.sheet, cell.a1, raw_text(value))
            for cell, value in strangers
            if cell not in answers
        ]
        if cells:
            shown = "、".join(f"{cell.cell}“{shortened(cell.raw or '')}”" for cell in cells[:SHOWN])
            more = say("word.and_more", count=len(cells)) if len(cells) > SHOWN else ""
            details = {"sheet": placement.sheet, "cells": shown + more}
            yield Finding.worded("reading.unplaced", "note", details, cells=tuple(cells))


def _strangers(
    form: Form, scan: Scan, section: str, placement: Placement, grid: Grid
) -> Iterator[tuple[Cell, object]]:
    """Cells with a number in them that belong neither to the form nor to the columns beside it."""
    known = _moved_places(form, section, placement) if placement.moved else _known_places(form, section)
    labels = labels_of(form, section).vocabulary()
    found = [
        (row, column, value)
        for row, values in enumerate(grid)
        for column, value in enumerate(values)
        if value != "" and (row, column) not in known and _tells_a_number(value, labels)
    ]
    if not found:
        return
    formulas = scan.sheets[placement.sheet].formulas
    heads = _aside_heads(form)
    aside = {column for values in grid for column, value in enumerate(values) if normalized(value) in heads}
    last = max((row for row, _ in known), default=-1)
    for row, column, value in found:
        if (row, column) not in formulas and not (column in aside and row <= last):
            yield Cell(placement.sheet, row, column), value


@lru_cache(maxsize=16)
def _aside_heads(form: Form) -> frozenset[str]:
    """Headings of the columns beside a table, which hold words and last year's figures."""
    heads = (say("head.words"), say("head.compared"), *layout_of(form).compared_heads.values(), *ASIDE_HEADS)
    return frozenset(map(normalized, heads))


def _tells_a_number(value: object, labels: frozenset[str]) -> bool:
    if not isinstance(value, str):
        return True
    if not any(map(str.isdecimal, value)):
        return False
    return normalized(value) not in labels and not _printed_line(value)


@lru_cache(maxsize=64)
def _places(form: Form, section: str) -> tuple[Cell, ...]:
    """Every issued cell of a section sheet in which something stands or may stand."""
    layout = layout_of(form)
    plan = layout.plans[section]
    spread = [(cell, layout.spans.get(item, 1)) for item, cell in layout.items.items()]
    spread += layout.voids.items()
    spread += [(cell, layout.words_spans.get(cell, 1)) for cell in layout.row_words.values()]
    single = (
        *layout.texts.values(), *layout.text_words.values(), *layout.column_words.values(),
        *layout.compared.values(), *layout.compared_heads, *layout.words_heads,
    )  # fmt: skip
    spread += [(cell, 1) for cell in single]
    cells = {
        Cell(cell.sheet, cell.row, cell.column + step)
        for cell, width in spread
        if cell.sheet == plan.sheet.name
        for step in range(width)
    }
    for box in plan.boxes:
        first, last = box.area.first, box.area.last
        cells |= {
            Cell(first.sheet, row, column)
            for row in range(first.row, last.row + 1)
            for column in range(first.column, last.column + 1)
        }
    return tuple(cells)


@lru_cache(maxsize=64)
def _known_places(form: Form, section: str) -> frozenset[tuple[int, int]]:
    return frozenset((cell.row, cell.column) for cell in _places(form, section))


def _moved_places(form: Form, section: str, placement: Placement) -> frozenset[tuple[int, int]]:
    found = map(placement.find, _places(form, section))
    return frozenset((cell.row, cell.column) for cell in found if cell is not None)


# --- whose sheet, of which year --------------------------------------------------------------------


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
    units = {normalized(identity.unit.name), normalized(shown_unit)}
    for placement in sections.values():
        for cell, unit, year in _printed_cells(placement.sheet, grids[placement.sheet]):
            other_year = bool(identity.year) and year != str(identity.year)
            if other_year or (unit not in units and any(units)):
                shown = raw_text(at(grids[placement.sheet], cell.row, cell.column)) or ""
                yield Foreign(cell, shown.strip(), other_year)


_HEAD_ROWS = 12
"""Rows in which the line with unit and year is looked for: it stands in the second."""


@lru_cache(maxsize=1)
def _line() -> re.Pattern[str]:
    """The line under a sheet's title, as it is printed, with unit and year left open."""
    gaps = {"unit": "@unit@", "year": "@year@"}
    lines = dict.fromkeys((say("sheet.info", **gaps), SHEET_LINE.format(**gaps)))
    words = "|".join(re.escape(normalized(line)) for line in lines)
    return re.compile(words.replace("@unit@", "(.*)").replace("@year@", r"(\d+)"))


@lru_cache(maxsize=4096)  # the same few words stand at the head of every workbook
def _printed_line(words: str) -> tuple[str, str] | None:
    """Unit and year, if that is the line under a sheet's title."""
    found = _line().fullmatch(normalized(words))
    if found is None:
        return None
    unit, year = (group for group in found.groups() if group is not None)
    return unit, year


def _printed_cells(sheet: str, grid: Grid) -> Iterator[tuple[Cell, str, str]]:
    for row, values in enumerate(grid[:_HEAD_ROWS]):
        for column, value in enumerate(values):
            if value != "" and isinstance(value, str) and (found := _printed_line(value)):
                yield Cell(sheet, row, column), *found


def _printed(grid: Grid) -> list[tuple[str, str]]:
    return [(unit, year) for _, unit, year in _printed_cells("", grid)]


def _value(item: Item, raw: str | None) -> Number | None:
    return understood(raw, item.unit, item.kind).value


def shortened(text: str, longest: int = 20) -> str:
    """The beginning of a content, for a message."""
    return text if len(text) <= longest else text[:longest] + "…"
