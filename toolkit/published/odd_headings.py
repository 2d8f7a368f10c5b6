"""Headings of sections that are numbered otherwise than prescribed, not numbered, or reworded.

Word numbers headings by itself, and the number is no part of the text; editors of pages write （一） or 1.
Such a heading is a line of its own that says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from toolkit.published.content import Block, Paragraph, PublishedTable
from toolkit.published.label_lexicon import half_width, letters
from toolkit.published.report_title import titles_in
from toolkit.published.section_points import is_label

_NUMBER = re.compile(
    r"第?[(【\[]?(?:[一二三四五六七八九十]{1,2}|\d{1,2}|[IVX]{1,4})[)】\]]?(?:部分|章|节)?[、.,:]?"
)
_NUMBERED = re.compile(r"(?P<number>[一二三四五六七八九十]{1,2})[、.](?P<words>[^。；;：:，,\d]{2,24})")
_TABLE = 20
"""Cells of a table that is one of the report's, and none of the page's."""


def sentences_around_tables(blocks: Sequence[Block]) -> tuple[list[str], list[str]]:
    """The paragraphs between the title and the tables, and those behind: from the first sentence to the last.

    Headings may be pictures; menus are no sentences.
    """
    tables = [at for at, b in enumerate(blocks) if isinstance(b, PublishedTable) and len(b.cells) > _TABLE]
    if not tables:
        return [], []
    lines = {at: block.text for at, block in enumerate(blocks) if isinstance(block, Paragraph)}
    title = max((at for at, line in lines.items() if at < tables[0] and any(titles_in(line))), default=-1)
    before = [line for at, line in lines.items() if title < at < tables[0]]
    return _sentences(before), _sentences([line for at, line in lines.items() if at > tables[-1]])


def _sentences(lines: Sequence[str]) -> list[str]:
    whole = [at for at, line in enumerate(lines) if line.rstrip().endswith("。")]
    return [*lines[whole[0] : whole[-1] + 1]] if whole else []


def odd_headings(
    blocks: Sequence[Block],
    heads: Mapping[str, Sequence[str]],
    numbers: Mapping[str, str],
    points: Sequence[str] = (),
) -> dict[int, str]:
    """Place of a paragraph → the section it is the heading of.

    Args:
        heads: section → letters of its official heading and other spellings, of those that are looked for.
        numbers: section → its official number; a short line with that number is its heading where no
            line has its words.
        points: letters of the labels of points, which are numbered like sections, too.
    """
    lines = {
        place: half_width(block.text) for place, block in enumerate(blocks) if isinstance(block, Paragraph)
    }
    named = {place: key for place, line in lines.items() if (key := _named(line, heads))}
    counted = {
        place: key
        for place, line in lines.items()
        if (match := _NUMBERED.fullmatch(line)) and not is_label(match["words"], points)
        for key, number in numbers.items()
        if number == match["number"] and key in heads and key not in named.values()
    }
    possible = named | counted

    def doubt(place: int) -> tuple[bool, bool, bool, int]:
        """Lines of a table of contents follow one another; a point of a section may be called like one."""
        official, *_ = heads[possible[place]]
        return (
            place + 1 in named,
            place - 1 in named,
            not letters(lines[place]).endswith(official),
            place,
        )

    best = {
        key: min(places, key=doubt)
        for key in heads
        if (places := [p for p in possible if possible[p] == key])
    }
    return {place: key for key, place in best.items()}


def _named(line: str, heads: Mapping[str, Sequence[str]]) -> str:
    number = _NUMBER.match(line)
    spelled = {letters(line), letters(line[number.end() :]) if number else ""}
    return next((key for key, labels in heads.items() if spelled & set(labels)), "")
