"""The looks of cells: number → look, and new looks made from those that are there."""

from __future__ import annotations

from copy import deepcopy
from typing import NamedTuple, TypeAlias

from lxml import etree

from toolkit.workbook.editing.shared_texts import MAIN
from toolkit.workbook.scanning.formats import BUILTIN

Edge: TypeAlias = tuple[str, str]
"""Style of a line, and its colour as AARRGGBB."""
_CHILDREN = ("alignment", "protection", "extLst")
_TABLES = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_FONT = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name",
    "family", "charset", "scheme",
)  # fmt: skip
"""Order of the properties of a font (ECMA-376 part 1, CT_Font)."""
_FIRST_OWN_FORMAT = 164


class LookChange(NamedTuple):
    """What is to be different; ``None``: nothing.

    Attributes:
        fill: colour as AARRGGBB, or ``""`` for no fill.
        edge: all four sides.
        locked: whether a protected sheet keeps the clerk out.
        format: code of a number format.
    """

    fill: str | None = None
    edge: Edge | None = None
    locked: bool | None = None
    format: str | None = None


class CellStyles:
    """The table of looks in a style sheet; whoever asks for a new look has the tree written anew.

    Raises:
        ValueError: the style sheet lacks a table.
    """

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        tables = {name: root.find(f"{MAIN}{name}") for name in _TABLES}
        if any(tables[name] is None for name in ("fonts", "fills", "borders", "cellXfs")):
            raise ValueError("no style sheet")
        self.tables: dict[str, etree._Element] = {
            n: table for n, table in tables.items() if table is not None
        }
        self.looks = list(self.tables["cellXfs"].iterchildren(f"{MAIN}xf"))
        self._made: dict[tuple[int, LookChange], int] = {}
        self._taken: dict[tuple[int, int], int] = {}
        self._added: dict[tuple[str, bytes], int] = {}

    def locked(self, number: int) -> bool:
        found = self.looks[number].find(f"{MAIN}protection")
        return found is None or found.get("locked", "1") not in ("0", "false")

    def number_format(self, number: int) -> str:
        """Code of the number format; ``""`` for General."""
        return self._code(int(self.looks[number].get("numFmtId", "0")))

    def _code(self, known: int) -> str:
        for entry in self.tables.get("numFmts", ()):
            if entry.get("numFmtId") == str(known):
                return str(entry.get("formatCode", ""))
        return "@" if known == 49 else BUILTIN.get(known, "")

    def filled(self, colours: frozenset[str]) -> frozenset[int]:
        """The looks with a plain fill of one of these colours."""
        ours = {str(n) for n, fill in enumerate(self.tables["fills"]) if _plain_fill(fill) in colours}
        return frozenset(n for n, look in enumerate(self.looks) if look.get("fillId", "0") in ours)

    def fill(self, number: int) -> str:
        """Colour of a plain fill, or ``""``."""
        return _plain_fill(self.tables["fills"][int(self.looks[number].get("fillId", "0"))])

    def left_edge(self, number: int) -> str:
        """Style of the line at the left."""
        border = self.tables["borders"][int(self.looks[number].get("borderId", "0"))]
        left = border.find(f"{MAIN}left")
        left = border.find(f"{MAIN}start") if left is None else left
        return "" if left is None else str(left.get("style", ""))

    # --- new looks -----------------------------------------------------------------------------

    def changed(self, number: int, change: LookChange) -> int:
        """The look that is like another but for a change."""
        if (number, change) not in self._made:
            self._made[number, change] = self._changed(number, change)
        return self._made[number, change]

    def _changed(self, number: int, change: LookChange) -> int:
        look = deepcopy(self.looks[number])
        if change.fill is not None:
            _set(look, "fillId", self._add("fills", _fill(change.fill)), "applyFill")
        if change.edge is not None:
            _set(look, "borderId", self._add("borders", _border(change.edge)), "applyBorder")
        if change.format is not None:
            _set(look, "numFmtId", self._format(change.format), "applyNumberFormat")
        if change.locked is not None:
            protection = look.find(f"{MAIN}protection")
            if protection is None:
                protection = etree.SubElement(look, f"{MAIN}protection")
                look[:] = sorted(look, key=lambda child: _CHILDREN.index(etree.QName(child).localname))
            protection.set("locked", str(int(change.locked)))
            look.set("applyProtection", "1")
        return self._append(look)

    def taken(self, other: CellStyles, number: int) -> int:
        """The look that a cell has in another workbook."""
        if (id(other), number) not in self._taken:
            self._taken[id(other), number] = self._append(self._copied(other, other.looks[number]))
        return self._taken[id(other), number]

    def _copied(self, other: CellStyles, known: etree._Element) -> etree._Element:
        look = deepcopy(known)
        for name, place in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
            part = other.tables[name][int(known.get(place, "0"))]
            look.set(place, str(self._add(name, deepcopy(part))))
        look.set("numFmtId", str(self._format(other._code(int(known.get("numFmtId", "0"))))))
        look.set("xfId", "0")
        for applied in ("NumberFormat", "Font", "Fill", "Border", "Alignment", "Protection"):
            look.set(f"apply{applied}", "1")
        return look

    def _append(self, look: etree._Element) -> int:
        self.looks.append(look)
        return self._into("cellXfs", look)

    def _add(self, name: str, part: etree._Element) -> int:
        key = name, etree.tostring(part, method="c14n")
        if key not in self._added:
            self._added[key] = self._into(name, part)
        return self._added[key]

    def _into(self, name: str, part: etree._Element) -> int:
        table = self.tables[name]
        kind = part.tag
        number = sum(1 for _ in table.iterchildren(kind))
        part.tail = None
        table.append(part)
        table.set("count", str(number + 1))
        return number

    def _format(self, code: str) -> int:
        if code.lower() in ("", "general"):
            return 0
        own = {
            entry.get("formatCode"): int(entry.get("numFmtId")) for entry in self.tables.get("numFmts", ())
        }
        known = own.get(code) or next((n for n, c in BUILTIN.items() if c == code and n < 23), None)
        if known is not None:
            return known
        if code == "@":
            return 49
        if "numFmts" not in self.tables:
            self.tables["numFmts"] = etree.Element(f"{MAIN}numFmts")
            self.root.insert(0, self.tables["numFmts"])
        number = max([_FIRST_OWN_FORMAT - 1, *own.values()]) + 1
        made = etree.Element(f"{MAIN}numFmt", numFmtId=str(number), formatCode=code)
        self._into("numFmts", made)
        return number


