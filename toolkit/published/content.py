"""What a published report holds, whatever format it came in: paragraphs and tables in their order.

The formats (:mod:`toolkit.published.formats`) make it; figures and texts are found in it by label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Format: TypeAlias = Literal["html", "docx", "pdf", "text"]
PUBLISHED_FORMATS: frozenset[str] = frozenset(get_args(Format))


_BETWEEN_FIGURES = re.compile(r"(?<=\d)\n(?=\d)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text between breaks; ``level`` is that of a heading (1 to 6), or 0.

    Text is as published: nothing is folded, only white space that layout makes is one blank.
    """

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """A cell of a table and what it covers; ``lines`` are its paragraphs and line breaks."""

    row: int
    column: int
    lines: tuple[str, ...]
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        """The cell as one string without the breaks that layout makes; two figures in it stay two."""
        if len(self.lines) < 2:
            return "".join(self.lines)
        return _BETWEEN_FIGURES.sub(" ", "\n".join(self.lines)).replace("\n", "")


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table: cells in reading order, places counted from 0 with spans resolved.

    A table that a page break splits may come as several; nothing is joined by guesswork.
    """

    cells: tuple[PublishedCell, ...]


Block: TypeAlias = Paragraph | PublishedTable


@dataclass(frozen=True)
class PublishedContent:
    """One published report.

    Attributes:
        blocks: the page from top to bottom, menus and share buttons of a site included where the markup
            does not tell them apart.
        titles: what the file says its title is (``<title>``, meta, core properties), best first.
        source: who published it, as the page states; empty where it does not.
        published_on: the day the page states, ``2024-01-31``; empty where it does not.
        address: canonical address the page states of itself; empty where it does not.
    """

    format: Format
    blocks: tuple[Block, ...]
    titles: tuple[str, ...] = ()
    source: str = ""
    published_on: str = ""
    address: str = ""
