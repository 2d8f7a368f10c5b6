"""The look over a received file before its values are read: what it is, whether it is harmless."""

from toolkit.workbook.scanning.scan import scan, sheet_names
from toolkit.workbook.scanning.scanned import Scan, SheetScan, Unreadable

__all__ = ["Scan", "SheetScan", "Unreadable", "scan", "sheet_names"]
