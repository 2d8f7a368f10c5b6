"""A text file as paragraphs, and as tables where its lines show the cells: tabs, or bars as in Markdown.

A text that was copied cell by cell, one cell in a line, stays as paragraphs: nobody can tell there where
a row ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from toolkit.published.content import Block, Paragraph, PublishedCell, PublishedContent, PublishedTable
from toolkit.published.formats.bounds import MAX_CELLS, MAX_MARKUP, refuse
from toolkit.published.formats.decoding import decoded
from toolkit.published.formats.glyph_letters import as_written
from toolkit.workbook.scanning.scanned import Unreadable

_SPACE = re.compile(r"\s+")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_RULE = re.compile(r"[\s|:\-]*-[\s|:\-]*")
"""The line between the heading and the rows of a Markdown table."""


def read_text(data: bytes) -> PublishedContent:
    """Read a plain text or Markdown file, one paragraph for each line.

    Raises:
        Unreadable: nothing in it, or far too much.
    """
    refuse("bytes", len(data), MAX_MARKUP)
    lines = [line for line in as_written(decoded(data)).splitlines() if line.strip()]
    if not lines:
        raise Unreadable("empty")
    refuse("cells", sum(line.count("\t") + line.count("|") for line in lines), MAX_CELLS)
    return PublishedContent("text", tuple(_blocks(lines)))


def _blocks(lines: list[str]) -> Iterator[Block]:
    for kind, run in groupby(lines, _kind):
        group = list(run)
        rows = _bars(group) if kind == "bars" else [line.split("\t") for line in group]
        if kind and _is_table(rows):
            yield PublishedTable(tuple(_cells(rows)))
        else:
            yield from map(_paragraph, group)


def _kind(line: str) -> str:
    if line.rstrip().endswith("|"):
        return "bars"
    return "tabs" if "\t" in line.lstrip() else ""  # before the text, a tab only indents it


def _bars(lines: list[str]) -> list[list[str]]:
    """Cells of each line. Bars without anything between them at the end of a line close merged cells."""
    opened = all(line.lstrip().startswith("|") for line in lines)
    rows = []
    for line in lines:
        if _RULE.fullmatch(line):
            continue
        cells = line.strip().split("|")[:-1]
        while cells and not cells[-1]:
            cells.pop()
        rows.append(cells[1:] if opened else cells)
    return rows


def _is_table(rows: list[list[str]]) -> bool:
    several = sum(len(row) > 1 for row in rows)
    return len(rows) > 1 and several * 2 >= len(rows)


def _cells(rows: list[list[str]]) -> Iterator[PublishedCell]:
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            text = _tidy(cell)
            yield PublishedCell(row, column, (text,) if text else ())


def _paragraph(line: str) -> Paragraph:
    heading = _HEADING.match(line)
    return Paragraph(_tidy(line[heading.end() :]), len(heading[1])) if heading else Paragraph(_tidy(line))


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
