"""Saving an openpyxl workbook so that every program shows its texts.

openpyxl 3.1 writes each text into its cell (``inlineStr``) and the properties of a font in an order of its
own. Excel repairs both silently; some phones and viewers show such cells empty, and the schema of Office
refuses the fonts. wolfxl, which writes shared strings, was tried instead: setting a fill replaced the
whole style of the cell.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from lxml import etree

from toolkit.workbook.editing.cell_styles import with_ordered_fonts

if TYPE_CHECKING:  # openpyxl imports numpy where it is installed
    from openpyxl import Workbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_TYPES, _LINKS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_STRINGS_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook, with its texts as shared strings (rich texts too).

    Results of formulas are not among them, because openpyxl does not keep any.
    """
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415  (whoever has a workbook has loaded it)

    # Not book.save: that leaves its archive open where something goes wrong, and packs what is unpacked here.
    book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as package:
        ExcelWriter(book, package).write_data()
    with ZipFile(stream) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    strings = _SharedStrings()
    for name in sorted(filter(_SHEET.fullmatch, parts)):
        parts[name] = strings.taken_from(parts[name])
    parts[_STRINGS] = strings.part()
    _register_strings(parts)
    parts[_STYLES] = _with_ordered_fonts(parts[_STYLES])
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


class _SharedStrings:
    """The texts of a workbook, each kept once."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self.count = 0

    def taken_from(self, part: bytes) -> bytes:
        """A worksheet whose text cells refer to the shared strings instead of holding their text."""
        root = etree.fromstring(part)
        for cell in root.iter(f"{_MAIN}c"):
            if cell.get("t") == "inlineStr":
                self._share(cell)
        return _serialized(root)

    def _share(self, cell: etree._Element) -> None:
        text = cell.find(f"{_MAIN}is")
        if text is None:  # an empty text, which openpyxl writes as a cell without content
            del cell.attrib["t"]
            return
        text.tag, text.tail = f"{_MAIN}si", None
        number = self.numbers.setdefault(etree.tostring(text), len(self.numbers))
        self.count += 1
        cell.remove(text)
        cell.set("t", "s")
        etree.SubElement(cell, f"{_MAIN}v").text = str(number)

    def part(self) -> bytes:
        root = etree.Element(f"{_MAIN}sst", nsmap={None: _MAIN.strip("{}")})
        root.set("count", str(self.count))
        root.set("uniqueCount", str(len(self.numbers)))
        root.extend(etree.fromstring(text) for text in self.numbers)
        return _serialized(root)


def _register_strings(parts: dict[str, bytes]) -> None:
    """Name the part of shared strings in the package; openpyxl does not, as it writes none."""
    types = etree.fromstring(parts[_TYPES])
    if not any(entry.get("PartName") == f"/{_STRINGS}" for entry in types):
        tag = f"{{{types.nsmap[None]}}}Override"
        etree.SubElement(types, tag, PartName=f"/{_STRINGS}", ContentType=_STRINGS_TYPE)
        parts[_TYPES] = _serialized(types)
    links = etree.fromstring(parts[_LINKS])
    if not any(link.get("Type") == _STRINGS_LINK for link in links):
        tag = f"{{{links.nsmap[None]}}}Relationship"
        number = "rIdSharedStrings"  # openpyxl numbers its own
        etree.SubElement(links, tag, Type=_STRINGS_LINK, Target=f"/{_STRINGS}", Id=number)
        parts[_LINKS] = _serialized(links)


def _with_ordered_fonts(part: bytes) -> bytes:
    root = etree.fromstring(part)
    with_ordered_fonts(root)
    return _serialized(root)


def _serialized(root: etree._Element) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content
