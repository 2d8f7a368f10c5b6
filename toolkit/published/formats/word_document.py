"""A Word document (docx) as paragraphs and tables: its text as printed, tracked changes accepted.

python-docx passes over content controls, text boxes, tracked insertions and the strict variant of the format,
so elements are read here by their local names. Source: ECMA-376 part 1, 17 (WordprocessingML).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.published.content import Block, Paragraph, PublishedContent
from toolkit.published.formats.bounds import MAX_CELLS, check_markup, refuse
from toolkit.published.formats.glyph_letters import as_written
from toolkit.published.formats.layout_tables import FilledCell, Place, blocks_of
from toolkit.workbook.scanning.markup import parsed
from toolkit.workbook.scanning.package import Package
from toolkit.workbook.scanning.scanned import MAX_COLUMNS, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPACE = re.compile(r"\s+")
_DOCUMENT = re.compile(rb"""<Relationship\s[^>]*?/officeDocument["'][^>]*>""")
_TARGET = re.compile(rb"""Target\s*=\s*["']/?([^"']+)["']""")
_LEFT_OUT = {"del", "moveFrom", "rPr", "pPr", "instrText", "delText", "rt", "footnoteReference", "Fallback"}
"""Elements of which a reader of the printed page sees nothing."""
_HEADING = re.compile(r"heading\s*([1-6])", re.IGNORECASE)
_OFF = {"0", "false", "off", "none"}


def read_document(data: bytes) -> PublishedContent:
    """Read a docx file.

    Raises:
        Unreadable: broken, locked, or larger or deeper than any report.
    """
    package = Package(data)
    main = _main_part(package)
    document = _parsed(package, main)
    styles = main.rpartition("/")[0] + "/styles.xml"
    reader = _DocumentReader(_levels(_parsed(package, styles)) if styles in package else {})
    body = next((child for child in document if _name(child) == "body"), document)
    return PublishedContent("docx", tuple(reader.blocks(body)), titles=_titles(package))


def _main_part(package: Package) -> str:
    relations = package.read("_rels/.rels") if "_rels/.rels" in package else b""
    found = _DOCUMENT.search(relations)
    target = _TARGET.search(found[0]) if found else None
    part = target[1].decode("utf-8", "replace") if target else "word/document.xml"
    if part not in package:
        raise Unreadable("damaged", reason="missing_part")
    return part


def _parsed(package: Package, part: str) -> _Element:
    markup = package.xml(part)
    check_markup(markup)
    try:
        return parsed(markup)
    except SyntaxError as error:
        if "depth" in str(error).lower():
            raise Unreadable("too_complex", what="depth") from error
        raise Unreadable("damaged", reason="xml") from error


def _titles(package: Package) -> tuple[str, ...]:
    if "docprops/core.xml" not in package:
        return ()
    try:
        properties = _parsed(package, "docprops/core.xml")
    except Unreadable:  # a document without its properties is read all the same
        return ()
    title = next((element.text for element in properties if _name(element) == "title"), "")
    return tuple(filter(None, (_tidy(title or ""),)))


def _levels(styles: _Element) -> dict[str, int]:
    """Styles of headings by their id, with the level they give."""
    found: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in (element for element in styles if _name(element) == "style"):
        key = _value(style, "styleId")
        for child in style:
            heading = _HEADING.fullmatch(_value(child)) if _name(child) == "name" else None
            if heading:
                found[key] = int(heading[1])
            elif _name(child) == "basedOn":
                based[key] = _value(child)
            elif _name(child) == "pPr":
                level = _outline(child)
                if level is not None:
                    found.setdefault(key, level)
    for key in based:
        known = [key]
        while known[-1] not in found and based.get(known[-1], known[0]) not in known:
            known.append(based[known[-1]])
        if known[-1] in found:
            found.setdefault(key, found[known[-1]])
    return found


