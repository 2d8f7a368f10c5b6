"""Places and rectangles of a worksheet, and their addresses.

Rows and columns count from 0, as in :class:`~toolkit.form.addresses.Cell`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from toolkit.form.addresses import column_letters

Place: TypeAlias = tuple[int, int]
_A1 = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.IGNORECASE)


class SheetArea(NamedTuple):
    """A rectangle of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def a1(self) -> str:
        first, last = a1((self.top, self.left)), a1((self.bottom, self.right))
        return first if first == last else f"{first}:{last}"

    @property
    def size(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def covers(self, place: Place) -> bool:
        """Whether a cell is one of these."""
        row, column = place
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def places(self) -> Iterator[Place]:
        """Every place, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column

    def meets(self, other: SheetArea) -> bool:
        """Whether they have a cell in common."""
        apart = other.left > self.right or other.right < self.left
        return not apart and other.top <= self.bottom and other.bottom >= self.top


@lru_cache(maxsize=65536)
def place_of(address: str) -> Place:
    """Place of an address such as ``F12``.

    Raises:
        ValueError: it is none.
    """
    found = _A1.fullmatch(address)
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1].upper():
        column = 26 * column + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def area_of(reference: str) -> SheetArea:
    """Area of ``A1`` or ``A1:B2``.

    Raises:
        ValueError: it is none, or whole rows or columns.
    """
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = place_of(first), place_of(last or first)
    return SheetArea(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def a1(place: Place) -> str:
    return f"{column_letters(place[1])}{place[0] + 1}"
