"""How styles of an OpenDocument spreadsheet look: struck through, in the colour of their ground, hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Literal, NamedTuple, TypeAlias

from toolkit.workbook.scanning.looks import WHITE, look_of
from toolkit.workbook.scanning.scanned import Look

_STRUCK = ("style:text-line-through-style", "style:text-line-through-type")
_NO_ROOM = re.compile(r"0(?:\.0[0-9]*)?(?:mm|cm|in|pt|px)|0\.[0-9]*(?:mm|pt|px)")
"""Less than a tenth of an inch or of a centimetre, a millimetre, a point: nothing is seen there."""
_RAISED = re.compile(r"super|sub|-?0*[1-9]")
_TINY = re.compile(r"0*[0-3]?(?:\.[0-9]*)?pt")
_DEPTH = 10
"""Styles that inherit one from the other; more than any program makes."""

LettersLook: TypeAlias = Literal["", "struck", "odd"]
"""What is odd about letters of a text: struck through; else raised or lowered, white, or smaller than four
points.
"""


class _Style(NamedTuple):
    """What a style says, what it inherits included."""

    ink: str = "#000000"
    ground: str = "transparent"
    struck: bool = False
    raised: bool = False
    size: str = ""


class OdfLooks:
    """Takes in styles of cells, letters and tables as a parser meets them."""

    def __init__(self) -> None:
        self._parents: dict[tuple[str, str], str] = {}
        self._stated: dict[tuple[str, str], dict[str, str]] = {}
        self._known: dict[tuple[str, str], _Style] = {}
        self._here: tuple[str, str] | None = None
        self._hidden: set[str] = set()
        self._shut: set[tuple[str, str]] = set()
        self.begun: dict[str, Callable[[dict[str, str]], None]] = dict.fromkeys(
            ("style:text-properties", "style:table-cell-properties"), self._take
        )
        self.begun["style:table-properties"] = self._table
        self.begun["style:table-row-properties"] = partial(self._line, "style:row-height")
        self.begun["style:table-column-properties"] = partial(self._line, "style:column-width")

    def begin(self, attributes: Mapping[str, str]) -> None:
        """The start of a style."""
        self._here = here = attributes.get("style:family", ""), attributes.get("style:name", "")
        self._parents[here] = attributes.get("style:parent-style-name", "")

    def end(self) -> None:
        """The end of a style."""
        self._here = None

    def _take(self, attributes: dict[str, str]) -> None:
        if self._here is not None:
            known = self._stated.get(self._here)
            self._stated[self._here] = known | attributes if known else attributes

    def _table(self, attributes: Mapping[str, str]) -> None:
        if self._here is not None and attributes.get("table:display") == "false":
            self._hidden.add(self._here[1])

    def _line(self, size: str, attributes: dict[str, str]) -> None:
        if self._here is not None and _NO_ROOM.match(attributes.get(size, "")):
            self._shut.add(self._here)

    def shuts(self, axis: Literal["row", "column"], style: str) -> bool:
        """Whether lines of that style have no room for content."""
        return (f"table-{axis}", style) in self._shut

    def hides(self, table: str) -> bool:
        """Whether tables of that style are not shown."""
        return table in self._hidden

    def of_letters(self, letters: str) -> LettersLook:
        """What is odd about letters of that style."""
        style = self._whole("text", letters)
        if style.struck:
            return "struck"
        tiny = _TINY.fullmatch(style.size) is not None
        return "odd" if tiny or style.raised or _colour(style.ink) == WHITE else ""

    @cached_property
    def odd(self) -> Mapping[str, Look]:
        """What is odd about the look of each style of cells that is; when all styles have been taken in."""
        found: dict[str, Look] = {}
        for family, name in self._parents:
            style = self._whole(family, name) if family == "table-cell" else _Style()
            if look := look_of(_colour(style.ink), _colour(style.ground), struck=style.struck):
                found[name] = look
        return found

    def _whole(self, family: str, name: str, depth: int = 0) -> _Style:
        """A style with what it inherits."""
        here = family, name
        if here in self._known:
            return self._known[here]
        inherited = _Style()
        if depth < _DEPTH and here in self._parents:
            inherited = self._whole(family, self._parents[here] or "Default" * (name != "Default"), depth + 1)
        own = self._stated.get(here, {})
        said = [own[line] for line in _STRUCK if line in own]
        automatic = own.get("style:use-window-font-color") == "true"
        found = self._known[here] = _Style(
            inherited.ink if not automatic and "fo:color" not in own else own.get("fo:color", _Style().ink),
            own.get("fo:background-color", inherited.ground),
            any(words != "none" for words in said) if said else inherited.struck,
            _RAISED.match(own["style:text-position"]) is not None
            if "style:text-position" in own
            else inherited.raised,
            own.get("fo:font-size", inherited.size),
        )
        return found


def _colour(stated: str) -> str:
    return WHITE if stated == "transparent" else stated.removeprefix("#").upper()
