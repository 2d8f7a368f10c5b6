"""Several whole reports in one file: a page that holds those of two years, two pages put together.

A report begins at its title and has the first section and most of the others. Parts with the same title are
one report; which of several is meant is said by who asks, by the name of the file or by its own title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.form.model import Form
from toolkit.published.content import Block, Paragraph, PublishedContent
from toolkit.published.report_sections import is_whole, opens_report, sections_of
from toolkit.published.report_title import titles_in

_YEAR_WORD = re.compile(r"20\d\d(?=年)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_LONGEST = 80
"""Letters of a line that may be a title."""


@dataclass(frozen=True)
class WholeReport:
    """One of several reports of a file, by the title above it."""

    unit: str
    year: int
    blocks: tuple[Block, ...]

    def of(self, content: PublishedContent) -> PublishedContent:
        """The report alone; of what the file says of itself, what may be of the same year and unit."""
        titles = tuple(line for line in content.titles if self._may_be_of(line))
        return replace(content, blocks=self.blocks, titles=titles)

    def _may_be_of(self, title: str) -> bool:
        found = list(titles_in(title))
        named = {unit for unit, _ in found if unit}
        same = not named or not self.unit or any(one in self.unit or self.unit in one for one in named)
        return same and self.year in {year for _, year in found}


def whole_reports(content: PublishedContent, form: Form) -> tuple[WholeReport, ...]:
    """The reports of a file, from top to bottom; one or none where it does not hold several."""
    starts = list(_starts(content.blocks, form))
    if len(starts) < 2:
        return ()
    ends = [*(place for place, _, _ in starts[1:]), len(content.blocks)]
    found: dict[tuple[str, int], list[Block]] = {}
    last: tuple[str, int] = ("", 0)
    for number, ((start, unit, year), end) in enumerate(zip(starts, ends, strict=True)):
        blocks = content.blocks[start if number else 0 : end]
        if not found or is_whole(sections_of(replace(content, blocks=blocks), form), form):
            last = (unit or starts[0][1], year)  # else a piece of the report before it
        found.setdefault(last, []).extend(blocks)
    return tuple(WholeReport(unit, year, tuple(blocks)) for (unit, year), blocks in found.items())


def meant(reports: Sequence[WholeReport], year: int, said: Iterable[str]) -> WholeReport | None:
    """The one that is asked for; ``None`` where neither the year nor what is said of the file tells it.

    Args:
        year: the one that is wanted, 0 for any.
        said: name of the unit, of the file, titles; the first that tells some apart goes first.
    """
    left = [report for report in reports if report.year == year] or list(reports)
    for words in said:
        years = set(map(int, _YEAR_WORD.findall(words) or _YEAR.findall(words)))
        left = [report for report in left if report.year in years] or left
        left = [report for report in left if report.unit and report.unit in words] or left
    return left[0] if len(left) == 1 else None


def _starts(blocks: Sequence[Block], form: Form) -> Iterator[tuple[int, str, int]]:
    """Place, unit and year of each title that a first section follows."""
    title: tuple[int, str, int] | None = None
    before = ""
    for place, block in enumerate(blocks):
        line = block.text if isinstance(block, Paragraph) else ""
        if title and opens_report(line, form):
            yield title
            title = None
        if named := list(titles_in(line)) if len(line) <= _LONGEST else []:
            unit = _unit(named)
            whole = unit or _unit(titles_in(before + line))  # it may stand in the line above
            title = (place - (whole != unit), whole, named[0][1])
        before = line if len(line) <= _LONGEST else ""


def _unit(titles: Iterable[tuple[str, int]]) -> str:
    return next((unit for unit, _ in titles if unit), "")
