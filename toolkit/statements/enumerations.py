"""Enumerations in texts: parts that are said to make up a whole, and do not add up to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.form.expression import Number
from toolkit.form.statement_words import pattern, word
from toolkit.statements.folded import Folded
from toolkit.statements.stated_numbers import number_of

_SENTENCE = re.compile(r"[^。！？\n]+")
_CLASSES = ("by_channel", "by_applicant", "by_outcome")
_SEPARATORS = ("，", "：", "、")
_BEHIND = 4
"""Letters behind a list in which the rest may be named that has no number: ，其余均为……"""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A whole and its parts as a text states them: places in the folded text, and the two sums."""

    start: int
    end: int
    whole: Number
    parts: tuple[Number, ...]
    unit: str


def wrong_enumerations(folded: Folded) -> Iterator[Enumeration]:
    """Enumerations whose parts exceed the whole, or are complete and do not reach it."""
    for sentence in _SENTENCE.finditer(folded.text):
        first = ""
        for match in pattern("whole").finditer(sentence[0]):
            if first not in ("", match[0]):
                break  # what follows are parts, or other numbers
            first = match[0]
            found = _enumeration(sentence[0], match)
            if found is not None:
                start = sentence.start()
                yield Enumeration(start + match.start(), start + found[1], found[0], found[2], match["unit"])
                break
        yield from _summed(sentence[0], sentence.start())


def _summed(sentence: str, start: int) -> Iterator[Enumeration]:
    """Parts that are followed by their sum."""
    if not pattern("summed_words").search(sentence):
        return
    for match in pattern("summed").finditer(sentence):
        parts = list(pattern("summed_part").finditer(match["parts"]))
        if pattern("not_a_part").search(match["parts"]) or any(p["unit"] != match["unit"] for p in parts):
            continue
        numbers, stated = tuple(number_of(part["n"]) or 0 for part in parts), number_of(match["n"]) or 0
        if len(numbers) > 1 and sum(numbers) != stated and not _mixed([part["name"] for part in parts]):
            yield Enumeration(start + match.start(), start + match.end(), stated, numbers, match["unit"])


def _enumeration(sentence: str, whole: re.Match[str]) -> tuple[Number, int, tuple[Number, ...]] | None:
    rest = sentence[whole.end() :]
    bracket = rest.startswith("（")
    introduced = pattern("introduced").search(rest[:40])
    if introduced and re.search(r"\d", rest[: introduced.start()]):
        introduced = None  # the parts of another number
    at = whole.end() + (1 if bracket else 0)
    if introduced and not bracket:
        at = whole.end() + introduced.end()
    elif not bracket and not (
        rest.startswith(_SEPARATORS) and pattern("said_of_all").search(sentence[: whole.start()])
    ):
        return None
    numbers: list[Number] = []
    names, closed, left = list[str](), False, None
    while (part := pattern("part").match(sentence, at)) and part["unit"] == whole["unit"]:
        if pattern("not_a_part").search(part["name"]) and not bracket:
            left = number_of(part["n"])
            break
        if numbers and pattern("introduced").match(part[0]):
            closed = False  # the parts of a part
            break
        numbers.append(number_of(part["n"]) or 0)
        names.append(part["name"])
        at, closed = (
            part.end(),
            not part["after"] and sentence[part.end() : part.end() + 1] != word("open_end"),
        )
    if pattern("remainder").search(sentence[at : at + _BEHIND]):
        closed = False
    total, stated = sum(numbers), number_of(whole["n"]) or 0
    if _outcomes_of_received(sentence[: whole.start()], names):
        return None  # what was carried in is closed, too, and what was received may be carried over
    if left is not None and total + left == stated:
        return None  # what is carried over is what is missing
    if len(numbers) < 2 or _running(numbers, stated) or _mixed(names):
        return None
    complete = closed and (bool(pattern("remainder").search(names[-1])) or (bracket and len(numbers) > 2))
    introduced_or_bracket = bracket or introduced is not None
    wrong = (total > stated and introduced_or_bracket) or (total != stated and complete)
    return (stated, at, tuple(numbers)) if wrong else None


def _outcomes_of_received(before: str, names: list[str]) -> bool:
    """Whether requests received are listed by how requests were closed."""
    return bool(pattern("received_ones").search(before)) and any(map(pattern("by_outcome").search, names))


def _running(numbers: list[Number], stated: Number) -> bool:
    """Whether some first parts make up the whole: what follows is another list."""
    total: Number = 0
    for at, number in enumerate(numbers):
        total += number
        if total == stated and at:
            return True
    return False


def _mixed(names: list[str]) -> bool:
    """Whether the parts are divided by more than one thing, e.g. by channel and by applicant."""
    kinds = {tuple(bool(pattern(kind).search(name)) for kind in _CLASSES) for name in names}
    known = {kind for kind in kinds if any(kind)}
    return len(known) > 1
