"""A printed row of figures: which items it should hold, and what stands there.

Its cells are given to its items only where the row leaves one way to do so; how that is known is kept, and a
row that can be read in several ways is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

Way: TypeAlias = Literal["cells", "split", "unclear"]
"""How the figures of a row were told apart: a cell each; glued digits with one possible split; not at all."""


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
        recognized: its columns were recognised; where not, ``items`` are those of the row in any order.
    """

    table: str
    label: str
    items: tuple[str, ...]
    cells: tuple[str, ...]
    aligned: Mapping[str, str] = field(default_factory=dict)
    recognized: bool = True

    def contents(self) -> tuple[Way, Mapping[str, str]]:
        """Entry → what stands in its cell; all that stands in the row where it cannot be told apart."""
        written = tuple(filter(None, self.cells))
        if self.recognized:
            if len(self.cells) == len(self.items):
                return "cells", dict(zip(self.items, self.cells, strict=True))
            if len(written) == len(self.items):
                return "cells", dict(zip(self.items, written, strict=True))
            if not written:
                return "cells", dict.fromkeys(self.items, "")
            if self.aligned.keys() == set(self.items):
                return "cells", self.aligned
            if split := only_split(written, len(self.items)):
                return "split", dict(zip(self.items, split, strict=True))
        return "unclear", dict.fromkeys(self.items, " ".join(written))


@lru_cache(maxsize=4096)
def only_split(tokens: Sequence[str], count: int) -> tuple[str, ...]:
    """Glued digits as so many numbers, where that can be done in one way; else nothing.

    Only what every printed number obeys is used: digits, no leading zeros. That a row should add up is not:
    a wrong figure would then be read as a right one.
    """
    if not all(re.fullmatch(r"\d+", token) for token in tokens) or not len(tokens) <= count <= 40:
        return ()
    found: list[tuple[str, ...]] = []
    for split in _splits(tuple(tokens), count):
        found.append(split)
        if len(found) > 1:
            return ()
    return found[0] if found else ()


def _splits(tokens: tuple[str, ...], count: int) -> Iterator[tuple[str, ...]]:
    if not tokens:
        if count == 0:
            yield ()
        return
    token, rest = tokens[0], tokens[1:]
    if not len(tokens) <= count <= sum(map(len, tokens)):
        return
    for end in (1,) if token[0] == "0" else range(1, len(token) + 1):
        left = (token[end:], *rest) if end < len(token) else rest
        for split in _splits(left, count - 1):
            yield (token[:end], *split)
