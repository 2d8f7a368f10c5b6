"""An area cut into grids with their heads, pairs of label and blank, and rooms for text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.drafting.areas import Area
from toolkit.drafting.blank import BlankBox, BlankSheet
from toolkit.drafting.measurement import is_unit_line
from toolkit.drafting.recognition_words import (
    is_boilerplate,
    is_note,
    is_office_line,
    listed,
    pattern,
    squeezed,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A label with one blank that belongs to it, outside any grid."""

    label: str
    box: BlankBox
    wide: bool = False


@dataclass
class FoundGrid:
    """A grid before its labels are read.

    Attributes:
        heading: text of a row across the whole width above it.
        heads: rows with heads of columns; numbering: the row that only numbers the columns.
        body: rows with figures, each with the text of the row across the width that precedes it.
        stub, values: columns with labels of rows, and columns with figures.
        across: it has one row of blanks and no labels of rows.
    """

    heading: str
    heads: list[int]
    numbering: int | None
    body: list[tuple[int, str]]
    stub: list[int]
    values: list[int]
    across: bool = False


@dataclass
class Parts:
    """What an area holds.

    Attributes:
        unclear: what is left to a person: box and code of the message.
        texts: rows across the whole width that head no grid.
    """

    grids: list[FoundGrid] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    unclear: list[tuple[BlankBox, str]] = field(default_factory=list)
    texts: list[BlankBox] = field(default_factory=list)
    waiting: tuple[str, list[int]] = ("", [])
    """Heading and rows of heads that have no figures yet."""


def parts_of(sheet: BlankSheet, area: Area) -> Parts:
    """Cut an area at the rows that reach across its whole width."""
    parts = Parts()
    heading: BlankBox | None = None
    rows: list[int] = []
    for row in [*area.rows, None]:
        box = _across(sheet, area, row) if row is not None else None
        if row is not None and box is None:
            rows.append(row)
            continue
        if rows:
            _run(sheet, area, rows, heading, parts)
            heading, rows = None, []
        if box is not None and row in (area.top, box.top):
            heading = _line(parts, heading, box)
    if heading is not None:
        parts.texts.append(heading)
    return parts


def _across(sheet: BlankSheet, area: Area, row: int) -> BlankBox | None:
    box = sheet.at(row, area.left)
    return box if box.right >= area.right and area.right > area.left else None


def _line(parts: Parts, before: BlankBox | None, box: BlankBox) -> BlankBox | None:
    """A row across the whole width: a room for text, a note, or the heading of what follows."""
    if not box.text:
        if before is not None:
            parts.entries.append(Entry(before.text, box, wide=True))
        return None
    if is_note(box.text):
        return before
    if is_office_line(box.text) or is_unit_line(box.text) or is_boilerplate(box.text):
        parts.texts.append(box)
        return before
    if box.text.endswith(("：", ":")) and box.bottom > box.top:
        parts.entries.append(Entry(box.text, box, wide=True))
        return before
    if before is not None:
        parts.texts.append(before)
    return box


def _stripped(sheet: BlankSheet, area: Area, rows: list[int], parts: Parts) -> list[int]:
    """Rows without those at either end that only say who reports, signs or counts in what unit."""
    lined = [[b for b in sheet.boxes(range(row, row + 1), area.columns) if b.text] for row in rows]
    plain = [not texts or not all(map(_is_line, texts)) for texts in lined]
    kept = [number for number, is_plain in enumerate(plain) if is_plain]
    first, last = (kept[0], kept[-1]) if kept else (len(rows), -1)
    for number, texts in enumerate(lined):
        if not first <= number <= last:
            parts.texts += texts
    return rows[first : last + 1]


def _is_line(box: BlankBox) -> bool:
    return is_office_line(box.text) or is_unit_line(box.text) or is_note(box.text)


