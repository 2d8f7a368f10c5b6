"""Documents in formats of Word before 2007, of WPS, RTF and ODF: converted to docx and then read."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath

from toolkit.published.content import PublishedContent
from toolkit.published.formats.libre_office import converted
from toolkit.published.formats.word_document import read_document
from toolkit.workbook.scanning.scanned import Unreadable

SECONDS = 60.0
"""Until the conversion is given up; the first start of LibreOffice alone takes ten on a slow machine."""
_SUFFIXES = {".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".xml", ".fodt"}


def read_old_document(data: bytes, name: str) -> PublishedContent:
    """Read a document that is no docx.

    Raises:
        Unreadable: LibreOffice is not installed or could not convert it; or what came out cannot be read.
    """
    suffix = PurePosixPath(name.lower()).suffix
    with tempfile.TemporaryDirectory(prefix="ogi-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / f"report{suffix if suffix in _SUFFIXES else '.doc'}"
        file.write_bytes(data)
        made = converted(file, "docx", SECONDS)
        if made is None:
            raise Unreadable("old_document")
        return read_document(made.read_bytes())
