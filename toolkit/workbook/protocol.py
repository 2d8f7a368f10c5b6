"""What issued workbooks tell the program that reads them, and the words by which older ones are recognised.

A workbook carries marks for machines: fields of its very hidden sheet, and a hidden column with the keys of
the checks. Nothing is recognised by a sentence of the catalogue, which may be reworded at any time. Workbooks
that were issued before the marks are recognised by the words they were issued with. These stand here as
they were printed then, and rewording the catalogue does not change them.
"""

from __future__ import annotations

COVERS, TOTAL = "covers", "total"
"""Field of the hidden sheet, and its value in the workbook of a total; other workbooks do not have it."""

SCOPE_SHEET = "scope_sheet"
"""Field of the hidden sheet in the workbook of a total: name of the sheet with its scope ledger."""

ANSWERS = ("yes", "no")
"""Fields of the hidden sheet: the words with which the declaration of this very workbook is answered."""

REFILLED = "refilled"
"""Field of the hidden sheet of a workbook that was filled in for a unit: digest of what was filled in."""

NOT_APPLICABLE = "not_applicable"
"""Field of the hidden sheet: the word by which this very workbook says that a figure does not apply."""

COVER_NAME = "unit_name"
"""Defined name of a cell of the cover."""

RETURNED = "returned"
"""Label of the rows of a hidden sheet that hold, in Base64, the lines which a return wrote into comments."""

HANDLING = "_handling"
"""Name of the hidden sheet of 报送进度.xlsx, by which that workbook is known wherever it turns up."""

HANDLING_COLUMN = "ogi:"
"""What the marks in the hidden row above the columns of the sheet 办理 begin with."""

# --- words of workbooks without these marks -------------------------------------------------------

SCOPE_LEDGER = "汇总范围"
SCOPE_HEADS = ("单位代码", "单位名称")
YES_OR_NO = ("是", "否")
SHEET_LINE = "填报单位：{unit}　　　　年度：{year} 年"
ASIDE_HEADS = ("上年数",)
COMMENT_MARKS = ("[须改正]", "[需说明]")
COMMENT_SEPARATOR = "―― 以下为退回意见 ――"
