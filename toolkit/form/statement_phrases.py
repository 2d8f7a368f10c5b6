"""How texts speak of the figures: an edition's ``statements.csv`` and ``traps.csv``, read and compiled.

A line of ``statements.csv`` is a kind of statement: a phrase (a regular expression over folded text, with
words in braces), and the readings under which the number it states is true. A line of ``traps.csv``
describes words that look like a statement and are none. Both files are optional.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, cast, get_args

from toolkit.form.datafile import Line, Problems, read_csv, refusal
from toolkit.form.expression import Number
from toolkit.form.indicators import Indicator, indicators, items_like
from toolkit.form.merging import merged_lines
from toolkit.form.registry import bases, folder_of, load_form, shipped
from toolkit.form.said_numbers import STATEMENT_COLUMNS, STATEMENT_KEY, STATEMENTS
from toolkit.form.statement_words import built_in, compiled, pattern

TRAPS = "traps.csv"
PhraseKind: TypeAlias = Literal[
    "count", "money", "claim", "share", "subject",
    "portion", "part", "change", "points", "ratio", "before", "after",
]  # fmt: skip
TrapKind: TypeAlias = Literal["mask", "paragraph", "sentence", "clause", "topic"]
PHRASE_KINDS: tuple[PhraseKind, ...] = get_args(PhraseKind)
TRAP_KINDS: tuple[TrapKind, ...] = get_args(TrapKind)
LINKED_KINDS: tuple[PhraseKind, ...] = ("portion", "part", "change", "points", "ratio", "before", "after")
"""Kinds that say something of another number, or of what is only named (``subject``)."""
_WITHOUT_NUMBER: tuple[PhraseKind, ...] = ("claim", "change", "subject")
"""Kinds of which some need no number: 均已办结, 与上年持平."""
_MAY_LACK_READINGS = ("change", "points", "ratio", "before", "after")
_TURNS = dict.fromkeys(_MAY_LACK_READINGS, 0) | {"part": 2, "subject": 3}
_ROUNDED = ("share", *LINKED_KINDS)
_NO_PHRASES = ("word", "topic", "as_in", "spelling", "live")
_TRAP_COLUMNS = ("id", "kind", "phrase", "note")

_NEGATED_CLASS = re.compile(r"\[\^[^\]]*\]")
_WORDS_ALONE = re.compile(r"[^，。；：！？、（）]+")
_BRACES = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Counting:
    """One way in which a statement can be meant.

    Attributes:
        label: Chinese: what is counted.
        terms: items that are added (1) or subtracted (-1).
        under: of a share, those of its denominator; empty for a count.
    """

    label: str
    terms: tuple[tuple[int, str], ...]
    under: tuple[tuple[int, str], ...] = ()

    @cached_property
    def items(self) -> tuple[str, ...]:
        return tuple(item for _, item in (*self.terms, *self.under))


def amount(terms: Sequence[tuple[int, str]], values: Mapping[str, Number | None]) -> Number | None:
    """Sum of terms; ``None`` where an item is not known."""
    total: Number = 0
    for sign, item in terms:
        value = values.get(item)
        if value is None:
            return None
        total += sign * value
    return total


@dataclass(frozen=True, eq=False)
class Phrase:
    """One line of ``statements.csv``.

    Attributes:
        expression: the phrase with words put in for their names; compiled when a sentence may hold it,
            because compiling all of them takes longer than reading a workbook.
        line: where it stands in the file.
        topic: what the text must be about where it stands; empty: anything.
        not_topics: what it must not be about.
        anchors: one of these stands in every sentence that can match.
        tolerance: how many units of the last digit stated may differ.
    """

    id: str
    kind: PhraseKind
    topic: str
    not_topics: tuple[str, ...]
    anchors: tuple[str, ...]
    expression: str
    line: int
    readings: tuple[Counting, ...]
    tolerance: int

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled.

        Raises:
            EditionError: it is no regular expression.
        """
        return _compiled(STATEMENTS, self.line, self.expression)

    @cached_property
    def is_share(self) -> bool:
        """Whether its ways of counting have a denominator."""
        return any(reading.under for reading in self.readings)


