"""The files that hold the words: a folder for each audience, a line for each code.

A file of sentences has the columns ``code,text``; a file of findings has ``code,place,wrong,remedy,rule``.
They are CSV in UTF-8, as the data of an edition are, so that they open in a spreadsheet program too.

What stands on a sheet and is named in sentences, such as the heading of a column, is a term of the glossary.
All words refer to it by its code in braces, ``{term.unit}``; it is put in when the words are loaded.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

FOLDER = Path(__file__).parent
SENTENCE, FINDING = ["code", "text"], ["code", "place", "wrong", "remedy", "rule"]
"""Heads of the two kinds of files."""
TERM = re.compile(r"\{(term\.\w+)\}")
"""Where words refer to a term of the glossary."""


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


Entry: TypeAlias = str | Words


def files() -> list[Path]:
    """Every file of words, in a fixed order."""
    return sorted(FOLDER.glob("*/*.csv"))


def entries_of(file: Path) -> Iterator[tuple[str, Entry]]:
    """The codes of a file with their words.

    Raises:
        ValueError: the head or a line has not the columns that it should have.
    """
    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = csv.reader(stream, strict=True)
        head = next(lines)
        if head not in (SENTENCE, FINDING):
            raise ValueError(f"{file.name}: the head is neither {SENTENCE} nor {FINDING}")
        for line in lines:
            if len(line) != len(head) or not line[0]:
                raise ValueError(f"{file.name}, line {lines.line_num}: not {len(head)} columns, or no code")
            yield line[0], line[1] if head == SENTENCE else Words(*line[1:])


def load() -> dict[str, Entry]:
    """All words by code, with the terms of the glossary put in.

    Raises:
        ValueError: a code occurs twice, a term is unknown, or a file cannot be read.
    """
    found: dict[str, Entry] = {}
    for file in files():
        for code, entry in entries_of(file):
            if code in found:
                raise ValueError(f"{file.name}: {code} occurs in another line or file")
            found[code] = entry
    return {code: _complete(entry, found) for code, entry in found.items()}


def _complete(entry: Entry, known: Mapping[str, Entry]) -> Entry:
    def term(match: re.Match[str]) -> str:
        found = known.get(match[1])
        if not isinstance(found, str):
            raise ValueError(f"{match[1]} is no term of the glossary")
        return found

    if isinstance(entry, str):
        return TERM.sub(term, entry) if "{term." in entry else entry
    return Words(*(TERM.sub(term, part) if "{term." in part else part for part in entry))
