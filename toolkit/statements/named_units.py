"""Texts in which a unit speaks under the name of another one: left over from what it was copied from.

Another unit may be mentioned rightly (会同, 转送, a superior). It is odd only where a sentence of the
report is about it: its name begins a clause, and what it received, handled or issued follows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.form.statement_words import pattern
from toolkit.statements.folded import fold
from toolkit.statements.one_sentence import is_within

_CLAUSE = re.compile(r"[^，。：；！？\n]+")
_AROUND = 24


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A clause of a unit's text that is about another unit.

    Attributes:
        unit, other: whose text it is, and who is named.
        text: id of the text.
        quote: the clause.
    """

    unit: str
    other: str
    text: str
    quote: str


def named_units(
    texts: Mapping[str, Mapping[str, str]], names: Mapping[str, str], kin: Mapping[str, frozenset[str]]
) -> Iterator[NamedUnit]:
    """Yield, for each text of each unit, the first clause that is about another unit.

    Args:
        texts: unit → id → text.
        names: unit → its name, of everybody on the roster.
        kin: unit → those above and below it, of whom it may speak.
    """
    known = _spellings(names)
    for unit, written in texts.items():
        for text, words in written.items():
            for other, quote in _subjects(words, known):
                if other == unit or other in kin.get(unit, frozenset()):
                    continue
                if not is_within(_short(names[other]), names[unit]):
                    yield NamedUnit(unit, other, text, quote)
                    break


def _subjects(words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Units that clauses are about: the unit, and the clause."""
    folded = fold(words)
    for clause in _CLAUSE.finditer(folded.text):
        lead = pattern("before_subject").match(clause[0])
        start = clause.start() + (lead.end() if lead else 0)
        named = pattern("reporting_subject").match(folded.text[start : clause.end()])
        if named is not None and named[1] in known:
            yield known[named[1]], folded.quote(clause.start(), min(clause.end(), start + _AROUND)).strip()


def _spellings(names: Mapping[str, str]) -> dict[str, str]:
    """Names and short names of units → the unit; what may be several units' is nobody's."""
    spelled = [(one, unit) for unit, name in names.items() for one in {name, _short(name)} if one]
    counts = Counter(one for one, _ in spelled)
    return {one: unit for one, unit in spelled if counts[one] == 1}


@lru_cache(maxsize=4096)
def _short(name: str) -> str:
    """A name without the place in front: 教育局 of 某市教育局; as it is where nothing would be left."""
    match = pattern("place_before").match(name)
    return name[match.end() :] if match and len(name) - match.end() > 1 else name
