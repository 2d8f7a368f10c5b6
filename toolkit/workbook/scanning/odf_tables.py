"""Tables of ``content.xml`` that are seldom needed: they are cut out before anybody looks at it.

Only what is spelt plainly is cut out. Everything else is looked at together with the rest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container
from dataclasses import dataclass

from toolkit.workbook.scanning.markup import unescaped

_COMMENT = re.compile(rb"<[!?]")
_BEGIN = b"<table:table "
_NAMED = re.compile(rb'<table:table (?:[^<>]*?\s)?table:name="([^"<>]*)"[^<>]*(?<!/)>')
_END, _END_OF_ROW = b"</table:table>", b"</table:table-row>"
_ROW = re.compile(rb"<table:table-row([^<>]*)>")
_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^<>]*)>")
_REPEATED = re.compile(rb'\stable:number-(?:rows|columns)-repeated="([0-9]{1,9})"')
_CONTENT = (b"office:", b"table:formula")
"""Begin of attributes with a value of the cell."""


@dataclass(frozen=True)
class CutTables:
    """A content without some tables: these stand in it, without rows.

    Attributes:
        rest: the content without them.
        tables: name → what was between the tags of the table.
        plain: there are no comments in it, nor anything else in which a tag may stand that is none.
    """

    rest: bytes
    tables: dict[str, bytes]
    plain: bool

    @classmethod
    def of(cls, part: bytes, later: Container[str]) -> CutTables:
        """``later``: names of those that are seldom needed."""
        kept, tables, begin = [], {}, 0
        plain = not _COMMENT.search(part, 2)
        found = part.find(_BEGIN) if plain else -1
        while found >= 0:
            tag = _NAMED.match(part, found)
            name = unescaped(tag[1]) if tag else ""
            if tag and name in later and name not in tables:
                end = part.find(_END, tag.end())
                table = part[tag.end() : end]
                if end >= 0 and not _is_nested(table) and not _links(table):
                    kept.append(part[begin : tag.end()])
                    tables[name], begin = table, end
            found = part.find(_BEGIN, found + len(_BEGIN))
        return cls(b"".join([*kept, part[begin:]]), tables, plain)

    def filled(self, sheet: str, column: int, first: int) -> Collection[int] | None:
        """Rows from the first one on in which a cell of that column may hold something; ``None`` of a table
        that was not cut out, or that is spelt unusually.
        """
        table = self.tables.get(sheet)
        if table is None or table.count(b"<") != table.count(b">"):  # a bracket within an attribute
            return None
        found, row = [], 0
        for rows in table.split(_END_OF_ROW):
            for tag in _ROW.finditer(rows):
                repeats = _repeats(tag[1])
                row += repeats
                if row > first and not tag[1].endswith(b"/") and _holds(rows, tag.end(), column):
                    if repeats > 1:
                        return None
                    found.append(row - 1)
        return found


def _is_nested(table: bytes) -> bool:
    """Whether another table begins in it."""
    return table.count(b"<table:table") > table.count(b"<table:table-")


def _links(table: bytes) -> bool:
    """Whether it may refer to another workbook or program."""
    return b":/" in table or b"dde(" in table.lower()


def _holds(rows: bytes, begin: int, column: int) -> bool:
    """Whether the cell in that column may hold something, of the row whose cells begin there."""
    right = 0
    for cell in _CELL.finditer(rows, begin):
        right += _repeats(cell[1])
        if right > column:
            return not cell[1].endswith(b"/") or any(begin in cell[1] for begin in _CONTENT)
    return False


def _repeats(attributes: bytes) -> int:
    found = _REPEATED.search(attributes) if b"-repeated" in attributes else None
    return int(found[1]) if found else 1
