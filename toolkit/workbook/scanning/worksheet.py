"""The cells of a worksheet part as they are stored, whatever the spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from toolkit.workbook.scanning.markup import COLUMNS, Elements, escaped
from toolkit.workbook.scanning.scanned import MAX_CELLS, Unreadable, a1, check_cells


class Stored(NamedTuple):
    """A cell as stored; empty bytes where there is no such thing. Texts keep their references.

    Attributes:
        kind: type, empty for a number; ``?`` before it where the cell says two different things.
        tag: start tag of the formula, without its brackets.
        inline: text of an ``is`` element.
    """

    column: bytes
    row: bytes
    style: bytes
    kind: bytes
    value: bytes
    tag: bytes
    formula: bytes
    inline: bytes


# A cell as Excel, WPS, LibreOffice, openpyxl and xlsxwriter write it, with the address first, or else
# the begin of any markup but rows: cells spelt otherwise, comments, CDATA. A character reference in a
# value is left to the parser.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]+)")?'
    rb'(?: ?/>|(?: t="([a-zA-Z]+)")?(?: ?/>|>(?:'
    rb"<v>([^<&]*)</v></c>|"
    rb"(?:<(f[^<>]*)(?:/>|>([^<]*)</f>))?(?:<v>[^<&]*</v>|<v ?/>)?</c>|"
    rb"<is><t[^<>]*>([^<]*)</t></is></c>)))"
    rb"|<(?!/?row[ />])"
)
_ADDRESS = re.compile(r"([A-Za-z]{1,12})0*([1-9][0-9]*)")
BEGIN_OF_ROWS, END_OF_ROWS, END_OF_SHEET = b"<sheetData>", b"</sheetData>", b"</worksheet>"
_PIECE = 500_000
"""Bytes of a worksheet that are looked at together; those of a submission all are."""
TAGS_OF_A_CELL = 8
"""More than a cell and its share of a row ever have."""
_MERGED = re.compile(
    rb"""<(?:[\w.-]{1,99}:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3}[1-9][0-9]{0,6}:[A-Z]{1,3}[1-9][0-9]{0,6})["']"""
)
_PREFIX = 200
"""More bytes than stand before the name of an element; and than one has that says where cells are merged."""
_NUMBER = re.compile(rb"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ERRORS = frozenset({b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"})
_BOOLEANS = frozenset({b"0", b"1", b"true", b"false"})


def canonical_cells(part: bytes) -> list[Stored] | None:
    """The cells of a worksheet in the usual spelling, ``None`` if it needs a real parser.

    Many times as fast as a parser, and as safe: every ``<`` of the sheet data must belong to a row
    tag or to a cell of the pattern, so no reader can see a cell that is not among them. The cells are
    plain tuples in the order of :class:`Stored`; the value beside a formula is left out.
    """
    cells: list[Stored] = []
    for piece in canonical_pieces(part, sheet_data(part)):
        if piece is None:
            return None
        cells = cells + piece if cells else piece
    return cells


def sheet_data(part: bytes) -> tuple[int, int]:
    """Where the rows of a worksheet begin and end, -1 where that is spelt unusually."""
    return part.find(BEGIN_OF_ROWS), part.rfind(END_OF_ROWS)


