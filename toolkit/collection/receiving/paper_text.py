"""What a file that is no workbook says of itself: the words by which its unit is found.

Figures are not read here. A text is read where that is done within a moment: Word (docx), web pages, PDF with
text, plain text, mails. Of scans, pictures and old Word files only the format is known.
"""

from __future__ import annotations

import re
from itertools import groupby

from toolkit.collection.ledger.records import PaperWords
from toolkit.collection.receiving import mails
from toolkit.published.content import Paragraph
from toolkit.published.formats import read_content
from toolkit.workbook.scanning.kinds import Kind, kind_of

READER = 2
"""Raised when a reader finds more words than before; papers are then read again."""
LARGEST = 20_000_000
"""Bytes of a file, unpacked, whose text is read; a report of one unit has a hundredth of it."""
BEGINNING, END = 6_000, 1_000
"""Letters kept: the title and the first page, and who signed."""
_READ: frozenset[Kind] = frozenset({"word", "html", "text", "pdf", "web_archive", "mail", "msg"})
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_LINES = re.compile(r"\s*\n\s*")


def without_text(sha256: str, name: str, content: bytes) -> PaperWords | None:
    """The format of a file whose text is not read; ``None`` where :func:`words_of` has to read it."""
    kind = kind_of(content, name)
    is_old = kind == "word" and not content.startswith(b"PK")  # another program would have to convert it
    if kind in _READ and not is_old and len(content) <= LARGEST:
        return None
    return PaperWords(sha256, kind, reader=READER)


def words_of(sha256: str, name: str, content: bytes) -> PaperWords:
    """Format, sender, subject and text of a file. The bytes may be anything."""
    kind = kind_of(content, name)
    sender = subject = text = ""
    try:
        match kind:
            case "word" | "html" | "text" | "pdf" | "web_archive":
                text = _content(name, content)
            case "mail" | "msg":
                sender, subject, text = mails.letter(kind, content)
                text = _page(text) if "<" in text else text
    except Exception:  # the libraries raise nearly anything on a broken file
        text = ""
    return PaperWords(sha256, kind, _tidy(sender), _tidy(subject), _excerpt(_tidy(text)), READER)


def _content(name: str, content: bytes) -> str:
    """Titles, paragraphs and rows of tables of a page, a document, a PDF or a text, in their order."""
    read = read_content(content, name)
    lines = list(read.titles[:1]) if read.format == "html" else []
    for block in read.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            rows = groupby(block.cells, lambda cell: cell.row)
            lines += (" ".join(cell.text for cell in cells) for _, cells in rows)
    return "\n".join(lines)


def _page(text: str) -> str:
    """Title and visible text of the web page that a mail is."""
    return _content("a.html", text.encode(errors="replace"))


def _tidy(text: str) -> str:
    """Printable text without the gaps that layout makes."""
    text = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return _LINES.sub("\n", _SPACE.sub(" ", text)).strip()


def _excerpt(text: str) -> str:
    if len(text) <= BEGINNING + END:
        return text
    return f"{text[:BEGINNING]}\n…\n{text[-END:]}"
