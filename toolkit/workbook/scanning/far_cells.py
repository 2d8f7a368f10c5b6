"""A workbook without what stands absurdly far away in it, for a second reading of a file that was refused.

A slip of the keyboard in the last row is refused by the scan, since the value reader lays sheets out as full
grids. Only then a copy is made without it; everything else of the copy is as it was received, and it is
scanned anew with the same distrust. What that does not cure stays refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from toolkit.workbook.scanning.markup import COLUMNS, parsed, unescaped
from toolkit.workbook.scanning.odf import CONTENT, MIMETYPE
from toolkit.workbook.scanning.ooxml import strings_of, worksheets_of
from toolkit.workbook.scanning.package import PICTURES, Package, PackagePart
from toolkit.workbook.scanning.reader_package import stored_package
from toolkit.workbook.scanning.relations import workbook_part
from toolkit.workbook.scanning.scanned import MAX_ROWS, NEAR_COLUMNS, Unreadable, a1, check_cells, is_far
from toolkit.workbook.scanning.signatures import OLE_MARK
from toolkit.workbook.scanning.strings import Strings
from toolkit.workbook.scanning.worksheet import TAGS_OF_A_CELL

if TYPE_CHECKING:
    from lxml import etree

_CELL = re.compile(
    rb"""<((?:[\w.-]{1,99}:)?c)(\s[^<>]*?\br\s*=\s*["']([A-Z]{1,12})([0-9]{1,12})["'][^<>]*?)(?:/>|>"""
    rb"""((?:[^<]++|<(?!/?(?:[\w.-]{1,99}:)?c[\s/>]))*+)</\1\s*>)"""
)
_KIND = re.compile(rb"""\bt\s*=\s*["']s["']""")
_CONTENT = re.compile(rb"<(?:[\w.-]{1,99}:)?([vft])(?:\s[^<>]*)?>([^<]*)</")

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROW, _CELLS = f"{_TABLE}table-row", (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_FORMULA, _VALUE_TYPE = f"{_TABLE}formula", "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"


class FarCell(NamedTuple):
    """A cell that was left out; its content is empty where it cannot be told."""

    sheet: str
    cell: str
    content: str


def without_far_cells(data: bytes) -> tuple[bytes, list[FarCell]]:
    """A copy of a workbook without its far cells, and what these hold.

    Raises:
        Unreadable: the file is of a kind or spelling of which no copy is made.
    """
    if data.startswith(OLE_MARK):
        from toolkit.workbook.scanning.biff import without_far_records  # noqa: PLC0415  (as in scan)

        copy, places = without_far_records(data)
        return copy, [FarCell(sheet, a1(*place), "") for sheet, place in places]
    package = Package(data)
    found: list[FarCell] = []
    workbook = workbook_part(package)
    changed = _sheets(package, workbook, found) if workbook else {CONTENT: _content(package, found)}
    copied = {}
    for name in sorted(package.names, key=lambda name: name != MIMETYPE):
        content = changed.get(name) or (b"" if name.startswith(PICTURES) else package.peek(name))
        copied[name.encode()] = PackagePart.of(content)
    return stored_package(copied), found


# --- Office Open XML -------------------------------------------------------------------------------


def _sheets(package: Package, workbook: str, found: list[FarCell]) -> Mapping[str, bytes]:
    """Worksheet parts by their name in lower case."""
    strings = Strings(strings_of(package, workbook))
    changed = {}
    for sheet, path in worksheets_of(package, workbook).items():
        part = package.peek(path)
        check_cells(part.count(b"<") // TAGS_OF_A_CELL)
        if b"<!" in part:  # what looks like a cell may be none
            raise Unreadable("damaged", reason="markup")
        changed[path.casefold()] = _CELL.sub(_taker(sheet, strings, found), part)
    return changed


def _taker(sheet: str, strings: Strings, found: list[FarCell]) -> Callable[[re.Match[bytes]], bytes]:
    """Takes a far cell out of its worksheet; one that holds nothing may stay."""

    def take(cell: re.Match[bytes]) -> bytes:
        row, column = int(cell[4]) - 1, COLUMNS[cell[3]]
        if not cell[5] or not is_far(row, column):
            return cell[0]
        stored = dict(_CONTENT.findall(cell[5]))
        shown = stored.get(b"v") or stored.get(b"t") or (b"=" + stored[b"f"] if b"f" in stored else b"")
        text = strings.text(shown) if _KIND.search(cell[2]) else unescaped(shown)
        found.append(FarCell(sheet, a1(row, column), text or ""))
        return b""

    return take


# --- OpenDocument ----------------------------------------------------------------------------------


def _content(package: Package, found: list[FarCell]) -> bytes:
    from lxml import etree  # noqa: PLC0415  (see markup.parsed)

    part = package.peek(CONTENT)
    check_cells(max(part.count(b"<table:table-cell"), part.count(b"<") // TAGS_OF_A_CELL))
    try:
        root = parsed(part)
    except SyntaxError as error:
        raise Unreadable("damaged", reason="xml") from error
    for table in root.iter(f"{_TABLE}table"):
        _shorten(table, found)
    shortened: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return shortened


def _shorten(table: etree._Element, found: list[FarCell]) -> None:
    """Take far cells out of a table; of equal lines or cells those stay that are near."""
    sheet = table.get(f"{_TABLE}name", "")
    for row, first, _ in _runs(table.iter(_ROW), "row", MAX_ROWS):
        for cell, left, content in _runs(row.iterchildren(*_CELLS), "column", NEAR_COLUMNS):
            if content and is_far(first, left):
                found.append(FarCell(sheet, a1(first, left), "".join(cell.itertext()).strip()))
                for child in list(cell):
                    cell.remove(child)
                cell.attrib.clear()


def _runs(
    elements: Iterator[etree._Element], axis: Literal["row", "column"], most: int
) -> Iterator[tuple[etree._Element, int, bool]]:
    """Elements with their first place and whether they hold something; those that do end before ``most``."""
    name, place = f"{_TABLE}number-{axis}s-repeated", 0
    for element in list(elements):
        stated = element.get(name, "1")
        repeated = max(int(stated), 1) if stated.isdecimal() and len(stated) < 12 else 1
        holds = any(one.get(_VALUE_TYPE) or one.get(_FORMULA) or len(one) for one in element.iter(*_CELLS))
        yield element, place, holds
        if holds and place < most < place + repeated:
            element.set(name, str(most - place))
        place += repeated
