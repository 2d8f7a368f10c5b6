"""Text boxes and shapes with words: they lie over the cells, nobody reads them, and may be corrections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from toolkit.workbook.scanning.comments import beside_cells, cells_holding, stated
from toolkit.workbook.scanning.markup import parsed, unescaped
from toolkit.workbook.scanning.package import Package
from toolkit.workbook.scanning.relations import Relationship
from toolkit.workbook.scanning.scanned import CellComment, a1

if TYPE_CHECKING:
    from lxml import etree

_ANCHORS = ("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor")
_OLD_BOX, _END_OF_OLD_BOX = b"<v:textbox", b"</v:textbox>"
_OLD_KIND = re.compile(rb'\bObjectType="(\w{1,20})"')
_OLD_ANCHOR = re.compile(rb"<x:Anchor>\s{0,9}([0-9]{1,5})\s{0,9},[^<,]{0,20},\s{0,9}([0-9]{1,7})\s{0,9},")
_TAG = re.compile(rb"<[^<>]*>")
_SHAPES = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}*"


def text_boxes_of(package: Package, sheets: Mapping[str, str]) -> tuple[CellComment, ...]:
    """Words of shapes of a package of Office Open XML, each with the cell at its upper left corner.

    Those in charts and those that programs draw for what others do not know are left out.

    Args:
        sheets: sheet name → part.
    """
    return beside_cells(package, sheets, "drawing", _boxed)


def _boxed(package: Package, relations: Sequence[Relationship]) -> Iterable[tuple[str, str]]:
    # One that programs of before know too is stored twice.
    return dict.fromkeys(box for relation in relations for box in _of_part(package, relation))


def _of_part(package: Package, relation: Relationship) -> Iterator[tuple[str, str]]:
    if relation.kind == "drawing":
        yield from _drawn(parsed(package.xml(relation.target)))
    elif relation.kind == "vmlDrawing":
        yield from _drawn_of_old(package.read(relation.target))


def _drawn(root: etree._Element) -> Iterator[tuple[str, str]]:
    for anchor in root.iter(*_ANCHORS):
        lines = ("".join(run.text or "" for run in line.iter("{*}t")) for line in anchor.iter("{*}p")
                 if next(line.iterancestors("{*}Fallback"), None) is None)  # fmt: skip
        text = "\n".join(lines).strip()
        if text:
            place = (anchor.findtext(f"{{*}}from/{{*}}{name}") or "" for name in ("row", "col"))
            row, column = (words.strip() for words in place)
            known = row.isdecimal() and column.isdecimal() and len(row + column) < 14
            yield a1(int(row), int(column)) if known else "", text


def _drawn_of_old(part: bytes) -> Iterator[tuple[str, str]]:
    """The same of VML, which need not be well-formed; comments, which are drawn in it, are told elsewhere."""
    for box in part.split(_OLD_BOX)[1:]:
        words, _, rest = box.partition(_END_OF_OLD_BOX)
        kind, place = _OLD_KIND.search(rest), _OLD_ANCHOR.search(rest)
        text = unescaped(_TAG.sub(b"", words[words.find(b">") + 1 :])).strip()
        if text and (kind is None or kind[1] != b"Note"):
            yield a1(int(place[2]), int(place[1])) if place else "", text


def without_shapes(content: bytes) -> tuple[bytes, tuple[CellComment, ...] | None]:
    """The content of an OpenDocument spreadsheet without shapes, and the words in these.

    The value reader takes words of a shape in a cell for words of the cell. ``None`` for the words where they
    cannot be read.
    """
    if content.find(b"<draw:", content.find(b"<table:table ")) < 0:  # what stands before is no shape
        return content, ()
    from lxml import etree  # noqa: PLC0415  (see parsed)

    try:
        root = parsed(content, huge_tree=True)
        shapes = [shape for table in root.iter("{*}table") for shape in _shapes(table)]
    except (SyntaxError, ValueError):  # lxml's is the first; a number of repetitions that is none
        return content, None
    for _, _, shape in shapes:
        if (parent := shape.getparent()) is not None:
            parent.remove(shape)
    words = ((sheet, cell, _words(shape)) for sheet, cell, shape in shapes)
    found = tuple(CellComment(*one) for one in words if one[2])
    return etree.tostring(root, encoding="utf-8", xml_declaration=True), found


def _shapes(table: etree._Element) -> Iterator[tuple[str, str, etree._Element]]:
    """The shapes of a table with its name, and with the cell of those that belong to one."""
    sheet = stated(table, "name")
    for drawn in table.iterchildren("{*}shapes"):
        yield from ((sheet, "", shape) for shape in drawn.iterchildren("*"))
    for cell, shape in cells_holding(table, _SHAPES):
        if next(shape.iterancestors(_SHAPES, "{*}annotation"), None) is None:  # no part of another
            yield sheet, cell, shape


def _words(shape: etree._Element) -> str:
    return "\n".join("".join(line.itertext()) for line in shape.iter("{*}p")).strip()
