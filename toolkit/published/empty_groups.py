"""A group of rows that is printed as one row: where it says 0, each of its rows is 0.

Reports merge the rows of 其他处理 into one. Counts are never negative, so that a group of nothing has rows of
nothing; a group that holds something is not spread over its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.form.model import Block, Form, Heading
from toolkit.published.label_lexicon import bare, half_width, published_blocks
from toolkit.published.printed_rows import PrintedRow, certain_numbers


def rows_of_empty_groups(rows: Sequence[PrintedRow], form: Form) -> Iterator[PrintedRow]:
    """The rows of each group that is printed as one row of zeros, and of which no row is printed."""
    printed = {item for row in rows for item in row.items}
    for group in rows:
        written = tuple(half_width(cell) for cell in group.cells if cell)
        if group.items or not written or any(set(cell) != {"0"} for cell in written):
            continue
        for block in published_blocks(form):
            numbers = certain_numbers(written, len(block.columns))
            members = list(_members(block, group.label, form)) if numbers and all(numbers) else []
            if printed.isdisjoint(item for items in members for item in items):
                for items in members:
                    yield PrintedRow(
                        block.table, group.label, items, ("0",) * len(items), columns="empty_group"
                    )


def _members(block: Block, label: str, form: Form) -> Iterator[tuple[str, ...]]:
    """The entries of each row of a group of counts."""
    for row in block.rows:
        if len(row.labels) > 1 and bare(row.labels[-2]) == bare(label):
            items = _counts(block, row, form)
            if len(items) == len(block.columns):
                yield items


def _counts(block: Block, row: Heading, form: Form) -> tuple[str, ...]:
    items = (form.item_at(block, row, column) for column in block.columns)
    return tuple(item for item in items if item in form.items and form.items[item].kind == "count")