def canonical_pieces(part: bytes, data: tuple[int, int]) -> Iterator[list[Stored] | None]:
    """The same piece by piece, each of whole rows; ``None``, as the last, where it needs a real parser.

    Args:
        data: where the rows begin and end.
    """
    start, end = data
    if start < 0 or end < start or b"sheetData" in part[:start]:
        yield None
        return
    begin = start + len(BEGIN_OF_ROWS)
    if end - begin > MAX_CELLS * len(b'<c r="A1"/>'):
        check_cells(max(part.count(b"<c ", begin, end), part.count(b"<", begin, end) // TAGS_OF_A_CELL))
    while begin < end:
        # No cell of the pattern holds a row tag, so none is cut in two.
        cut = part.find(b"<row", begin + _PIECE, end)
        cut = end if cut < 0 else cut
        cells = _CELL.findall(part, begin, cut)
        if b"" in [cell[0] for cell in cells]:
            yield None
            return
        yield cells
        begin = cut


def parsed_cells(part: bytes) -> list[Stored]:
    """The cells of any worksheet: prefixes, missing addresses, other attribute orders, extensions."""
    return _Worksheet(part).cells


class _Worksheet(Elements):
    """Reads the cells of a worksheet."""

    _TEXTS = ((), ("v",), ("f",), ("is", "t"), ("is", "r", "t"))

    def __init__(self, part: bytes) -> None:
        self.cells: list[Stored] = []
        self._row = self._next_row = self._column = 0
        self._data = 0
        self._path: list[str] | None = None
        super().__init__(part)

    def prepare(self) -> None:
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._path is not None:
            self._path.append(tag)
            self._inside(tag, attributes)
        elif tag == "c":
            self._begin(attributes)
        elif tag == "row":
            self._row = _row(attributes["r"]) - 1 if "r" in attributes else self._next_row
            self._next_row, self._column = self._row + 1, 0
        elif tag == "sheetData":
            self._data += 1
            if self._data > 1:  # the value reader stops after the first
                raise Unreadable("damaged", reason="markup")

    def _begin(self, attributes: dict[str, str]) -> None:
        if "r" not in attributes:
            letters, row = a1(0, self._column)[:-1].encode(), self._row + 1
            self._column += 1
        else:
            address = _ADDRESS.fullmatch(attributes["r"])
            if address is None:
                raise Unreadable("damaged", reason="cell_reference")
            letters, row = address[1].upper().encode(), _row(address[2])
            self._column = COLUMNS[letters] + 1
        style = attributes.get("s", "")
        self._here = letters, str(row).encode(), style.encode() if style.isdigit() else b""
        self._kind = attributes.get("t", "").encode()
        self._path, self._tag = [], b""
        self._found: dict[str, list[str]] = {"v": [], "f": [], "is": []}
        self._strange = False

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        if self._path == [tag] and tag in self._found:
            self._found[tag].append("")
            if tag == "f":
                stated = (f'{key}="{value}"' for key, value in attributes.items())
                self._tag = " ".join(["f", *stated]).encode()
        elif self._path == [tag] and tag != "extLst":  # alternatives for other programs, with other values
            self._strange = True

    def _characters(self, text: str) -> None:
        if self._path and tuple(self._path) in self._TEXTS:
            self._found[self._path[0]][-1] += text

    def _end(self, _: str) -> None:
        if self._path:
            self._path.pop()
        elif self._path is not None:
            self._path = None
            self.cells.append(self._stored())
            check_cells(len(self.cells))

    def _stored(self) -> Stored:
        values, formulas, texts = self._found["v"], self._found["f"], self._found["is"]
        value, formula, inline = ("".join(found[:1]) for found in (values, formulas, texts))
        kind = self._kind
        if texts and not value.strip():
            kind, value = b"inlineStr", ""
        elif kind == b"inlineStr" and texts and value.strip() == inline.strip():
            value = ""
        twofold = any(len(set(found)) > 1 for found in (values, formulas, texts))
        if twofold or self._strange or (value and (texts or kind == b"inlineStr")):
            kind = b"?" + kind
        if self._tag:
            value = ""
        return Stored(*self._here, kind, escaped(value), self._tag, escaped(formula), escaped(inline))


def _row(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12 or int(digits) == 0:
        raise Unreadable("damaged", reason="cell_reference")
    return int(digits)


def is_number(value: bytes) -> bool:
    """Whether the content of a number cell is one."""
    return _NUMBER.fullmatch(value) is not None


def markup_of(part: bytes, address: str) -> bytes:
    """All that stands in a cell, tags and all; empty where it is spelt without its address."""
    cell = rb"""<((?:[\w.-]{1,99}:)?c)\s(?:[^<>]*?\s)?r\s*=\s*["']%s["'][^<>]*(?<!/)>(.*?)</\1\s*>"""
    found = re.search(cell % address.encode(), part, re.DOTALL)
    return found[2] if found else b""


def merged_areas(part: bytes, begin: int = 0) -> list[bytes]:
    """Addresses of the merged cells of a worksheet, in any spelling, from that byte on."""
    first = part.find(b"mergeCell", begin)
    if first < 0:
        return []
    # Backwards, because much else follows them.
    last = part.rfind(b"mergeCell", first)
    return _MERGED.findall(part, max(begin, first - _PREFIX), last + _PREFIX)


def merge_cells_element(areas: Iterable[bytes]) -> bytes:
    """The element that says which cells are merged; empty where none are."""
    said = b"".join([b'<mergeCell ref="%s"/>' % area for area in areas])
    return b"<mergeCells>%s</mergeCells>" % said if said else b""


def rewritten(cells: Iterable[Stored], strings: int, merged: Iterable[bytes]) -> bytes:
    """A worksheet part with these cells in the usual spelling, contents byte for byte.

    What the value reader would refuse the whole sheet for is replaced: an error value it does not
    know by one it knows, a value that is none of its type by nothing. ``strings``: how many shared
    strings there are.
    """
    rows = []
    for row, group in groupby(map(Stored._make, cells), key=lambda cell: cell.row):
        inside = b"".join(_spelt(cell, strings) for cell in group)
        rows.append(b'<row r="%s">%s</row>' % (row, inside))
    head = (
        b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns='
        b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    )
    return b"".join([head, BEGIN_OF_ROWS, *rows, END_OF_ROWS, merge_cells_element(merged), END_OF_SHEET])


def _spelt(cell: Stored, strings: int) -> bytes:
    kind, value = cell.kind, cell.value.strip()
    if cell.tag:  # its stored result is never believed
        kind, value = b"", b""
    elif kind in (b"", b"n"):
        if value and not is_number(value):
            kind = b"str"
    elif kind == b"inlineStr":
        kind, value = b"str", cell.inline
    elif kind == b"e":
        value = value if value in _ERRORS else b"#VALUE!"
    elif kind in (b"str", b"d"):
        value = cell.value
    elif (
        (kind == b"b" and value not in _BOOLEANS)
        or (kind == b"s" and not (value.isdigit() and int(value) < strings))
        or kind not in (b"b", b"s")
    ):
        return b""
    style = b' s="%s"' % cell.style if cell.style else b""
    content = b'<v xml:space="preserve">%s</v>' % value if kind == b"str" else b"<v>%s</v>" % value
    return b'<c r="%s%s"%s%s>%s</c>' % (
        cell.column, cell.row, style, b' t="%s"' % kind if kind else b"", content if value else b"<v/>",
    )  # fmt: skip
