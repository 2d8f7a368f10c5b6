"""What a text states: spans that fit a phrase of the edition and no trap."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from toolkit.form.phrasebook import Phrases
from toolkit.statements.folded import Folded
from toolkit.statements.one_sentence import OneSentence
from toolkit.statements.statement import Statement


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
        possible_in = self.phrases.possible(folded.text)
        for start, end in folded.sentences():
            sentence = folded.text[start:end]
            possible = possible_in(sentence)
            if wanted is not None and not any(
                p.id in wanted and p.pattern.search(sentence) for p in possible
            ):
                continue
            if possible and not self.phrases.passed_over(sentence):
                places = places or self._topics(folded.text, topic)
                here = OneSentence(folded, (start, end), places, self.year, self.unit, self.phrases)
                found += here.statements(possible)
        return found

    def topic_of(self, words: str) -> str:
        """What a heading says that a text is about."""
        known = {topic.id for topic in self.phrases.topics}
        return next((name for _, name in reversed(self._topics(words, "")) if name in known), "")

    def _topics(self, text: str, first: str) -> list[tuple[int, str]]:
        found = [
            (start, -end, topic.id) for topic in self.phrases.topics for start, end in topic.places(text)
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
