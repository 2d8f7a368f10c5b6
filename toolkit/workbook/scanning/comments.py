"""Comments on cells, which nobody reads as an answer and which may hold a correction."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from toolkit.workbook.scanning.markup import parsed
from toolkit.workbook.scanning.package import Package
from toolkit.workbook.scanning.relations import Relationship, relations_of, relations_part
from toolkit.workbook.scanning.scanned import CellComment, Unreadable, a1

if TYPE_CHECKING:
    from lxml import etree

_IN_PLACE = re.compile(r"\[[^\]]{1,40}\].{0,400}?linkid=870924\s{0,9}[^:：\n]{1,20}[:：]\s{0,99}", re.DOTALL)
"""What stands before the words of a thread for programs that know no threads, in any language."""


def comments_of(package: Package, sheets: Mapping[str, str]) -> tuple[CellComment, ...]:
    """Comments of a package of Office Open XML; threads come as Excel keeps them beside the old ones.

    Args:
        sheets: sheet name → part.
    """
    return beside_cells(package, sheets, "comment", _commented)


def beside_cells(
    package: Package,
    sheets: Mapping[str, str],
    word: str,
    look: Callable[[Package, Sequence[Relationship]], Iterable[tuple[str, str]]],
) -> tuple[CellComment, ...]:
    """What parts that a sheet leads to say of its cells; where they cannot be read, the sheet alone.

    Args:
        word: in the name of some part, where there is anything.
        look: finds address and text of each in the parts of one sheet.
    """
    if not any(word in name for name in package.names):
        return ()
    found: list[CellComment] = []
    for sheet, part in sheets.items():
        if relations_part(part) in package:
            try:
                told = list(
                    look(package, [r for r in relations_of(package, part).values() if r.target in package])
                )
            except (Unreadable, SyntaxError):  # lxml's is one of these
                told = [("", "")]
            found += [CellComment(sheet, cell, text) for cell, text in told]
    return tuple(found)


def _commented(package: Package, relations: Sequence[Relationship]) -> list[tuple[str, str]]:
    plain = [c for r in relations if r.kind == "comments" for c in _read(package, r.target, "comment")]
    threads = [
        c for r in relations if r.kind == "threadedComment"
        for c in _read(package, r.target, "threadedComment")
    ]  # fmt: skip
    # The old comment of a thread only says that this is one.
    threaded = {cell for cell, _ in threads}
    return [comment for comment in plain if comment[0] not in threaded] + threads


def _read(package: Package, part: str, tag: str) -> list[tuple[str, str]]:
    root = parsed(package.xml(part))
    return [(entry.get("ref", ""), _text(entry)) for entry in root.iter(f"{{*}}{tag}")]


def _text(entry: etree._Element) -> str:
    """Its runs, without how they are pronounced."""
    runs = entry.iter("{*}t", "{*}text")
    return own_words("".join(run.text or "" for run in runs if not run.getparent().tag.endswith("}rPh")))


def own_words(text: str) -> str:
    """A comment without what Excel writes before the words of a thread."""
    return _IN_PLACE.sub("", text, count=1)


def annotations_of(content: bytes, sheets: Iterable[str]) -> tuple[CellComment, ...]:
    """Comments of the content of an OpenDocument spreadsheet.

    Args:
        sheets: their names: wherever the comments are that cannot be read.
    """
    if b"office:annotation" not in content:
        return ()
    try:
        tables = parsed(content, huge_tree=True).iter("{*}table")
    except SyntaxError:  # lxml refuses what other readers of XML take, names without their vocabulary
        return tuple(CellComment(name, "", "") for name in sheets)
    return tuple(comment for table in tables for comment in _annotated(table))


def _annotated(table: etree._Element) -> Iterator[CellComment]:
    for cell, note in cells_holding(table, "{*}annotation"):
        lines = ("".join(paragraph.itertext()) for paragraph in note.iter("{*}p"))
        yield CellComment(stated(table, "name"), cell, own_words("\n".join(lines)))


def cells_holding(table: etree._Element, tag: str) -> Iterator[tuple[str, etree._Element]]:
    """Elements of a kind in the cells of a table of an OpenDocument spreadsheet, with the cell's address."""
    row = 0
    for line in table.iter("{*}table-row"):
        if next(line.iter(tag), None) is not None:
            column = 0
            for cell in line.iterchildren("{*}table-cell", "{*}covered-table-cell"):
                for held in cell.iter(tag):
                    yield a1(row, column), held
                column += int(stated(cell, "number-columns-repeated") or 1)
        row += int(stated(line, "number-rows-repeated") or 1)


def stated(element: etree._Element, name: str) -> str:
    """An attribute of the element's own vocabulary."""
    return str(element.get(str(element.tag).partition("}")[0] + "}" + name, ""))


_DRAWING, _OBJECT, _TEXT, _CONTINUE, _NOTE = 0x00EC, 0x005D, 0x01B6, 0x003C, 0x001C
_OF_A_NOTE = (0x15, 0x19)
"""First part of an object's record, and the kind of object that holds a comment."""
_ANCHOR = b"\x00\x00\x10\xf0\x12\x00\x00\x00"
"""Head of that part of a drawing which says where its upper left corner lies."""


class NoteRecords:
    """Comments and text boxes of a worksheet of an .xls workbook: an object, its text, where it belongs."""

    KINDS = frozenset({_DRAWING, _OBJECT, _TEXT, _CONTINUE, _NOTE})

    def __init__(self) -> None:
        self._object = self._awaited = 0
        self._texts: dict[int, str] = {}
        self._places: list[tuple[int, int, int]] = []
        self._drawn = (0, 0)
        self._boxes: dict[int, tuple[int, int]] = {}

    def take(self, kind: int, data: bytes) -> None:
        """Take in a record; what is too short to be one says nothing."""
        try:
            if kind == _DRAWING:
                if (anchor := data.find(_ANCHOR)) >= 0:
                    column, row = struct.unpack_from("<2xH2xH", data, anchor + len(_ANCHOR))
                    self._drawn = row, column
            elif kind == _OBJECT:
                part, object_kind, self._object = struct.unpack_from("<H2xHH", data)
                self._awaited = 0
                if (part, object_kind) != _OF_A_NOTE:
                    self._boxes[self._object] = self._drawn
            elif kind == _TEXT:
                (self._awaited,) = struct.unpack_from("<10xH", data)
            elif kind == _NOTE:
                self._places.append(struct.unpack_from("<HH2xH", data))
            elif self._object and self._awaited:
                coding = "utf-16-le" if data[:1] == b"\1" else "latin-1"
                text = data[1:].decode(coding, "replace")[: self._awaited]
                self._texts[self._object] = self._texts.get(self._object, "") + text
                self._awaited -= len(text)
        except struct.error:
            pass

    def comments(self, sheet: str) -> Iterator[CellComment]:
        """The comments that were found."""
        for row, column, number in self._places:
            yield CellComment(sheet, a1(row, column), own_words(self._texts.get(number, "")))

    def boxes(self, sheet: str) -> Iterator[CellComment]:
        """The text boxes that were found, each with the cell at its upper left corner."""
        for number, place in self._boxes.items():
            if text := self._texts.get(number, "").strip():
                yield CellComment(sheet, a1(*place), text)
