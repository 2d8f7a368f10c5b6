"""Texts as patterns read them: one width, no spaces or quotation marks, each place known in the original."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.form.phrasebook import Phrases

_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）", "．": ".", "｡": "。"}
_DROPPED = frozenset("“”\"‘’'「」『』\u200b\ufeff")
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
LONGEST_SENTENCE = 800
"""Longer ones are cut: prose has none, and the time to read a sentence grows faster than its length."""
_SENTENCE = re.compile(rf"[^。；！？\n]{{1,{LONGEST_SENTENCE}}}[。；！？\n]?")
_CLAUSE_ENDS = "，：。；！？\n"
MASKED = "□"


@dataclass(frozen=True)
class Folded:
    """A text for matching, and where each of its characters stands in the original.

    Attributes:
        rough: where a number begins in the original → the word, left out here, that says how exact it is.
    """

    original: str
    text: str
    origin: Sequence[int]
    rough: Mapping[int, str] = field(default_factory=dict)

    def quote(self, start: int, end: int) -> str:
        """The verbatim words of the original behind a place in the folded text."""
        if end <= start:
            return ""
        first, last = self.origin[start], self.origin[end - 1]
        if first > last:  # names and numbers that were put together
            first, last = min(self.origin[start:end]), max(self.origin[start:end])
        return self.original[first : last + 1]

    def masked(self, phrases: Phrases) -> Folded:
        """The same with everything blotted out that looks like a number of cases and is none."""
        text = self.text
        for trap in phrases.of_kind("mask"):
            text = trap.pattern.sub(_masked, text)
        for trap in phrases.of_kind("paragraph"):
            if trap.pattern.search(text):
                lines = text.splitlines(keepends=True)
                text = "".join(_blotted(line) if trap.pattern.search(line) else line for line in lines)
        return Folded(self.original, text, self.origin)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Start and end of each sentence."""
        return (match.span() for match in _SENTENCE.finditer(self.text))

    @cached_property
    def _ends(self) -> list[int]:
        return [at for at, character in enumerate(self.text) if character in _CLAUSE_ENDS]

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The span grown to the commas and stops around it."""
        before, after = bisect_left(self._ends, start), bisect_right(self._ends, end - 1)
        first = self._ends[before - 1] + 1 if before else 0
        last = self._ends[after] if after < len(self._ends) else len(self.text)
        return first, last


def _masked(match: re.Match[str]) -> str:
    return MASKED * len(match[0])


def _blotted(line: str) -> str:
    return "".join(character if character == "\n" else MASKED for character in line)


def fold(text: str) -> Folded:
    """Fold a text: half-width digits, full-width punctuation; no spaces, quotes, thousands separators."""
    plain = text.translate(_PLAIN)
    folded = plain.replace(_GONE, "")
    if len(folded) == len(plain) and not _THOUSANDS.search(folded):
        return Folded(text, folded, range(len(plain)))
    origin = [at for at, character in enumerate(plain) if character != _GONE]
    for match in reversed(list(_THOUSANDS.finditer(folded))):
        at = match.start()
        folded = folded[:at] + folded[at + 1 :]
        del origin[at]
    return Folded(text, folded, tuple(origin))


class _FoldTable(dict[int, str]):
    """What each character becomes, worked out when it is first met: always one character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        found = self[code] = _plain(character)
        return found


def _plain(character: str) -> str:
    if character in "\n\r":
        return "\n"
    if character.isspace() or character in _DROPPED:
        return _GONE
    plain = unicodedata.normalize("NFKC", character)
    plain = plain if len(plain) == 1 else character
    return _WIDE.get(plain, plain)


_GONE = "\0"
_PLAIN = _FoldTable()
