"""Near copies among texts: of last year's, and of those of other units.

Names and numbers are masked first, so that what is compared is the wording. Two texts are looked at together
only where they share some sequences of characters; the rest of a collection is never compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.findings import Quote
from toolkit.messages.code_types import FindingCode
from toolkit.statements.folded import Folded, fold
from toolkit.statements.remarks import Remark

SHORTEST = 60
"""Characters from which a text can be a copy: short ones are alike by nature."""
ALIKE = 85
"""Per cent of likeness from which a text is a near copy; published repetitions have 87 to 100."""
THE_SAME = 95
"""Per cent from which a text stands for another one in further comparisons."""
SHINGLE, SPARSE = 10, 8
"""Length of the sequences that are looked up, and one in how many places begins one."""
COMPARED, HOLDERS = 20, 40
"""Most texts that one is compared with, those first that share most; most texts kept for a sequence: what
hundreds of units have in common is found by the first ones."""
SHARED = 0.3
"""Part of the shorter text's sequences that both have, from which the two are compared."""
LONGEST_QUOTE = 60
_NUMBER_OR_MARK = re.compile(r"\d+(?:\.\d+)?|[，。；：！？、（）《》\n]+")
_MASK = "\0"
_CLAUSE_ENDS = "，。；：！？,;!?\n"


@dataclass(frozen=True, slots=True)
class NearCopy:
    """Two texts with nearly the same words.

    Attributes:
        unit, other: of which the text is, and with whose it agrees.
        text: id of the text.
        likeness: per cent.
        quote, other_quote: the longest passage that both have, as each of them writes it.
    """

    unit: str
    other: str
    text: str
    likeness: int
    quote: str
    other_quote: str


@dataclass(frozen=True)
class _Wording:
    """A text without names, numbers and punctuation, which are blotted out in ``masked``."""

    folded: Folded
    masked: str

    @cached_property
    def text(self) -> str:
        return self.masked.replace(_MASK, "")

    @cached_property
    def _origin(self) -> list[int]:
        """Where each character stands in the original; asked for by the few texts that are copies."""
        return [
            origin
            for origin, character in zip(self.folded.origin, self.masked, strict=True)
            if character != _MASK
        ]

    def quote(self, start: int, end: int) -> str:
        return self.folded.original[self._origin[start] : self._origin[end - 1] + 1]

    def ends_clause(self, end: int) -> bool:
        """Whether punctuation, or nothing, follows in the original."""
        following = self._origin[end - 1] + 1
        return self.folded.original[following : following + 1] in _CLAUSE_ENDS


def wording(text: str, names: Iterable[str] = ()) -> _Wording:
    """A text as it is compared; names of units in it do not count."""
    folded: Folded = fold(text)
    masked = folded.text
    for name in names:
        if name:
            masked = masked.replace(name, _MASK * len(name))
    return _Wording(folded, _NUMBER_OR_MARK.sub(lambda match: _MASK * len(match[0]), masked))


def near_copies(
    texts: Mapping[str, Mapping[str, str]], names: Mapping[str, str] | None = None
) -> tuple[NearCopy, ...]:
    """The nearest copy of each text of each unit, of all pairs of a collection.

    Args:
        texts: unit → id → text.
        names: unit → its name, which is masked in its own texts.

    Returns:
        In the order of the units; each text once, with the unit whose text is most alike.
    """
    known = names or {}
    by_text: dict[str, dict[str, _Wording]] = defaultdict(dict)
    for unit, written in texts.items():
        for text, words in written.items():
            if len(words) >= SHORTEST:
                made = wording(words, (known.get(unit, ""),))
                if len(made.text) >= SHORTEST:
                    by_text[text][unit] = made
    order = {unit: number for number, unit in enumerate(texts)}
    found = [copy for text, written in by_text.items() for copy in _of_text(text, written)]
    places = {text: number for number, text in enumerate(by_text)}
    return tuple(sorted(found, key=lambda one: (order[one.unit], places[one.text])))


