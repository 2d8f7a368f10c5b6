"""Number formats of an OpenDocument spreadsheet, told in the spelling of Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from toolkit.workbook.scanning.odf_looks import OdfLooks
from toolkit.workbook.scanning.scanned import Unreadable

_STYLES = frozenset(
    f"number:{kind}-style" for kind in ("number", "percentage", "currency", "date", "time", "boolean", "text")
)
_CONDITION = "value()"
_NOTHING = '""'


class DataStyles:
    """Takes in the elements of data styles and of cell styles as a parser meets them.

    Names of data styles are kept with the format they stand for; :meth:`code` follows a cell style to its
    data style, through its parents.

    Attributes:
        looks: how the styles look.
    """

    def __init__(self) -> None:
        self.looks = OdfLooks()
        self._codes: dict[str, str] = {}
        self._maps: dict[str, list[tuple[str, str]]] = {}
        self._cells: dict[str, tuple[str, str]] = {}
        self._name, self._parts, self._in_text = "", [""], False
        self.begun: dict[str, Callable[[dict[str, str]], None]] = {
            **dict.fromkeys(_STYLES, self._begin),
            "number:number": self._number,
            "number:scientific-number": lambda _: self._parts.append("0E+00"),
            "number:fraction": lambda _: self._parts.append("# ?/?"),
            "number:text-content": lambda _: self._parts.append("@"),
            "number:text": self._words,
            "number:currency-symbol": self._words,
            "number:year": lambda _: self._parts.append("yyyy"),
            "number:month": lambda _: self._parts.append("mm"),
            "number:day": lambda _: self._parts.append("dd"),
            "number:hours": lambda _: self._parts.append("hh"),
            "number:minutes": lambda _: self._parts.append("mm"),
            "number:seconds": lambda _: self._parts.append("ss"),
            "style:map": self._map,
            "style:style": self._cell,
            **self.looks.begun,
        }

    def _begin(self, attributes: Mapping[str, str]) -> None:
        self._name, self._parts = attributes.get("style:name", ""), []

    def _number(self, attributes: Mapping[str, str]) -> None:
        places = attributes.get("number:decimal-places", "")
        least = attributes.get("number:min-decimal-places", places)
        whole = "0" * min(_count(attributes.get("number:min-integer-digits", "1")), 20)
        code = whole or "#"
        if not places:  # as many as there are
            code = "General"
        elif _count(places):
            most, certain = min(_count(places), 20), min(_count(least), 20)
            code += "." + "0" * certain + "#" * max(most - certain, 0)
        factor = attributes.get("number:display-factor", "1")
        if factor not in ("", "1"):
            thousands = {"1000": 1, "1000000": 2, "1000000000": 3}.get(factor.removesuffix(".0"), 0)
            code = ("0" if code == "General" else code) + (
                "," * thousands or '"'
            )  # no such scale: not understood
        self._parts.append(code)

    def _words(self, _: Mapping[str, str]) -> None:
        self._in_text = True

    def _map(self, attributes: Mapping[str, str]) -> None:
        condition = attributes.get("style:condition", "")
        if self._name and condition.startswith(_CONDITION):
            condition = condition.removeprefix(_CONDITION).replace("!=", "<>")
            style = attributes.get("style:apply-style-name", "")
            self._maps.setdefault(self._name, []).append((condition, style))

    def _cell(self, attributes: Mapping[str, str]) -> None:
        self.looks.begin(attributes)
        if attributes.get("style:family") == "table-cell":
            name = attributes.get("style:name", "")
            self._cells[name] = (
                attributes.get("style:data-style-name", ""),
                attributes.get("style:parent-style-name", ""),
            )

    def words(self, text: str) -> None:
        """Character data; counts inside literal text of a style."""
        if self._in_text:
            for character in text:
                self._parts.append("%" if character == "%" else f"\\{character}")

    def end(self, tag: str) -> None:
        """An end tag."""
        if tag in ("number:text", "number:currency-symbol"):
            self._in_text = False
        elif tag in _STYLES:
            self._codes[self._name], self._name = "".join(self._parts), ""
        elif tag == "style:style":
            self.looks.end()

    def code(self, style: str) -> str:
        """Format code of a cell style; ``""`` for one that shows what is stored."""
        for _ in range(10):
            data, parent = self._cells.get(style, ("", ""))
            if data or not parent:
                break
            style = parent
        own = self._codes.get(data, "")
        # A section that shows nothing says so, or it would be taken for one without a format.
        mapped = [
            f"[{condition}]{self._codes.get(name, '') or _NOTHING}"
            for condition, name in self._maps.get(data, ())
        ]
        code = ";".join([*mapped, own]) if mapped else own
        return "" if code in ("General", "@") else code


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


class Opening(NamedTuple):
    """Styles, and what else stands before the first sheet.

    Attributes:
        open_tags: elements that have no end there.
        found: names of all elements.
        complete: it ends where markup ends, not within an element or a comment.
    """

    styles: DataStyles
    open_tags: tuple[str, ...]
    found: frozenset[str]
    complete: bool


def opening(common: bytes, head: bytes) -> Opening:
    """What is before the sheets. ``common``: styles that are not the content's own; both may be missing."""
    styles, tags, found = DataStyles(), list[str](), set[str]()

    def start(tag: str, attributes: dict[str, str]) -> None:
        tags.append(tag)
        found.add(tag)
        begun = styles.begun.get(tag)
        if begun is not None:
            begun(attributes)

    def end(tag: str) -> None:
        tags.pop()
        styles.end(tag)

    if common:
        parse(common, start, end, styles.words)
    passed = parse(head, start, end, styles.words, whole=False) if head else 0
    return Opening(styles, tuple(tags), frozenset(found), passed == len(head))


remembered_opening = lru_cache(maxsize=4)(opening)
"""The same, once for all workbooks of a template. What it finds must stay as it is."""


def parse(
    part: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    words: Callable[[str], None],
    *,
    whole: bool = True,
) -> int:
    """Pass over a part, or its beginning; how many bytes were whole pieces of markup.

    Raises:
        Unreadable: it is no XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = words
    try:
        parser.Parse(part, whole)
    except expat.ExpatError as error:
        raise Unreadable("damaged", reason="xml") from error
    return parser.CurrentByteIndex
