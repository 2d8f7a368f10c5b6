"""Number formats of cells, as each kind of file stores them, in the spelling of Excel."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.workbook.scanning.markup import unescaped

BUILTIN = {
    0: "", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;-¥#,##0", 6: "¥#,##0;-¥#,##0",
    7: "¥#,##0.00;-¥#,##0.00", 8: "¥#,##0.00;-¥#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 48: "##0.0E+0", 49: "",
    **dict.fromkeys((14, 15, 22, 30, 31), "yyyy-mm-dd"), **dict.fromkeys((17, 27, 36, 50, 52, 57), "yyyy-mm"),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), "mm-dd"),
    **dict.fromkeys((*range(18, 22), *range(32, 36), *range(45, 48), 55, 56), "hh:mm:ss"),
}  # fmt: skip
"""Formats without an entry of their own (ECMA-376 part 1, 18.8.30, Chinese): id → code. General and ``@``
show what is stored, so nothing need be looked at: ``""``. Of dates only which parts they show is told here.
"""
_AS_STORED = frozenset({"general", "@", "g/通用格式", "general;general"})

_FORMAT = re.compile(rb"<(?:[\w.-]{1,99}:)?numFmt\s([^<>]*)>")
_CELL_FORMATS = re.compile(rb"<((?:[\w.-]{1,99}:)?cellXfs)[\s>].*?</\1>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<(?:[\w.-]{1,99}:)?xf[\s/>]([^<>]*)")
_ID = re.compile(rb"""\bnumFmtId\s*=\s*["']\s*([0-9]{1,9})\s*["']""")
_CODE = re.compile(rb"""\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def code_of(own: dict[int, str], number: int) -> str:
    """Code of a format by its number; ``""`` for one that shows what is stored."""
    code = own.get(number, BUILTIN.get(number, ""))
    return "" if code.casefold() in _AS_STORED else code


@lru_cache(maxsize=32)  # of one program, all workbooks have the same styles
def cell_formats(styles: bytes) -> tuple[str, ...]:
    """Format code of each style of a ``styles.xml``, by its number."""
    table = _CELL_FORMATS.search(styles)
    if table is None:
        return ()
    own: dict[int, str] = {}
    for found in _FORMAT.finditer(styles, 0, table.start()):
        number, code = _ID.search(found[1]), _CODE.search(found[1])
        if number and code:
            own[int(number[1])] = unescaped(code[1] or code[2] or b"")
    numbers = [_ID.search(found[1]) for found in _CELL_FORMAT.finditer(table[0])]
    return tuple(code_of(own, int(number[1]) if number else 0) for number in numbers)
