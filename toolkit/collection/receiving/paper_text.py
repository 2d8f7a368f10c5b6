"""What a file that is no workbook says of itself: the words by which its unit is found.

Figures are not read here. A text is read where a library that is kept anyway can do so: Word (docx), web
pages, plain text, mails. Of scans, pictures, PDF and old Word files only the format is known.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice

from toolkit.collection.ledger.records import PaperWords
from toolkit.collection.receiving import labels, mails
from toolkit.workbook.scanning.kinds import Kind, kind_of

READER = 1
"""Raised when a reader finds more words than before; papers are then read again."""
LARGEST = 20_000_000
"""Bytes of a file, unpacked, whose text is read; a report of one unit has a hundredth of it."""
BEGINNING, END = 6_000, 1_000
"""Letters kept: the title and the first page, and who signed."""
_READ: frozenset[Kind] = frozenset({"word", "html", "text", "mail", "msg"})
_PARAGRAPHS = 2_000
_MEMBERS = 2_000
_UNSEEN = ("script", "style", "head", "noscript", "template")
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_LINES = re.compile(r"\s*\n\s*")


def without_text(sha256: str, name: str, content: bytes) -> PaperWords | None:
    """The format of a file whose text is not read; ``None`` where :func:`words_of` has to read it."""
    kind = kind_of(content, name)
    if kind in _READ and len(content) <= LARGEST:
        return None
    return PaperWords(sha256, kind, reader=READER)


def words_of(sha256: str, name: str, content: bytes) -> PaperWords:
    """Format, sender, subject and text of a file. The bytes may be anything."""
    kind = kind_of(content, name)
    sender = subject = text = ""
    try:
        match kind:
            case "word":
                text = _word(content)
            case "html":
                text = _page(_decoded(content))
            case "text":
                text = _decoded(content)
            case "mail" | "msg":
                sender, subject, text = mails.letter(kind, content)
                text = _page(text) if "<" in text else text
    except Exception:  # the libraries raise nearly anything on a broken file
        text = ""
    return PaperWords(sha256, kind, _tidy(sender), _tidy(subject), _excerpt(_tidy(text)), READER)


def _word(content: bytes) -> str:
    """Paragraphs and tables of a docx, in their order; nothing of what Word wrote before 2007."""
    from docx import Document  # noqa: PLC0415
    from docx.table import Table  # noqa: PLC0415

    if not content.startswith(b"PK"):
        return ""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        infos = package.infolist()
        if len(infos) > _MEMBERS or sum(info.file_size for info in infos) > LARGEST * 5:
            return ""
        if any(info.file_size > LARGEST for info in infos if info.filename.endswith((".xml", ".rels"))):
            return ""

    def lines() -> Iterator[str]:
        for block in Document(io.BytesIO(content)).iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    yield " ".join(dict.fromkeys(cell.text for cell in row.cells))
            else:
                yield block.text

    return "\n".join(islice(lines(), _PARAGRAPHS))


def _page(text: str) -> str:
    """Title and visible text of a web page."""
    from lxml import html  # noqa: PLC0415

    # A declaration of the encoding does not go with text that is decoded.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if not text.strip():
        return ""
    root = html.document_fromstring(text)
    title = root.findtext(".//title") or ""
    for tag in _UNSEEN:
        for element in list(root.iter(tag)):
            element.drop_tree()
    return "\n".join((title, *root.itertext()))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return labels.guessed(content) or content.decode("utf-8", "replace")


def _tidy(text: str) -> str:
    """Printable text without the gaps that layout makes."""
    text = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return _LINES.sub("\n", _SPACE.sub(" ", text)).strip()


def _excerpt(text: str) -> str:
    if len(text) <= BEGINNING + END:
        return text
    return f"{text[:BEGINNING]}\n…\n{text[-END:]}"
