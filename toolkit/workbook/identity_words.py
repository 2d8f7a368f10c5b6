"""What people add to a unit's name, its code and a year where they write them: none of it is part of them."""

from __future__ import annotations

import re

from toolkit.workbook.numerals import INVISIBLE

IDENTITY_FIELDS = ("unit_name", "unit_code", "year")
"""Fields of the cover that say for whom the workbook is."""
_STAMP = re.compile(r"\s*[（(]\s*(?:单位)?(?:公|盖|印|签)?章\s*[）)]\s*$")
_BRACKETS = re.compile(r"\s*[（(【\[](.*)[）)】\]]\s*")
_YEAR = re.compile(r"\s*([0-9０-９]{4})\s*(?:年度?)?\s*")


def bare(field: str, text: str) -> str:
    """The unit (``unit_name``), its code (``unit_code``) or the year without what was added to it."""
    text = text.translate(INVISIBLE)
    match field:
        case "unit_name":
            return _STAMP.sub("", text)
        case "unit_code":
            found = _BRACKETS.fullmatch(text)
        case "year":
            found = _YEAR.fullmatch(text)
        case _:
            found = None
    return found[1] if found else text