def with_ordered_fonts(root: etree._Element) -> bool:
    """Put the properties of each font, which openpyxl mixes, in order; whether any was not."""
    found = False
    for font in root.iter(f"{MAIN}font"):  # those of conditional formats included
        ordered = sorted(font, key=_place_in_font)
        if ordered != list(font):
            font[:], found = ordered, True
    return found


def _place_in_font(element: etree._Element) -> int:
    return _FONT.index(etree.QName(element).localname)


def _set(look: etree._Element, name: str, number: int, applied: str) -> None:
    look.set(name, str(number))
    look.set(applied, "1")


def _plain_fill(fill: etree._Element) -> str:
    pattern = fill.find(f"{MAIN}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return ""
    colour = pattern.find(f"{MAIN}fgColor")
    return "" if colour is None else str(colour.get("rgb", "")).upper()


def _fill(colour: str) -> etree._Element:
    made = etree.Element(f"{MAIN}fill")
    pattern = etree.SubElement(made, f"{MAIN}patternFill", patternType="solid" if colour else "none")
    if colour:
        etree.SubElement(pattern, f"{MAIN}fgColor", rgb=colour)
    return made


def _border(edge: Edge) -> etree._Element:
    made = etree.Element(f"{MAIN}border")
    style, colour = edge
    for side in ("left", "right", "top", "bottom"):
        etree.SubElement(etree.SubElement(made, f"{MAIN}{side}", style=style), f"{MAIN}color", rgb=colour)
    etree.SubElement(made, f"{MAIN}diagonal")
    return made
