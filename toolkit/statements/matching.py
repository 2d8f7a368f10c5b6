"""What a text states: spans that fit a phrase of the edition and no trap."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from toolkit.form.expression import Number
from toolkit.form.statement_phrases import Phrase, Phrases, TrapKind
from toolkit.form.statement_words import pattern
from toolkit.statements.folded import Folded
from toolkit.statements.stated_numbers import in_unit, last_digit, number_of

Direction: TypeAlias = Literal["up", "down", "level", ""]
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Statement:
    """A number or a claim in a text.

    Attributes:
        start, end: in the folded text; the clause around it is what is quoted.
        stated: the number it states, 0 for a claim that there is nothing.
        written: the number as written; empty for a claim.
        unit: of money, as written.
        of: the statement that a share or a change belongs to.
        direction: of a change.
    """

    phrase: Phrase
    start: int
    end: int
    stated: Number
    written: str = ""
    unit: str = ""
    of: Statement | None = None
    direction: Direction = ""
    counted: bool = False

    @property
    def tolerance(self) -> Number:
        return self.phrase.tolerance * last_digit(self.written) if self.phrase.tolerance else 0

    def in_unit(self, unit: str) -> Number:
        """What it states, in the unit of the table."""
        return in_unit(self.stated, self.unit, unit) if self.unit else self.stated


@dataclass(frozen=True)
class Matcher:
    """Finds statements in the texts of one report.

    Attributes:
        year: of the report; 0 where not known.
        unit: name of the unit; a statement whose subject is somebody else is left alone.
    """

    phrases: Phrases
    year: int = 0
    unit: str = ""

    def statements(
        self, folded: Folded, topic: str = "", wanted: Collection[str] | None = None
    ) -> list[Statement]:
        """Every statement of a masked text.

        Args:
            topic: what the text is about from its beginning, by its label.
            wanted: ids of phrases; sentences that hold none of them are passed over.
        """
        found: list[Statement] = []
        places: list[tuple[int, str]] = []
        for start, end in folded.sentences():
            sentence = folded.text[start:end]
            possible = self.phrases.possible(sentence)
            if wanted is not None and not any(
                p.id in wanted and p.pattern.search(sentence) for p in possible
            ):
                continue
            if possible and not self._trapped("sentence", sentence):
                places = places or self._topics(folded.text, topic)
                found += self._in_sentence(folded, start, end, possible, places)
        return found

    def _trapped(self, kind: TrapKind, words: str) -> bool:
        return any(trap.pattern.search(words) for trap in self.phrases.of_kind(kind))

    def topic_of(self, words: str) -> str:
        """What a heading says that a text is about."""
        known = {name for name, _ in self.phrases.topics}
        return next((name for _, name in reversed(self._topics(words, "")) if name in known), "")

    def _topics(self, text: str, first: str) -> list[tuple[int, str]]:
        found = [
            (match.start(), -match.end(), name)
            for name, known in self.phrases.topics
            for match in known.finditer(text)
        ]
        found += [
            (match.start(), -match.end(), trap.id)
            for trap in self.phrases.of_kind("topic")
            for match in trap.pattern.finditer(text)
        ]
        places, reached = [(-1, first)], 0
        for start, end, name in sorted(found):  # of words within words, the longer ones count
            if start >= reached:
                places.append((start, name))
                reached = -end
        return places

    def _in_sentence(
        self,
        folded: Folded,
        start: int,
        end: int,
        possible: Sequence[Phrase],
        places: Sequence[tuple[int, str]],
    ) -> Iterator[Statement]:
        sentence = folded.text[start:end]
        taken: list[tuple[int, int]] = []
        found: list[Statement] = []
        for phrase in possible:
            for match in phrase.pattern.finditer(sentence):
                span = match.span("n") if "n" in phrase.pattern.groupindex and match["n"] else match.span()
                if any(first < span[1] and span[0] < last for first, last in taken):
                    continue
                topic = _at(places, start + match.start(), start + match.end(), end)
                if not self._fits(folded, phrase, match, start, topic):
                    continue
                if (statement := _statement(phrase, match, start)) is not None:
                    taken.append(span)
                    found.append(statement)
        found.sort(key=lambda one: one.start)
        yield from _linked(found, sentence, start)

    def _fits(
        self, folded: Folded, phrase: Phrase, match: re.Match[str], start: int, topics: tuple[str, str]
    ) -> bool:
        if phrase.kind in ("change", "points"):
            return True
        if phrase.topic and phrase.topic not in topics:
            return False
        if topics[0] in phrase.not_topics:
            return False
        first, last = folded.clause(start + match.start(), start + match.end())
        if self._trapped("clause", folded.text[first:last]):
            return False
        before = folded.text[start : start + match.start()]
        return self._of_this_year(before) and self._of_this_unit(folded.text[first : start + match.start()])

    def _of_this_year(self, before: str) -> bool:
        """Whether the last year named before it in the sentence is the report's."""
        named = [(match.start(), int(match[1]) == self.year) for match in pattern("year").finditer(before)]
        if not self.year:
            named = []
        named += [(match.start(), False) for match in pattern("last_year").finditer(before)]
        named += [(match.start(), True) for match in pattern("this_year").finditer(before)]
        return max(named)[1] if named else True

    def _of_this_unit(self, before: str) -> bool:
        named = pattern("subject").match(pattern("before_subject").sub("", before))
        if not self.unit or named is None:
            return True
        if pattern("whole_area").match(named[1]) and not pattern("government").search(self.unit):
            return False
        if pattern("own_subject").match(named[1]):
            return True
        return is_within(named[1], self.unit)


