"""Word documents in the layout of GB/T 9704—2012 (党政机关公文格式).

A4, text area 156 mm × 225 mm, title 方正小标宋简体 22 pt, text 仿宋_GB2312 16 pt in lines of exactly 28 pt,
headings 黑体 and 楷体_GB2312, page numbers between dashes at the outer edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.simpletypes import ST_Merge
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.parfmt import CT_PPr
from docx.section import _Footer
from docx.shared import Cm, Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from rich.cells import cell_len

from toolkit.paper.fonts import HEAD_FONT, LATIN_FONT, SONG_FONT, SUBHEAD_FONT, TEXT_FONT, TITLE_FONT
from toolkit.paper.page import (
    add_row,
    cell_margins,
    field,
    flag,
    lines,
    new_document,
    ruled_table,
    write,
)

TEXT_SIZE, LINE = 16.0, 28.0
"""Size of body text (三号) and distance between lines, in points."""
TITLE_SIZE, TITLE_LINE = 22.0, 36.0
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
"""Page margins in millimetres; they leave a text area of 156 × 225."""
WIDTH = 15.6
"""Width of the text area in centimetres."""
_LIST_SIZE, _LIST_LINE = 10.5, 15.0
_TITLE_CELLS = 2 * int(WIDTH / 2.54 * 72 / TITLE_SIZE) - 1
"""Room of a line of the title; a Chinese letter takes two, and programs set digits off by half a cell."""
_NAMED = re.compile("(?<=.)(?=《)|(?<=》)(?=.)")
"""Before and behind the name of a document in a title."""
_MARGIN = 2.0
"""Points at both sides of a cell of a printed form."""
_NUMBER = re.compile(r"（.{1,2}）|.{1,2}、")
"""The number of a row's label."""


@dataclass(frozen=True)
class Box:
    """One box of a printed table: its text, and the rows and columns it covers (from 0, last included)."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    words: str
    label: bool
    left: bool = False


def official_paper(title: str) -> WordDocument:
    """Return an empty document with this page layout and heading styles for an outline."""
    document = new_document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.footer_distance = Mm(BOTTOM - 7 - 5)
    section.different_first_page_header_footer = False
    document.settings.odd_and_even_pages_header_footer = True
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    _font(normal, TEXT_FONT, TEXT_SIZE)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(language)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    lines(normal.paragraph_format, LINE)
    for name, font in (("Heading 1", HEAD_FONT), ("Heading 2", SUBHEAD_FONT)):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        _font(style, font, TEXT_SIZE)
        style.font.bold, style.font.italic = False, False
        style.font.color.rgb = None
        colour = style.element.get_or_add_rPr().find(qn("w:color"))
        if colour is not None:
            style.element.rPr.remove(colour)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.keep_with_next = True
        lines(style.paragraph_format, LINE)
        _indent(style.element.get_or_add_pPr())
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    document.core_properties.title, document.core_properties.language = title, "zh-CN"
    return document


def _font(style: ParagraphStyle, font: str, size: float) -> None:
    style.font.name, style.font.size = LATIN_FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if "Theme" in attribute:  # a font of the theme would take precedence over the named one
            del fonts.attrib[attribute]
    for name in ("w:ascii", "w:hAnsi"):
        fonts.set(qn(name), LATIN_FONT)
    fonts.set(qn("w:eastAsia"), font)


def _indent(properties: CT_PPr) -> None:
    """Indent the first line by two characters of any size."""
    indent = properties.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(TEXT_SIZE * 2 * 20)))


def _page_number(footer: _Footer, alignment: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = footer.paragraphs[0]
    paragraph.alignment = alignment
    write(paragraph, "— ", size=14, font=SONG_FONT)
    field(paragraph, "PAGE", size=14, font=SONG_FONT)
    write(paragraph, " —", size=14, font=SONG_FONT)


def title(document: WordDocument, *parts: str) -> None:
    """Add the title, centred, in its own font; its lines break between parts or at 《》."""
    whole = "".join(parts)
    pieces = [piece for part in parts for piece in _NAMED.split(part)]
    wanted = [[whole], *(["".join(pieces[:n]), "".join(pieces[n:])] for n in range(1, len(pieces))), pieces]
    words = "\n".join(next((one for one in wanted if max(map(cell_len, one)) <= _TITLE_CELLS), pieces))
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    lines(paragraph.paragraph_format, TITLE_LINE)
    paragraph.paragraph_format.space_after = Pt(LINE)
    write(paragraph, words, size=TITLE_SIZE, font=TITLE_FONT)


def heading(document: WordDocument, words: str, level: int, *, new_page: bool = False) -> None:
    """Add a heading: 一、 in 黑体, （一） in 楷体."""
    paragraph = write(document.add_paragraph(), words)
    paragraph._p.style = f"Heading{level}"  # by its name, python-docx would look through all styles
    paragraph.paragraph_format.page_break_before = new_page or None


def text(document: WordDocument, words: str, *, marked: bool = False, small: bool = False) -> Paragraph:
    """Add a paragraph; with ``marked`` it is highlighted, to be completed or removed before printing."""
    paragraph = document.add_paragraph()
    _indent(paragraph._p.get_or_add_pPr())
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    write(paragraph, words, size=12 if small else 0)
    if small:
        lines(paragraph.paragraph_format, 20)
    _mark(paragraph, marked)
    return paragraph


def bookmark(first: Paragraph, last: Paragraph, name: str, number: int) -> None:
    """Put a bookmark around paragraphs, by which they are found again; ``number`` is its id."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    end.set(qn("w:id"), str(number))
    first._p.insert_element_before(start, "w:r")
    after = last._p.getnext()
    if after is not None and after.tag == qn("w:p"):
        after.insert_element_before(end, "w:bookmarkStart", "w:r")  # what is added below the last is inside
    else:
        last._p.append(end)


