"""Changing a received xlsx or xlsm in its own package: what is not changed stays byte for byte.

Pictures, charts, macros, printer settings and results of formulas are therefore what the unit sent.
"""

from toolkit.workbook.editing.edited_book import EditedBook
from toolkit.workbook.editing.edited_sheet import EditedSheet

__all__ = ["EditedBook", "EditedSheet"]