def _run(sheet: BlankSheet, area: Area, rows: list[int], heading: BlankBox | None, parts: Parts) -> None:
    """Rows between two that reach across: a grid, more rows of the last one, or pairs."""
    text = heading.text if heading else ""
    rows = _stripped(sheet, area, rows, parts)
    if not rows:
        parts.texts += [heading] if heading else []
        return
    if parts.grids and not parts.grids[-1].across and _continues(sheet, rows, parts.grids[-1]):
        parts.grids[-1].body += [(row, text) for row in rows]
        return
    if _only_heads(sheet, area, rows):
        parts.waiting = (text, rows)
        return
    (above, waiting), parts.waiting = parts.waiting, ("", [])
    section, text = (text, above) if waiting else ("", text)
    rows = [*waiting, *rows]
    while taken := _grid(sheet, area, rows, (text, section), parts):
        rows, heading, text, section = rows[taken:], None, "", ""
    if rows:
        parts.texts += [heading] if heading else []
        _pairs(sheet, area, rows, parts)


def _only_heads(sheet: BlankSheet, area: Area, rows: list[int]) -> bool:
    """Whether these rows are heads whose figures follow below a row across the whole width."""
    columns = _leaves(sheet, area, rows)
    heads, numbering = _heads(sheet, rows, columns)
    filled = all(sheet.at(row, column).text for row in rows for column in area.columns)
    return filled and len(heads) + (numbering is not None) == len(rows)


def _continues(sheet: BlankSheet, rows: list[int], grid: FoundGrid) -> bool:
    labelled = any(sheet.at(row, column).label for row in rows for column in grid.stub)
    return labelled and all(sheet.at(row, column).fillable for row in rows for column in grid.values)


def _grid(sheet: BlankSheet, area: Area, rows: list[int], above: tuple[str, str], parts: Parts) -> int:
    """Take a grid from the first of these rows.

    Args:
        above: its heading, and the text that precedes its first row of figures.

    Returns:
        How many rows it has, 0 where none begins.
    """
    heading, section = above
    columns = _leaves(sheet, area, rows)
    heads, numbering = _heads(sheet, rows, columns)
    if not heads or len(columns) < 1:
        return 0
    body = _body(sheet, rows[len(heads) + (numbering is not None) :], columns)
    used = len(heads) + (numbering is not None) + len(body)
    if not body:
        return 0
    lines = [(row, section) for row in body]
    if not any(_text(sheet, row, columns[0]) for row in body):
        grid = FoundGrid(heading, heads, numbering, lines, [], [])
        return used if _one_line(sheet, grid, columns, parts) else 0
    panels = list(_panels(sheet, heads, body, columns))
    if not any(values for _, values in panels):
        return 0
    for stub, values in panels:
        if values:
            parts.grids.append(FoundGrid(heading, heads, numbering, list(lines), stub, values))
        else:
            parts.unclear += [(sheet.at(heads[0], column), "words_column") for column in stub]
    return used


def _text(sheet: BlankSheet, row: int, column: int) -> str:
    return sheet.at(row, column).label


def _leaves(sheet: BlankSheet, area: Area, rows: list[int]) -> list[int]:
    """Columns that differ from their left neighbour and have a text somewhere."""
    return [
        column
        for column in area.columns
        if any(sheet.at(row, column).text for row in rows)
        and not (
            column > area.left and all(sheet.at(row, column) is sheet.at(row, column - 1) for row in rows)
        )
    ]


def _heads(sheet: BlankSheet, rows: list[int], columns: list[int]) -> tuple[list[int], int | None]:
    """Rows with heads of columns, and the one that only numbers them."""
    if not columns or not _is_first_head(sheet, rows, columns):
        return [], None
    heads = [rows[0]]
    for row in rows[1:]:
        if is_numbering(sheet, row, columns):
            return heads, row
        if not _is_further_head(sheet, heads, row, columns):
            break
        heads.append(row)
    return heads, None


def _is_first_head(sheet: BlankSheet, rows: list[int], columns: list[int]) -> bool:
    """Texts in every column, except a blank corner and blanks that carry on the text to their left."""
    boxes = [sheet.at(rows[0], column) for column in columns]
    filled = [number for number, box in enumerate(boxes) if box.label and not box.formula]
    if not filled or (len({id(boxes[n]) for n in filled}) < 2 and filled[0] == 0):
        return False
    between = range(columns[filled[0]], columns[filled[-1]])
    if any(column not in columns and _is_framed_blank(sheet, rows, column) for column in between):
        return False  # a blank beside every label: pairs, and no heads
    blanks = (n for n in range(filled[0], len(columns)) if n not in filled)
    return all(any(sheet.at(row, columns[n]).label for row in rows[1:]) for n in blanks)


