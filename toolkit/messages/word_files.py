"""The files that hold the words: a folder for each audience, a line for each code.

A file of sentences has the columns ``code,text``; a file of findings has ``code,place,wrong,remedy,rule``.
They are CSV in UTF-8, as the data of an edition are, so that they open in a spreadsheet program too.

Words may refer to others by their code in braces; those are put in when the words are loaded. What stands
on a sheet and is named in sentences, such as the heading of a column, is a term of the glossary,
``{term.unit}``. How something is done is a way, ``{way.withdraw}``: a file of ways has the columns
``code,command,page``, one for who types commands, one for who works by the page and the sheet 办理.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

FOLDER = Path(__file__).parent
SENTENCE, FINDING = ["code", "text"], ["code", "place", "wrong", "remedy", "rule"]
WAY = ["code", "command", "page"]
"""Heads of the kinds of files."""
REFERENCE = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)+)\}")
"""Where words refer to others: a term of the glossary, a way, the word on a button."""
Door: TypeAlias = Literal["command", "page"]
"""By what somebody works."""


class Words(NamedTuple):
    """A finding in words.

    Attributes:
        place: where it is; empty where the finding is about no single place.
        wrong: what is wrong, with both sides of what does not agree.
        remedy: what to do; may be empty.
        code: of the rule; empty where it comes with the rule and not with the words.
    """

    place: str
    wrong: str
    remedy: str = ""
    code: str = ""


class Way(NamedTuple):
    """How something is done, as a part of sentences."""

    command: str
    page: str


Entry: TypeAlias = str | Words


def files() -> list[Path]:
    """Every file of words, in a fixed order."""
    return sorted(FOLDER.glob("*/*.csv"))


def entries_of(file: Path) -> Iterator[tuple[str, Entry | Way]]:
    """The codes of a file with their words.

    Raises:
        ValueError: the head or a line has not the columns that it should have.
    """
    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = csv.reader(stream, strict=True)
        head = next(lines)
        if head not in (SENTENCE, FINDING, WAY):
            raise ValueError(f"{file.name}: the head is none of {SENTENCE}, {FINDING}, {WAY}")
        for line in lines:
            if len(line) != len(head) or not line[0]:
                raise ValueError(f"{file.name}, line {lines.line_num}: not {len(head)} columns, or no code")
            code, *words = line
            yield code, words[0] if head == SENTENCE else Words(*words) if head == FINDING else Way(*words)


def load(door: Door = "command") -> dict[str, Entry]:
    """All words by code, with those that they refer to put in.

    Args:
        door: which ways are put in.

    Raises:
        ValueError: a code occurs twice, a term is unknown, or a file cannot be read.
    """
    found: dict[str, Entry] = {}
    for file in files():
        for code, entry in entries_of(file):
            if code in found:
                raise ValueError(f"{file.name}: {code} occurs in another line or file")
            found[code] = getattr(entry, door) if isinstance(entry, Way) else entry
    return {code: _complete(entry, found) for code, entry in found.items()}


def _complete(entry: Entry, known: Mapping[str, Entry]) -> Entry:
    def whole(text: str) -> str:
        return REFERENCE.sub(referred, text) if "." in text and "{" in text else text

    def referred(match: re.Match[str]) -> str:
        found = known.get(match[1])
        if not isinstance(found, str):
            raise ValueError(f"{match[1]} is no term of the glossary, no way and no other sentence")
        return whole(found)

    return whole(entry) if isinstance(entry, str) else Words(*map(whole, entry))
