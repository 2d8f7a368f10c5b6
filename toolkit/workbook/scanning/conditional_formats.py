"""What conditional formats of Excel do to numbers and letters; of number formats it is not asked whether one
is in effect.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Container, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.workbook.scanning.formats import code_of
from toolkit.workbook.scanning.markup import COLUMNS, parsed
from toolkit.workbook.scanning.scanned import Area, Place, lies_in

if TYPE_CHECKING:
    from lxml import etree

_LATER = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}conditionalFormatting"
_END = 200
"""More bytes than the end tags of a worksheet have."""
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
    # Looks of a format's own stand in the last element, and spreadsheet programs refuse it anywhere else.
    if not codes and b"extLst>" not in part[-_END:]:
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


class UnseenIf:
    """Cells of a worksheet part whose letters a conditional format may give the colour of their ground.

    Args:
        looks: numbers of the looks that do.
    """

    def __init__(self, part: bytes, looks: Container[str]) -> None:
        self._areas: list[tuple[Area, Callable[[bytes], bool]]] = []
        try:
            root = parsed(part)
        except SyntaxError:
            return
        for block in root.iterchildren("{*}conditionalFormatting"):
            for rule in block.iterfind("{*}cfRule"):
                if rule.get("dxfId", "") in looks:
                    applies = _condition(rule)
                    self._areas += [(area, applies) for area in _areas(block.get("sqref", ""))]

    def __call__(self, place: Place, value: bytes) -> bool:
        """Whether a cell with that stored value may be one of them."""
        return any(lies_in(place, area) and applies(value) for area, applies in self._areas)


_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "equal": operator.eq, "notEqual": operator.ne, "greaterThan": operator.gt, "lessThan": operator.lt,
    "greaterThanOrEqual": operator.ge, "lessThanOrEqual": operator.le,
}  # fmt: skip


def _condition(rule: etree._Element) -> Callable[[bytes], bool]:
    """Whether a rule may be in effect on a stored value; of comparisons with a number this is known."""
    compare = _COMPARED.get(rule.get("operator", "")) if rule.get("type") == "cellIs" else None
    bound = _number(rule.findtext("{*}formula") or "")

    def applies(value: bytes) -> bool:
        stored = _number(value.decode("utf-8", "replace"))
        return compare is None or bound is None or stored is None or compare(stored, bound)

    return applies


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
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
        first, last = COLUMNS[left.encode()], COLUMNS[(right or left).encode()]
        found.append(((int(top) - 1, first), (int(bottom or top) - 1, last)))
    return found
