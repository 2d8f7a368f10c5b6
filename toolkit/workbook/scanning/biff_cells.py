"""The cells of a sheet of an .xls workbook beside the values read from it, and how they look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from toolkit.workbook.scanning.agreement import of_nothing, of_number, of_truth
from toolkit.workbook.scanning.biff_strings import BiffStrings
from toolkit.workbook.scanning.formats import code_of
from toolkit.workbook.scanning.looks import INDEXED, WHITE, HiddenLines, look_of, looking
from toolkit.workbook.scanning.scanned import Doubt, Look, Looks, NoCells, Place

FORMULA, BOOLERR, MULRK, LABELSST = 0x0006, 0x0205, 0x00BD, 0x00FD
SINGLE_CELLS = frozenset({FORMULA, BOOLERR, LABELSST, 0x0203, 0x027E, 0x0204, 0x00D6})
"""FORMULA, BOOLERR, LABELSST, NUMBER, RK, LABEL, RSTRING."""
_TEXTS = frozenset({LABELSST, 0x0204, 0x00D6})
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_AUTOMATIC = 0x7FFF
_TINY = 80
"""Twentieths of a point, below which letters cannot be read."""


class BiffFont(NamedTuple):
    """What a font record says; ``height`` in twentieths of a point."""

    ink: int = _AUTOMATIC
    struck: bool = False
    raised: bool = False
    height: int = 200


class BiffLooks:
    """How the styles and fonts of a workbook look.

    Args:
        drawn: font of each style and colour of its ground, ``None`` for a pattern.
    """

    def __init__(
        self, fonts: Sequence[BiffFont], drawn: Sequence[tuple[int, int | None]], palette: Sequence[str]
    ) -> None:
        self._fonts, self._palette = fonts, palette
        self._grounds = ["" if ground is None else self._colour(ground) for _, ground in drawn]
        self.odd: Mapping[int, Look] = {
            number: look
            for number, (font, _) in enumerate(drawn)
            if (look := self._look(self._font(font), self._grounds[number]))
        }

    def is_odd_letter(self, number: int, style: int) -> bool:
        """Whether letters of a font do not look as if they belonged to those around them."""
        font = self._font(number)
        ground = self._grounds[style] if 0 <= style < len(self._grounds) else ""
        unseen = self._colour(font.ink) in (WHITE, ground)
        return font.struck or font.raised or font.height < _TINY or unseen

    def _font(self, number: int) -> BiffFont:
        number -= number > 4  # there is no font 4
        return self._fonts[number] if number < len(self._fonts) else BiffFont()

    def _look(self, font: BiffFont, ground: str) -> Look:
        return look_of(self._colour(font.ink), ground, struck=font.struck)

    def _colour(self, number: int) -> str:
        if number == _AUTOMATIC:
            return INDEXED["0"]
        if 0 <= number - 8 < len(self._palette):
            return self._palette[number - 8]
        return INDEXED.get(str(number), f"indexed {number}")


class BiffCells(NoCells):
    """Type and style of each cell of a sheet, and the number where one is stored as it is."""

    def __init__(
        self, formats: dict[int, str], styles: list[int], looks: BiffLooks, strings: BiffStrings
    ) -> None:
        self._formats, self._styles, self._looks, self._strings = formats, styles, looks, strings
        self.hidden = HiddenLines()
        self.cells: dict[Place, tuple[int, int, float | None]] = {}
        """Position → record type, style, number."""
        self.shared: dict[Place, int] = {}
        """Position → number of its shared string."""
        self.errors: dict[Place, int] = {}
        """Position → code of its error value."""

    def doubt(self, place: Place, raw: object) -> Doubt:
        kind, _, number = self.cells.get(place, (0, 0, None))
        if number is not None:
            return of_number(repr(number), raw)
        if kind in _TEXTS or kind == MULRK or kind in SINGLE_CELLS:
            return "" if kind == FORMULA else of_truth(raw)
        return of_nothing(raw)

    def text(self, place: Place) -> str:
        if place in self.errors:
            return _ERRORS.get(self.errors[place], "")
        number = self.cells.get(place, (0, 0, None))[2]
        return "" if number is None else f"{number:.15g}"

    def format(self, place: Place) -> str:
        style = self.cells.get(place, (0, 0, None))[1]
        return code_of(self._formats, self._styles[style]) if style < len(self._styles) else ""

    def looks(self) -> Looks | None:
        return looking(self._look if self._looks.odd else None, self.hidden.found)

    def _look(self, place: Place) -> Look:
        return self._looks.odd.get(self.cells.get(place, (0, -1, None))[1], "")

    def upright(self, place: Place) -> str | None:
        pieces = self._strings.pieces(self.shared[place]) if place in self.shared else ()
        style = self.cells.get(place, (0, -1, None))[1]
        kept = [text for text, font in pieces if font is None or not self._looks.is_odd_letter(font, style)]
        return "".join(kept) if len(kept) < len(pieces) else None
