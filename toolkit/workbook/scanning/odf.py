"""Scanning an OpenDocument spreadsheet (.ods).

Element and attribute names are taken literally, prefix and all, because the value reader does so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from functools import partial
from typing import Literal

from toolkit.workbook.scanning.comments import annotations_of
from toolkit.workbook.scanning.odf_cells import OdfCells, OdfRun
from toolkit.workbook.scanning.odf_formats import DataStyles, opening, parse, remembered_opening
from toolkit.workbook.scanning.odf_looks import LettersLook
from toolkit.workbook.scanning.odf_tables import CutTables
from toolkit.workbook.scanning.package import Package, PackagePart
from toolkit.workbook.scanning.reader_package import stored_package
from toolkit.workbook.scanning.scanned import (
    CellComment,
    Deferred,
    Extent,
    Place,
    Scan,
    SheetScan,
    Unreadable,
    check_near,
    check_sheets,
    check_text,
)
from toolkit.workbook.scanning.text_boxes import without_shapes
from toolkit.workbook.scanning.worksheet import is_number

CONTENT = "content.xml"
MIMETYPE = "mimetype"
MIMETYPE_OF_SHEETS = b"application/vnd.oasis.opendocument.spreadsheet"

_MANIFEST = "META-INF/manifest.xml"
_NO_ENTRIES = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_ONE_CELL = re.compile(r"\$?(?:'((?:[^']|'')+)'|([^'.$]+))\.\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ERROR_TEXT = re.compile(r"#(?:REF!|VALUE!|NAME\?|DIV/0!|N/A|NUM!|NULL!)|Err:\d{3}")
_ELSEWHERE = re.compile(r"'(?:file|https?|ftp|smb)://?|\bDDE\(", re.IGNORECASE)
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_SPANS_BY_AXIS = ("table:number-rows-spanned", "table:number-columns-spanned")
_SPANS = frozenset(_SPANS_BY_AXIS)
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
_STYLES = "styles.xml"
_UNSEEN = frozenset({"collapse", "filter"})
"""Visibility of rows and columns that are not shown."""
_VALUE = re.compile(rb"""(\soffice:value\s*=\s*["'])([^"'<>]*)(["'])""")
_BESIDE = frozenset({"office:annotation", "text:ruby-text"})
"""Elements in a cell whose text is not the cell's."""
_ELSEWHERE_TAGS = frozenset({"table:dde-link", "table:table-source", "table:cell-range-source"})
_SHEET = b"<table:table "
_SHEETS = frozenset({"table:table", "table:table-row", "table:named-range", *_CELLS, *_ELSEWHERE_TAGS})
"""Elements that count, and are not looked for before the first sheet."""
_STYLE_ELEMENTS = (b"<number:", b"<style:")


def is_encrypted(package: Package) -> bool:
    """Whether the manifest says that parts are encrypted with a password."""
    return _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST)


def scan_odf(package: Package, later: Container[str] = ()) -> Scan:
    """Scan the package of a spreadsheet; the sheets named in ``later``, where they can be told from the rest,
    only when they are asked for.

    Raises:
        Unreadable: the value reader would fail, hang or lose values on it.
    """
    part, boxes = without_shapes(package.xml(CONTENT))
    cut = CutTables.of(part, later)
    if not cut.plain and b"<![CDATA[" in part:  # taken for blank by the value reader
        raise Unreadable("damaged", reason="markup")
    common = package.xml(_STYLES) if _STYLES in package else b""
    rest, styles = _sheets_alone(cut.rest, common)
    content = _Content(rest, styles)
    check_sheets([sheet.name for sheet in content.sheets])
    found: dict[str, SheetScan | Callable[[], SheetScan]] = {}
    for sheet in content.sheets:
        sheet.respelt = partial(_repaired, rest)
        found[sheet.name] = partial(_whole, part, common, sheet.name) if sheet.name in cut.tables else sheet
    return Scan(
        format="ods",
        sheets=Deferred(found),
        names={name: place for name, place in content.names.items() if place[0] in found},
        macros=any(name.startswith("basic/") and name.count("/") > 1 for name in package.names)
        or any(name.startswith("scripts/") and not name.endswith("/") for name in package.names),
        external_links=content.elsewhere,
        pictures=any(name.startswith("pictures/") for name in package.names),
        comments=annotations_of(part, found),
        text_boxes=tuple(CellComment(name, "", "") for name in found) if boxes is None else boxes,
        filled=cut.filled,
        hidden=frozenset(content.hidden),
        later=cut.tables.keys(),
        package=lambda names: _given(rest if cut.tables.keys().isdisjoint(names) else part),
    )


