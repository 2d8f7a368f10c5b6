"""What texts can state of figures: phrases, topics and traps, and which of them a sentence may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias, get_args

from toolkit.form.datafile import refusal
from toolkit.form.expression import Number
from toolkit.form.said_numbers import STATEMENTS
from toolkit.form.statement_words import built_in, compiled, pattern

PhraseKind: TypeAlias = Literal[
    "count", "money", "claim", "share", "subject",
    "portion", "part", "change", "points", "ratio", "before", "after",
]  # fmt: skip
TrapKind: TypeAlias = Literal["mask", "paragraph", "sentence", "clause", "claim", "topic"]
PHRASE_KINDS: tuple[PhraseKind, ...] = get_args(PhraseKind)
TRAP_KINDS: tuple[TrapKind, ...] = get_args(TrapKind)
LINKED_KINDS: tuple[PhraseKind, ...] = ("portion", "part", "change", "points", "ratio", "before", "after")
"""Kinds that say something of another number, or of what is only named (``subject``)."""
CHANGES: tuple[PhraseKind, ...] = ("change", "points", "ratio", "before", "after")
"""Kinds that say something of last year."""
_WITHOUT_NUMBER: tuple[PhraseKind, ...] = ("claim", "change", "subject")
"""Kinds of which some need no number: 均已办结, 与上年持平."""
_TURNS = dict.fromkeys(CHANGES, 0) | {"part": 2, "subject": 3}

_NEGATED_CLASS = re.compile(r"\[\^[^\]]*\]")
_WORDS_ALONE = re.compile(r"[^，。；：！？、（）]+")


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
        return compiled_phrase(STATEMENTS, self.line, self.expression)

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

    def places(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each."""
        if self.anchors and not any(anchor in text for anchor in self.anchors):
            return []
        return [match.span() for match in self.pattern.finditer(text)]


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

    @cached_property
    def passed_over(self) -> Callable[[str], bool]:
        """What tells whether a sentence is none that states something."""
        return self._trap("sentence")

    @cached_property
    def trapped(self) -> Callable[[str], bool]:
        """What tells whether a clause holds words that look like a statement and are none."""
        return self._trap("clause")

    @cached_property
    def of_some(self) -> Callable[[str], bool]:
        """What tells whether a sentence, up to the end of a claim, makes it one of some cases only."""
        return self._trap("claim")

    def _trap(self, kind: TrapKind) -> Callable[[str], bool]:
        searches = [trap.pattern.search for trap in self.of_kind(kind)]

        def trapped(words: str) -> bool:
            for search in searches:  # noqa: SIM110  # a generator takes longer than the searches
                if search(words):
                    return True
            return False

        return trapped

    def of_kind(self, kind: TrapKind) -> tuple[Trap, ...]:
        return self.traps.get(kind, ())


def compiled_phrase(file: str, line: int, expression: str) -> re.Pattern[str]:
    """A phrase of a file, compiled.

    Raises:
        EditionError: it is no regular expression.
    """
    try:
        return compiled(expression)
    except re.error as error:
        raise refusal(file, line, "edition.phrase", reason=error) from error