def _is_framed_blank(sheet: BlankSheet, rows: list[int], column: int) -> bool:
    return sheet.at(rows[0], column).boxed and not any(sheet.at(row, column).text for row in rows)


def _is_further_head(sheet: BlankSheet, heads: list[int], row: int, columns: list[int]) -> bool:
    first, above = sheet.at(row, columns[0]), sheet.at(heads[-1], columns[0])
    boxes = [sheet.at(row, column) for column in columns]
    if first is above:
        return True
    if not first.label:
        return any(box.label for box in boxes)
    return first.label == above.label or not any(box.fillable or box.formula for box in boxes)


def is_numbering(sheet: BlankSheet, row: int, columns: list[int]) -> bool:
    """Whether a row only numbers the columns: 甲 乙 1 2 3."""
    texts = [sheet.at(row, column).text for column in columns]
    written = [text for text in texts if text]
    return (
        len(written) > 1
        and len(written) >= len(texts) - 1
        and any(any(letter.isdigit() for letter in text) for text in written)
        and all(pattern("number_cell").match(squeezed(text).upper()) for text in written)
    )


def _body(sheet: BlankSheet, rows: list[int], columns: list[int]) -> list[int]:
    """Rows with figures, up to the next row with heads."""
    body: list[int] = []
    for row in rows:
        boxes = [sheet.at(row, column) for column in columns]
        texts = {id(box) for box in boxes if box.label and not box.number}
        if body and len(texts) > 1 and not any(box.fillable or box.formula for box in boxes):
            break
        body.append(row)
    while body and not any(sheet.at(body[-1], column).text for column in columns) and len(body) > 1:
        body.pop()
    return body


def _one_line(sheet: BlankSheet, grid: FoundGrid, columns: list[int], parts: Parts) -> bool:
    """A grid without labels of rows: one row of figures, or a list that grows with what is reported."""
    blank = [row for row, _ in grid.body if all(sheet.at(row, c).fillable for c in columns)]
    if len(blank) != 1:
        parts.unclear.append((sheet.at(grid.heads[0], columns[0]), "list"))
        return True
    grid.across, grid.values, grid.body = True, columns, [(blank[0], "")]
    parts.grids.append(grid)
    return True


def _panels(
    sheet: BlankSheet, head_rows: list[int], rows: list[int], columns: list[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Labels and figures from left to right; a form may have several such pairs side by side."""
    stub: list[int] = []
    values: list[int] = []
    for column in columns:
        heads = [sheet.at(row, column).text for row in head_rows]
        if _has_labels(sheet, rows, column, heads, first=column == columns[0]):
            if values:
                yield stub, values
                stub, values = [], []
            stub.append(column)
        else:
            values.append(column)
    yield stub, values


def _has_labels(sheet: BlankSheet, rows: list[int], column: int, heads: list[str], *, first: bool) -> bool:
    boxes = [sheet.at(row, column) for row in rows]
    written = [box for box in boxes if box.label]
    index = any(squeezed(head) in listed("index_heads") for head in heads)
    if written and all(box.number for box in written):
        return first or index or not any(heads)
    # Figures may have a stray text among them; labels of outer levels may have blanks between them.
    return bool(written) or (first and bool(rows)) or (index and bool(written))


def _pairs(sheet: BlankSheet, area: Area, rows: list[int], parts: Parts) -> None:
    """Labels with the blank to their right."""
    paired: set[int] = set()
    entries: list[Entry] = []
    alone: list[BlankBox] = []
    for box in sheet.boxes(range(rows[0], rows[-1] + 1), area.columns):
        if not box.label or box.number or id(box) in paired:
            continue
        beside = sheet.at(box.top, box.right + 1)
        inside = beside.left in area.columns and beside.fillable and id(beside) not in paired
        if inside and (not beside.text or beside.answer):
            paired.add(id(beside))
            wide = beside.right > beside.left or beside.bottom > beside.top
            entries.append(Entry(box.text, beside, wide))
        elif not is_note(box.text):
            alone.append(box)
    if len(alone) > max(1, len(entries)):
        parts.unclear.append((alone[0], "area"))
        return
    parts.entries += entries
    parts.unclear += [(box, "no_blank") for box in alone]
