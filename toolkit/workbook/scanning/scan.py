"""Looking a received file over before its values are read, trusting nothing.

python-calamine reads the values fast, but it gives neither formulas nor names, loses the difference
between an empty cell and #REF!, and can be made to end the process by a file of a few kilobytes.
:func:`scan` guards it and tells the rest. Files are known by content, never by extension.
"""

from __future__ import annotations

from collections.abc import Collection

from toolkit.workbook.scanning.biff import MAGIC, scan_xls
from toolkit.workbook.scanning.odf import CONTENT, MIMETYPE, MIMETYPE_OF_SHEETS, is_encrypted, scan_odf
from toolkit.workbook.scanning.ooxml import scan_ooxml
from toolkit.workbook.scanning.package import Package
from toolkit.workbook.scanning.relations import workbook_part
from toolkit.workbook.scanning.scanned import MAX_FILE, Scan, SheetScan, Unreadable

__all__ = ["Scan", "SheetScan", "Unreadable", "scan"]

_KINDS = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "word"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
)


def scan(data: bytes, later: Collection[str] = ()) -> Scan:
    """Find out what a file is, whether its values can be read safely, and what the values do not tell.

    Sheets named in ``later`` are scanned when ``Scan.sheets`` is asked for them (xlsx, xlsm).

    Raises:
        Unreadable: there is nothing to read; its code and details say why. No other exception.
    """
    if not data:
        raise Unreadable("empty")
    if len(data) > MAX_FILE:
        raise Unreadable("too_large", what="bytes", found=len(data), limit=MAX_FILE)
    if data.startswith(MAGIC):
        return scan_xls(data)
    if data.startswith(b"PK\3\4"):
        return _scan_package(Package(data), later)
    raise Unreadable("not_a_workbook", kind=_kind(data))


def _scan_package(package: Package, later: Collection[str]) -> Scan:
    if "xl/workbook.bin" in package:
        raise Unreadable("xlsb")
    open_document = CONTENT in package and MIMETYPE in package
    workbook = workbook_part(package)
    if workbook:
        if open_document:  # the value reader may take it for the one or for the other
            raise Unreadable("damaged", reason="zip")
        return scan_ooxml(package, workbook, later)
    if open_document and package.read(MIMETYPE).startswith(MIMETYPE_OF_SHEETS):
        if is_encrypted(package):
            raise Unreadable("encrypted")
        if not any(name.startswith("xl/") for name in package.names):
            return scan_odf(package)
    if any(name.startswith("xl/") for name in package.names) or (CONTENT in package and not open_document):
        raise Unreadable("damaged", reason="missing_part")
    raise Unreadable("not_a_workbook", kind=_package_kind(package))


def _package_kind(package: Package) -> str:
    if any(name.startswith("word/") for name in package.names):
        return "word"
    if any(name.startswith("ppt/") for name in package.names):
        return "slides"
    if MIMETYPE in package:
        return "word" if b"opendocument.text" in package.read(MIMETYPE) else "other"
    return "archive"


def _kind(data: bytes) -> str:
    for start, kind in _KINDS:
        if data.startswith(start):
            return kind
    if data.startswith(b"PK"):
        return "archive"
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<"):
        return "html" if b"<html" in data[:4096].lower() else "xml"
    return "text" if _is_text(data[:4096]) else "other"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in head and not any(byte < 32 and byte not in b"\t\r\n\f" for byte in head)