def _whole(part: bytes, common: bytes, name: str) -> SheetScan:
    """A sheet that was put off, scanned with all others: what one takes depends on what others do."""
    content = _Content(*_sheets_alone(part, common))
    sheet = next(sheet for sheet in content.sheets if sheet.name == name)
    sheet.respelt = partial(_repaired, part)
    return sheet


def _repaired(part: bytes) -> bytes:
    """The workbook without the values that are none of their type: the value reader refuses the file for
    one of them. The cell is then found to hold something else than was read.
    """

    def value(found: re.Match[bytes]) -> bytes:
        return found[1] + found[2].strip() + found[3] if is_number(found[2].strip()) else b""

    return _given(_VALUE.sub(value, part))


def _given(part: bytes) -> bytes:
    """The package that the value reader is given."""
    parts = {MIMETYPE: MIMETYPE_OF_SHEETS, CONTENT: part, _MANIFEST: _NO_ENTRIES}
    return stored_package({name.encode(): PackagePart.of(content) for name, content in parts.items()})


def _sheets_alone(part: bytes, common: bytes) -> tuple[bytes, DataStyles]:
    """``content.xml`` without what stands before the first sheet, which is half of it and the same in every
    workbook of a template; and the styles that stand there. ``common``: styles that are not its own.
    """
    begin = part.find(_SHEET)
    if begin > 0 and all(part.find(element, begin) < 0 for element in _STYLE_ELEMENTS):
        known = remembered_opening(common, part[:begin])
        if known.complete and _SHEETS.isdisjoint(known.found):
            tags = "".join(f"<{tag}>" for tag in known.open_tags)
            return tags.encode() + part[begin:], known.styles
    return part, opening(common, b"").styles


