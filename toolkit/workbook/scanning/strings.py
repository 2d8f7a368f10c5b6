"""The shared strings of a workbook: their declared number, and one text at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, lru_cache

from toolkit.workbook.scanning.looks import WHITE, colour
from toolkit.workbook.scanning.markup import Elements, unescaped
from toolkit.workbook.scanning.scanned import MAX_TEXT, Unreadable, check_text

_ROOT = re.compile(rb'(?:<\?xml[^<>]*\?>\s*)?<sst(?:\s[\w:]+="[^"<>&]*")*>')
_TAG = re.compile(rb"sst")  # a pattern is found faster than bytes are
_DECLARED = re.compile(rb'\suniqueCount="([^"]*)"')
_START = re.compile(rb"<si(?=[\s/>])")
_PREFIX = re.compile(rb":si")
_PREFIXED = re.compile(rb"<(?:[\w.-]{1,99}:)?si(?=[\s/>])")
_PLAIN = re.compile(rb'><t(?: xml:space="preserve")?>([^<]*)</t></si>')
"""What follows the start of nearly every string."""
_BESIDE = re.compile(rb"<((?:[\w.-]{1,99}:)?(?:rPh|extLst))\b.*?(?:</\1>|/>)", re.DOTALL)
_RUN = re.compile(rb"<((?:[\w.-]{1,99}:)?r)(?=[\s>])(?:(?!</\1>).)*</\1>", re.DOTALL)
_STRUCK = re.compile(rb"""<(?:[\w.-]{1,99}:)?strike(?:\s*/?>|\s+val\s*=\s*["'](?:1|true)["'])""")
_RAISED_OR_TINY = re.compile(
    rb"""<(?:[\w.-]{1,99}:)?(?:vertAlign\s[^<>]*?["'](?:super|sub)script|sz\s[^<>]*?["']0*[0-3]?(?:\.[0-9]*)?["'])"""
)
_COLOUR = re.compile(rb"<(?:[\w.-]{1,99}:)?color\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""(\w+)\s*=\s*["']([^"']*)["']""")
_TEXT = re.compile(rb"<(?:[\w.-]{1,99}:)?t(?:\s[^<>]*)?(?<!/)>([^<]*)</")


class Strings:
    """The shared strings part of one workbook.

    Raises:
        Unreadable: the declared number is absurd: the value reader makes room for so many at once.
    """

    def __init__(self, part: bytes) -> None:
        self.part = part
        self._copies = 0
        if part:
            _Declared(part)

    def __len__(self) -> int:
        return len(self._entries)

    @cached_property
    def _entries(self) -> list[bytes]:
        """The strings as they are stored, each without the begin of its start tag."""
        return (_PREFIXED if _PREFIX.search(self.part) else _START).split(self.part)[1:]

    def text(self, index: bytes) -> str | None:
        """Text of a string by its number as a cell gives it; ``None`` where it cannot be told."""
        entry = self.entry(index)
        return None if entry is None else _text(entry)

    def entry(self, index: bytes) -> bytes | None:
        """A string as it is stored, by its number; ``None`` where there is none."""
        index, entries = index.strip(), self._entries
        if not index.isdigit() or len(index) > 9 or (number := int(index)) >= len(entries):
            return None
        return entries[number]

    def check_copies(self, copies: int) -> None:
        """Take in so many more cells; every cell gets its own copy of a shared string."""
        self._copies += copies
        if self._copies * len(self.part) > MAX_TEXT:
            longest = max(map(len, self._entries), default=0)
            check_text(self._copies * longest)


class _Declared(Elements):
    """Checks the declared number of shared strings."""

    def __init__(self, part: bytes) -> None:
        self._tables = 0
        usual = _ROOT.match(part) if len(_TAG.findall(part)) == 2 else None
        if usual is None:
            super().__init__(part)
        else:
            declared = _DECLARED.search(usual[0])
            self._check(declared[1].decode("utf-8", "replace") if declared else "0", len(part))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sst":
            self._tables += 1
            self._check(attributes.get("uniqueCount", "0"), len(self.part))

    def _check(self, declared: str, size: int) -> None:
        number = int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 10 else -1
        if not 0 <= number <= max(size // len("<si/>"), 100_000) or self._tables > 1:
            raise Unreadable("damaged", reason="string_count")


@lru_cache(maxsize=4096)  # labels and words of a template are the same in every workbook
def _text(entry: bytes) -> str | None:
    plain = _PLAIN.match(entry)
    if plain is not None:
        return unescaped(plain[1])
    if b"<!" in entry:
        return None
    if b"<rPh" in entry or b"extLst" in entry or b":rPh" in entry:
        entry = _BESIDE.sub(b"", entry)
    return unescaped(b"".join(_TEXT.findall(entry)))


def unstruck(entry: bytes) -> str | None:
    """Text of an element of runs without those struck through; ``None`` where none is."""
    return _without(entry, lambda run: bool(_STRUCK.search(run)))


def upright(entry: bytes, ground: str) -> str | None:
    """Text of an element of runs without those struck through, raised or lowered, smaller than four points,
    or in white or the colour of the ground; ``None`` where none is.
    """

    def is_odd(run: bytes) -> bool:
        if _STRUCK.search(run) or _RAISED_OR_TINY.search(run):
            return True
        stated = _COLOUR.search(run)
        found = _ATTRIBUTE.findall(stated[1]) if stated else ()
        ink = colour({name.decode(): value.decode("utf-8", "replace") for name, value in found}, "")
        return ink in (ground, WHITE)

    return _without(entry, is_odd)


def _without(entry: bytes, is_odd: Callable[[bytes], bool]) -> str | None:
    """Text of an element of runs without those that are odd; ``None`` where none is."""
    if b"rPr" not in entry:
        return None
    rest = _RUN.sub(lambda run: b"" if is_odd(run[0]) else run[0], entry)
    return None if rest == entry else _text(rest)
