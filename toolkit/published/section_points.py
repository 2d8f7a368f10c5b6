"""The points of a section with several texts, each below its own heading.

Prescribed is （一）; seen are 1. (1) ① 一是 and headings without a number, too. These count at the beginning
of a line only, and only where most points of the section are told apart by them: a list within a point is
numbered as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from toolkit.published.label_lexicon import letters

_BRACKETED = re.compile(r"[（(]\s*[一二三四五六七八九十]{1,2}\s*[)）]\s*")
_OTHERWISE = re.compile(
    r"^[ \t\u3000]*(?:(?P<said>[一二三四五六七八九十]是)|(?P<chinese>[一二三四五六七八九十]{1,2}[、.．])"
    r"|(?P<digit>\d{1,2}[、.．])"
    r"|(?P<bracket>[（(]\d{1,2}[)）])|(?P<circle>[①-⑳])|(?P<plain>[【\[]?))\s*",
    re.MULTILINE,
)
_HEAD_END = re.compile(r"[。：:；\n】\]]")
_HEAD = 24
_MOST = 0.5
_FILLING = re.compile("政府|政务|信息|公开|情况|工作|方面|建设|机制|体系|的")
"""What may stand beside a label in a heading without a number; more is a sentence."""


class _Point(NamedTuple):
    """A heading: where it begins, where its text begins, whose it is, how it is numbered."""

    start: int
    end: int
    text: str
    style: str


def points_of(text: str, names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The texts of a section; what no heading claims belongs to the one before it.

    Args:
        names: text → letters of its label and other spellings.
    """
    points = list(_points(text, _BRACKETED, names))
    if len({point.text for point in points}) < 2:
        points = _otherwise(_points(text, _OTHERWISE, names), names) or points
    here, place = next(iter(names)), 0
    found: dict[str, list[str]] = {}
    for point in points:
        if found and point.text == here:
            continue  # it goes on, with a point of its own
        found.setdefault(here, []).append(text[place : point.start].strip())
        here, place = point.text, point.end
    found.setdefault(here, []).append(text[place:].strip())
    joined = {key: "\n".join(filter(None, lines)) for key, lines in found.items()}
    return {key: words for key, words in joined.items() if words}


def mentioned(text: str, names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The texts whose subject is named in the text of the section."""
    said = letters(text)
    return (key for key, labels in names.items() if any(label in said for label in labels))


def _points(text: str, numbering: re.Pattern[str], names: Mapping[str, Sequence[str]]) -> Iterator[_Point]:
    for match in numbering.finditer(text):
        style = match.lastgroup or ""
        behind = text[match.end() : match.end() + 2 * _HEAD]
        head = _HEAD_END.split(behind, maxsplit=1)[0]
        named = _named(letters(head[:_HEAD]), names)
        if not named:
            continue
        first = head.split(maxsplit=1)[0]
        if style and is_label(first, names[named]):
            yield _Point(match.start(), match.end() + len(first) + 1, named, style)
        elif style != "plain":
            yield _Point(match.start(), match.end() + _length(behind, head), named, style)


def _otherwise(points: Iterable[_Point], names: Mapping[str, Sequence[str]]) -> list[_Point]:
    """The points of the one way of numbering that tells most texts apart; none where these are few."""
    styles: dict[str, list[_Point]] = {}
    for point in points:
        styles.setdefault(point.style, []).append(point)
    best = max(styles.values(), key=lambda found: len({point.text for point in found}), default=[])
    return best if len({point.text for point in best}) > _MOST * len(names) else []


def _named(head: str, names: Mapping[str, Sequence[str]]) -> str:
    """The text that a heading names: by the label that stands in it, the longest one."""
    found = [(len(label), key) for key, labels in names.items() for label in labels if label in head]
    return max(found)[1] if found else ""


def is_label(words: str, labels: Sequence[str]) -> bool:
    """Whether words are a label, with others that have no meaning of their own."""
    said = letters(words)
    return any(label in said and not _FILLING.sub("", said.replace(label, "", 1)) for label in labels)


def _length(text: str, head: str) -> int:
    """Letters that are heading only; one that says more, or runs into the text, stays with the text."""
    end = len(head)
    closed = end == len(text) or _HEAD_END.match(text, end) is not None
    short = end <= _HEAD and not re.search(r"[，,\d]", head)
    return end + 1 if closed and short else 0
