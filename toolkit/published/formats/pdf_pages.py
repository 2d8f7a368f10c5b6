"""Pages of a PDF with text as paragraphs and tables; runs in a process of its own, see :mod:`pdf_file`.

Tables are those with ruled lines. Nothing is joined over a page break except a paragraph that goes on, and a
table with the same edges that nothing stands between.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from toolkit.published.content import Block, Paragraph, PublishedContent
from toolkit.published.formats.bounds import MAX_PAGES, refuse
from toolkit.published.formats.glyph_letters import as_written
from toolkit.published.formats.page_edges import without_edges
from toolkit.published.formats.pdf_lines import (
    Letter,
    PrintedLine,
    glue,
    goes_on,
    lines_of,
    margins_of,
    once,
)
from toolkit.published.formats.pdf_tables import RuledTable, ruled
from toolkit.workbook.scanning.scanned import Unreadable

_FULL_PAGE = 0.7
"""Share of a page that a picture covers when the page is a scan."""
_MANY_UNMAPPED = 0.02
MAX_CONTENT = 2_000_000
"""Bytes of drawing commands of all pages; a report has 300,000."""
MAX_LETTERS = 300_000
MAX_RULES = 30_000
"""Lines and boxes drawn; a report has 2,000."""
MAX_OBJECTS = 50_000

_UNMAPPED = re.compile("\\(cid:\\d+\\)|[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_DRAWN = re.compile(rb"\s(?:l|re|c|v|y)\s")
_INVISIBLE = re.compile(rb"(?<!\S)3\s+Tr\b")


def pages_of(data: bytes) -> PublishedContent:
    """Read a PDF.

    Raises:
        Unreadable: locked, broken, a scan, in fonts without mapping, or more than any report has.
    """
    pdf = _opened(data)
    letters: list[list[Letter]] = []
    tables: list[list[RuledTable]] = []
    heights: list[float] = []
    scans = 0
    for page in _looked_over(pdf.pages):
        scan = _is_scan(page)
        scans += scan
        heights.append(float(page.height))
        letters.append([] if scan else [{**one, "text": as_written(one["text"])} for one in once(page.chars)])
        tables.append(ruled(page) if page.edges and not scan else [])
    if scans * 2 > len(letters):
        raise Unreadable("scan")
    _check_letters(letters)
    lines = []
    for number, on_page in enumerate(letters):
        outside = [letter for letter in on_page if not any(table.take(letter) for table in tables[number])]
        lines.append(lines_of(outside, number, heights[number]))
    title = pdf.metadata.get("Title")
    titles = (as_written(title.strip()),) if isinstance(title, str) and title.strip() else ()
    lines = without_edges(lines)
    return PublishedContent("pdf", tuple(_blocks(lines, _joined(lines, tables))), titles)


def _opened(data: bytes) -> Any:
    import pdfplumber  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    refuse("objects", data.count(b" obj"), MAX_OBJECTS)
    try:
        pdf = pdfplumber.open(io.BytesIO(data), pages=list(range(1, MAX_PAGES + 2)))
        number = len(pdf.pages)
    except PdfminerException as error:
        # The library passes on what pdfminer raised, whose classes are not its interface.
        locked = any(type(cause).__name__ == "PDFPasswordIncorrect" for cause in error.args)
        raise Unreadable("encrypted" if locked else "damaged") from error
    refuse("pages", number, MAX_PAGES)
    if not number:
        raise Unreadable("damaged")
    return pdf


def _looked_over(pages: Iterable[Any]) -> Iterator[Any]:
    """The same pages one after another; refused where drawing them would take long."""
    size = letters = rules = 0
    for page in pages:
        commands = _commands(page)
        size += len(commands)
        refuse("content", size, MAX_CONTENT)
        rules += len(_DRAWN.findall(commands))
        refuse("rules", rules, MAX_RULES)
        letters += len(page.chars)
        refuse("letters", letters, MAX_LETTERS)
        yield page
        page.close()


def _commands(page: Any) -> bytes:
    from pdfplumber.utils.pdfinternals import resolve  # noqa: PLC0415

    return b"\n".join(resolve(content).get_data() for content in page.page_obj.contents)


def _is_scan(page: Any) -> bool:
    """A page that is a picture, with no text or with what a program guessed from the picture."""
    area = float(page.width * page.height) or 1
    covered = any(
        (picture["x1"] - picture["x0"]) * (picture["bottom"] - picture["top"]) > area * _FULL_PAGE
        for picture in page.images
    )
    return covered and (not page.chars or _INVISIBLE.search(_commands(page)) is not None)


def _check_letters(pages: list[list[Letter]]) -> None:
    """Refuse what only looks like text; single letters without mapping become U+FFFD."""
    letters = [letter for page in pages for letter in page if not letter["text"].isspace()]
    if not letters:
        raise Unreadable("scan")
    unmapped = [letter for letter in letters if _UNMAPPED.search(letter["text"])]
    if len(unmapped) > len(letters) * _MANY_UNMAPPED:
        raise Unreadable("unmapped_font")
    for letter in unmapped:
        letter["text"] = "\ufffd"


def _joined(pages: list[list[PrintedLine]], tables: list[list[RuledTable]]) -> list[list[RuledTable]]:
    """The same tables; one that goes on over a page break, with nothing between, stands where it began."""
    found = [[*on_page] for on_page in tables]
    before: list[RuledTable] = []  # those of the page whose last one ends the text so far
    for lines, on_page in zip(pages, found, strict=True):
        top = on_page[0].top if on_page else 0
        if on_page and before and before[-1].goes_on(on_page[0]) and all(line.top > top for line in lines):
            before[-1] = before[-1].with_rows_of(on_page.pop(0))
            if not on_page and not lines:
                continue
        before = on_page if on_page and all(line.top < on_page[-1].top for line in lines) else []
    return found


def _blocks(pages: list[list[PrintedLine]], tables: list[list[RuledTable]]) -> Iterator[Block]:
    """Paragraphs and tables in their order; a paragraph may go on after a page break."""
    margins = margins_of([line for page in pages for line in page])
    text, last = "", None
    for number, page in enumerate(pages):
        waiting = list(tables[number])
        for line in page:
            while waiting and waiting[0].top < line.top:
                if text:
                    yield Paragraph(text)
                text, last = "", None
                yield from waiting.pop(0).blocks()
            if last is not None and goes_on(last, line, margins):
                text = glue(text, line.text)
            else:
                if text:
                    yield Paragraph(text)
                text = line.text
            last = line
        if waiting and text:
            yield Paragraph(text)
            text, last = "", None
        for table in waiting:
            yield from table.blocks()
    if text:
        yield Paragraph(text)