@dataclass(frozen=True, slots=True)
class Topic:
    """Words after which a text is about something; one of the anchors stands in each text that has them."""

    id: str
    pattern: re.Pattern[str]
    anchors: tuple[str, ...] = ()

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of each."""
        if not self.anchors or any(anchor in text for anchor in self.anchors):
            for match in self.pattern.finditer(text):
                yield match.span()


@dataclass(frozen=True, slots=True)
class Trap:
    """One line of ``traps.csv``."""

    id: str
    kind: TrapKind
    pattern: re.Pattern[str]


class Anchor(NamedTuple):
    """Words that announce phrases: numbers of these, and of those among them that may lack a number."""

    words: str
    phrases: Sequence[int]
    without_number: Sequence[int]


@dataclass(frozen=True)
class Phrases:
    """What the texts of an edition can state of its figures.

    Attributes:
        topics: what words say that a text is about something.
        traps: by kind.
    """

    phrases: tuple[Phrase, ...] = ()
    topics: tuple[Topic, ...] = ()
    traps: Mapping[str, tuple[Trap, ...]] = field(default_factory=dict)

    @cached_property
    def _in_turn(self) -> Sequence[Phrase]:
        """Those of changes first, names last, else as in the file.

        What is said of another number comes first: a number that belongs to 同比 is no count of cases.
        """
        return sorted(self.phrases, key=lambda phrase: _TURNS.get(phrase.kind, 1))

    @cached_property
    def _anchors(self) -> Mapping[str, Sequence[Anchor]]:
        """Anchors by their first character."""
        numbers: dict[str, list[int]] = {}
        for number, phrase in enumerate(self._in_turn):
            for anchor in phrase.anchors or ("",):
                numbers.setdefault(anchor, []).append(number)
        found: dict[str, list[Anchor]] = {}
        for anchor, at in numbers.items():
            unstated = [number for number in at if self._in_turn[number].kind in _WITHOUT_NUMBER]
            found.setdefault(anchor[:1], []).append(Anchor(anchor, at, unstated))
        return found

    @cached_property
    def _number_first(self) -> frozenset[int]:
        """Those that begin with a number of cases and go on with words, whatever stands there."""
        begin = built_in()["n"] + built_in()["c"]
        return frozenset(
            number
            for number, phrase in enumerate(self._in_turn)
            if phrase.expression.startswith(begin)
            and _WORDS_ALONE.fullmatch(_NEGATED_CLASS.sub("", phrase.expression.removeprefix(begin)))
        )

    def possible(self, text: str) -> Callable[[str], list[Phrase]]:
        """What tells the phrases that a sentence of this text may hold, in the order they are to be tried."""
        anchors = [
            one
            for first in {"", *text} & self._anchors.keys()
            for one in self._anchors[first]
            if one.words in text
        ]
        in_turn, number_first = self._in_turn, self._number_first
        any_number, counted_words = pattern("any_number").search, pattern("counted_words").search

        def in_sentence(sentence: str) -> list[Phrase]:
            here = [one for one in anchors if one.words in sentence]
            stated = any_number(sentence)
            found: set[int] = set().union(*[one.phrases if stated else one.without_number for one in here])
            if found and not counted_words(sentence):
                found -= number_first
            return [in_turn[number] for number in sorted(found)]

        return in_sentence

    def of_kind(self, kind: TrapKind) -> tuple[Trap, ...]:
        return self.traps.get(kind, ())


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


def _compiled(file: str, line: int, expression: str) -> re.Pattern[str]:
    try:
        return compiled(expression)
    except re.error as error:
        raise refusal(file, line, "edition.phrase", reason=error) from error


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
        return _compiled(line.file, line.number, self._filled(line))

    def _readings(self, line: Line, kind: PhraseKind) -> tuple[Counting, ...] | None:
        """The readings of a line; ``None`` where a borrowed one speaks of what this edition does not ask."""
        if kind in _MAY_LACK_READINGS and not line["readings"]:
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
