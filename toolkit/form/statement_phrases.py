"""How texts speak of the figures: an edition's ``statements.csv`` and ``traps.csv``, read.

A line of ``statements.csv`` is a kind of statement: a phrase (a regular expression over folded text, with
words in braces), and the readings under which the number it states is true. A line of ``traps.csv``
describes words that look like a statement and are none. Both files are optional.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

from toolkit.form.datafile import Line, Problems, read_csv
from toolkit.form.indicators import Indicator, indicators, items_like
from toolkit.form.merging import merged_lines
from toolkit.form.phrasebook import (
    CHANGES,
    LINKED_KINDS,
    PHRASE_KINDS,
    TRAP_KINDS,
    Counting,
    Phrase,
    PhraseKind,
    Phrases,
    Topic,
    Trap,
    TrapKind,
    compiled_phrase,
)  # fmt: skip
from toolkit.form.registry import bases, folder_of, load_form, shipped
from toolkit.form.said_numbers import STATEMENT_COLUMNS, STATEMENT_KEY, STATEMENTS
from toolkit.form.statement_words import built_in

TRAPS = "traps.csv"
_ROUNDED = ("share", *LINKED_KINDS)
_NO_PHRASES = ("word", "topic", "as_in", "spelling", "live")
_TRAP_COLUMNS = ("id", "kind", "phrase", "note")
_BRACES = re.compile(r"\{([a-z_]+)\}")


def phrases_of(edition: str) -> Phrases:
    """The phrases of an edition and of those it extends; none where they declare none.

    Raises:
        EditionError: everything that is wrong in the two files.
    """
    return _phrases(edition, folder_of(edition))


@lru_cache(maxsize=16)
def _phrases(edition: str, folder: Path) -> Phrases:
    problems = Problems()
    reader = _Reader(edition, problems)
    found = reader.phrases()
    for phrase in () if edition in shipped() else found.phrases:  # what is shipped the tests compile
        with problems:
            _ = phrase.pattern
    problems.stop()
    return found


def _anchors(line: Line) -> tuple[str, ...]:
    return tuple(part for part in line["anchor"].split("|") if part)


class _Reader:
    def __init__(self, edition: str, problems: Problems) -> None:
        self.problems = problems
        self.form = load_form(edition)
        self.indicators = {one.id: one for one in indicators(edition)}
        self.borrowed: set[int] = set()
        self.lines = self._lines(edition, STATEMENTS, STATEMENT_COLUMNS, STATEMENT_KEY)
        self.traps = self._lines(edition, TRAPS, _TRAP_COLUMNS, STATEMENT_KEY)

    def _lines(
        self, edition: str, name: str, columns: tuple[str, ...], required: tuple[str, ...]
    ) -> list[Line]:
        layers = []
        for folder in bases(folder_of(edition)):
            if (folder / name).is_file():
                layers.append(read_csv(folder, name, columns, required))
        return list(self._expanded(merged_lines(layers, STATEMENT_KEY), name, columns, required))

    def _expanded(
        self, lines: Sequence[Line], name: str, columns: tuple[str, ...], required: tuple[str, ...]
    ) -> Iterator[Line]:
        """A line ``as_in`` stands for the lines of another edition, as far as its indicators exist here."""
        for line in lines:
            if line["kind"] != "as_in":
                yield line
                continue
            for other in read_csv(folder_of(line["phrase"]), name, columns, required):
                self.borrowed.add(id(other))
                yield other

    def phrases(self) -> Phrases:
        self.words = dict(built_in())
        for line in (line for line in self.lines if line["kind"] == "word"):
            with self.problems:
                self.words[line["id"]] = f"(?:{self._filled(line)})"
        topics, phrases = [], []
        for line in (line for line in self.lines if line["kind"] == "topic"):
            with self.problems:
                topics.append(Topic(line["id"], self._pattern(line), _anchors(line)))
        known = {topic.id for topic in topics} | {
            line["id"] for line in self.traps if line["kind"] == "topic"
        }
        for line in self.lines:
            with self.problems:
                if line["kind"] == "spelling":
                    self._spelled(line)
            if line["kind"] not in _NO_PHRASES:
                with self.problems:
                    if (phrase := self._phrase(line, known)) is not None:
                        phrases.append(phrase)
        traps: dict[str, tuple[Trap, ...]] = {}
        for line in self.traps:
            with self.problems:
                kind = line.choice("kind", TRAP_KINDS)
                trap = Trap(line["id"], cast(TrapKind, kind), self._pattern(line))
                traps[kind] = (*traps.get(kind, ()), trap)
        return Phrases(tuple(phrases), tuple(topics), traps)

    def _spelled(self, line: Line) -> None:
        """Refuse spellings, for formulas, of which the word itself is none."""
        if (word := self.words.get(line["id"])) is not None:
            for spelling in filter(None, line["phrase"].split("|")):
                if not re.fullmatch(word, spelling):
                    raise line.refuse("edition.spelling", spelling=spelling, word=line["id"])

    def _phrase(self, line: Line, topics: set[str]) -> Phrase | None:
        kind = cast(PhraseKind, line.choice("kind", PHRASE_KINDS))
        named = [part.strip() for part in line["topic"].split("|") if part.strip()]
        for topic in named:
            if topic.removeprefix("!") not in topics:
                raise line.refuse("edition.unknown_name", name=topic)
        readings = self._readings(line, kind)
        if readings is None:
            return None
        tolerance = line["tolerance"] or ("1" if kind in _ROUNDED else "0")
        if not tolerance.isdecimal():
            raise line.refuse("edition.phrase_tolerance", text=tolerance)
        wanted = [topic for topic in named if not topic.startswith("!")]
        return Phrase(
            line["id"],
            kind,
            wanted[0] if wanted else "",
            tuple(topic[1:] for topic in named if topic.startswith("!")),
            _anchors(line),
            self._filled(line),
            line.number,
            readings,
            int(tolerance),
        )

    def _filled(self, line: Line) -> str:
        """The phrase with words put in for their names."""
        if not line["phrase"]:
            raise line.refuse("edition.cell_empty", column="phrase")

        def word(match: re.Match[str]) -> str:
            if match[1] not in self.words:
                raise line.refuse("edition.unknown_name", name=match[1])
            return self.words[match[1]]

        return _BRACES.sub(word, line["phrase"])

    def _pattern(self, line: Line) -> re.Pattern[str]:
        return compiled_phrase(line.file, line.number, self._filled(line))

    def _readings(self, line: Line, kind: PhraseKind) -> tuple[Counting, ...] | None:
        """The readings of a line; ``None`` where a borrowed one speaks of what this edition does not ask."""
        if kind in CHANGES and not line["readings"]:
            return ()
        parts = [part.strip() for part in line["readings"].split("|") if part.strip()]
        labels = [part.strip() for part in line["labels"].split("|") if part.strip()]
        if not parts:
            raise line.refuse("edition.cell_empty", column="readings")
        if len(parts) != len(labels):
            raise line.refuse("edition.phrase_labels", readings=len(parts), labels=len(labels))
        if kind != "subject" and (kind == "share") != all("/" in part for part in parts):
            raise line.refuse("edition.phrase_share")
        found = []
        for part, label in zip(parts, labels, strict=True):
            over, _, under = part.partition("/")
            terms = [self._terms(line, side) for side in (over, under)]
            if any(side is None for side in terms):
                return None
            found.append(Counting(label, *(tuple(side or ()) for side in terms)))
        return tuple(found)

    def _terms(self, line: Line, side: str) -> list[tuple[int, str]] | None:
        terms = []
        for sign, name in re.findall(r"([+-]?)\s*([\w.*]+)", side):
            items = self._items(name)
            if not items and id(line) in self.borrowed:
                return None
            if not items:
                raise line.refuse("edition.unknown_name", name=name)
            terms += [(-1 if sign == "-" else 1, item) for item in items]
        return terms

    def _items(self, name: str) -> tuple[str, ...]:
        one: Indicator | None = self.indicators.get(name)
        if one is not None:
            return () if one.is_share else one.numerator
        return items_like(self.form, name)
