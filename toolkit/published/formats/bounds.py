"""How large a published report may be, for all formats.

A real page has 5,000 tags and 200 KB, a document 20,000 tags; these bounds are far above and are looked at
before a parser sees the file, so that a hostile one is refused within a moment and few megabytes.
"""

from __future__ import annotations

from toolkit.workbook.scanning.scanned import Unreadable

MAX_BYTES = 32_000_000
"""Of a file; saved pages may carry pictures."""
MAX_MARKUP = 20_000_000
"""Bytes of markup or text that is parsed."""
MAX_TAGS = 300_000
MAX_MARKS = 500_000
"""Places of a table that spans cover, all tables of a report together."""
MAX_PAGES = 300
"""Pages of a PDF."""
MAX_CELLS = 60_000
"""Cells of all tables; a report has 300."""


def refuse(what: str, found: int, limit: int) -> None:
    """Raise :class:`Unreadable` where a report has more of something than any report has."""
    if found > limit:
        raise Unreadable("too_complex", what=what, found=found, limit=limit)


def check_markup(markup: bytes) -> None:
    """Refuse markup that would take a parser long or fill the memory."""
    refuse("bytes", len(markup), MAX_MARKUP)
    refuse("tags", markup.count(b"<"), MAX_TAGS)