def _of_text(text: str, written: Mapping[str, _Wording]) -> Iterator[NearCopy]:
    """Each text of a unit with the one it is most alike."""
    best: dict[str, tuple[float, str]] = {}
    for one, other, likeness in _alike(written):
        for unit, copied in ((one, other), (other, one)):
            if likeness > best.get(unit, (0.0, ""))[0]:
                best[unit] = (likeness, copied)
    for unit, (likeness, other) in best.items():
        quote, other_quote = passages(written[unit], written[other])
        yield NearCopy(unit, other, text, int(likeness), quote, other_quote)


def _alike(written: Mapping[str, _Wording]) -> Iterator[tuple[str, str, float]]:
    """Pairs that are alike. What is nearly the same as an earlier text is not compared with later ones:
    they are found by that earlier text."""
    from rapidfuzz import fuzz  # noqa: PLC0415  # only where texts of a collection meet

    firsts: dict[str, str] = {}
    sizes: dict[str, int] = {}
    holders: dict[str, list[str]] = defaultdict(list)
    for unit, words in written.items():
        if words.text in firsts:
            yield firsts[words.text], unit, 100.0
            continue
        shingles = _shingles(words.text)
        shared = Counter(other for shingle in shingles for other in holders.get(shingle, ()))
        nearest = 0.0
        for other, count in shared.most_common(COMPARED):
            if count < SHARED * min(len(shingles), sizes[other]):
                continue
            likeness = fuzz.ratio(written[other].text, words.text, score_cutoff=ALIKE)
            if likeness:
                nearest = max(nearest, likeness)
                yield other, unit, likeness
        if nearest < THE_SAME:
            firsts[words.text], sizes[unit] = unit, len(shingles)
            for shingle in shingles:
                if len(holders[shingle]) < HOLDERS:
                    holders[shingle].append(unit)


def _shingles(text: str) -> set[str]:
    """Sequences that begin at certain characters: the same ones in every text."""
    starts = (at for at in range(len(text) - SHINGLE + 1) if not ord(text[at]) % SPARSE)
    return {text[at : at + SHINGLE] for at in starts}


def passages(one: _Wording, other: _Wording) -> tuple[str, str]:
    """The longest passage that two texts have in common, as each of them writes it."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415  # only where texts are alike

    equal = [code for code in Indel.opcodes(one.text, other.text) if code.tag == "equal"]
    if not equal:
        return "", ""
    longest = max(equal, key=lambda code: code.src_end - code.src_start)
    start, there = longest.src_start, longest.dest_start
    size = longest.src_end - start
    if size > LONGEST_QUOTE:
        clauses = (n for n in range(LONGEST_QUOTE, LONGEST_QUOTE // 2, -1) if one.ends_clause(start + n))
        size = next(clauses, LONGEST_QUOTE)
    return one.quote(start, start + size), other.quote(there, there + size)


def copy_remarks(texts: Mapping[str, str], prior: Mapping[str, str], unit: str = "") -> Iterator[Remark]:
    """Texts that are nearly those of last year."""
    for text, words in texts.items():
        if min(len(words), len(prior.get(text, ""))) < SHORTEST:
            continue
        now, before = wording(words, (unit,)), wording(prior[text], (unit,))
        if min(len(now.text), len(before.text)) < SHORTEST:
            continue
        from rapidfuzz import fuzz  # noqa: PLC0415  # only where last year's texts are on file

        likeness = fuzz.ratio(now.text, before.text, score_cutoff=ALIKE)
        if likeness:
            quote, earlier = passages(now, before)
            details = {"likeness": int(likeness), "quote": quote, "earlier": earlier}
            key: FindingCode = "check.text.last_year" if quote != earlier else "check.text.last_year_equally"
            yield Remark("copies", text, (Quote(text, quote),), key, details)
