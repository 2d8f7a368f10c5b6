"""Labels of a form as they are recognised in published reports.

Blind to brackets, quotes, blanks, line breaks, width and numbering; official labels and the spellings of
``aliases.csv``. Nothing is recognised by where it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.form.aliases import aliases
from toolkit.form.model import Block, Form, Heading

NUMBERING = re.compile(r"(?:\(?[一二三四五六七八九十]{1,2}(?:\)|、|\.)|\(?\d{1,2}(?:、|\.(?!\d)|\)))")
"""Number of a heading or a line, in half width and without blanks: 一、 (二) 3."""
_INNER = re.compile(rf"(?<!\d){NUMBERING.pattern}")
FOOTNOTE = re.compile(
    r"[①-⑳⓪※†‡*＊]|[⁰¹²³⁴-⁹]+|[\[［〔【]\s*注?\s*\d{1,2}\s*[\]］〕】]|[（(]\s*注\s*[\d①-⑳]{0,2}\s*[)）]"
)
"""The mark of a footnote: ①, ¹, [1], （注1）."""
_SHORTEST = 4
"""Letters by which a label may be cut off and still be recognised."""
_ALIKE, _APART = 80.0, 10.0
"""Percent that a misprinted label has in common with the one meant, and more than with any other."""


def half_width(text: str) -> str:
    """Text in half width without any blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """Letters and digits of a label, its numbering and marks of footnotes left out."""
    text = half_width(FOOTNOTE.sub("", text))
    return letters(NUMBERING.sub("", text, count=1) if NUMBERING.match(text) else text)


def letters(text: str) -> str:
    """Letters and digits of a text in half width."""
    return "".join(filter(str.isalnum, half_width(text)))


def column_letters(text: str) -> str:
    """Letters of the heading of a column without marks of footnotes, which may be mere digits set above."""
    return letters(FOOTNOTE.sub("", text)).rstrip("0123456789")


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The labels of one edition's published tables, without numbering.

    Attributes:
        rows: label → (block, row) pairs it may stand for, where rows are printed below each other.
        groups: labels over several rows.
        columns: table → label → ids of columns.
        paths: labels of a row with those of its groups before it, all in one → the rows.
        heads: label → rows of blocks that are printed side by side.
        blocks: (table, block) → block.
    """

    form: Form
    rows: Mapping[str, tuple[tuple[Block, Heading], ...]]
    groups: frozenset[str]
    spellings: Mapping[tuple[str, str, str], tuple[str, ...]] = field(repr=False)
    known: frozenset[str] = frozenset()
    paths: Mapping[str, tuple[tuple[Block, Heading], ...]] = field(default_factory=dict, repr=False)

    def of_column(self, block: Block, column: Heading) -> tuple[str, ...]:
        """Spellings of the innermost label of a column, the official one first."""
        return self.spellings["column", block.table, column.id]

    def of_row(self, block: Block, row: Heading) -> tuple[str, ...]:
        """Spellings of the innermost label of a row, the official one first."""
        return self.spellings["row", block.table, row.id]

    def items(self, block: Block, row: Heading, order: Sequence[str]) -> tuple[str, ...]:
        """Entries of a row, by the ids of its columns in printed order."""
        columns = {column.id: column for column in block.columns}
        return tuple(filter(None, (self.form.item_at(block, row, columns[name]) for name in order)))

    def all_items(self, block: Block) -> tuple[str, ...]:
        """Entries of a block, row by row in the order of the form."""
        order = [column.id for column in block.columns]
        return tuple(item for row in block.rows for item in self.items(block, row, order))

    @lru_cache(maxsize=4096)  # noqa: B019  (a lexicon lives as long as the process)
    def row(self, text: str) -> tuple[tuple[Block, Heading], ...]:
        """Which rows a label names: exactly, cut off, or misprinted; empty where none or a group."""
        label = bare(text)
        if not label or label in self.groups:
            return ()
        whole = label if label in self.rows else label.rstrip("0123456789")  # a mark of a footnote, set above
        found = self.rows.get(whole) or self.paths.get(letters(_INNER.sub("", half_width(text))))
        return found or self.rows.get(self._near(label), ())

    def _near(self, label: str) -> str:
        if len(label) < _SHORTEST:
            return ""
        begun = [one for one in self.rows if len(one) >= _SHORTEST and _begins(one, label)]
        if begun:
            return begun[0] if len({self.rows[one] for one in begun}) == 1 else ""
        from rapidfuzz import fuzz, process  # noqa: PLC0415

        best = process.extract(label, self.known, scorer=fuzz.ratio, score_cutoff=_ALIKE - _APART, limit=2)
        if not best or best[0][1] < _ALIKE or (len(best) > 1 and best[0][1] - best[1][1] < _APART):
            return ""
        return best[0][0] if best[0][0] in self.rows else ""


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


@lru_cache(maxsize=8)
def lexicon(edition: str) -> Lexicon:
    """The labels of an edition."""
    from toolkit.form.registry import load_form  # noqa: PLC0415

    form = load_form(edition)
    seen = aliases(edition)
    spellings: dict[tuple[str, str, str], tuple[str, ...]] = {}
    rows: dict[str, tuple[tuple[Block, Heading], ...]] = {}
    paths: dict[str, tuple[tuple[Block, Heading], ...]] = {}
    groups: set[str] = set()
    for block in published_blocks(form):
        for axis, headings in (("row", block.rows), ("column", block.columns)):
            for heading in headings:
                key = (axis, block.table, heading.id)
                labels = (heading.labels[-1], *seen.get(key, ()))
                spellings[key] = tuple(dict.fromkeys(map(bare, labels)))
                groups.update(map(bare, heading.labels[:-1]))
        if block.orientation == "down":
            for row in block.rows:
                for label in spellings["row", block.table, row.id]:
                    rows[label] = (*rows.get(label, ()), (block, row))
                    for level in range(len(row.labels) - 1):
                        path = "".join(map(bare, row.labels[level:-1])) + label
                        paths[path] = (*paths.get(path, ()), (block, row))
    groups.difference_update(rows)
    return Lexicon(form, rows, frozenset(groups), spellings, frozenset(rows) | groups, paths)


def published_blocks(form: Form) -> Iterable[Block]:
    """The grids of a form; those that a report states in words only may be printed as well."""
    return (block for table in form.tables for block in table.blocks)


def needs_no_column(block: Block, form: Form) -> bool:
    """Whether the row alone says which figure it is: one column, and no unit that the column would state."""
    items = [form.item_at(block, row, column) for row in block.rows for column in block.columns]
    return len(block.columns) == 1 and all(i in form.items and form.items[i].kind == "count" for i in items)
