"""Scanning an Office Open XML workbook (.xlsx, .xlsm, and .et as WPS writes it today)."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping
from functools import lru_cache, partial
from typing import TypeAlias
from xml.parsers import expat

from toolkit.workbook.scanning.package import Package
from toolkit.workbook.scanning.scanned import (
    MAX_CELLS,
    MAX_FORMULAS,
    MAX_ROWS,
    MAX_TEXT,
    Deferred,
    Extent,
    Later,
    Place,
    Scan,
    SheetScan,
    Unreadable,
    a1,
    check_cells,
    check_order,
    check_sheets,
    check_text,
)

Stored: TypeAlias = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""A cell as stored: column, row, type, value, ``f`` tag, formula, start tag of an inline text.

Empty bytes where there is no such thing; the value beside a formula is left out.
"""

WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"

# A cell as Excel, WPS, LibreOffice, openpyxl and xlsxwriter write it, with the address first, or else
# the begin of any markup but rows: cells spelt otherwise, comments, CDATA. A character reference in a
# value is left to the parser.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]+")?'
    rb'(?: ?/>|(?: t="([a-zA-Z]+)")?(?: ?/>|>(?:'
    rb"<v>([^<&]*)</v></c>|"
    rb"(?:<(f[^<>]*)(?:/>|>([^<]*)</f>))?(?:<v>[^<&]*</v>|<v ?/>)?</c>|"
    rb"<is>(<t[^<>]*>)[^<]*</t></is></c>)))"
    rb"|<(?!/?row[ />])"
)
_ADDRESS = re.compile(r"([A-Za-z]{1,12})0*([1-9][0-9]*)")
_SHEET_START = re.compile(rb"<(?:[\w.-]{1,99}:)?sheet[\s/>]")
_NAMED_CELL = re.compile(
    r"""<(?:[\w.-]{1,99}:)?definedName\s(?:[^<>]*?\s)?name=["']([^"'<>]*)["']([^<>]*)>"""
    r"(?:'((?:[^']|'')+)'|([^'!\[\]<>]+))!\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})</"
)
_STRINGS_ROOT = re.compile(rb'(?:<\?xml[^<>]*\?>\s*)?<sst(?:\s[\w:]+="[^"<>&]*")*>')
_DECLARED_STRINGS = re.compile(rb'\suniqueCount="([^"]*)"')
_STRING_START = re.compile(rb"<(?:[\w.-]{1,99}:)?si[\s/>]")
_ELSEWHERE = re.compile(r"\[\d+\][^\s\[\]\0]*!|\|[^|\0]*!")
_ARRAY = re.compile(rb'\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_REFERRED_MARK = re.compile(rb"&#0*(?:91|124);|&#x0*(?:5b|7c);", re.IGNORECASE)
"""``[`` or ``|`` spelt as a character reference."""
_TEXT_LITERAL = re.compile(r'"[^"\0]*"')
_APPLICATION = re.compile(rb"<(?:\w{1,99}:)?Application>([^<]*)<")
_REFERENCES = ((b"&quot;", b'"'), (b"&lt;", b"<"), (b"&gt;", b">"), (b"&apos;", b"'"), (b"&amp;", b"&"))
"""The references that XML itself knows; the ampersand last, so that nothing is resolved twice."""
_REFERENCE = re.compile(rb"&#?\w{1,9};")

_TAGS_OF_A_CELL = 8
"""More than a cell and its share of a row ever have."""
_PLAIN_TYPES = (b"", b"n")
"""Types of which only a cell with content is a value: writers put ``n`` on empty cells too."""


def scan_ooxml(package: Package, later: Collection[str] = ()) -> Scan:
    """Scan the package of a workbook; the sheets named in ``later`` only when they are asked for.

    Raises:
        Unreadable: the value reader would fail, hang or lose values on it.
    """
    part = package.xml(WORKBOOK)
    workbook = _Workbook(part)
    names, elsewhere = _defined_names(part)
    targets = _Relations(package.xml(_RELATIONS)).targets
    check_sheets([name for name, _ in workbook.sheets])
    paths = {name: _path(targets, relation) for name, relation in workbook.sheets}
    if len({path.casefold() for path in paths.values()}) < len(paths):
        raise Unreadable("damaged", reason="missing_part")
    sheets = _Sheets(package.xml(_STRINGS) if _STRINGS in package else b"")
    parts = {name: package.xml(path) for name, path in paths.items()}
    found = Deferred(
        {name: sheets.scan(name, part) for name, part in parts.items() if name not in later},
        {name: partial(sheets.scan, name, part) for name, part in parts.items() if name in later},
    )
    elsewhere = elsewhere or any(_may_point_elsewhere(parts[name]) for name in later if name in parts)
    if _STYLES in package:
        package.xml(_STYLES)  # the value reader unpacks it too, so its size must be true
    macros = any("vbaproject" in name or "/macrosheets/" in name for name in package.names)
    links = any(name.startswith("xl/externallinks/") for name in package.names)
    return Scan(
        format="xlsm" if macros else "xlsx",
        sheets=found,
        names=Later(None, lambda: {name: place for name, place in names.items() if place[0] in parts}),
        macros=macros,
        external_links=links or elsewhere or sheets.elsewhere,
        producer=_producer(package),
        written=lambda sheet, column, row: _written(parts[sheet], column, row),
    )


def _written(part: bytes, column: int, first: int) -> bool:
    """Whether a cell of that column may hold something; true where the spelling is unusual."""
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
    data = part[start:end]
    if start < 0 or b"<c>" in data or b":c " in data or data.count(b"<c ") != data.count(b'<c r="'):
        return True
    cell = rb'<c r="%s([0-9]+)"[^>]*[^/>]>(?!(?:<v ?/>|<v></v>)?</c>)' % a1(0, column)[:-1].encode()
    return any(int(row) > first for row in re.findall(cell, data))


class _Elements:
    """Reads a part by the start tags of its elements, prefixes dropped."""

    def __init__(self, part: bytes) -> None:
        self._part = part
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._any
        try:
            self._parser.Parse(part, True)
        except expat.ExpatError as error:
            raise Unreadable("damaged", reason="xml") from error

    def _any(self, tag: str, attributes: dict[str, str]) -> None:
        self.start(tag[tag.rfind(":") + 1 :], attributes)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def text(self) -> tuple[bytes, bool]:
        """Raw text of the element that starts here, and whether its end tag follows at once."""
        end = self._part.index(b">", self._parser.CurrentByteIndex)
        if self._part[end - 1 : end] == b"/":
            return b"", True
        stop = self._part.find(b"<", end)
        return self._part[end + 1 : stop], self._part[stop + 1 : stop + 2] == b"/"


class _Relations(_Elements):
    """Relation id → target."""

    def __init__(self, part: bytes) -> None:
        self.targets: dict[str, str] = {}
        super().__init__(part)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Workbook(_Elements):
    """Sheets with their relation."""

    def __init__(self, part: bytes) -> None:
        self.sheets: list[tuple[str, str]] = []
        super().__init__(part)
        if len(_SHEET_START.findall(part)) != len(self.sheets):
            raise Unreadable("damaged", reason="markup")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation))
        elif tag == "definedNames":  # hundreds of them, and no sheet behind: see above
            self._parser.StartElementHandler = None


