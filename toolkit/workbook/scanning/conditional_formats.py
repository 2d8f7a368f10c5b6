"""Number formats that conditional formats of Excel give to cells: whether one is in effect is not asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.workbook.scanning.formats import code_of
from toolkit.workbook.scanning.scanned import Place

if TYPE_CHECKING:
    from lxml import etree

Area = tuple[Place, Place]
"""First and last place of a rectangle."""
_LATER = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}conditionalFormatting"
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


@lru_cache(maxsize=32)  # of one program, all workbooks have the same styles
def conditional_codes(styles: bytes) -> Mapping[int, str]:
    """Number of a conditional look of a ``styles.xml`` → code of its number format, where it has one."""
    start = styles.find(b"dxfs")
    if start < 0 or b"numFmt" not in styles[start:]:
        return {}
    root = _parsed(styles)
    return {} if root is None else codes_of_looks(root)


def codes_of_looks(styles: etree._Element) -> Mapping[int, str]:
    """The same of a style sheet that was parsed."""
    found = {number: _code(look) for number, look in enumerate(styles.iterfind("{*}dxfs/{*}dxf"))}
    return {number: code for number, code in found.items() if code}


def conditional_areas(part: bytes, codes: Mapping[int, str]) -> Sequence[tuple[Area, str]]:
    """Areas of a worksheet part whose cells may be shown in a number format of these, each with its code."""
    root = _parsed(part) if codes or b":dxf" in part else None
    return () if root is None else areas_with_codes(root, codes)


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


def _parsed(part: bytes) -> etree._Element | None:
    from lxml import etree  # noqa: PLC0415  (few workbooks have any)

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        return None


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
        first = int(top) - 1, _column(left)
        found.append((first, (int(bottom or top) - 1, _column(right or left))))
    return found


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column - 1
