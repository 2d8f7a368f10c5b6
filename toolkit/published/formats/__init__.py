"""Reading a published report in any of its formats, told by content and never by the name alone."""

from __future__ import annotations

from pathlib import PurePosixPath

from toolkit.published.content import Format, PublishedContent
from toolkit.published.formats.bounds import MAX_BYTES, refuse
from toolkit.workbook.scanning.kinds import Kind, kind_of, refusal

__all__ = ["format_of", "read_content"]

_FORMATS: dict[Kind, Format] = {
    "html": "html",
    "web_archive": "html",
    "word": "docx",
    "pdf": "pdf",
    "text": "text",
}
_OPEN_DOCUMENT, _FIRST = b"application/vnd.oasis.opendocument", 200
"""How an odt file says what it is, and in how many bytes."""
_PAGES = {".html", ".htm", ".shtml", ".xhtml"}
_TEXTS = {".txt", ".md"}


def format_of(kind: Kind) -> Format | None:
    """As what a file of that kind is read; ``None`` for what is no published report."""
    return _FORMATS.get(kind)


def read_content(data: bytes, name: str = "") -> PublishedContent:
    """Read a published report: paragraphs and tables in their order.

    Args:
        data: the file; anything at all.
        name: its name, for kinds that the bytes do not tell.

    Raises:
        Unreadable: it is no document, or nothing can be read from it; code and details say why.
    """
    refuse("bytes", len(data), MAX_BYTES)
    kind = kind_of(data, name)
    suffix = PurePosixPath(name.lower()).suffix
    if kind in ("text", "xml", "unknown") and suffix in _PAGES:
        kind = "html"  # damaged bytes, or words before the first tag
    elif kind == "unknown" and suffix in _TEXTS:
        kind = "text"
    match kind:
        case "html":
            from toolkit.published.formats.web_page import read_page  # noqa: PLC0415

            return read_page(data)
        case "text":
            from toolkit.published.formats.plain_text import read_text  # noqa: PLC0415

            return read_text(data)
        case "word" if data.startswith(b"PK") and _OPEN_DOCUMENT not in data[:_FIRST]:
            from toolkit.published.formats.word_document import read_document  # noqa: PLC0415

            return read_document(data)
        case "word":
            from toolkit.published.formats.old_document import read_old_document  # noqa: PLC0415

            return read_old_document(data, name)
        case "web_archive":
            from toolkit.published.formats.web_archive import read_archive  # noqa: PLC0415

            return read_archive(data)
        case "pdf":
            from toolkit.published.formats.pdf_file import read_pdf  # noqa: PLC0415

            return read_pdf(data)
        case _:
            raise refusal(kind)
