"""Notes on what counts although it does not look so: struck through, unseen, hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from toolkit.findings import Finding, FoundCell
from toolkit.form.addresses import Cell, rectangles
from toolkit.messages import code_of
from toolkit.workbook.locate import Placement
from toolkit.workbook.readings import Reading, raw_text
from toolkit.workbook.scanning import Scan

OddLook: TypeAlias = Literal["struck", "struck_partly", "unseen", "unseen_if", "hidden", "hidden_sheet"]
_COUNTED = frozenset({"number", "stated", "not_applicable"})


def look_notes(
    scan: Scan,
    sections: Iterable[Placement],
    readings: Mapping[str, Reading],
    texts: Mapping[str, Cell],
    words: Mapping[str, str],
) -> Iterator[Finding]:
    """One note for each sheet and each thing that is odd about cells whose content was taken.

    Args:
        texts, words: id → cell, and what was read there.
    """
    odd = {section.sheet: look for section in sections if (look := _Looks(scan, section.sheet))}
    found: dict[tuple[str, OddLook], list[tuple[Cell, FoundCell]]] = {}

    def note(look: OddLook, cell: Cell, item: str, raw: object) -> None:
        told = FoundCell(item, cell.sheet, cell.a1, raw_text(raw))
        found.setdefault((cell.sheet, look), []).append((cell, told))

    for item, reading in readings.items() if odd else ():
        counted = not reading.formula and reading.numeral.state in _COUNTED
        if counted and reading.cell.sheet in odd and (what := odd[reading.cell.sheet](reading.cell)):
            note(what, reading.cell, item, reading.raw)
    for text, cell in texts.items():
        own = odd[cell.sheet](cell) if cell.sheet in odd and words[text] else None
        if what := own or _of_letters(scan, cell):
            note(what, cell, text, words[text])
    for (sheet, what), cells in found.items():
        areas = rectangles(cell for cell, _ in cells)
        details = {"sheet": sheet, "cells": "、".join(area.a1 for area in areas)}
        key = code_of("reading.look.*", what)
        yield Finding.worded(key, "note", details, cells=tuple(told for _, told in cells))


def _of_letters(scan: Scan, cell: Cell) -> OddLook | None:
    """How a text is struck through, by what is left of it."""
    scanned = scan.sheets.get(cell.sheet)
    rest = scanned.cells.unstruck((cell.row, cell.column)) if scanned else None
    return None if rest is None else "struck_partly" if rest.strip() else "struck"


class _Looks:
    """What is odd about cells of one sheet."""

    def __init__(self, scan: Scan, sheet: str) -> None:
        scanned = scan.sheets.get(sheet)
        self._hidden = sheet in scan.hidden
        self._look = scanned.cells.looks() if scanned else None

    def __bool__(self) -> bool:
        return self._hidden or self._look is not None

    def __call__(self, cell: Cell) -> OddLook | None:
        look = self._look((cell.row, cell.column)) if self._look else ""
        if look in ("", "hidden") and self._hidden:
            return "hidden_sheet"
        return look or None
