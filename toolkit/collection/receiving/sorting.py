"""What is read, what accompanies it, and what nobody needs to see: three piles of received files.

Whatever may be a submission is read or set before a person. Only what is surely none is an attachment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import PurePosixPath

from toolkit.collection.ledger.records import Kind
from toolkit.workbook.protocol import HANDLING
from toolkit.workbook.scanning.kinds import kind_of
from toolkit.workbook.scanning.package import Package
from toolkit.workbook.scanning.scanned import Unreadable

SPREADSHEETS = {".xlsx", ".xlsm", ".xltx", ".xls", ".xlt", ".et", ".ett", ".ods", ".xlsb", ".csv", ".tsv", ""}
_DOCUMENTS = {
    ".docx", ".doc", ".docm", ".dotx", ".wps", ".wpt", ".rtf", ".odt", ".fodt", ".uot", ".pptx", ".ppt",
    ".dps", ".ppsx", ".pps", ".odp", ".uop", ".pdf", ".ofd", ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".svg",
    ".jfif", ".tif", ".tiff", ".heic", ".webp", ".mp3", ".mp4", ".wav", ".amr", ".m4a", ".avi",
    ".mov", ".xps", ".ceb", ".caj", ".p7s", ".sig", ".asc",
}  # fmt: skip
"""Whatever is in them, a sender who calls a file so did not mean it to be the workbook."""
_TEXTS = {
    ".txt", ".md", ".log", ".ini", ".htm", ".html", ".shtml", ".css", ".js", ".ics", ".vcf",
}  # fmt: skip
"""Not among them: .json and .xml, in which other systems hand over figures."""
_LITTER = ("~$", ".", "__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini", "$RECYCLE.BIN")
_STREAM = "Zone.Identifier"
_AWAY = ".icloud"
"""What a name begun with a dot ends in while the file itself is elsewhere: somebody has to fetch it."""
_SHEET_LISTS = ("xl/workbook.xml", "content.xml")
"""Parts that name the worksheets of a package."""
_COLUMNS = 3
"""Lines with a tab, or of a list of values, that make a table of a text."""
_LISTED = re.compile(rb"[,;]\s*\"?-?\d+(?:\.\d+)?\"?\s*$")
"""The end of such a line: a number behind a comma."""


def ledger_kind(name: str, content: bytes) -> Kind:
    """``workbook`` for what is read or needs a person, else ``attachment``: kept, and not read."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in SPREADSHEETS:
        return "workbook"
    kind = kind_of(content, name)
    if kind in ("workbook", "xlsb"):
        return "workbook"  # under any name
    if suffix in _DOCUMENTS:
        return "attachment"
    if suffix in _TEXTS and kind in ("text", "html", "xml", "empty") and not _holds_a_table(kind, content):
        return "attachment"
    return "workbook"


def is_spreadsheet(content: bytes) -> bool:
    """Whether the bytes are a workbook's, sound or not; cheap for those that usual programs save."""
    if content.startswith(b"PK\3\4"):
        length = int.from_bytes(content[26:28], "little")
        if content[30 : 30 + length].lower().startswith(b"xl/"):
            return True
    elif not content.startswith(b"\xd0\xcf\x11\xe0"):
        return False
    return kind_of(content) in ("workbook", "xlsb", "encrypted")


def is_progress_workbook(content: bytes) -> bool:
    """Whether the bytes are a 报送进度.xlsx of the toolkit, whatever program saved it last."""
    name = f'name="{HANDLING}"'.encode()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return HANDLING.encode() in content or HANDLING.encode("utf-16-le") in content
    if not content.startswith(b"PK\3\4"):
        return False
    with suppress(Unreadable):  # what cannot be opened is none
        package = Package(content)
        return any(name in package.peek(part) for part in _SHEET_LISTS if part in package)
    return False


def is_litter(parts: Sequence[str]) -> bool:
    """Whether a name is one that programs leave behind for themselves."""
    *folders, name = parts or ("",)
    hidden = name.startswith(_LITTER) and not name.endswith(_AWAY)
    return hidden or name.endswith(_STREAM) or any(folder.startswith(_LITTER) for folder in folders)


def _holds_a_table(kind: str, content: bytes) -> bool:
    """Whether a text is what a spreadsheet program saves as text, or as a web page."""
    head = content[:65_536]
    if kind == "html":
        return b"urn:schemas-microsoft-com:office:excel" in head or b"Excel.Sheet" in head
    if kind != "text":
        return False
    # In UTF-16 ("Unicode text") a tab has a zero beside it, and counts as well.
    return sum(b"\t" in line or bool(_LISTED.search(line)) for line in head.split(b"\n")) >= _COLUMNS
