"""One sentence of a text: the phrases that fit where they stand, and what they state."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from operator import attrgetter, itemgetter

from toolkit.form.phrasebook import LINKED_KINDS, Phrase, Phrases
from toolkit.form.statement_words import pattern
from toolkit.statements.folded import Folded
from toolkit.statements.linking import linked
from toolkit.statements.rough_numbers import about_as_many
from toolkit.statements.stated_numbers import Leeway, number_of
from toolkit.statements.statement import Direction, Statement, statement_of

_AT = itemgetter(0)
_PLACE = attrgetter("start", "end")
_SHORTEST_NAME = 2
_NUMBERS = ("p", "n")
"""Groups of a phrase that hold its number."""


class OneSentence:
    """A sentence of a masked text, with what decides whether a phrase fits there.

    Args:
        span: start and end in the folded text.
        places: where the text comes to another topic, and to which one.
        year, unit: of the report.
        phrases: of the edition, with the words that only look like a statement.
    """

    def __init__(
        self,
        folded: Folded,
        span: tuple[int, int],
        places: Sequence[tuple[int, str]],
        year: int,
        unit: str,
        phrases: Phrases,
    ) -> None:
        self.folded, self.year, self.unit, self.phrases = folded, year, unit, phrases
        self.start, self.end = span
        self.text = folded.text[self.start : self.end]
        # The topic that it begins with, and those that it comes to.
        first = bisect_right(places, self.start, key=_AT) - 1
        self.places = places[first : bisect_left(places, self.end, first + 1, key=_AT)]
        self.topics = {name for _, name in self.places}
        self.clauses: dict[tuple[int, int], bool] = {}
        self.taken: list[tuple[int, int]] = []
        self.found: list[Statement] = []

    def statements(self, possible: Sequence[Phrase]) -> list[Statement]:
        """What it states.

        Args:
            possible: in the order in which they are tried; a number belongs to one statement.
        """
        change = next((one for one in possible if one.kind == "change"), None)
        named = False
        for phrase in possible:
            if phrase.topic and phrase.topic not in self.topics:
                continue
            if phrase.kind == "part" and not self._rates_left():
                continue
            if phrase.kind == "subject" and not named:
                # What is only named is looked for where something is said that belongs to no number.
                if len(told := self._linked()) == len(self.found):
                    return told
                named = True
            for match in phrase.pattern.finditer(self.text):
                self._try(phrase, match, change)
        return self._linked()

    def _try(self, phrase: Phrase, match: re.Match[str], change: Phrase | None) -> None:
        start, end = span = _number_span(phrase, match)
        for first, last in self.taken:
            if first < end and start < last:
                return
        if not self._fits(phrase, match):
            return
        statement = statement_of(phrase, match, self.start)
        if statement is not None and phrase.kind == "claim":
            statement = self._of_the_others(statement)
        elif statement is not None and self.folded.rough:
            words = self.folded.rough.get(self.folded.origin[self.start + start])
            if words:
                changed = bool(statement.direction)
                statement = statement._replace(leeway=about_as_many(words, statement.stated, changed=changed))
        if statement is not None and phrase.kind == "count" and change is not None:
            statement = self._as_change(statement, change)
        if statement is not None:
            self.taken.append(span)
            self.found.append(statement)

    def _of_the_others(self, statement: Statement) -> Statement | None:
        """A claim of all but some: no more than these; ``None`` where it does not say how many they are."""
        words = pattern("all_but").search(self.text)
        if words is None:
            return statement
        numbers = [number_of(one) for one in pattern("left_out").findall(words["out"] or words["named"])]
        known = [number for number in numbers if number is not None]
        return statement._replace(stated=sum(known), leeway=Leeway(None, 0)) if known else None

    def _linked(self) -> list[Statement]:
        self.found.sort(key=_PLACE)
        return list(linked(self.found, self.text, self.start))

    def _rates_left(self) -> bool:
        """Whether the sign of a share stands where no number was found yet."""
        return any(
            not any(first <= match.start() < last for first, last in self.taken)
            for match in pattern("rate_sign").finditer(self.text)
        )

    # --- whether a phrase fits ------------------------------------------------------------------

    def _fits(self, phrase: Phrase, match: re.Match[str]) -> bool:
        if phrase.topic or phrase.not_topics:
            topic, reached = self._topic(match)
            if (phrase.topic and phrase.topic not in (topic, reached)) or topic in phrase.not_topics:
                return False
        if phrase.kind in LINKED_KINDS:
            return self._within(match[0]) and self._compared_with_last_year(match, match.start())
        at = self.start + match.start()
        first, last = self.folded.clause(at, self.start + match.end())
        return (
            not self._trapped(first, last)
            and not (phrase.kind == "claim" and self.phrases.of_some(self.text[: match.end()]))
            and self._of_this_year(match.start())
            and self._of_this_unit(self.folded.text[first:at], phrase)
        )

    def _trapped(self, first: int, last: int) -> bool:
        """Whether the clause holds words that look like a statement and are none."""
        if (known := self.clauses.get((first, last))) is None:
            known = self.clauses[first, last] = self.phrases.trapped(self.folded.text[first:last])
        return known

    def _topic(self, match: re.Match[str]) -> tuple[str, str]:
        """The topic where a match begins, and the one reached by words within the match.

        Before the first topic of a text, the one that the sentence comes to counts.
        """
        start, end = self.start + match.start(), self.start + match.end()
        topic = reached = ""
        for at, name in self.places:
            if at <= start:
                topic = name
            if at < end or not reached:
                reached = name
        return topic, reached

    @cached_property
    def _years(self) -> Sequence[tuple[int, bool]]:
        """Where it names a year, and whether that is the report's."""
        return [
            (match.end(), self._is_this_year(match)) for match in pattern("whose_year").finditer(self.text)
        ]

    def _is_this_year(self, match: re.Match[str]) -> bool:
        if match.lastgroup == "year":
            return not self.year or int(match["year"]) == self.year
        return match.lastgroup == "this"

    def _of_this_year(self, at: int) -> bool:
        """Whether the last year named before a place is the report's."""
        for end, right in reversed(self._years):
            if end <= at:
                return right
        return True

    def _of_this_unit(self, before: str, phrase: Phrase) -> bool:
        if not self.unit or len(before) < _SHORTEST_NAME:
            return True
        named = pattern("subject").match(before)
        if named is None and phrase.kind == "subject":
            named = pattern("owner").search(before)
        if named is None:
            return True
        if pattern("whole_area").match(named["who"]) and not pattern("government").search(self.unit):
            return False
        if pattern("own_subject").match(named["who"]):
            return True
        return is_within(named["who"], self.unit)

    def _within(self, words: str) -> bool:
        """Whether it is no share of what a wider area received."""
        area = pattern("of_area").search(words)
        return area is None or (area[1] in self.unit and bool(pattern("government").search(self.unit)))

    # --- changes --------------------------------------------------------------------------------

    def _compared_with_last_year(self, match: re.Match[str], at: int) -> bool:
        """Whether no other year is named with which something is compared, and no other period."""
        said = match.groupdict()
        named = said.get("year")
        if "than" in said and not said["than"]:
            before = self.text[:at]
            if pattern("other_base").search(before):
                return False
            named = next(reversed(pattern("compared_year").findall(before)), None)
        if said.get("now") and int(said["now"]) != self.year:
            return False
        return not named or int(named) == self.year - 1

    def _as_change(self, statement: Statement, change: Phrase) -> Statement | None:
        """A number of cases; a change where it stands behind words that say so: 较上年多收到……15件."""
        at = statement.start - self.start
        match = next(
            filter(None, map(pattern("changed_by").search, (self.text[: at + 2], self.text[:at]))), None
        )
        if match is None:
            return statement
        if not self._compared_with_last_year(match, at):
            return None
        named = statement._replace(phrase=replace(statement.phrase, kind="subject"))
        direction: Direction = "up" if match["up"] else "down"
        return statement._replace(phrase=change, of=named, direction=direction, counted=True)


def is_within(short: str, name: str) -> bool:
    """Whether the characters of an abbreviation stand in a name in that order."""
    rest = iter(name)
    return all(character in rest for character in short)


def _number_span(phrase: Phrase, match: re.Match[str]) -> tuple[int, int]:
    """The place of its number; of what has none, of all of it."""
    groups = phrase.pattern.groupindex
    for name in _NUMBERS:
        if name in groups and match[name]:
            return match.span(name)
    return match.span()
