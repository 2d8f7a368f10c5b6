"""Shared strings of .xls workbooks whose letters have several fonts."""

from __future__ import annotations

import struct

import pytest

from toolkit.workbook.scanning.biff_strings import BiffStrings


def string(text: str, *fonts: tuple[int, int], wide: bool = False, beside: bytes = b"") -> bytes:
    flags = wide + 4 * bool(beside) + 8 * bool(fonts)
    head = struct.pack("<HB", len(text), flags)
    head += struct.pack("<H", len(fonts)) if fonts else b""
    head += struct.pack("<I", len(beside)) if beside else b""
    letters = text.encode("utf-16-le" if wide else "latin-1")
    return head + letters + b"".join(struct.pack("<HH", *font) for font in fonts) + beside


STRINGS = (
    string("12"),
    string("121", (2, 7)),
    string("共12件", (1, 5), (3, 0), wide=True, beside=b"phonetic"),
    string("", beside=b"?"),
    string("9", (0, 6)),
)
WHOLE = struct.pack("<II", 9, len(STRINGS)) + b"".join(STRINGS)
EXPECTED = [[], [("12", None), ("1", 7)], [("共", None), ("12", 5), ("件", 0)], [], [("", None), ("9", 6)]]


def pieces(*records: bytes) -> list[list[tuple[str, int | None]]]:
    strings = BiffStrings()
    strings.records += records
    return [list(strings.pieces(index)) for index in range(len(STRINGS))]


def test_parts_and_their_fonts() -> None:
    assert pieces(WHOLE) == EXPECTED


def test_letters_go_on_in_another_record() -> None:
    """Which says anew how wide they are."""
    at = WHOLE.index("共12件".encode("utf-16-le")) + 2
    wide = pieces(WHOLE[:at], b"\1" + WHOLE[at:])
    narrow = pieces(WHOLE[:at], b"\0" + b"12", b"\1" + WHOLE[at + 4 :])
    assert wide == narrow == EXPECTED


def test_what_follows_letters_goes_on_without_a_mark() -> None:
    at = WHOLE.index(b"phonetic") - 3
    assert pieces(WHOLE[:at], b"", WHOLE[at : at + 5], WHOLE[at + 5 :]) == EXPECTED


@pytest.mark.parametrize("records", [(), (WHOLE[:-1],), (WHOLE[:9],), (WHOLE[:30], b"")])
def test_strings_that_cannot_be_told_apart_have_no_parts(records: tuple[bytes, ...]) -> None:
    assert pieces(*records) == [[]] * len(STRINGS)
