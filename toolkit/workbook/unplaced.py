"""What a workbook holds beside the form: further copies of its sheets, numbers and words that are no answers.

None of it is read as an answer, so all of it is named: a clerk who filled in a copy of a sheet, inserted a
row or wrote a correction beside the table meant something by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.findings import Finding, FoundCell
from toolkit.form.addresses import Cell
from toolkit.form.answers import read_answer
from toolkit.form.evaluation import Record
from toolkit.form.expression import Number, plain
from toolkit.form.layout import layout_of
from toolkit.form.model import Form, Item
from toolkit.messages import first_of, say
from toolkit.messages.code_types import FindingCode
from toolkit.workbook.grids import Grid, at
from toolkit.workbook.hidden_sheet import is_scope_ledger
from toolkit.workbook.locate import Placement, labels_of, normalized, place, resembled
from toolkit.workbook.own_remarks import is_own_remark
from toolkit.workbook.protocol import ASIDE_HEADS
from toolkit.workbook.readings import raw_text, understood
from toolkit.workbook.scanning import Scan, Unreadable
from toolkit.workbook.sheet_heads import printed_line, printed_lines
from toolkit.workbook.texts import shortened

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
            elif name not in self.scan.hidden and not is_scope_ledger(grid):
                yield from self._beside(name, grid)

    def _beside(self, name: str, grid: Grid) -> Iterator[Finding]:
        """A note on a sheet that somebody added, with what stands first in it."""
        cells = [
            FoundCell("", name, Cell(name, row, column).a1, shown)
            for row, values in enumerate(grid)
            for column, value in enumerate(values)
            if value != "" and (shown := (raw_text(value) or "").strip())
        ]
        if cells:
            details = {"sheet": name, "cells": _shown(cells)}
            yield Finding.worded("reading.sheet_beside", "note", details, cells=tuple(cells[:SHOWN]))

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
        printed = {found[1] for found in printed_lines(grid)}
        if printed:
            return printed == {before}
        if (before in name and now not in name) or any(words in name for words in _LAST_YEAR):
            return True
        known = [(item, self.record.prior[item]) for item in figures if item in self.record.prior]
        return any(value for _, value in known) and all(
            _value(self.form.items[item], figures[item].raw) == value for item, value in known
        )


def stray_content(
    form: Form,
    scan: Scan,
    grids: Mapping[str, Grid],
    sections: Mapping[str, Placement],
    read: Iterable[Cell],
    prior: Mapping[str, Number] | None,
) -> Iterator[Finding]:
    """One note for each section sheet with numbers typed where the form has nothing, and one for words.

    Args:
        read: the cells that were read as answers, wherever they were found.
        prior: last year's figures with which the workbook was issued, which stand beside its tables;
            ``None`` where it does not say which.
    """
    for section, placement in sections.items():
        sheet = _SectionSheet(form, scan, section, placement, grids[placement.sheet], prior)
        strangers = [*sheet.typed_over(), *sheet.strangers()]
        answers = frozenset(read) if strangers else frozenset()
        found: dict[FindingCode, list[FoundCell]] = {"reading.unplaced": [], "reading.words_beside": []}
        for cell, value in strangers:
            if cell not in answers:
                key: FindingCode = "reading.unplaced" if _has_number(value) else "reading.words_beside"
                found[key].append(FoundCell("", cell.sheet, cell.a1, raw_text(value)))
        for key, cells in found.items():
            if cells:
                details = {"sheet": placement.sheet, "cells": _shown(cells)}
                yield Finding.worded(key, "note", details, cells=tuple(cells))


def _has_number(value: object) -> bool:
    return not isinstance(value, str) or any(map(str.isdecimal, value))


def _shown(cells: Sequence[FoundCell]) -> str:
    """The first of cells and what is in them, for a message."""
    return first_of((f"{cell.cell}“{shortened(cell.raw or '')}”" for cell in cells), SHOWN)


class _SectionSheet:
    """A section sheet in which content is looked for that belongs nowhere; ``prior``: last year's figures."""

    def __init__(
        self,
        form: Form,
        scan: Scan,
        section: str,
        placement: Placement,
        grid: Grid,
        prior: Mapping[str, Number] | None,
    ) -> None:
        self.form, self.section, self.placement, self.grid, self.prior = form, section, placement, grid, prior
        self.formulas = scan.sheets[placement.sheet].formulas
        self.labels = labels_of(form, section).vocabulary()

    def strangers(self) -> Iterator[tuple[Cell, object]]:
        """Cells with a number or words that belong neither to the form nor to the columns beside it."""
        form, section, placement, grid = self.form, self.section, self.placement, self.grid
        known = _moved_places(form, section, placement) if placement.moved else _known_places(form, section)
        found = [
            (row, column, value)
            for row, values in enumerate(grid)
            for column, value in enumerate(values)
            if value != "" and (row, column) not in known and (row, column) not in self.formulas
        ]
        if not found:
            return
        heads = _aside_heads(form)
        aside = {
            column for values in grid for column, value in enumerate(values) if normalized(value) in heads
        }
        last = max((row for row, _ in known), default=-1)
        figures = None if self.prior is None else set(map(float, self.prior.values()))
        remarks, own_words = self._own_remarks(), _own_words(form, section)
        for row, column, value in found:
            if isinstance(value, str) and (row, column) in remarks and is_own_remark(form, value):
                ours = True
            elif _has_number(value):
                ours = column in aside and row <= last and (figures is None or value in figures)
            else:
                ours = (row, column) in remarks or normalized(value) in own_words or not _has_letters(value)
            if not ours and self._is_strange(value):
                yield Cell(placement.sheet, row, column), value

    def _own_remarks(self) -> frozenset[tuple[int, int]]:
        """Where the workbook itself says in words what is wrong: pasted as values they are still its own."""
        issued = _remarks(self.form, self.section)
        found = map(self.placement.find, issued) if self.placement.moved else issued
        return frozenset((cell.row, cell.column) for cell in found if cell is not None)

    def typed_over(self) -> Iterator[tuple[Cell, object]]:
        """Numbers over what the workbook itself says of last year beside the table."""
        if self.prior is None:
            return
        for item, issued in _last_years(self.form, self.section).items():
            known, cell = self.prior.get(item), self.placement.find(issued)
            value = at(self.grid, cell.row, cell.column) if cell else ""
            if cell is None or value in ("", known) or (cell.row, cell.column) in self.formulas:
                continue
            figure = _value(self.form.items[item], raw_text(value))
            if _has_number(value) and self._is_strange(value) and (figure is None or figure != known):
                yield Cell(self.placement.sheet, cell.row, cell.column), value

    def _is_strange(self, value: object) -> bool:
        """Whether a content is none of the form's own labels, nor its line with unit and year."""
        if not isinstance(value, str):
            return True
        return normalized(value) not in self.labels and not printed_line(value)


