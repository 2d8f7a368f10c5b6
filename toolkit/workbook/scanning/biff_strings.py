"""The shared strings of an .xls workbook whose letters have several fonts, as records spell them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import cached_property

_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08
_UTF_16 = "utf-16-le"


class BiffStrings:
    """The record of shared strings and those that continue it; looked through when a string is asked for."""

    def __init__(self) -> None:
        self.records: list[bytes] = []

    def pieces(self, index: int) -> Sequence[tuple[str, int | None]]:
        """The parts of a string and the font of each, ``None`` before the first that is named; none of a
        string without such parts, or where the strings cannot be told apart.
        """
        return self._rich.get(index, ())

    @cached_property
    def _rich(self) -> dict[int, Sequence[tuple[str, int | None]]]:
        try:
            return {index: pieces for index, pieces in enumerate(self._all()) if pieces}
        except (struct.error, IndexError):
            return {}

    def _all(self) -> Iterator[Sequence[tuple[str, int | None]]]:
        walk = _RecordWalk(self.records)
        (number,) = struct.unpack("<4xI", walk.take(8))
        for _ in range(number):
            length, flags = struct.unpack("<HB", walk.take(3))
            (runs,) = struct.unpack("<H", walk.take(2)) if flags & _RICH else (0,)
            (beside,) = struct.unpack("<I", walk.take(4)) if flags & _EXTENDED else (0,)
            letters = walk.letters(length, wide=bool(flags & _WIDE))
            fonts = list(struct.iter_unpack("<HH", walk.take(4 * runs)))
            walk.take(beside)
            yield list(_parted(letters, fonts)) if fonts else ()


def _parted(letters: bytes, fonts: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int | None]]:
    begins = [0, *(2 * first for first, _ in fonts), len(letters)]
    named = [None, *(font for _, font in fonts)]
    for begin, end, font in zip(begins, begins[1:], named, strict=False):
        yield letters[begin:end].decode(_UTF_16, "replace"), font


class _RecordWalk:
    """Reads on over the ends of records."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._records, self._record, self._at = records, 0, 0

    def take(self, size: int) -> bytes:
        """So many bytes."""
        taken = bytearray()
        while len(taken) < size:
            if self._at == len(self._records[self._record]):
                self._record, self._at = self._record + 1, 0
            more = self._records[self._record][self._at : self._at + size - len(taken)]
            self._at += len(more)
            taken += more
        return bytes(taken)

    def letters(self, count: int, *, wide: bool) -> bytes:
        """So many letters, two bytes each; a record that continues them says anew how wide they are."""
        read = bytearray()
        while True:
            here = self._records[self._record]
            size = min(count, (len(here) - self._at) // (1 + wide))
            piece = here[self._at : self._at + size * (1 + wide)]
            read += piece if wide else piece.decode("latin-1").encode(_UTF_16)
            self._at, count = self._at + len(piece), count - size
            if not count:
                return bytes(read)
            self._record, self._at = self._record + 1, 1
            wide = bool(self._records[self._record][0] & _WIDE)
