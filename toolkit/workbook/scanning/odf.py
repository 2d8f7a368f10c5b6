"""Scanning an OpenDocument spreadsheet (.ods).

Element and attribute names are taken literally, prefix and all, because the value reader does so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from toolkit.workbook.scanning.package import Package
from toolkit.workbook.scanning.scanned import (
    Extent,
    Scan,
    SheetScan,
    Unreadable,
    check_near,
    check_sheets,
    check_text,
)

CONTENT = "content.xml"
MIMETYPE = "mimetype"
MIMETYPE_OF_SHEETS = b"application/vnd.oasis.opendocument.spreadsheet"

_MANIFEST = "META-INF/manifest.xml"
_GENERATOR = re.compile(rb"<meta:generator>([^<]*)<")
_ONE_CELL = re.compile(r"\$?(?:'((?:[^']|'')+)'|([^'.$]+))\.\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ERROR_TEXT = re.compile(r"#(?:REF!|VALUE!|NAME\?|DIV/0!|N/A|NUM!|NULL!)|Err:\d{3}")
_ELSEWHERE = re.compile(r"'(?:file|https?|ftp|smb)://?|\bDDE\(", re.IGNORECASE)
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_VALUES = frozenset(
    {
        "office:value-type",
        "office:value",
        "office:string-value",
        "office:date-value",
        "office:time-value",
        "office:boolean-value",
        "table:formula",
    }
)
_ELSEWHERE_TAGS = frozenset({"table:dde-link", "table:table-source", "table:cell-range-source"})


def is_encrypted(package: Package) -> bool:
    """Whether the manifest says that parts are encrypted with a password."""
    return _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST)


def scan_odf(package: Package) -> Scan:
    """Scan the package of a spreadsheet.

    Raises:
        Unreadable: the value reader would fail, hang or lose values on it.
    """
    part = package.xml(CONTENT)
    if b"<![CDATA[" in part:  # taken for blank by the value reader
        raise Unreadable("damaged", reason="markup")
    content = _Content(part)
    check_sheets([sheet.name for sheet in content.sheets])
    sheets = {sheet.name: sheet for sheet in content.sheets}
    return Scan(
        format="ods",
        sheets=sheets,
        names={name: place for name, place in content.names.items() if place[0] in sheets},
        macros=any(name.startswith("basic/") and name.count("/") > 1 for name in package.names)
        or any(name.startswith("scripts/") and not name.endswith("/") for name in package.names),
        external_links=content.elsewhere,
        producer=_producer(package),
    )


class _Content:
    """Walks ``content.xml``; repeated cells and rows are counted, not copied."""

    def __init__(self, part: bytes) -> None:
        self.sheets: list[SheetScan] = []
        self.names: dict[str, tuple[str, int, int]] = {}
        self.elsewhere = False
        self._extent = Extent()
        self._text_total = 0
        self._open = False
        self._cells = 0
        self._row = self._rows = self._column = self._columns = 0
        self._last_row = self._last_column = -1
        self._row_cells: list[tuple[int, int, str | None, bool]] = []
        self._cell: Mapping[str, str] | None = None
        self._text: list[str] = []
        self._length = 0
        self._begun: dict[str, Callable[[dict[str, str]], None]] = {
            "table:table-row": self._begin_row,
            "table:table": self._begin_table,
            "text:s": self._space,
            "table:named-range": self._named,
            **dict.fromkeys(_ELSEWHERE_TAGS, self._points_elsewhere),
        }
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(part, True)
        except expat.ExpatError as error:
            raise Unreadable("damaged", reason="xml") from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _CELLS:
            self._columns = _repeats(attributes, "table:number-columns-repeated")
            self._cells += 1
            self._cell, self._text, self._length = attributes, [], 0
            return
        begun = self._begun.get(tag)
        if begun is not None:
            begun(attributes)

    def _end(self, tag: str) -> None:
        if tag in _CELLS:
            attributes, self._cell = self._cell, None
            if attributes is not None and self.sheets:
                first, self._column = self._column, self._column + self._columns
                if not _VALUES.isdisjoint(attributes):
                    self._end_cell(attributes, first)
        elif tag == "table:table-row":
            self._end_row()
        elif tag == "table:table":
            self._open = False
            self._count()
            if self._last_row >= 0:
                self._extent.admit(self.sheets[-1].name, self._last_row, self._last_column)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._rows = _repeats(attributes, "table:number-rows-repeated")
        self._column, self._row_cells = 0, []

    def _space(self, attributes: Mapping[str, str]) -> None:
        self._length += _repeats(attributes, "text:c")

    def _points_elsewhere(self, _: Mapping[str, str]) -> None:
        self.elsewhere = True

    def _characters(self, text: str) -> None:
        if self._cell is not None:
            self._length += len(text)
            if len(self._text) < 8:
                self._text.append(text)

    def _begin_table(self, attributes: Mapping[str, str]) -> None:
        if self._open:  # a table in a cell: its rows would be taken for rows of the sheet
            raise Unreadable("damaged", reason="markup")
        self._open = True
        self.sheets.append(SheetScan(attributes.get("table:name", "")))
        self._row, self._last_row, self._last_column = 0, -1, -1

    def _end_cell(self, attributes: Mapping[str, str], first: int) -> None:
        check_near(self.sheets[-1].name, self._row + self._rows - 1, self._column - 1)
        formula = attributes.get("table:formula")
        words = "".join(self._text)
        kind = attributes.get("calcext:value-type")
        error = kind == "error" or (words[:1] in ("#", "E") and bool(_ERROR_TEXT.fullmatch(words)))
        if formula is not None and not self.elsewhere:
            self.elsewhere = bool(_ELSEWHERE.search(formula))
        self._row_cells.append((first, self._column - 1, formula, error))
        stored = sum(map(len, attributes.values()))
        self._text_total += (self._length + stored) * self._columns * self._rows
        check_text(self._text_total)

    def _end_row(self) -> None:
        first, self._row = self._row, self._row + self._rows
        self._count()
        if not self._row_cells or not self.sheets:
            return
        self._last_row = self._row - 1
        self._last_column = max(self._last_column, self._row_cells[-1][1])
        sheet = self.sheets[-1]
        for left, right, formula, error in self._row_cells:
            if formula is None and not error:
                continue
            places = self._places(first, left, right)
            if formula is not None:
                sheet.compute(places, formula)
            if error:
                sheet.errors.update(places)

    def _count(self) -> None:
        self._extent.count(self._cells)
        self._cells = 0

    def _places(self, first: int, left: int, right: int) -> list[tuple[int, int]]:
        if left == right and self._rows == 1:
            return [(first, left)]
        self._extent.count((right - left + 1) * self._rows)
        return [(r, c) for r in range(first, self._row) for c in range(left, right + 1)]

    def _named(self, attributes: Mapping[str, str]) -> None:
        found = _ONE_CELL.fullmatch(attributes.get("table:cell-range-address", ""))
        if found:
            sheet = found[1].replace("''", "'") if found[1] else found[2]
            column = 0
            for letter in found[3]:
                column = column * 26 + ord(letter) - 64
            # Names of the workbook come after those of its sheets and go before them.
            self.names[attributes.get("table:name", "")] = (sheet, int(found[4]) - 1, column - 1)


def _repeats(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(name)
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit()):
        raise Unreadable("damaged", reason="repeat")
    return max(int(text[:12]), 1)


def _producer(package: Package) -> str:
    if "meta.xml" not in package:
        return ""
    found = _GENERATOR.search(package.read("meta.xml"))
    return html.unescape(found[1].decode("utf-8", "replace")) if found else ""