def to_the_right(document: WordDocument, words: Iterable[str], *, marked: bool = False) -> None:
    """Add signature lines at the right, kept on one page with the paragraphs before and behind."""
    before = document.element.body.inner_content_elements[-1:]
    for element in before if isinstance(before[0], CT_P) else ():
        Paragraph(element, document).paragraph_format.keep_with_next = True
    for line in words:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.keep_with_next = not marked or None
        write(paragraph, line)
        _mark(paragraph, marked)


def _mark(paragraph: Paragraph, marked: bool) -> None:
    """Highlight text that must not be printed; brackets mark it in print without colour."""
    for run in paragraph.runs if marked else ():
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def boxed_table(
    document: WordDocument,
    boxes: Sequence[Box],
    widths: Sequence[float],
    *,
    size: float,
    high: float,
    head_rows: int,
    description: str,
) -> Table:
    """Add a table of boxes that may span rows and columns, kept on one page if it fits.

    Args:
        widths: relative widths of the columns; the table fills the text width.
        size: font size in points; high: minimum height of a row in points.
        head_rows: rows repeated when the table continues on another page.
    """
    rows = max(box.last_row for box in boxes) + 1
    table: Table = document.add_table(rows=1, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _describe(table, description)
    shares = [Cm(WIDTH * width / sum(widths)) for width in widths]
    row = table.rows[0]
    for column, cell, width in zip(table.columns, row.cells, shares, strict=True):
        column.width = cell.width = width
    row.height = Pt(high)
    flag(row, "w:cantSplit")
    for _ in range(rows - 1):
        table._tbl.append(deepcopy(row._tr))
    for head in list(table.rows)[:head_rows]:
        flag(head, "w:tblHeader")
    grid = [list(line.cells) for line in table.rows]  # python-docx searches on every access, which is slow
    for box in boxes:
        _joined(grid, box)
        across = sum(shares[box.first_column : box.last_column + 1]) / Pt(1) - 2 * _MARGIN
        words = box.words if box.left or not box.label else evenly(box.words, int(across / size))
        _fill(grid[box.first_row][box.first_column], words, box, size, keep=box.first_row < rows - 1)
    return table


def evenly(label: str, letters: int) -> str:
    """Break a short Chinese label that takes several lines: its number alone, the rest in lines alike."""
    if len(label) <= letters or letters < 2 or cell_len(label) < 2 * len(label):
        return label
    found = _NUMBER.match(label)
    number = found[0] if found else ""
    rest = label.removeprefix(number)
    count = -(-len(rest) // letters)
    ends = [len(rest) * n // count for n in range(count + 1)]
    return "\n".join(filter(None, [number, *(rest[a:b] for a, b in pairwise(ends))]))


def _joined(grid: Sequence[Sequence[_Cell]], box: Box) -> None:
    """Join the cells of a box; python-docx's own ``merge`` searches the table for each of them."""
    for row in range(box.first_row, box.last_row + 1):
        first, *rest = (cell._tc for cell in grid[row][box.first_column : box.last_column + 1])
        if rest:
            first.width = Length(sum(tc.width or 0 for tc in (first, *rest)))
            first.grid_span = 1 + len(rest)
        for tc in rest:
            tc.getparent().remove(tc)
        if box.last_row > box.first_row:
            first.vMerge = ST_Merge.RESTART if row == box.first_row else ST_Merge.CONTINUE
        if box.first_row < row < len(grid) - 1:  # what the box goes on in
            for paragraph in grid[row][box.first_column].paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _fill(cell: _Cell, words: str, box: Box, size: float, keep: bool) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for paragraph in cell.paragraphs:  # merging keeps the paragraphs of the merged cells
        cell._tc.remove(paragraph._p)
    made = deepcopy(_boxed(box.left, box.label, size, keep))
    cell._tc.append(made)
    Paragraph(made, cell).runs[0].text = words


@lru_cache(maxsize=32)
def _boxed(left: bool, label: bool, size: float, keep: bool) -> CT_P:
    """A paragraph of a box, to be copied: setting each property of hundreds of cells takes long."""
    paragraph = new_document().add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
    lines(paragraph.paragraph_format, size * 1.3)
    paragraph.paragraph_format.keep_with_next = keep or None
    write(paragraph, "", size=size, font=SONG_FONT if label else "")
    return paragraph._p


def list_table(
    document: WordDocument, widths: Sequence[float], heads: Sequence[str], rows: Iterable[Sequence[str]]
) -> Table:
    """Add a list with ruled lines in small type; its heads are repeated on every page.

    Args:
        widths: of the columns, in centimetres.
    """
    table = ruled_table(document, widths)
    _list_row(table, widths, heads, heading=True)
    _list_row(table, widths, [""] * len(widths))
    made = table._tbl.tr_lst[-1]
    made.getparent().remove(made)
    for words in rows:  # copied: setting each property of thousands of cells takes seconds
        row = deepcopy(made)
        for run, one in zip(row.iter(qn("w:r")), words, strict=True):
            run.text = one
        table._tbl.append(row)
    return table


def _list_row(table: Table, widths: Sequence[float], words: Sequence[str], *, heading: bool = False) -> None:
    for cell, one in zip(add_row(table, widths, heading=heading), words, strict=True):
        paragraph = write(cell.paragraphs[0], one, size=_LIST_SIZE, font=HEAD_FONT if heading else "")
        lines(paragraph.paragraph_format, _LIST_LINE)


def _describe(table: Table, description: str) -> None:
    """Set the description for screen readers, and narrow cell margins as on printed forms."""
    for name, value in (("w:tblCaption", description), ("w:tblDescription", description)):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        table._tblPr.append(element)
    cell_margins(table, int(20 * _MARGIN))