def is_within(short: str, name: str) -> bool:
    """Whether the characters of an abbreviation stand in a name in that order."""
    rest = iter(name)
    return all(character in rest for character in short)


def _at(places: Sequence[tuple[int, str]], start: int, end: int, close: int) -> tuple[str, str]:
    """The topic where a match begins, and the one reached by words within the match.

    Before the first topic of a text, the one that the sentence comes to counts.
    """
    topic = reached = ""
    for at, name in places:
        if at <= start:
            topic = name
        if at < end or (at < close and not reached):
            reached = name
    return topic, reached


def _statement(phrase: Phrase, match: re.Match[str], offset: int) -> Statement | None:
    groups = phrase.pattern.groupindex
    place = offset + match.start(), offset + match.end()
    if phrase.kind == "claim":
        return Statement(phrase, *place, 0)
    direction: Direction = ""
    for name in ("up", "down", "level"):
        if name in groups and match[name]:
            direction = name
    if direction == "level":
        return Statement(phrase, *place, 0, "0", direction=direction)
    written = next(match[name] for name in ("p", "n") if name in groups and match[name])
    stated = number_of(written)
    if stated is None:
        return None
    if "m" in groups:
        second = number_of(match["m"])
        if second is None:
            return None
        stated += second
    unit = match["unit"] if "unit" in groups else ""
    counted = phrase.kind == "change" and bool(match["n"])
    return Statement(phrase, *place, stated, written, unit, None, direction, counted)


def _linked(found: Sequence[Statement], sentence: str, offset: int) -> Iterator[Statement]:
    """Shares and changes with the statement they follow; without one, they say nothing of the tables."""
    last: Statement | None = None
    for one in found:
        if one.phrase.kind not in ("portion", "change", "points"):
            last = one
            yield one
            continue
        if last is None:
            continue
        between = sentence[max(last.end - offset, 0) : one.start - offset]
        if _DIGITS.search(between) or len(between) > 24:
            continue
        if one.phrase.kind == "portion" and pattern("other_part").search(between):
            continue
        linked = Statement(
            one.phrase,
            one.start,
            one.end,
            one.stated,
            one.written,
            one.unit,
            last,
            one.direction,
            one.counted,
        )
        if one.phrase.kind == "portion":
            last = replace(last, end=one.end)
        yield linked