def _has_letters(value: object) -> bool:
    return isinstance(value, str) and any(map(str.isalpha, value))


@lru_cache(maxsize=64)
def _remarks(form: Form, section: str) -> tuple[Cell, ...]:
    layout = layout_of(form)
    cells = (*layout.row_words.values(), *layout.column_words.values(), *layout.text_words.values())
    return tuple(cell for cell in cells if cell.sheet == layout.plans[section].sheet.name)


@lru_cache(maxsize=64)
def _last_years(form: Form, section: str) -> Mapping[str, Cell]:
    """Item → cell of last year's figure."""
    layout = layout_of(form)
    sheet = layout.plans[section].sheet.name
    return {item: cell for item, cell in layout.compared.items() if cell.sheet == sheet}


@lru_cache(maxsize=16)
def _aside_heads(form: Form) -> frozenset[str]:
    """Headings of the columns beside a table that hold last year's figures."""
    heads = (say("head.compared"), *layout_of(form).compared_heads.values(), *ASIDE_HEADS)
    return frozenset(map(normalized, heads))


@lru_cache(maxsize=64)
def _own_words(form: Form, section: str) -> frozenset[str]:
    """What is printed on a section sheet, headings beside its tables included."""
    boxes = layout_of(form).plans[section].boxes
    return _aside_heads(form) | {normalized(words) for words in (say("head.words"), *(b.text for b in boxes))}


@lru_cache(maxsize=64)
def _places(form: Form, section: str) -> tuple[Cell, ...]:
    """Every issued cell of a section sheet that may hold a number: figures, texts, labels, last year's."""
    layout = layout_of(form)
    plan = layout.plans[section]
    cells = (
        *layout.items.values(), *layout.texts.values(), *layout.compared.values(),
        *layout.compared_heads, *layout.words_heads, *(box.cell for box in plan.boxes),
    )  # fmt: skip
    return tuple(cell for cell in cells if cell.sheet == plan.sheet.name)


@lru_cache(maxsize=64)
def _known_places(form: Form, section: str) -> frozenset[tuple[int, int]]:
    return frozenset((cell.row, cell.column) for cell in _places(form, section))


def _moved_places(form: Form, section: str, placement: Placement) -> frozenset[tuple[int, int]]:
    found = map(placement.find, _places(form, section))
    return frozenset((cell.row, cell.column) for cell in found if cell is not None)


def _value(item: Item, raw: str | None) -> Number | None:
    return understood(raw, item.unit, item.kind).value