class _Content:
    """Walks ``content.xml``; repeated cells and rows are counted, not copied."""

    def __init__(self, part: bytes, styles: DataStyles) -> None:
        self.sheets: list[SheetScan] = []
        self.hidden: list[str] = []
        self._styles = styles
        self._spelling = OdfCells(styles)
        self._spans: list[LettersLook] = []
        self._odd: dict[int, LettersLook] = {}
        self._beside = 0
        self._row_style = ""
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
            "table:table-column": self._column_style,
            "text:p": self._paragraph,
            "text:s": self._space,
            "text:span": self._begin_span,
            "table:named-range": self._named,
            **dict.fromkeys(_ELSEWHERE_TAGS, self._points_elsewhere),
            **dict.fromkeys(_BESIDE, self._begin_beside),
            **styles.begun,
        }
        parse(part, self._start, self._end, self._characters)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _CELLS:
            self._columns = _repeats(attributes, "table:number-columns-repeated")
            self._cells += 1
            self._cell, self._text, self._length = attributes, [], 0
            self._odd.clear()
            return
        begun = self._begun.get(tag)
        if begun is not None:
            begun(attributes)

    def _end(self, tag: str) -> None:
        if tag in _CELLS:
            attributes, self._cell = self._cell, None
            if attributes is not None and self.sheets:
                first, self._column = self._column, self._column + self._columns
                if self._text or not _VALUES.isdisjoint(attributes):
                    self._end_cell(attributes, first)
        elif tag in _BESIDE:
            self._beside -= 1
        elif tag == "text:span":
            self._spans.pop()
        elif tag == "table:table-row":
            self._end_row()
        elif tag == "table:table":
            self._open = False
            self._count()
            if self._last_row >= 0:
                self._extent.admit(self.sheets[-1].name, self._last_row, self._last_column)
        else:
            self._styles.end(tag)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._rows = _repeats(attributes, "table:number-rows-repeated")
        self._column, self._row_cells = 0, []
        self._row_style = attributes.get("table:default-cell-style-name", "")
        if self._is_unseen("row", attributes):
            self._spelling.hidden[0].append((self._row, self._row + self._rows - 1))
        self._spelt: list[OdfRun] = []

    def _is_unseen(self, axis: Literal["row", "column"], attributes: Mapping[str, str]) -> bool:
        shut = self._styles.looks.shuts(axis, attributes.get("table:style-name", ""))
        return shut or attributes.get("table:visibility") in _UNSEEN

    def _column_style(self, attributes: Mapping[str, str]) -> None:
        repeats = _repeats(attributes, "table:number-columns-repeated")
        columns = self._spelling.columns
        first = columns[-1][0] + 1 if columns else 0
        last = first + repeats - 1
        if self._is_unseen("column", attributes):
            self._spelling.hidden[1].append((first, last))
        columns.append((last, attributes.get("table:default-cell-style-name", "")))

    def _begin_beside(self, _: Mapping[str, str]) -> None:
        self._beside += 1

    def _paragraph(self, _: Mapping[str, str]) -> None:
        if self._cell is not None and self._text and not self._beside:
            self._text.append("\n")

    def _space(self, attributes: Mapping[str, str]) -> None:
        self._length += _repeats(attributes, "text:c")
        if self._cell is not None and self._text:
            self._text.append(" ")

    def _begin_span(self, attributes: Mapping[str, str]) -> None:
        own = self._styles.looks.of_letters(attributes.get("text:style-name", ""))
        around = self._spans[-1] if self._spans else ""
        self._spans.append(around if around == "struck" else own or around)

    def _points_elsewhere(self, _: Mapping[str, str]) -> None:
        self.elsewhere = True

    def _characters(self, text: str) -> None:
        if self._cell is not None:
            self._length += len(text)
            if not self._beside and (self._text or text.strip()):
                if self._spans and self._spans[-1]:
                    self._odd[len(self._text)] = self._spans[-1]
                self._text.append(text)
        else:
            self._styles.words(text)

    def _begin_table(self, attributes: Mapping[str, str]) -> None:
        if self._open:  # a table in a cell: its rows would be taken for rows of the sheet
            raise Unreadable("damaged", reason="markup")
        self._open = True
        self._spelling = OdfCells(self._styles)
        self.sheets.append(SheetScan(attributes.get("table:name", ""), cells=self._spelling))
        if self._styles.looks.hides(attributes.get("table:style-name", "")):
            self.hidden.append(self.sheets[-1].name)
        self._row, self._last_row, self._last_column = 0, -1, -1

    def _end_cell(self, attributes: Mapping[str, str], first: int) -> None:
        check_near(self.sheets[-1].name, self._row + self._rows - 1, self._column - 1)
        formula = attributes.get("table:formula")
        words = "".join(self._text)
        if self._odd:
            self._without_odd_letters((self._row, first))
        kind = attributes.get("calcext:value-type")
        error = kind == "error" or (words[:1] in ("#", "E") and bool(_ERROR_TEXT.fullmatch(words)))
        if formula is not None and not self.elsewhere and (":/" in formula or "dde(" in formula.lower()):
            self.elsewhere = bool(_ELSEWHERE.search(formula))
        if not _SPANS.isdisjoint(attributes):
            down, right = (_repeats(attributes, name) - 1 for name in _SPANS_BY_AXIS)
            self.sheets[-1].merged.append(((self._row, first), (self._row + down, first + right)))
        self._row_cells.append((first, self._column - 1, formula, error))
        self._spelt.append((first, self._column - 1, attributes, words))
        if self._length or self._columns * self._rows > 1:  # else it is no more than the part itself
            stored = sum(map(len, attributes.values()))
            self._text_total += (self._length + stored) * self._columns * self._rows
            check_text(self._text_total)

    def _without_odd_letters(self, place: Place) -> None:
        looks = [(text, self._odd.get(number, "")) for number, text in enumerate(self._text)]
        self._spelling.upright_texts[place] = "".join(text for text, look in looks if not look)
        if "struck" in self._odd.values():
            rest = "".join(text for text, look in looks if look != "struck")
            self._spelling.unstruck_texts[place] = rest

    def _end_row(self) -> None:
        first, self._row = self._row, self._row + self._rows
        self._count()
        if not self._row_cells or not self.sheets:
            return
        self._last_row = self._row - 1
        self._last_column = max(self._last_column, self._row_cells[-1][1])
        sheet = self.sheets[-1]
        self._spelling.rows.append((first, self._row - 1, self._row_style, self._spelt))
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
