"""Lists of names followed by the list of their numbers, rewritten as pairs: A、B 分别为 3 件、4 件."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.form.statement_words import pattern, word
from toolkit.statements.folded import Folded

_NUMBER = re.compile(r"\d+(?![\d年])")
"""The number of a year is part of a name."""
Span = tuple[int, int]


def distributed(folded: Folded) -> Folded:
    """The text with each number behind its own name; as it is where there are not as many of both."""
    if word("each") not in folded.text:
        return folded
    order: list[Span] = []
    done = 0
    for match in pattern("each_its_own").finditer(folded.text):
        values = [m.span() for m in pattern("own_value").finditer(folded.text, *match.span("values"))]
        names = _names(folded.text, done, match.start(), len(values))
        if names:
            order.append((done, names[0][0]))
            order += _pairs(folded.text, match, names, values)
            done = match.end()
    order.append((done, len(folded.text)))
    return Folded(
        folded.original,
        "".join(folded.text[start:end] for start, end in order),
        tuple(folded.origin[at] for start, end in order for at in range(start, end)),
    )


def _names(text: str, first: int, end: int, wanted: int) -> list[Span]:
    """The parts before the numbers: names alone, of one clause, or names with a number each."""
    start = max(first, *(text.rfind(stop, 0, end) + 1 for stop in word("sentence_ends")))
    numbered = _parts(text, start, end, pattern("number_separator"))
    alone = _parts(text, *numbered[-1], pattern("name_separator"))
    for parts, has_number in ((alone, False), (numbered[-wanted:], True)):
        if len(parts) == wanted and all(
            at < to and bool(_NUMBER.search(text, at, to)) is has_number for at, to in parts
        ):
            return parts
    return []


def _parts(text: str, start: int, end: int, separator: re.Pattern[str]) -> list[Span]:
    parts = []
    for match in separator.finditer(text, start, end):
        parts.append((start, match.start()))
        start = match.end()
    return [*parts, (start, end)]


def _pairs(text: str, match: re.Match[str], names: Sequence[Span], values: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    comma = next(
        ((at, at + 1) for at in range(match.start(), match.end()) if text[at] in word("pause")), (0, 0)
    )
    verb = pattern("before_value").match(text, *values[0])
    for number, (name, value) in enumerate(zip(names, values, strict=True)):
        found += [name, match.span("compared")]
        own = pattern("before_value").match(text, *value)
        if verb and own and own.start() == own.end():
            found.append(verb.span())
        found.append(value)
        if number + 1 < len(names):
            found.append(comma)
    return found
