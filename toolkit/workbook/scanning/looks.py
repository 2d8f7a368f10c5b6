"""How cells look whose content may be meant not to count: struck through, unseen, hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, TypeAlias, TypeVar

from toolkit.workbook.scanning.markup import Elements
from toolkit.workbook.scanning.scanned import Cells, Look, Looks, Place, Unreadable

_Entry = TypeVar("_Entry")
Lines: TypeAlias = Callable[[Place], bool]
"""Whether a place is in a hidden row or column."""

_HIDDEN = re.compile(rb"""hidden=["'](?:1|t)""")
_LOW, _NARROW = b' ht="0', b' width="0'
"""Rows lower than a point and columns narrower than a letter: nothing is seen in them."""
_PARTS = frozenset({"fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "colors"})
_TRUE = ("1", "true")
_BLACK, WHITE = "000000", "FFFFFF"
INDEXED = {"0": _BLACK, "1": WHITE, "8": _BLACK, "9": WHITE, "64": _BLACK, "65": WHITE}
_THEME = {"0": WHITE, "1": _BLACK}


def look_of(ink: str, ground: str, *, struck: bool = False) -> Look:
    """What is odd about a look; colours are compared as they are given, ``""`` for one that is not known."""
    return "struck" if struck else "unseen" if ink and ink == ground else ""


def looking(styles: Callable[[Place], Look] | None, hidden: Lines | None) -> Looks | None:
    """What is odd about a place; ``None`` where nothing is about any."""
    if styles is None or hidden is None:
        return styles or ((lambda place: "hidden" if hidden(place) else "") if hidden else None)
    return lambda place: styles(place) or ("hidden" if hidden(place) else "")


def partly_odd(cells: Cells, place: Place, raw: object) -> bool:
    """Whether a cell holds a text of which another is left without those of its letters that look odd: 12
    struck through before 15 is neither 1215 nor surely 15, and 12 with the mark of a footnote is not 121.
    """
    rest = cells.upright(place) if raw and isinstance(raw, str) else None
    return rest is not None and bool(rest.strip()) and rest.strip() != str(raw).strip()


# --- Office Open XML -------------------------------------------------------------------------------


class OddLooks(NamedTuple):
    """What is odd about looks.

    Attributes:
        odd: number of each style that is odd → what is odd about it.
        unseen: numbers of conditional looks whose letters have the colour of their ground.
        grounds: colour of the ground of each style, by its number; empty for a pattern.
    """

    odd: Mapping[int, Look] = {}
    unseen: frozenset[str] = frozenset()
    grounds: Sequence[str] = ()


@lru_cache(maxsize=32)  # of one program, all workbooks have the same styles
def odd_looks(styles: bytes) -> OddLooks:
    """What is odd about the looks of a ``styles.xml``."""
    try:
        sheet = _StyleSheet(styles) if styles else None
    except Unreadable:  # number formats are taken from it without a parser
        sheet = None
    return OddLooks(sheet.odd, sheet.unseen, sheet.styled_grounds) if sheet else OddLooks()


class _StyleSheet(Elements):
    """Fonts, grounds, and the styles made of them."""

    def __init__(self, part: bytes) -> None:
        self._part = ""
        self._fonts: list[tuple[str, bool]] = []
        self._grounds: list[str] = []
        self._styles: list[tuple[str, str]] = []
        self._conditional: list[tuple[str, str]] = []
        self._of_look = ""
        super().__init__(part)
        self.unseen = frozenset(
            str(number) for number, (ink, ground) in enumerate(self._conditional) if look_of(ink, ground)
        )
        self.styled_grounds = [_entry(self._grounds, fill, WHITE) for _, fill in self._styles]
        self.odd = {number: look for number, style in enumerate(self._styles) if (look := self._look(*style))}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _PARTS:
            self._part = tag
        elif self._part == "fonts":
            self._font(tag, attributes)
        elif self._part == "fills":
            self._fill(tag, attributes)
        elif self._part == "cellXfs" and tag == "xf":
            self._styles.append((attributes.get("fontId", "0"), attributes.get("fillId", "0")))
        elif self._part == "dxfs":
            self._look_by_condition(tag, attributes)

    def _look_by_condition(self, tag: str, attributes: dict[str, str]) -> None:
        """A conditional look has its letters' colour, and its ground where it gives one: else white paper."""
        if tag == "dxf":
            self._conditional.append(("", WHITE))
        elif tag in ("font", "fill", "border"):
            self._of_look = tag
        elif self._conditional and (self._of_look, tag) == ("font", "color"):
            self._conditional[-1] = colour(attributes, ""), self._conditional[-1][1]
        elif self._conditional and (self._of_look, tag) == ("fill", "bgColor"):
            self._conditional[-1] = self._conditional[-1][0], colour(attributes, "")

    def _font(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "font":
            self._fonts.append((_BLACK, False))
        elif self._fonts and tag == "strike":
            self._fonts[-1] = self._fonts[-1][0], attributes.get("val", "1") in _TRUE
        elif self._fonts and tag == "color":
            self._fonts[-1] = colour(attributes, _BLACK), self._fonts[-1][1]

    def _fill(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "fill":
            self._grounds.append("")
        elif self._grounds and tag == "patternFill":
            pattern = attributes.get("patternType", "none")
            self._grounds[-1] = {"none": WHITE, "solid": _BLACK}.get(pattern, "")
        elif self._grounds and tag == "fgColor" and self._grounds[-1] == _BLACK:
            self._grounds[-1] = colour(attributes, _BLACK)

    def _look(self, font: str, fill: str) -> Look:
        ink, struck = _entry(self._fonts, font, (_BLACK, False))
        return look_of(ink, _entry(self._grounds, fill, WHITE), struck=struck)


def _entry(table: list[_Entry], number: str, otherwise: _Entry) -> _Entry:
    known = number.isdecimal() and len(number) < 6 and int(number) < len(table)
    return table[int(number)] if known else otherwise


def colour(attributes: Mapping[str, str], automatic: str) -> str:
    """A colour as six hexadecimal digits, or in words of its own where the theme is to be asked."""
    if "rgb" in attributes:
        return attributes["rgb"][-6:].upper()
    if "indexed" in attributes:
        return INDEXED.get(attributes["indexed"], "indexed " + attributes["indexed"])
    if "theme" in attributes:
        theme, tint = attributes["theme"], attributes.get("tint", "0")
        return _THEME[theme] if theme in _THEME and tint in ("0", "0.0") else f"theme {theme} {tint}"
    return automatic


def hidden_lines(part: bytes, end: int = -1) -> Lines | None:
    """Whether a place of a worksheet part is hidden; ``None`` where none is.

    Args:
        end: where its rows end, -1 where that is not known.
    """
    usual, end = end >= 0, end if end >= 0 else len(part)
    # Where the rows are spelt as usual so are their heights, and the columns stand before them.
    shut = part.find(_LOW, 0, end) >= 0 or part.find(_NARROW, 0, part.find(b"<sheetData>")) >= 0
    if usual and not shut and not _HIDDEN.search(part, 0, end):
        return None
    return _Lines(part).hidden.found


@dataclass
class HiddenLines:
    """Hidden rows, and first and last of hidden columns, from 0."""

    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)

    @property
    def found(self) -> Lines | None:
        """Whether a place is in one of them; ``None`` where there are none."""
        return self._covers if self.rows or self.columns else None

    def _covers(self, place: Place) -> bool:
        return place[0] in self.rows or any(first <= place[1] <= last for first, last in self.columns)


class _Lines(Elements):
    """Looks for hidden lines in a worksheet."""

    def __init__(self, part: bytes) -> None:
        self.hidden = HiddenLines()
        self._row = 0
        super().__init__(part)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            stated = attributes.get("r", "")
            self._row = int(stated) if stated.isdecimal() else self._row + 1
            if attributes.get("hidden") in _TRUE or _is_shut(attributes.get("ht")):
                self.hidden.rows.add(self._row - 1)
        elif tag == "col" and (attributes.get("hidden") in _TRUE or _is_shut(attributes.get("width"))):
            first, last = (attributes.get(name, "") for name in ("min", "max"))
            if first.isdecimal() and last.isdecimal():
                self.hidden.columns.append((int(first) - 1, int(last) - 1))


def _is_shut(size: str | None) -> bool:
    """Whether a line has no room for content."""
    return size is not None and size.startswith("0")
