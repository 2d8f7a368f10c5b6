"""Whose report a page is and of which year, by its title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from toolkit.published.content import Paragraph, PublishedContent

_NAME = r"(?:政府)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:(?:年度)?报告|年报)"
_YEAR = r"(?P<year>20\d\d|二[〇○零O0][一二][〇○零一二三四五六七八九])\s*年?度?"
_AND = r"(?:[\u3400-\u9fff]{2,12}?[暨和及])?"
"""Another subject of the same report."""
_OFFICE = r"(?:局|委|办|厅|院|会|中心|街道|镇|乡|政府|办事处|办公室)"
_REACH = 100
"""Letters in which a unit is named, and what stands before it."""
_TITLES = (
    re.compile(
        rf"(?P<unit>[\u3400-\u9fff（）()·、\d]{{0,{_REACH}}}?[\u3400-\u9fff）)])?(?:关于)?{_YEAR}(?:的)?{_AND}{_NAME}"
    ),
    re.compile(
        rf"{_YEAR}(?P<unit>[\u3400-\u9fff（）()·、]{{1,{_REACH}}}?)(?<![暨和及])(?<![暨和及]政府){_NAME}"
    ),
    re.compile(rf"(?P<unit>[\u3400-\u9fff（）()·、]{{1,{_REACH}}}?){_NAME}[（(]{_YEAR}[)）]"),
    re.compile(rf"{_YEAR}(?:的)?{_NAME}[（(](?P<unit>[\u3400-\u9fff]{{2,20}}?{_OFFICE})[)）]"),
)
_LIKELY = re.compile("年")
_PERIOD = re.compile(r"(20\d\d)年1月1日(?:起)?[至到—-]+(?:20\d\d年)?12月31日")
_IN_YEAR = re.compile(r"(20\d\d)年")
_LEADING = re.compile(r"^(?:关于|印发|报送|上报|发布|公布|公开|现将|现发布|现公布|首页|当前位置|附件\d*)+")
_OF_OTHERS = re.compile(r".*?关于(?:印发|转发|发布|公布|公开|报送|上报)")
_ISSUER = re.compile(r"(?<=.)关于.*")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_FIRST = 40
"""Paragraphs among which a title is looked for."""
_LONGEST_NAME = 40


def title_of(content: PublishedContent) -> tuple[str, int]:
    """Name of the unit and year; an empty name and 0 where the page does not tell.

    What the file gives as its title goes first, then the beginning of the text; the source that the page
    names is taken where no title names a unit.
    """
    unit, year = "", 0
    for line in (*content.titles, *_beginning(content)):
        for found_unit, found_year in titles_in(line):
            year = year or found_year
            if found_unit and (not year or found_year == year):
                unit = unit or found_unit
        if unit and year:
            break
    return unit or content.source.strip(), year or _year_of_text(content)


def _beginning(content: PublishedContent) -> Iterator[str]:
    """The first paragraphs, and each two of them together: a title is often broken in two."""
    lines = [block.text for block in content.blocks if isinstance(block, Paragraph)][:_FIRST]
    short = [line for line in lines if len(line) <= 2 * _LONGEST_NAME]
    yield from short
    yield from (first + second for first, second in pairwise(short))
    yield from (line for line in lines if len(line) > 2 * _LONGEST_NAME)


def titles_in(line: str) -> Iterator[tuple[str, int]]:
    """Unit, empty where it is not said, and year of each title in a line."""
    if not _LIKELY.search(line):  # most lines of a page are its menus
        return
    line = re.split(r"[_|]", "".join(line.translate(_FULL_WIDTH).split()), maxsplit=1)[0]
    for pattern in _TITLES:
        for match in pattern.finditer(line):
            name = _LEADING.sub("", (match["unit"] or "").strip("、·"))
            name = _ISSUER.sub("", _OF_OTHERS.sub("", name))
            year = int(match["year"].translate(_DIGITS))
            yield (name if 2 < len(name) <= _LONGEST_NAME else ""), year


def _year_of_text(content: PublishedContent) -> int:
    """The year of the reporting period, or the first year named."""
    text = "".join("".join(line.split()) for line in _texts(content.blocks))
    match = _PERIOD.search(text) or _IN_YEAR.search(text)
    return int(match[1]) if match else 0


def _texts(blocks: Iterable[object]) -> Iterator[str]:
    return (block.text for block in blocks if isinstance(block, Paragraph))
