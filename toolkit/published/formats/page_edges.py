"""What stands at the edges of pages and is no text: numbers, running titles, marks of a browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from toolkit.published.formats.pdf_lines import PrintedLine

_DASHES = r"[\s\-\u2010-\u2015\u2212·.]*"
_NUMBER = re.compile(rf"({_DASHES})(第\s*)?(\d{{1,4}})(?:\s*页.*|\s*/\s*\d+)?{_DASHES}")
_DAY = r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日)"
_MOMENT = rf"{_DAY},?\s+(?:[上下]午\s*)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s*[AP]M)?"
_COUNT = r"(?:\d{1,4}\s*/\s*\d{1,4}|\d{1,4} of \d{1,4}|第?\s*\d{1,4}\s*页(?:\s*[，,]?\s*共\s*\d{1,4}\s*页)?)"
_ADDRESS = r"(?:https?|file|about|data)://\S*|about:\S+|localhost:\d+\S*"
_OF_A_BROWSER = re.compile(
    rf"{_MOMENT}(?:\s+\S.*)?|(?:{_ADDRESS})(?:\s+{_COUNT})?(?:\s+{_MOMENT})?|.*\s(?:{_ADDRESS})|{_COUNT}\s+{_MOMENT}"
)
"""The line that a browser prints above or below each page: time, title, address, number."""
_LETTER = re.compile(r"[^\W\d_]")
_EDGE = 0.12
"""Share of the height at the head and at the foot of a page where its number stands."""


def without_edges(pages: list[list[PrintedLine]]) -> list[list[PrintedLine]]:
    """The same lines without those at the edge of a page that surely belong to the paper, not to the text."""
    return without_page_numbers(_without_running_lines([_without_browser_lines(lines) for lines in pages]))


def _without_browser_lines(lines: list[PrintedLine]) -> list[PrintedLine]:
    marks = {id(line) for line in _ends(lines) if _OF_A_BROWSER.fullmatch(line.text)}
    return [line for line in lines if id(line) not in marks]


def _without_running_lines(pages: list[list[PrintedLine]]) -> list[list[PrintedLine]]:
    """Without what is printed alike, at the same height, on several pages; the first one may be a title."""
    alike = [
        {id(line): (line.text, round(line.top / 2)) for line in _ends(lines) if _LETTER.search(line.text)}
        for lines in pages
    ]
    times = Counter(key for keys in alike for key in set(keys.values()))
    seen = set[tuple[str, int]]()
    kept = []
    for lines, keys in zip(pages, alike, strict=True):
        kept.append([line for line in lines if keys.get(id(line)) not in seen])
        seen |= {key for key in keys.values() if times[key] > 1}
    return kept


def _ends(lines: list[PrintedLine]) -> Iterator[PrintedLine]:
    """The first and the last line of a page, where they lie at its edge."""
    for line in (*lines[:1], *lines[1:][-1:]):
        if line.top < _EDGE * line.height or line.bottom > (1 - _EDGE) * line.height:
            yield line


def without_page_numbers(pages: list[list[PrintedLine]]) -> list[list[PrintedLine]]:
    """The same lines without those that surely are numbers of pages.

    Surely: the first or last line at the edge of a page, nothing but a number, and either between dashes
    or, on two and more pages, each page counting on from the one before.
    """
    found = [_numbered(lines) for lines in pages]
    offsets = Counter(number - page for page, numbered in enumerate(found) for _, number, _ in numbered)
    sure = {offset for offset, pages_of_it in offsets.items() if pages_of_it > 1}
    dropped = {
        id(line)
        for page, numbered in enumerate(found)
        for line, number, marked in numbered
        if marked or number - page in sure
    }
    return [[line for line in lines if id(line) not in dropped] for lines in pages]


def _numbered(lines: list[PrintedLine]) -> list[tuple[PrintedLine, int, bool]]:
    return [found for found in map(_page_number, _ends(lines)) if found is not None]


def _page_number(line: PrintedLine) -> tuple[PrintedLine, int, bool] | None:
    found = _NUMBER.fullmatch(line.text)
    if found is None:
        return None
    return line, int(found[3]), bool(found[1].strip() or found[2])
