"""The cells of an Office Open XML worksheet beside the values read from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from toolkit.workbook.scanning.agreement import of_markup, of_nothing, of_number, of_text, of_truth
from toolkit.workbook.scanning.conditional_formats import UnseenIf, conditional_areas, conditional_codes
from toolkit.workbook.scanning.filled_cells import PLAIN_TYPES, FilledCells
from toolkit.workbook.scanning.formats import cell_formats
from toolkit.workbook.scanning.looks import hidden_lines, looking, odd_looks
from toolkit.workbook.scanning.markup import unescaped
from toolkit.workbook.scanning.scanned import Area, Doubt, Look, Looks, Place, a1, lies_in
from toolkit.workbook.scanning.strings import Strings, unstruck, upright
from toolkit.workbook.scanning.worksheet import Stored, markup_of


class OoxmlCells:
    """The cells of a worksheet part as stored; ``styles``: the ``styles.xml`` of their workbook."""

    def __init__(self, cells: FilledCells, strings: Strings, styles: bytes) -> None:
        self._cells, self._strings, self._styles = cells, strings, styles

    @cached_property
    def _known(self) -> dict[Place, Stored]:
        return dict(zip(*self._cells.all(), strict=True))

    @cached_property
    def _formats(self) -> tuple[str, ...]:
        return cell_formats(self._styles)

    def doubt(self, place: Place, raw: object) -> Doubt:
        cell = self._known.get(place)
        if cell is None:
            return of_nothing(raw)
        kind, value = cell[3], cell[4]
        if kind in PLAIN_TYPES:
            return of_number(value, raw) if value else "" if cell[5] else of_nothing(raw)
        if cell[5] or kind == b"e":
            return ""
        if kind == b"s":
            shared = self._strings.text(value) if value else ""
            if shared is not None:
                return of_text(shared, raw)
            return of_truth(raw) if value.strip().isdigit() else "uncertain"
        if kind in (b"str", b"inlineStr"):
            return of_markup(value or cell[7], raw)
        return of_truth(raw) if kind in (b"b", b"d") else "uncertain"

    def text(self, place: Place) -> str:
        cell = self._known.get(place)
        if cell is None:
            return ""
        shown = self._strings.text(cell[4]) if cell[3] == b"s" else None
        return unescaped(cell[4] or cell[7]).strip() if shown is None else shown

    def format(self, place: Place) -> str:
        cell = self._known.get(place)
        if cell is None:
            return ""
        style = int(cell[2] or 0)
        return self._formats[style] if style < len(self._formats) else ""

    @cached_property
    def _conditional(self) -> Sequence[tuple[Area, str]]:
        return conditional_areas(self._cells.part, conditional_codes(self._styles))

    def conditional(self, place: Place) -> Sequence[str]:
        areas = self._conditional
        return [code for area, code in areas if lies_in(place, area)] if areas else ()

    def looks(self) -> Looks | None:
        odd, conditional, _ = odd_looks(self._styles)
        unseen = UnseenIf(self._cells.part, conditional) if conditional else None

        def of_style(place: Place) -> Look:
            cell = self._known.get(place)
            look = odd.get(int(cell[2] or 0), "") if cell else ""
            return "unseen_if" if cell and not look and unseen and unseen(place, cell[4]) else look

        return looking(of_style if odd or unseen else None, hidden_lines(self._cells.part, self._cells.end))

    def unstruck(self, place: Place) -> str | None:
        return unstruck(self._runs(place))

    def upright(self, place: Place) -> str | None:
        runs = self._runs(place)
        if b"rPr" not in runs:  # the styles need not be read
            return None
        style, grounds = int(self._known[place][2] or 0), odd_looks(self._styles).grounds
        return upright(runs, grounds[style] if style < len(grounds) else "")

    def _runs(self, place: Place) -> bytes:
        """A text as it is stored, which may have runs of different looks; empty where there is none."""
        cell = self._known.get(place)
        if cell and cell[3] == b"inlineStr" and b"rPr" in self._cells.part:
            return markup_of(self._cells.part, a1(*place))
        return self._strings.entry(cell[4]) or b"" if cell and cell[3] == b"s" else b""
