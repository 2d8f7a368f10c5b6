"""A printed row of figures: which items it should hold, and what stands there.

Its cells are given to its items only where the row leaves one way to do so; how that is known is kept, and a
row that can be read in several ways is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple, TypeAlias

Way: TypeAlias = Literal["cells", "split", "partly", "unclear"]
"""How figures of a row were told apart: a cell each; glued digits with one split; with several splits that
have some numbers in common; not at all."""
Columns: TypeAlias = Literal["named", "single", "official", "empty_group", "unknown"]
"""How the columns of a row are known: named above; it has but one; not named, the form has them in one order;
the row says that a group of rows is empty; not at all."""
Unclear: TypeAlias = Literal["glued", "no_column", "misplaced"]
"""Why figures of a row are not read: they stand together; no columns above; not as many as columns."""
_MANY = 7
"""Columns of a row of figures which, side by side, are longer than any one number."""
_SEVERAL = re.compile(r"\d\s+\d")
"""Two numbers in one cell."""
_MOST_NUMBERS, _MOST_DIGITS = 40, 200


class PrintedContent(NamedTuple):
    """What is printed for an entry; not ``clear``: all that its row holds, which could not be told apart.

    ``why`` says why it could not.
    """

    raw: str
    clear: bool
    why: Unclear | None = None


@dataclass(frozen=True)
class PrintedRow:
    """One row as printed.

    Attributes:
        table: id of its table.
        label: as printed.
        items: ids of the entries that stand in it, in the order of its columns; empty where the form has no
            such row, or its columns were not recognised.
        cells: what stands behind the label, blank cells included.
        aligned: entry → content, by the columns under which the cells stand, where that could be told.
        columns: how its columns are known; where they are not, ``items`` are those of the row in any order.
        block: id of its block, where it is certain that it is a row of a table.
        above: what that table has above it.
        before: what stands before that table, behind the last one.
        glued: the rows around have all their figures in one.
        counted: the report prints 0 where there is nothing, so that each row has a number for each column.
    """

    table: str
    label: str
    items: tuple[str, ...]
    cells: tuple[str, ...]
    aligned: Mapping[str, str] = field(default_factory=dict)
    columns: Columns = "named"
    block: str = ""
    above: tuple[str, ...] = ()
    before: str = ""
    glued: bool = False
    counted: bool = False

    @property
    def written(self) -> tuple[str, ...]:
        """The cells that hold something."""
        return tuple(filter(None, self.cells))

    @property
    def recognized(self) -> bool:
        """Whether it is known which columns its figures stand in."""
        return self.columns != "unknown"

    def contents(self) -> tuple[Way, Mapping[str, PrintedContent]]:
        """Entry → what stands in its cell; all that stands in the row where it cannot be told apart."""
        written = self.written
        if self.recognized and not (len(written) > 1 and any(map(_SEVERAL.search, written))):
            if len(self.cells) == len(self.items):
                return "cells", self._clear(self.cells)
            if len(written) == len(self.items):
                return "cells", self._clear(written)
            if not written:
                return "cells", self._clear([""] * len(self.items))
            if self.aligned.keys() == set(self.items):
                return "cells", self._clear([self.aligned[item] for item in self.items])
            split = certain_numbers(written, len(self.items)) if self._may_be_split(written) else ()
            if any(split) and ("0" in split or len(split) < _MANY):  # many figures and no 0: it may be blank
                way: Way = "split" if all(split) else "partly"
                return way, self._clear(split)
        return "unclear", self._clear([None] * len(self.items))

    def _may_be_split(self, written: Sequence[str]) -> bool:
        """Whether figures stand together for certain, and how many they are."""
        known = self.counted or sum(map(_fewest_numbers, written)) == len(self.items)
        return known and (self.glued or _is_glued(written, len(self.items)))

    def _clear(self, found: Sequence[str | None]) -> dict[str, PrintedContent]:
        unclear = PrintedContent(" ".join(self.written), clear=False, why=self._why_unclear())
        return {
            item: unclear if one is None else PrintedContent(one, clear=True)
            for item, one in zip(self.items, found, strict=True)
        }

    def _why_unclear(self) -> Unclear:
        if not self.recognized:
            return "no_column"
        several = self.glued and any(len(token) > 1 for token in self.written)
        return "glued" if several or _is_glued(self.written, len(self.items)) else "misplaced"


def with_numbers_counted(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """The rows of a report, with whether each of them has a number for each column.

    Only 0 begins with 0: a report that prints it prints what is nothing, and each of its blocks of several
    rows does. Where a row has nothing, or less than a sign for each of its columns, this or another row may
    have blank cells, too.
    """
    known = [row for row in rows if row.recognized]
    blanks = any(sum(map(len, row.written)) < max(1, len(row.items)) for row in known)
    blocks: dict[str, list[PrintedRow]] = {}
    for row in known:
        blocks.setdefault(f"{row.table}.{row.block}" if row.block else "", []).append(row)
    silent = {name for name, own in blocks.items() if name and len(own) > 1 and not _prints_0(own)}
    counted = _prints_0(known) and not blanks
    return [replace(row, counted=counted and f"{row.table}.{row.block}" not in silent) for row in rows]


def _prints_0(rows: Sequence[PrintedRow]) -> bool:
    tokens = (token for row in rows if len(row.items) > 1 for token in row.written)
    return any(token[0] == "0" and token.isdigit() for token in tokens)


def _is_glued(written: Sequence[str], count: int) -> bool:
    """Whether figures stand together for certain: a row may also have blank or merged cells.

    13 0 0 is no 1 3 0 0, and 258 alone no 2 5 8. No number begins with 0, none is as long as a row of many.
    """
    alone = len(written) == 1 and len(written[0]) >= count >= _MANY
    return alone or any(token[0] == "0" and len(token) > 1 for token in written)


def _fewest_numbers(token: str) -> int:
    """As how many numbers digits are read at least: each 0 before another digit is one."""
    rest = token.lstrip("0")
    return len(token) - len(rest) + bool(rest)


@lru_cache(maxsize=4096)
def certain_numbers(tokens: Sequence[str], count: int) -> tuple[str | None, ...]:
    """Glued digits as so many numbers: those that are the same however they are split, else ``None``.

    Only what every printed number obeys is used: digits, no leading zeros. That a row should add up is not:
    a wrong figure would then be read as a right one. Nothing where they cannot be so many numbers.
    """
    if not all(re.fullmatch(r"\d+", token) for token in tokens) or not len(tokens) <= count <= _MOST_NUMBERS:
        return ()
    glued = "".join(tokens)
    if not count <= len(glued) <= _MOST_DIGITS:
        return ()
    breaks = set(accumulate(map(len, tokens)))

    def ends(start: int) -> Iterator[int]:
        for end in range(start + 1, len(glued) + 1):
            yield end
            if end in breaks or glued[start] == "0":
                return

    # Where the number of each place may begin, from the left; which of them come to the end, from the right.
    begins: list[set[int]] = [{0}]
    for _ in range(count):
        begins.append({end for start in begins[-1] for end in ends(start)})
    reached, found = {len(glued)} & begins[count], list[str | None]()
    for place in reversed(range(count)):
        spans = [(start, end) for start in begins[place] for end in ends(start) if end in reached]
        numbers = {glued[start:end] for start, end in spans}
        found.insert(0, numbers.pop() if len(numbers) == 1 else None)
        reached = {start for start, _ in spans}
    return tuple(found)
