"""Names that spreadsheet programs take: of worksheets and of cells.

Source: support.microsoft.com, "Rename a worksheet" and "Names in formulas". A name that is refused when
the workbook is written would be missing without a word, so an edition that has one is refused.
"""

from __future__ import annotations

import re

from toolkit.form.layout import DECLARED

LONGEST_SHEET_NAME = 31
LONGEST_PROMPT_TITLE, LONGEST_PROMPT = 32, 255
RESERVED = frozenset({DECLARED, "unit_name", "problems"})
"""Names that the cover gives to its own cells."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_APPLIES = re.compile(r"applies_[0-9]+\Z", re.IGNORECASE)
_REFERENCE = re.compile(r"[a-z]{1,3}[0-9]+|r[0-9]*|c[0-9]*|r[0-9]*c[0-9]*|true|false", re.IGNORECASE)


def is_sheet_name(name: str) -> bool:
    """Whether a worksheet may be called so."""
    return (
        0 < units(name) <= LONGEST_SHEET_NAME
        and not _FORBIDDEN.search(name)
        and not name.startswith("'")
        and not name.endswith("'")
        and name.casefold() != "history"
    )


def is_cell_name(name: str) -> bool:
    """Whether a cell may be called so beside those the cover names; A1 and R1C1 are addresses."""
    return (
        name not in RESERVED
        and not _APPLIES.match(name)
        and len(name) <= 255
        and not _REFERENCE.fullmatch(name)
    )


def units(text: str) -> int:
    """Length as Excel counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
