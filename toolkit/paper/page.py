"""Word documents on A4 with official fonts and tables that break well over pages.

The fonts are named, not embedded: every Chinese office computer has them, others show the nearest one.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import date, datetime
from functools import cache

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.packuri import PackURI
from docx.opc.phys_pkg import PhysPkgWriter
from docx.opc.pkgwriter import PackageWriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat

from toolkit.paper.fonts import LATIN_FONT, TEXT_FONT
from toolkit.workbook.steady_zip import SteadyZip

_STYLES_WITH_EFFECTS = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"


def new_document() -> WordDocument:
    """Return the default document of python-docx without ``stylesWithEffects.xml``.

    That part repeats the default ``styles.xml``; it would contradict the changed styles, and Word may then
    offer to repair the file.
    """
    return deepcopy(_default())  # half the time of opening it again, for each of thousands of returns


@cache
def _default() -> WordDocument:
    document = Document()
    relations = document.part.rels
    for number in [number for number, one in relations.items() if one.reltype == _STYLES_WITH_EFFECTS]:
        del relations[number]
    return document


def blank_paper(widest: float) -> WordDocument:
    """Return an empty A4 document with a text width of ``widest`` centimetres."""
    document = new_document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - widest) / 2)
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(1.4)
    section.footer_distance = Cm(0.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN_FONT, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), TEXT_FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = Pt(0)
    lines(normal.paragraph_format, 19)
    document.styles["Footer"].font.size = Pt(9)
    return document


def write(
    paragraph: Paragraph, text: str, *, size: float = 0, font: str = "", bold: bool = False
) -> Paragraph:
    """Add a run of text to a paragraph."""
    run = paragraph.add_run(text)
    run.bold = bold or None
    fonts = run.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:hint"), "eastAsia")  # else Word takes “ ” and … from the Latin font
    if size:
        run.font.size = Pt(size)
    if font:
        run.font.name = LATIN_FONT
        fonts.set(qn("w:eastAsia"), font)
    return paragraph


def lines(form: ParagraphFormat, points: float) -> None:
    """Set an exact line height in points, so that substituted fonts do not change the layout."""
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)


def spaced(paragraph: Paragraph, *, before: float = 0, after: float = 0, indent: float = 0) -> Paragraph:
    """Set the space around a paragraph and the indent of its first line, in points."""
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if indent:
        form.first_line_indent = Pt(indent)
    return paragraph


def centred(paragraph: Paragraph) -> Paragraph:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def to_the_right(paragraph: Paragraph) -> Paragraph:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return paragraph


def ruled_table(document: WordDocument, widths: Sequence[float]) -> Table:
    """Add a table with fixed column widths in centimetres."""
    table: Table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    cell_margins(table, 57)
    return table


def cell_margins(table: Table, width: int) -> None:
    """Set left and right margins of every cell, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The schema prescribes an order, and Word may refuse a file that does not follow it.
    table._tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def add_row(table: Table, widths: Sequence[float], *, heading: bool = False) -> list[_Cell]:
    """Keep a row on one page; a heading row is repeated on every page."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    cells = list(row.cells)  # python-docx searches again at every access, which is slow
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
    flag(row, "w:cantSplit")
    if heading:
        flag(row, "w:tblHeader")
    return cells


def flag(row: _Row, name: str) -> None:
    """Set a property of a row, for example that it must not be split over pages."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def page_numbers(document: WordDocument, before: str, between: str, after: str) -> None:
    """Add a footer with page number and number of pages: ``before`` 1 ``between`` 2 ``after``."""
    paragraph = centred(document.sections[0].footer.paragraphs[0])
    write(paragraph, before)
    field(paragraph, "PAGE")
    write(paragraph, between)
    field(paragraph, "NUMPAGES")
    write(paragraph, after)


def field(paragraph: Paragraph, name: str, *, size: float = 0, font: str = "") -> None:
    """Add a field whose number the word processor computes."""
    run = write(paragraph, "", size=size, font=font).runs[-1]
    for kind in ("begin", name, "end"):
        if kind == name:
            element = OxmlElement("w:instrText")
            element.text = name
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def finished(document: WordDocument, author: str, day: date) -> bytes:
    """Return the document as a file without the time and person of its making; equal documents are equal
    bytes.

    Args:
        day: stated as the day it was made.
    """
    core = document.core_properties
    core.author, core.comments, core.last_modified_by, core.revision = author, "", "", 1
    core.created = core.modified = datetime(day.year, day.month, day.day)
    package = document.part.package
    assert package is not None  # every document is part of one
    for part in package.parts:
        part.before_marshal()
    # As the library saves it, into a file without times, and what all documents have alike deflated once.
    target = _Members()
    PackageWriter._write_content_types_stream(target, package.parts)  # type: ignore[no-untyped-call]
    PackageWriter._write_pkg_rels(target, package.rels)  # type: ignore[no-untyped-call]
    PackageWriter._write_parts(target, package.parts)
    return target.file.finished()


class _Members(PhysPkgWriter):
    """Takes what python-docx writes, member by member."""

    def __new__(cls) -> _Members:
        return object.__new__(cls)  # the library's chooses among its own writers

    def __init__(self) -> None:
        self.file = SteadyZip()

    def write(self, pack_uri: PackURI, blob: bytes) -> None:
        self.file.add(pack_uri.membername, blob)
