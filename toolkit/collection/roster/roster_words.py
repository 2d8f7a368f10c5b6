"""The words on a roster, and the ids they stand for.

A roster carries a very hidden sheet with the words it was written in: names of sheets, headings, labels of
properties and the answers of its lists. By these it is read, so that rewording the catalogue or the labels of
an edition does not touch the rosters that offices have. Rosters without it, made by hand or by earlier
versions, are read by the words of today and by those in ``known_words.csv``: earlier wordings, and what
offices write for the same. The file is added to and nothing is taken out.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from toolkit.collection.roster.units import BELOW, COUNTINGS, SCOPES
from toolkit.form.applicability import DeclaredProperty
from toolkit.form.unit_kinds import UnitKinds, usual_kinds
from toolkit.messages import say, say_of
from toolkit.workbook.grids import Grid
from toolkit.workbook.locate import normalized

COLUMNS = (
    "code", "name", "kind", "parent", "former_names", "scope", "counting", "reason", "contact", "telephone",
    "below",
)  # fmt: skip
"""In the order in which they are written; their headings are messages ``roster.…``."""
MARKS = "_roster"
"""Name of the hidden sheet; each of its rows is a group, an id and the word for it."""
UNITS = "units"
"""Id of the sheet of the units."""
ANSWERS = ("kind", "scope", "counting", "below")
"""Groups of words that are chosen from a list in the column of that id."""

Groups = Mapping[str, Mapping[str, str]]
"""Group (``sheet``, ``column``, ``property`` and :data:`ANSWERS`) → id → word."""


def words_of_today(properties: Sequence[DeclaredProperty], kinds: UnitKinds) -> Groups:
    """The words in which a roster is written now."""
    return {
        "sheet": {UNITS: say("roster.sheet")},
        "column": {column: say_of("roster.*", column) for column in COLUMNS},
        "property": {known.id: known.label for known in properties},
        "kind": {kind.id: kind.label for kind in kinds},
        "scope": {scope: say_of("scope.*", scope) for scope in SCOPES},
        "counting": {counting: say_of("counting.*", counting) for counting in COUNTINGS},
        "below": {below: say_of("below.*", below) for below in BELOW},
    }


def written_words(marks: Grid) -> Groups:
    """What the hidden sheet says."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in marks:
        texts = [text for text in row[:3] if isinstance(text, str)]
        if len(texts) == 3:
            group, known, word = texts
            found[group][known] = word
    return found


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[str, str, str], ...]:
    text = (files("toolkit.collection.roster") / "known_words.csv").read_text("utf-8-sig")
    return tuple((line["group"], line["id"], line["word"]) for line in csv.DictReader(text.splitlines()))


def known_words(group: str, known: str) -> Iterator[str]:
    """Earlier and other words for something that stands on sheets which offices fill in."""
    return (word for other, one, word in _known() if (other, one) == (group, known))


@dataclass(frozen=True, slots=True)
class RosterWords:
    """The words of one roster: its own go before those of today, and these before others that are known."""

    own: Groups
    today: Groups

    def word(self, group: str, known: str) -> str:
        """The word that this roster has for an id."""
        return self.own.get(group, {}).get(known) or self.today[group][known]

    def offered(self, group: str) -> list[str]:
        """The words that a list of this roster offers."""
        return [self.word(group, known) for known in self.today[group]]

    def spellings(self, group: str, known: str) -> list[str]:
        """Every word for an id, the most likely first."""
        return [self.word(group, known), self.today[group][known], *known_words(group, known)]

    def ids(self, group: str) -> dict[str, str]:
        """Every word of a group, as it is compared (headings bare, answers normalized) → its id."""
        plain = normalized if group in ANSWERS else bare_heading
        ids = self.today[group]
        # A kind that an edition declares shares nothing but its id with the one of the statutory report.
        usual = [
            known for known, word in ids.items() if group != "kind" or usual_kinds().label(known) == word
        ]
        found = {plain(word): known for known in usual for word in known_words(group, known)}
        found |= {plain(word): known for known, word in ids.items()}
        return found | {plain(word): known for known, word in self.own.get(group, {}).items() if known in ids}


def bare_heading(text: object) -> str:
    """A heading without what an office adds to it, such as “（必填）” or an asterisk."""
    return re.split(r"[(*:]", normalized(text).lstrip("*"), maxsplit=1)[0]
