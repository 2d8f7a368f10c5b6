"""Rows of a table whose headings are lost: its columns stand in the order of the form.

Where a table lost the lines above its figures, the form prescribes the order of its columns. It is relied on
only where nothing speaks for another one: no heading above says something else, every cell of the row is
there, and no other edition means something else by such a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.form.model import Block, Form
from toolkit.form.registry import editions
from toolkit.published.label_lexicon import Lexicon, bare, letters, lexicon, published_blocks
from toolkit.published.printed_rows import PrintedRow

_FEWEST = 2
"""Rows that a table must have, and that must contradict another edition."""
_NOTE = 30
"""Letters from which on what stands above a table is a sentence, not a heading."""


def in_official_order(rows: Sequence[PrintedRow], words: Lexicon) -> Iterator[PrintedRow]:
    """The rows, those of tables without headings with the columns that the form prescribes."""
    settled = {
        (block.table, block.id) for block in published_blocks(words.form) if _is_settled(block, rows, words)
    }
    for row in rows:
        lost = row.columns == "unknown" and (row.table, row.block) in settled
        yield replace(row, columns="official") if lost and _is_whole(row, words.form) else row


def _is_whole(row: PrintedRow, form: Form) -> bool:
    """Whether each entry has a cell for certain: all are filled, or as many cells with the outermost filled.

    Money without a heading has no unit: only nothing is the same in each.
    """
    cells, count = row.cells, len(row.items)
    filled = [cell for cell in cells if cell]
    if any(form.items[item].kind == "money" for item in row.items) and set(filled) != {"0"}:
        return False
    return len(filled) == count or (len(cells) == count and bool(cells[0] and cells[-1]))


def _is_settled(block: Block, rows: Sequence[PrintedRow], words: Lexicon) -> bool:
    """Whether rows of a block stand below each other without headings, and can be rows of nothing else."""
    own = [row for row in rows if (row.table, row.block) == (block.table, block.id)]
    lost = [row for row in own if row.columns == "unknown"]
    if not lost or len(lost) < len(own) or not all(_nothing_else_above(block, row, words) for row in lost):
        return False
    if block.orientation == "across":
        return len(lost) == 1 and bare(_sheet(block, words)) in lost[0].before
    whole = [row for row in rows if row.table == block.table and _is_whole(row, words.form)]
    return (
        len(whole) >= _FEWEST
        and _in_order(lost[0].before, block)
        and not any(_may_be_of(edition, lost, rows, words) for edition in editions())
        and _add_up(lost, words.form)
    )


def _add_up(rows: Sequence[PrintedRow], form: Form) -> bool:
    """Whether as many rows of figures bear the order of the form out as contradict it.

    A row may be wrong, so that no figure is chosen by a sum; but where most are, the order is another one.
    """
    borne_out = [
        numbers[total] == sum(numbers[part] for part in form.totals[total])
        for row in rows
        for numbers in [_numbers(row, form)]
        for total in numbers.keys() & form.totals.keys() - form.ratios.keys()
        if numbers.keys() >= {*form.totals[total]}
    ]
    return sum(borne_out) * 2 >= len(borne_out)


def _numbers(row: PrintedRow, form: Form) -> dict[str, int]:
    """The figures of a row in the order of the form; none where it says nothing but 0, or something else."""
    contents = replace(row, columns="official").contents()[1] if _is_whole(row, form) else {}
    cells = [content.raw for content in contents.values()]
    if not all(cell.isdecimal() for cell in cells if cell) or not any(cell.strip("0") for cell in cells):
        return {}
    return {item: int(content.raw or 0) for item, content in contents.items()}


# --- what stands above -------------------------------------------------------------------------


def _nothing_else_above(block: Block, row: PrintedRow, words: Lexicon) -> bool:
    """Whether what the table has above a row is made of pieces of official labels, in their order."""
    known = _official_texts(block, words)
    above = [text for cell in row.above if not (text := bare(cell)).isdigit() and 0 < len(text) < _NOTE]
    if not all(any(text in label for label in known) for text in above):
        return False
    return block.orientation == "across" or _in_order("".join(above), block)


def _official_texts(block: Block, words: Lexicon) -> set[str]:
    labels = {label for heading in (*block.columns, *block.rows) for label in heading.labels}
    around = {text for one in words.form.table(block.table).blocks for text in (one.heading, one.corner)}
    return {bare(text) for text in (*labels, *around, _sheet(block, words))}


def _sheet(block: Block, words: Lexicon) -> str:
    return words.form.sheet(words.form.table(block.table).sheet).heading


def _in_order(above: str, block: Block) -> bool:
    """Whether those labels of columns that can be told stand in the order in which the form has them."""
    for group in {label for column in block.columns for label in column.labels[:-1]}:
        above = above.replace(letters(group), "")
    labels = {column.id: letters(column.labels[-1]) for column in block.columns}
    places = {name: above.find(label[: max(2, len(label) // 2)]) for name, label in labels.items()}
    found = [name for place, name in sorted((place, name) for name, place in places.items()) if place >= 0]
    deepest = max(len(column.labels) for column in block.columns)
    by_line = sorted(block.columns, key=lambda column: len(column.labels) == deepest)
    orders = ([column.id for column in order if column.id in found] for order in (block.columns, by_line))
    # All of them in full are headings that are not lost; their order is then none that is known.
    return found in orders and not all(label in above for label in labels.values())


# --- other editions ----------------------------------------------------------------------------


def _may_be_of(edition: str, lost: Sequence[PrintedRow], rows: Sequence[PrintedRow], words: Lexicon) -> bool:
    """Whether rows without headings may be those of another edition, which means something else by them."""
    other = lexicon(edition)
    labels = [bare(row.label) for row in lost]
    if all(_columns(label, words) == (_columns(label, other) or _columns(label, words)) for label in labels):
        return False
    return sum(not _fits(row, other, words) for row in rows if row.items) < _FEWEST


def _columns(label: str, words: Lexicon) -> set[str]:
    """What stands above a row of that label."""
    return {"、".join(bare(c.labels[-1]) for c in block.columns) for block, _ in words.rows.get(label, ())}


def _fits(row: PrintedRow, other: Lexicon, words: Lexicon) -> bool:
    """Whether another edition has a row of that label below such headings, for so many figures and cells."""
    label, filled = bare(row.label), len(list(filter(None, row.cells)))
    if row.columns == "named" and _columns(label, words) != _columns(label, other):
        return False
    found = other.rows.get(label, ())
    return any(filled <= len(block.columns) <= len(row.cells) for block, _ in found)