class _DocumentReader:
    """Goes through a document; depth is bounded by the parser (256 levels)."""

    def __init__(self, levels: dict[str, int]) -> None:
        self._levels = levels
        self._cells = 0

    def blocks(self, parent: _Element) -> Iterator[Block]:
        """What stands in a body, a cell, a text box or a wrapper of these."""
        for element in parent:
            match _name(element):
                case "p":
                    yield from self._paragraph(element)
                case "tbl":
                    yield from self._table(element)
                case name if name not in _LEFT_OUT:
                    yield from self.blocks(element)

    def _paragraph(self, element: _Element) -> Iterator[Block]:
        properties = _child(element, "pPr")
        level = self._level(properties) if properties is not None else 0
        boxes: list[_Element] = []
        for line in "".join(_texts(element, boxes)).split("\n"):
            text = _tidy(line)
            if text:
                yield Paragraph(text, level)
        for box in boxes:
            yield from self.blocks(box)

    def _level(self, properties: _Element) -> int:
        outline = _outline(properties)
        if outline is not None:
            return outline
        style = _child(properties, "pStyle")
        return self._levels.get(_value(style), 0) if style is not None else 0

    def _table(self, table: _Element) -> Iterator[Block]:
        cells: list[FilledCell] = []
        above: dict[int, FilledCell] = {}
        for number, row in enumerate(_wrapped(table, "tr")):
            above = self._row(row, number, above, cells)
        return blocks_of(cells)

    def _row(
        self, row: _Element, number: int, above: dict[int, FilledCell], cells: list[FilledCell]
    ) -> dict[int, FilledCell]:
        """Cells of a row, added to ``cells``; returns those that the next row may continue, by column."""
        column = _number(_child(row, "trPr"), "gridBefore", 0)
        here: dict[int, FilledCell] = {}
        last: FilledCell | None = None
        for element in _wrapped(row, "tc"):
            properties = _child(element, "tcPr")
            columns = _number(properties, "gridSpan", 1)
            if last is not None and _merged(properties, "hMerge") == "continue":
                last.place.columns += columns
            elif _merged(properties, "vMerge") == "continue" and column in above:
                last = here[column] = above[column]
                last.place.rows = number - last.place.row + 1
            else:
                self._cells += 1
                refuse("cells", self._cells, MAX_CELLS)
                last = here[column] = FilledCell(Place(number, column, 1, columns))
                last.blocks += self.blocks(element)
                cells.append(last)
            column += columns
        return here


def _texts(parent: _Element, boxes: list[_Element]) -> Iterator[str]:
    """Text of a paragraph; text boxes anchored in it are added to ``boxes``."""
    for element in parent:
        match _name(element):
            case "t":
                yield element.text or ""
            case "tab" | "ptab":
                yield " "
            case "br" | "cr":
                yield "\n"
            case "noBreakHyphen":
                yield "-"
            case "sym":
                yield "\ufffd"  # a letter of a symbol font, which says nothing without it
            case "txbxContent":
                boxes.append(element)
            case "r":
                if not _unseen(element):
                    yield from _run(element, boxes)
            case "AlternateContent":
                yield from _texts(_alternative(element), boxes)
            case name if name not in _LEFT_OUT:
                yield from _texts(element, boxes)


def _run(run: _Element, boxes: list[_Element]) -> Iterator[str]:
    properties = _child(run, "rPr")
    raised = _child(properties, "vertAlign") if properties is not None else None
    if raised is not None and _value(raised) in ("superscript", "subscript"):
        yield " "  # the number of a note is no digit of the figure before it
    yield from _texts(run, boxes)


def _unseen(run: _Element) -> bool:
    """Hidden or struck out: read along, an old figure and the new one would make a third."""
    properties = _child(run, "rPr")
    if properties is None:
        return False
    return any(
        _name(mark) in ("vanish", "strike", "dstrike") and _value(mark) not in _OFF for mark in properties
    )


def _alternative(element: _Element) -> _Element:
    """The one of several forms of the same thing that programs of today show."""
    choice = _child(element, "Choice")
    if choice is None:
        choice = _child(element, "Fallback")
    return element if choice is None else choice


def _wrapped(parent: _Element, name: str) -> Iterator[_Element]:
    """Rows of a table, cells of a row: also those within content controls; none that are deleted."""
    for element in parent:
        if _name(element) == name:
            properties = _child(element, "trPr") if name == "tr" else None
            if properties is None or _child(properties, "del") is None:
                yield element
        elif _name(element) in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _wrapped(element, name)


def _merged(properties: _Element | None, name: str) -> str:
    merge = _child(properties, name) if properties is not None else None
    return "" if merge is None else _value(merge) or "continue"


def _number(properties: _Element | None, name: str, default: int) -> int:
    element = _child(properties, name) if properties is not None else None
    text = "" if element is None else _value(element)
    return min(int(text), MAX_COLUMNS) if text.isascii() and text.isdigit() and len(text) < 9 else default


def _outline(properties: _Element) -> int | None:
    element = _child(properties, "outlineLvl")
    text = "" if element is None else _value(element)
    return int(text) + 1 if text in set("012345") else None


def _child(parent: _Element, name: str) -> _Element | None:
    return next((child for child in parent if _name(child) == name), None)


def _value(element: _Element, name: str = "val") -> str:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", as_written(text)).strip()
