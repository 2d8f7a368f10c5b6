"""Number formats that conditional formats of Excel give to cells: whether one is in effect is not asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.workbook.scanning.formats import code_of
from toolkit.workbook.scanning.markup import COLUMNS, parsed
from toolkit.workbook.scanning.scanned import Area

if TYPE_CHECKING:
    from lxml import etree

_LATER = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}conditionalFormatting"
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


@lru_cache(maxsize=32)  # of one program, all workbooks have the same styles
def conditional_codes(styles: bytes) -> Mapping[int, str]:
    """Number of a conditional look of a ``styles.xml`` → code of its number format, where it has one."""
    start = styles.find(b"dxfs")
    if start < 0 or b"numFmt" not in styles[start:]:
        return {}
    try:
        return codes_of_looks(parsed(styles))
    except SyntaxError:
        return {}


def codes_of_looks(styles: etree._Element) -> Mapping[int, str]:
    """The same of a style sheet that was parsed."""
    found = {number: _code(look) for number, look in enumerate(styles.iterfind("{*}dxfs/{*}dxf"))}
    return {number: code for number, code in found.items() if code}


def conditional_areas(part: bytes, codes: Mapping[int, str]) -> Sequence[tuple[Area, str]]:
    """Areas of a worksheet part whose cells may be shown in a number format of these, each with its code."""
    if not codes and b":dxf" not in part:
        return ()
    try:
        return areas_with_codes(parsed(part), codes)
    except SyntaxError:
        return ()


def areas_with_codes(root: etree._Element, codes: Mapping[int, str]) -> Sequence[tuple[Area, str]]:
    """The same of a worksheet that was parsed."""
    found = []
    # Not all of the tree: it has thousands of cells.
    later = (block for more in root.iterchildren("{*}extLst") for block in more.iter(_LATER))
    for block in (*root.iterchildren("{*}conditionalFormatting"), *later):
        if block.tag == _LATER:
            given = [_code(look) for look in block.iter("{*}dxf")]
            places = " ".join(entry.text or "" for entry in block.iter("{*}sqref"))
        else:
            rules = (rule.get("dxfId", "") for rule in block.iterfind("{*}cfRule"))
            given = [codes.get(int(look), "") for look in rules if look.isdecimal()]
            places = block.get("sqref", "")
        found += [(area, code) for code in given if code for area in _areas(places)]
    return found


def _code(look: etree._Element) -> str:
    entry = look.find("{*}numFmt")
    if entry is None:
        return ""
    number = str(entry.get("numFmtId", ""))
    own = {int(number): str(entry.get("formatCode", ""))} if number.isdecimal() else {}
    return code_of(own, int(number)) if own else str(entry.get("formatCode", ""))


def _areas(places: str) -> list[Area]:
    found = []
    for one in _AREA.finditer(places):
        left, top, right, bottom = one.groups()
        first, last = COLUMNS[left.encode()], COLUMNS[(right or left).encode()]
        found.append(((int(top) - 1, first), (int(bottom or top) - 1, last)))
    return found