class _Strings(_Elements):
    """Checks the declared number of shared strings: the value reader makes room for so many at once."""

    def __init__(self, part: bytes) -> None:
        self._tables = 0
        usual = _STRINGS_ROOT.match(part) if part.count(b"sst") == 2 else None
        if usual is None:
            super().__init__(part)
        else:
            declared = _DECLARED_STRINGS.search(usual[0])
            self._check(declared[1].decode("utf-8", "replace") if declared else "0", len(part))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sst":
            self._tables += 1
            self._check(attributes.get("uniqueCount", "0"), len(self._part))

    def _check(self, declared: str, size: int) -> None:
        number = int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 10 else -1
        if not 0 <= number <= max(size // len("<si/>"), 100_000) or self._tables > 1:
            raise Unreadable("damaged", reason="string_count")


class _Sheets:
    """Scans worksheet parts one after the other, within the bounds of one workbook."""

    def __init__(self, strings: bytes) -> None:
        if strings:
            _Strings(strings)
        self.elsewhere = False
        self._extent = Extent()
        self._strings = strings
        self._copies = 0

    def scan(self, name: str, part: bytes) -> SheetScan:
        """Positions of formulas and errors; refuses far cells."""
        stored = canonical_cells(part)
        if stored is None:
            stored = parsed_cells(part)
        self._extent.count(len(stored))
        cells = [c for c in stored if c[3] or c[4] or c[6] or c[2] not in _PLAIN_TYPES]
        places = [(_ROWS[cell[1]], _COLUMNS[cell[0]]) for cell in cells]
        sheet = SheetScan(name)
        if not cells:
            return sheet
        check_order(places)
        self._extent.admit(name, places[-1][0], max([column for _, column in places]))
        kinds = [cell[2] for cell in cells]
        self._check_strings(kinds.count(b"s"))
        if b"e" in kinds:
            sheet.errors = {place for place, kind in zip(places, kinds, strict=True) if kind == b"e"}
        self._formulas(sheet, places, cells)
        return sheet

    def _formulas(self, sheet: SheetScan, places: list[tuple[int, int]], cells: list[Stored]) -> None:
        computed = [cell for cell in cells if cell[4]]
        if not computed:
            return
        # Decoded in one piece: no part holds a NUL.
        joined = b"\0".join([cell[5] for cell in computed])
        check_text(len(joined), MAX_FORMULAS)
        spots = [place for place, cell in zip(places, cells, strict=True) if cell[4]]

        def texts() -> dict[Place, str]:
            return dict(zip(spots, _unescaped(joined).split("\0"), strict=True))

        sheet.formulas = Later(frozenset(spots), texts)
        self.elsewhere = self.elsewhere or _may_point_elsewhere(joined)
        arrays = [tag for tag in {cell[4] for cell in computed} if b"array" in tag]
        if arrays:
            formulas = texts()
            for tag in arrays:
                _spread(formulas, tag, places)
            sheet.formulas = formulas

    def _check_strings(self, copies: int) -> None:
        """Every cell gets its own copy of a shared string."""
        self._copies += copies
        if self._copies * len(self._strings) > MAX_TEXT:
            starts = [found.start() for found in _STRING_START.finditer(self._strings)]
            ends = [*starts[1:], len(self._strings)]
            check_text(self._copies * max(map(int.__sub__, ends, starts), default=0))


def canonical_cells(part: bytes) -> list[Stored] | None:
    """The cells of a worksheet in the usual spelling, ``None`` if it needs a real parser.

    Many times as fast as a parser, and as safe: every ``<`` of the sheet data must belong to a row
    tag or to a cell of the pattern, so no reader can see a cell that is not among them.
    """
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
    if start < 0 or end < start or b"sheetData" in part[:start]:
        return None
    data = part[start + len(b"<sheetData>") : end]
    if len(data) > MAX_CELLS * len(b'<c r="A1"/>'):
        check_cells(max(data.count(b"<c "), data.count(b"<") // _TAGS_OF_A_CELL))
    cells = _CELL.findall(data)
    return None if b"" in [cell[0] for cell in cells] else cells


def parsed_cells(part: bytes) -> list[Stored]:
    """The cells of any worksheet: prefixes, missing addresses, other attribute orders."""
    return [(c[0], c[1], c[2], c[3], c[4], c[5], c[6]) for c in _Worksheet(part).cells]


class _Worksheet(_Elements):
    """Reads the cells of a worksheet."""

    def __init__(self, part: bytes) -> None:
        self.cells: list[list[bytes]] = []
        self._row = self._next_row = self._column = 0
        self._data = 0
        super().__init__(part)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._cell(attributes)
        elif tag == "row":
            self._row = _row(attributes["r"]) - 1 if "r" in attributes else self._next_row
            self._next_row, self._column = self._row + 1, 0
        elif tag == "sheetData":
            self._data += 1
            if self._data > 1:  # the value reader stops after the first
                raise Unreadable("damaged", reason="markup")
        elif self.cells:
            self._content(tag, attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("t", "").encode()
        if "r" not in attributes:
            letters, row = a1(0, self._column)[:-1].encode(), self._row + 1
            self._column += 1
        else:
            address = _ADDRESS.fullmatch(attributes["r"])
            if address is None:
                raise Unreadable("damaged", reason="cell_reference")
            letters, row = address[1].upper().encode(), _row(address[2])
            self._column = _COLUMNS[letters] + 1
        self.cells.append([letters, str(row).encode(), kind, b"", b"", b"", b""])
        check_cells(len(self.cells))

    def _content(self, tag: str, attributes: dict[str, str]) -> None:
        """The value reader loses a value before a formula, and what follows a comment in a value or
        a character reference in a number.
        """
        cell = self.cells[-1]
        if tag == "v":
            value, closed = self.text()
            if not closed or cell[3] or (b"&" in value and cell[2] != b"str"):
                raise Unreadable("damaged", reason="markup")
            cell[3] = b"" if cell[4] else value
        elif tag == "f":
            if cell[3] or cell[4]:
                raise Unreadable("damaged", reason="markup")
            cell[4] = " ".join(["f", *(f'{key}="{value}"' for key, value in attributes.items())]).encode()
            cell[5] = self.text()[0]
        elif tag == "is":
            cell[6] = b"<t>"


def _spread(formulas: dict[Place, str], tag: bytes, places: list[tuple[int, int]]) -> None:
    """An array formula stands in its first cell alone but computes every cell of its range."""
    found = _ARRAY.search(tag)
    if found is None:
        return
    top, bottom = int(found[2]) - 1, int(found[4]) - 1
    left, right = _COLUMNS[found[1]], _COLUMNS[found[3]]
    for row, column in places:
        if top <= row <= bottom and left <= column <= right:
            formulas.setdefault((row, column), "")


def _may_point_elsewhere(stored: bytes) -> bool:
    """The same of text as stored; it is decoded only where one of the marks is in it."""
    if b"[" not in stored and b"|" not in stored and not _REFERRED_MARK.search(stored):
        return False
    return points_elsewhere(_unescaped(stored))


def points_elsewhere(formulas: str) -> bool:
    """Whether any of the formulas, parted by NUL, refers to another workbook (``[1]Sheet!A1``) or
    program (``app|'topic'!item``).
    """
    if "[" not in formulas and "|" not in formulas:
        return False
    return bool(_ELSEWHERE.search(_TEXT_LITERAL.sub("", formulas)))


class _Columns(dict[bytes, int]):
    """Column letters → index from 0, worked out once. Unreal columns get unreal numbers."""

    def __missing__(self, letters: bytes) -> int:
        index = 0
        for letter in letters:
            index = index * 26 + letter - 64
        if len(letters) <= 3:
            self[letters] = index - 1
        return index - 1


class _Rows(dict[bytes, int]):
    """Row number → index from 0."""

    def __missing__(self, digits: bytes) -> int:
        index = int(digits) - 1
        if index < MAX_ROWS:
            self[digits] = index
        return index


_COLUMNS = _Columns()
_ROWS = _Rows()


def _row(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12 or int(digits) == 0:
        raise Unreadable("damaged", reason="cell_reference")
    return int(digits)


def _unescaped(stored: bytes) -> str:
    if b"&#" in stored:
        stored = _REFERENCE.sub(lambda found: _character(found[0]), stored)
    elif b"&" in stored:
        for reference, character in _REFERENCES:
            stored = stored.replace(reference, character)
    return stored.decode("utf-8", "replace")


@lru_cache(maxsize=4096)
def _character(reference: bytes) -> bytes:
    return html.unescape(reference.decode()).encode("utf-8", "replace")


def _defined_names(part: bytes) -> tuple[Mapping[str, tuple[str, int, int]], bool]:
    """Defined names of single cells, and whether any name refers to another workbook or program."""
    stored = part[max(part.find(b"definedNames"), 0) :]

    def names() -> dict[str, tuple[str, int, int]]:
        own: dict[str, tuple[str, int, int]] = {}
        of_sheets: dict[str, tuple[str, int, int]] = {}
        for name, attributes, quoted, bare, letters, digits in _NAMED_CELL.findall(_unescaped(stored)):
            place = (bare or quoted.replace("''", "'"), int(digits) - 1, _COLUMNS[letters.encode()])
            (of_sheets if "localSheetId" in attributes else own)[name] = place
        return of_sheets | own

    return Later(None, names), _may_point_elsewhere(stored)


def _path(targets: dict[str, str], relation: str) -> str:
    """Where the value reader looks for a sheet."""
    target = targets.get(relation, "").lstrip("/")
    if not target:
        raise Unreadable("damaged", reason="missing_part")
    return target if target.startswith("xl/") else f"xl/{target}"


def _producer(package: Package) -> str:
    if "docProps/app.xml" not in package:
        return ""
    found = _APPLICATION.search(package.read("docProps/app.xml"))
    return _unescaped(found[1]) if found else ""
