"""Looking a received file over before its values are read, trusting nothing.

python-calamine reads the values fast, but it gives neither formulas nor names, loses the difference
between an empty cell and #REF!, and can be made to end the process by a file of a few kilobytes.
:func:`scan` guards it and tells the rest. Files are known by content, never by extension.
"""

from __future__ import annotations

from collections.abc import Container

from toolkit.workbook.scanning.kinds import package_kind, refusal, refused
from toolkit.workbook.scanning.odf import CONTENT, MIMETYPE, MIMETYPE_OF_SHEETS, is_encrypted, scan_odf
from toolkit.workbook.scanning.ooxml import names_of_sheets, scan_ooxml
from toolkit.workbook.scanning.package import Package
from toolkit.workbook.scanning.relations import workbook_part
from toolkit.workbook.scanning.scanned import MAX_FILE, Scan, SheetScan, Unreadable
from toolkit.workbook.scanning.signatures import OLE_MARK

__all__ = ["Scan", "SheetScan", "Unreadable", "scan", "sheet_names"]


def scan(data: bytes, later: Container[str] = ()) -> Scan:
    """Find out what a file is, whether its values can be read safely, and what the values do not tell.

    Sheets named in ``later`` are scanned when ``Scan.sheets`` is asked for them (not in xls).

    Raises:
        Unreadable: there is nothing to read; its code and details say why. No other exception.
    """
    if not data:
        raise Unreadable("empty")
    if len(data) > MAX_FILE:
        raise Unreadable("too_large", what="bytes", found=len(data), limit=MAX_FILE)
    if data.startswith(OLE_MARK):
        from toolkit.workbook.scanning.biff import scan_xls  # noqa: PLC0415  (few files are of that time)

        return scan_xls(data)
    if data.startswith(b"PK\3\4"):
        return _scan_package(Package(data), later)
    raise refused(data)


def sheet_names(data: bytes) -> set[str] | None:
    """Names of the sheets of an Office Open XML workbook that nobody has looked at; ``None`` of any other.

    Raises:
        Unreadable: it is damaged.
    """
    if not data.startswith(b"PK\3\4"):
        return None
    package = Package(data)
    workbook = workbook_part(package)
    return set(names_of_sheets(package, workbook)) if workbook else None


def _scan_package(package: Package, later: Container[str]) -> Scan:
    kind = package_kind(package.names, lambda: package.read(MIMETYPE))
    if kind != "workbook":
        raise refusal(kind)
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
            return scan_odf(package, later)
    raise Unreadable("damaged", reason="missing_part")
