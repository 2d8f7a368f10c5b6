"""Rows of figures in the tables of a published report, found by label.

A row is what stands behind its label in the same line of the table; its columns are those whose labels stand
above, wherever the table has them. Merged, missing, moved and repeated rows do not matter; a row without
recognised columns is told, and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from toolkit.form.model import Block, Heading
from toolkit.published.content import PublishedCell, PublishedTable
from toolkit.published.label_lexicon import (
    NUMBERING,
    Lexicon,
    bare,
    column_letters,
    half_width,
    letters,
    needs_no_column,
    published_blocks,
)
from toolkit.published.printed_rows import PrintedRow
from toolkit.published.running_rows import columns_named, lines_side_by_side

_VALUE = re.compile(r"[+＋−-]?[\d０-９]|[/／\\—–―-]+$")
_NEAR = 200
"""Letters before a table that may be its headings."""
_WIDEST = 400
"""Grid columns of a table that are looked at; a report has ten, or thirty where it was merged badly."""


@dataclass
class _Heads:
    """What stands above a row: the labels over each grid column, and all labels line by line."""

    above: dict[int, str] = field(default_factory=dict)
    line: str = ""
    texts: tuple[str, ...] = ()
    leaves: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.line)

    def add(self, cells: Iterable[PublishedCell]) -> None:
        """A line of labels."""
        self.leaves.clear()
        for cell in cells:
            text = column_letters(cell.text)
            self.texts += (cell.text,)
            self.line += text
            for column in range(cell.column, min(cell.column + cell.columns, _WIDEST)) if text else ():
                self.above[column] = self.above.get(column, "") + text


class TableRows:
    """Reads the tables of one report in their order; a table goes on where a page ended.

    Args:
        words: the labels of the edition.
    """

    def __init__(self, words: Lexicon) -> None:
        self.words = words
        self.down = [block for block in published_blocks(words.form) if block.orientation == "down"]
        self.across = [block for block in published_blocks(words.form) if block.orientation == "across"]
        self.columns: dict[tuple[str, str], tuple[str, ...]] = {}
        self.before = ""
        self.regular = True

    def read(self, table: PublishedTable, before: str = "") -> Iterator[PrintedRow]:
        """Every row of the table that carries figures of the form.

        Args:
            before: what stands between it and the table before.
        """
        self.before = letters(before)[-_NEAR:]
        self.regular = _is_regular(table)
        heads, pending, recognized = _Heads(), _Heads(), False
        for _, group in groupby(sorted(table.cells, key=lambda c: (c.row, c.column)), lambda c: c.row):
            cells = [cell for cell in group if cell.column < _WIDEST]
            found = self._labelled(cells)
            if found is None:
                side = self._side_by_side(cells, pending or heads)
                if side:
                    yield side
                elif not self._heads_nothing([cell for cell in cells if letters(cell.text)], len(cells)):
                    pending.add(cells)
                continue
            label, rows = found
            if not rows:  # a row that the form does not have, if this is a table of the form
                if recognized:
                    yield PrintedRow("", cells[label].text, (), _contents(cells[label + 1 :]))
                continue
            if pending:
                heads, pending = self._either(pending, heads, rows), _Heads()
            row = self._row(cells, label, rows, heads, recognized)
            recognized = recognized or row.recognized
            yield row

    # --- rows below each other -----------------------------------------------------------------

    def _labelled(
        self, cells: Sequence[PublishedCell]
    ) -> tuple[int, tuple[tuple[Block, Heading], ...]] | None:
        """The last cell that names a row, and which; ``None`` where none does."""
        for place in range(len(cells) - 1, -1, -1):
            text = cells[place].text
            if _VALUE.match(text.strip()) and not letters(text).strip("0123456789"):
                continue
            rows = self.words.row(text)
            behind = cells[place + 1 :]
            if rows and behind and not self._is_head(cells, place):
                return place, rows
            if behind and letters(text) and self._is_group(text) and _has_figures(behind):
                return place, ()
        return None

    def _is_head(self, cells: Sequence[PublishedCell], place: int) -> bool:
        """其他 and 总计 are columns, too: without a number and without figures behind they are no row.

        Nor are labels of rows that stand beside each other, as above the figures of several years.
        """
        text, behind = cells[place].text, cells[place + 1 :]
        if _has_figures(behind):
            return False
        column = any(self._ends(column_letters(text), block) for block in (*self.down, *self.across))
        numbered = NUMBERING.match(half_width(text)) is not None
        return (column and not numbered) or any(self.words.row(cell.text) for cell in behind)

    def _heads_nothing(self, written: Sequence[PublishedCell], count: int) -> bool:
        """Whether labels of a line are no headings of columns: of groups of rows, or a page break's rest."""
        if all(self._is_group(cell.text) for cell in written):
            return True
        known = (spelling for spellings in self.words.spellings.values() for spelling in spellings)
        return len(written) == 1 and count > _FEW and bare(written[0].text) not in known

    def _is_group(self, text: str) -> bool:
        return bare(text) in self.words.groups

    def _row(
        self,
        cells: Sequence[PublishedCell],
        label: int,
        rows: Sequence[tuple[Block, Heading]],
        heads: _Heads,
        recognized: bool,
    ) -> PrintedRow:
        behind = cells[label + 1 :]
        for block, row in rows:
            leaves = self._leaves(block, heads)
            if named := self._order(block, heads):
                self.columns[block.table, block.id] = named
            # A table goes on where a page ended; one that has column labels of its own is another table.
            order = named or (() if heads else self.columns.get((block.table, block.id), ()))
            if order:
                items = self.words.items(block, row, order)
                aligned = {
                    item: cell.text.strip()
                    for item, place in zip(items, leaves.values(), strict=False)
                    for cell in behind
                    if cell.column == place
                }
                return PrintedRow(
                    block.table, cells[label].text, items, _contents(behind), aligned, block=block.id
                )
        block, row = rows[0]
        items = self.words.items(block, row, [column.id for column in block.columns])
        sure = recognized or _may_head(heads, block, self.words)
        alone = sure and needs_no_column(block, self.words.form)
        return PrintedRow(
            block.table, cells[label].text, items, _contents(behind),
            columns="single" if alone else "unknown", block=block.id, above=heads.texts, before=self.before,
        )  # fmt: skip

    # --- rows side by side ---------------------------------------------------------------------

    def _side_by_side(self, cells: Sequence[PublishedCell], heads: _Heads) -> PrintedRow | None:
        """The one line of figures of a block whose columns repeat for each of its rows."""
        contents = _contents(cells)
        if not (_has_figures(cells) or (len(contents) > _SHORT and not any(contents))):
            return None
        for block in self.across:
            places = self._paired(block, heads)
            items = tuple(places)
            if not items and any(re.search(f"{line}$", heads.line) for line in lines_side_by_side(block)):
                items = self.words.all_items(block)
            if items:
                if contents and letters(contents[0]).strip("0123456789") and len(contents) > len(items):
                    contents = contents[1:]  # a word before the figures
                aligned = {
                    item: cell.text.strip()
                    for item, at in places.items()
                    for cell in cells
                    if cell.column == at
                }
                return PrintedRow(block.table, block.rows[0].labels[0], items, contents, aligned)
        return self._side_by_side_unnamed(contents, heads)

    def _side_by_side_unnamed(self, contents: tuple[str, ...], heads: _Heads) -> PrintedRow | None:
        """As many figures as a block has that is printed side by side, whose headings are not known."""
        if all(cell and not letters(cell).strip("0123456789") for cell in contents):
            for block in self.across:
                items = self.words.all_items(block)
                if len(contents) == len(items):
                    return PrintedRow(
                        block.table, block.rows[0].labels[0], items, contents,
                        columns="unknown", block=block.id, above=heads.texts, before=self.before,
                    )  # fmt: skip
        return None

    def _paired(self, block: Block, heads: _Heads) -> dict[str, int]:
        """Item → first grid column, in printed order, where all pairs of whole rows stand above."""
        found: dict[str, int] = {}
        for place in sorted(heads.above) if self.regular else ():
            head = heads.above[place]
            column = _longest(head, block, self.words)
            row = _row_above(head, block, self.words)
            if column is None or row is None:
                continue
            item = self.words.form.item_at(block, row, column)
            if item in found and heads.above.get(place - 1) != head:
                return {}
            found.setdefault(item, place)
        order = [column.id for column in block.columns]
        rows = [self.words.items(block, row, order) for row in block.rows]
        whole = {item for items in rows if found.keys() >= set(items) for item in items}
        return found if found.keys() == whole else {}

    # --- columns -------------------------------------------------------------------------------

    def _either(self, pending: _Heads, heads: _Heads, rows: Iterable[tuple[Block, Heading]]) -> _Heads:
        """What stands above a row: the lines just before it, if they name its columns, else those before."""
        named = any(self._order(block, pending) for block, _ in rows)
        return pending if named or not heads else heads

    def _order(self, block: Block, heads: _Heads) -> tuple[str, ...]:
        """The columns of a block in printed order, where each is named once above."""
        return tuple(self._leaves(block, heads)) or columns_named(heads.line, block, self.words)

    def _leaves(self, block: Block, heads: _Heads) -> dict[str, int]:
        """Column → first grid column, where each column of the block stands above its own."""
        key = (block.table, block.id)
        if key not in heads.leaves:
            heads.leaves[key] = self._named_above(block, heads)
        return heads.leaves[key]

    def _named_above(self, block: Block, heads: _Heads) -> dict[str, int]:
        found: dict[str, int] = {}
        before = ""
        for place in sorted(heads.above) if self.regular else ():
            column = _longest(heads.above[place], block, self.words)
            name = column.id if column else ""
            if name and name in found and name != before:
                return {}
            if name:
                found.setdefault(name, place)
            before = name
        return found if len(found) == len(block.columns) else {}

    def _ends(self, head: str, block: Block) -> bool:
        return _longest(head, block, self.words) is not None


