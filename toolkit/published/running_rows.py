"""Rows of figures in running text: pages that lost their tables, text files, glued cells.

Labels are looked for in the text without blanks, brackets and line breaks; a row is what stands between its
label and the next words. Figures of a row are taken only below a line of column labels in an order that is
known for that table.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from typing import TypeAlias

from toolkit.form.model import Block, Heading
from toolkit.published.label_lexicon import (
    FOOTNOTE,
    NUMBERING,
    Lexicon,
    bare,
    half_width,
    needs_no_column,
    published_blocks,
)
from toolkit.published.printed_rows import PrintedRow

PAGE_NUMBER = re.compile(r"^[ \t]*[-—–－─][ \t]*\d{1,3}[ \t]*[-—–－─][ \t]*$\n?", re.MULTILINE)
_FIGURES = re.compile(r"(?:\d[\d,.]*\s*(?:万?元|[件项个])|[^\u3400-\u9fffA-Za-z])*")
_NUMBERED = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,2}[)）、.．]|[（(]?(\d+)[.．、)）])\s*$")
_OWN_NUMBER = re.compile(r"\d+")
_LOOSE_NUMBER = re.compile(r"(?:^|(?<=[\s|]))[（(]?\d{1,2}[.．、)）]\s*$|[（(“\"《\s]+$")
_ORNAMENT = re.compile(r"(?:\s+[#=*_…~]+)+\s*$")
_CLOSING = re.compile(rf"(?:[)）\"”」》]|{FOOTNOTE.pattern})*")
_ABOVE = 300
"""Letters before a row without known columns in which its headings may stand."""
_FAR = 30
"""Letters between two rows beyond which the second is no row of the table any more."""
_SHORT = 4
"""Letters of a label from which on it is no part of another one."""
_SURE = 6
"""Letters of a label that is told although the columns above it are not known."""


@lru_cache(maxsize=8192)
def _letters(character: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", character)))


@dataclass(frozen=True)
class RunningText:
    """A text without what layout makes, and where each of its letters stands."""

    raw: str

    @cached_property
    def _pairs(self) -> tuple[str, Sequence[int]]:
        found, places = [], []
        unmarked = FOOTNOTE.sub(lambda mark: " " * len(mark[0]), self.raw)
        for place, character in enumerate(unmarked):
            for letter in _letters(character):
                found.append(letter)
                places.append(place)
        return "".join(found), places

    @property
    def letters(self) -> str:
        return self._pairs[0]

    def before(self, place: int) -> str:
        """The letters that stand before a place of the raw text."""
        return self.letters[: bisect_left(self._pairs[1], place)]

    def place(self, index: int) -> int:
        """Where a letter stands in the raw text; its end for the index behind the last one."""
        places = self._pairs[1]
        return places[index] if index < len(places) else len(self.raw)


@dataclass(frozen=True, slots=True)
class _LabelFound:
    """A label in the text: first and last letter + 1, and where it begins and ends in the raw text."""

    first: int
    last: int
    begin: int
    end: int
    rows: tuple[tuple[Block, Heading], ...]


_Active: TypeAlias = tuple[Block, tuple[str, ...], int]
"""A block whose columns stand above, their order, and the letter at which it was last read."""


def running_text(text: str) -> RunningText:
    """A text as rows are looked for in it, without the numbers of its pages."""
    return RunningText(PAGE_NUMBER.sub("", text))


def running_rows(folded: RunningText, words: Lexicon) -> Iterator[PrintedRow]:
    """Every row of figures that a text prints; one that has nothing behind its label is without entries."""
    rows = list(_below_each_other(folded, words))
    glued = sum(len(row.cells) == 1 < len(row.items) for row in rows)
    several = sum(len(row.items) > 1 for row in rows)
    yield from (replace(row, glued=glued * 2 > several) for row in rows)
    for block in published_blocks(words.form):
        if block.orientation == "across":
            yield from _side_by_side(folded, block, words)


def _below_each_other(folded: RunningText, words: Lexicon) -> Iterator[PrintedRow]:
    labels = _labels(folded, words)
    active: dict[str, _Active] = {}
    for number, label in enumerate(labels):
        stop = labels[number + 1].begin if number + 1 < len(labels) else len(folded.raw)
        behind = folded.raw[label.end : stop]
        cells = _cells(behind)
        above = _columns_above(folded.before(label.begin), label, words)
        for block, order in above:
            active = {key: value for key, value in active.items() if value[0].table == block.table}
            active[block.id] = (block, order, label.first)
        if cells is None:
            if not _up_to_words(behind).strip() and _is_in_a_table(folded, label, active, words):
                yield PrintedRow("", folded.raw[label.begin : label.end], (), ())
                active = {key: (b, order, label.last) for key, (b, order, _) in active.items()}
            continue
        if not label.rows:  # a row that the form does not have, if it is one
            near = any(label.first - end <= _FAR for _, _, end in active.values())
            if near:
                yield PrintedRow("", folded.raw[label.begin : label.end], (), cells)
            continue
        row = _row(folded, label, cells, active, words)
        if row is not None:
            yield row
            reach = label.last + sum(map(len, cells))
            active = {key: (b, order, reach) for key, (b, order, _) in active.items()}


def _is_in_a_table(
    folded: RunningText, label: _LabelFound, active: Mapping[str, _Active], words: Lexicon
) -> bool:
    """Whether a label without figures is that of a row and stands below its columns.

    其他 and 总计 are columns, too, where they have no number.
    """
    printed = folded.raw[label.begin : label.end]
    column = bare(printed) in _column_labels(words) and NUMBERING.match(half_width(printed)) is None
    return not column and any(
        block.id in active and label.first - active[block.id][2] <= _FAR for block, _ in label.rows
    )


def _row(
    folded: RunningText,
    label: _LabelFound,
    cells: tuple[str, ...],
    active: Mapping[str, _Active],
    words: Lexicon,
) -> PrintedRow | None:
    printed = folded.raw[label.begin : label.end].strip()
    for block, row in label.rows:
        if block.id in active and label.first - active[block.id][2] <= _FAR:
            items = words.items(block, row, active[block.id][1])
            return PrintedRow(block.table, printed, items, cells, block=block.id)
    block, row = label.rows[0]
    items = words.items(block, row, [column.id for column in block.columns])
    apart = bool(re.search(r"[|\t]", folded.raw[label.end : label.end + 3]))
    if needs_no_column(block, words.form) and apart:
        return PrintedRow(block.table, printed, items, cells, columns="single")
    sure = apart or (label.last - label.first >= _SURE and len(cells) == len(items))
    if active or not sure:
        return None
    above = _pieces_above(folded.raw, label.begin)
    return PrintedRow(
        block.table, printed, items, cells,
        columns="unknown", block=block.id if apart else "", above=above, before=bare("".join(above)),
    )  # fmt: skip


def _pieces_above(raw: str, place: int) -> tuple[str, ...]:
    """What stands before a place, cell by cell."""
    return tuple(re.split(r"[|\t\n]", raw[max(0, place - _ABOVE) : place])[1 if place > _ABOVE else 0 :])


# --- labels ------------------------------------------------------------------------------------


def _labels(folded: RunningText, words: Lexicon) -> list[_LabelFound]:
    """Every label of a row or of several rows, in the order of the text."""
    found = []
    for match in _pattern(words).finditer(folded.letters):
        rows = words.rows.get(match[0], ())
        begin = _begin(folded, match.start(), rows)
        end = folded.place(match.end() - 1) + 1
        end += len(_CLOSING.match(folded.raw, end)[0])  # type: ignore[index]
        found.append(_LabelFound(match.start(), match.end(), begin, end, rows))
    nearly = list(_misprinted(folded, words, found))
    kept = (one for one in found if not any(n.begin <= one.begin < n.end for n in nearly))
    return sorted([*kept, *nearly], key=lambda label: label.begin)


def _misprinted(folded: RunningText, words: Lexicon, found: Sequence[_LabelFound]) -> Iterator[_LabelFound]:
    """Lines that hold no label but nearly one."""
    taken = [(label.begin, label.end) for label in found if label.last - label.first >= _SHORT]
    for match in re.finditer(r"[^\n|\t]+", folded.raw):
        text = re.sub(r"[\d\s/.—-]+$", "", match[0])
        begin, end = match.start(), match.start() + len(text)
        if not 4 < len(text) < 60 or any(b < end and begin < e for b, e in taken):
            continue
        rows = words.row(text)
        if rows:
            first = len(folded.before(begin))
            yield _LabelFound(first, first + len(bare(text)), begin, end, rows)


def _begin(folded: RunningText, first: int, rows: Sequence[tuple[Block, Heading]]) -> int:
    """Where a label begins in the raw text, its numbering included, but no digit of a figure before it."""
    place = folded.place(first)
    match = _NUMBERED.search(folded.raw[:place][-12:])
    if match is None:
        return place
    begin = place - len(match[0])
    if match[1] is None:
        return begin
    own = {m[0] for _, row in rows if (m := _OWN_NUMBER.match(half_width(row.labels[-1])))}
    for number in own:
        if match[1].endswith(number):
            return begin + len(match[1]) - len(number) + match[0].index(match[1])
    return place


@lru_cache(maxsize=8)
def _pattern(words: Lexicon) -> re.Pattern[str]:
    spans = {group for group in words.groups if len(group) > 1}
    known = sorted({*words.rows, *spans, *_column_labels(words)}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)))


@lru_cache(maxsize=8)
def _column_labels(words: Lexicon) -> frozenset[str]:
    blocks = published_blocks(words.form)
    return frozenset(bare(label) for block in blocks for c in block.columns for label in c.labels)


# --- columns -----------------------------------------------------------------------------------


def _columns_above(
    before: str, label: _LabelFound, words: Lexicon
) -> Iterator[tuple[Block, tuple[str, ...]]]:
    """Blocks whose columns are all named just before a label, with their order."""
    for block, row in label.rows:
        above = _without_groups(before, row)
        if order := columns_named(above, block, words):
            yield block, order


def _without_groups(before: str, row: Heading) -> str:
    """What stands before a row, its own group labels left out: they may stand between it and the columns."""
    for group in reversed(row.labels[:-1]):
        before = re.sub(rf"[一二三四五六七八九十]?{re.escape(bare(group))}$", "", before)
    return before


def columns_named(before: str, block: Block, words: Lexicon) -> tuple[str, ...]:
    """The columns of a block whose labels end a text, in an order that is known for it; else nothing."""
    official = tuple(column.id for column in block.columns)
    if any(before.endswith(line) for line in _broken_lines(block)):
        return official
    groups = {bare(label) for column in block.columns for label in column.labels[:-1]}
    left, found = dict.fromkeys(official), list[str]()
    while left:
        ends = [
            (len(spelling), column.id)
            for column in block.columns
            if column.id in left
            for spelling in words.of_column(block, column)
            if before.endswith(spelling)
        ]
        group = max((len(g) for g in groups if before.endswith(g)), default=0)
        if ends and max(ends)[0] >= group:
            size, name = max(ends)
            found.insert(0, name)
            del left[name]
        elif group:
            size = group
        else:
            return ()
        before = before[:-size]
    # Column by column, or line by line: a label that spans the lines comes before those below others.
    alone = [c.id for c in block.columns if len(c.labels) < max(len(d.labels) for d in block.columns)]
    below = [name for name in official if name not in alone]
    by_line = found == [*alone, *below]
    return official if found == list(official) or by_line else ()


@lru_cache(maxsize=64)
def _broken_lines(block: Block) -> frozenset[str]:
    """Column labels read line by line, where labels of some columns are broken over two or three lines."""
    deepest = max(len(column.labels) for column in block.columns)
    below = [bare(column.labels[-1]) for column in block.columns if len(column.labels) == deepest]
    if deepest < 2 or len(below) > 8:
        return frozenset()
    lines = set()
    for parts in product(*map(_breaks, below)):
        levels = ["".join(part[level] for part in parts if level < len(part)) for level in range(3)]
        lines.add("".join(levels))
    return frozenset(lines - {"".join(below)})


def _breaks(label: str) -> list[tuple[str, ...]]:
    size = len(label)
    if size < 4:
        return [(label,)]
    ways = [(label,), (label[:2], label[2:])]
    if size == 6:
        ways += [(label[:4], label[4:]), (label[:3], label[3:]), (label[:2], label[2:4], label[4:])]
    return ways


def _side_by_side(folded: RunningText, block: Block, words: Lexicon) -> Iterator[PrintedRow]:
    items = words.all_items(block)
    ends = {match.end() for line in lines_side_by_side(block) for match in re.finditer(line, folded.letters)}
    for end in sorted(ends):
        behind = folded.raw[folded.place(end - 1) + 1 :]
        cells = _cells(behind)
        if cells:
            yield PrintedRow(block.table, block.rows[0].labels[0], items, cells)
        elif not _up_to_words(behind).strip():
            yield PrintedRow("", block.rows[0].labels[0], (), ())


@lru_cache(maxsize=16)
def lines_side_by_side(block: Block) -> tuple[str, ...]:
    """Column labels of a block printed side by side: line by line, row by row, all columns last."""
    columns = "".join(bare(column.labels[-1]) for column in block.columns)
    paths = [tuple(map(bare, row.labels)) for row in block.rows]
    deepest = max(map(len, paths))
    tops = "".join(dict.fromkeys(path[0] for path in paths))
    inner = "".join(path[1] for path in paths if len(path) > 1)
    by_line = tops
    for level in range(1, deepest + 1):
        for path in paths:
            by_line += path[level] if level < len(path) else columns if level == len(path) else ""
    by_row = "".join(
        "".join(label for label in path if number == 0 or label not in paths[number - 1]) + columns
        for number, path in enumerate(paths)
    )
    return tuple(map(re.escape, (by_line, by_row, tops + inner + columns * len(paths))))


# --- figures -----------------------------------------------------------------------------------


def _up_to_words(behind: str) -> str:
    """What stands behind a label before the next words, without their number."""
    text = behind[: _FIGURES.match(behind).end()]  # type: ignore[union-attr]
    while (shorter := _LOOSE_NUMBER.sub("", text)) != text:
        text = shorter
    return text


def _cells(behind: str) -> tuple[str, ...] | None:
    """What stands behind a label, cell by cell; ``None`` where words follow at once."""
    text = _up_to_words(behind)
    if not any(map(str.isalnum, text)) and not set(text) & set("|\t/—"):
        return None
    first = text.lstrip("\n ").split("\n")[0]
    if len(re.findall(r"[|\t]", first)) > 1:
        text = first
    text = _ORNAMENT.sub("", text)
    if "|" in text or "\t" in text:
        cells = [cell.strip() for cell in re.split(r"[|\t]", text)]
        if not cells[0]:
            del cells[0]  # ends the label
        if text.rstrip(" ").endswith("|"):
            del cells[-1:]
        return tuple(cells)
    return tuple(text.split())