def _is_regular(table: PublishedTable) -> bool:
    """Whether each line has as many columns; where not, it is not known what stands above what."""
    widths: dict[int, int] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            widths[row] = widths.get(row, 0) + cell.columns
    return len(set(widths.values())) <= 1


def _may_head(heads: _Heads, block: Block, words: Lexicon) -> bool:
    """Whether what stands above may be headings of the table of a block, not those of something else."""
    blocks = [one for one in published_blocks(words.form) if one.table == block.table]
    own = {letters(label) for one in blocks for label in (one.heading, one.corner) if label}
    return not heads or not own or any(label in heads.line for label in own)


_SHORT = 10
_FEW = 3
"""Cells up to which a line with one label may be a heading."""


def _longest(head: str, block: Block, words: Lexicon) -> Heading | None:
    """The column whose label ends what stands above, the longest label before shorter ones."""
    best: tuple[int, Heading] | None = None
    for column in block.columns:
        for label in words.of_column(block, column):
            if head.endswith(label) and (best is None or len(label) > best[0]):
                best = (len(label), column)
    return best[1] if best else None


def _row_above(head: str, block: Block, words: Lexicon) -> Heading | None:
    """The row of a block printed side by side whose label stands above."""
    named = [(len(label), row) for row in block.rows for label in words.of_row(block, row) if label in head]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def _contents(cells: Sequence[PublishedCell]) -> tuple[str, ...]:
    return tuple(cell.text.strip() for cell in cells)


def _has_figures(cells: Iterable[PublishedCell]) -> bool:
    return any(_VALUE.match(cell.text.strip()) and not _numbered(cell.text) for cell in cells)


def _numbered(text: str) -> bool:
    """A label that begins with its number, as 1.属于国家秘密."""
    return bool(re.match(r"\s*\d{1,2}\s*[.．、]\s*\D", text))
