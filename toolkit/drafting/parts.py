"""An area cut into grids with their heads, pairs of label and blank, and rooms for text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.drafting.areas import Area
from toolkit.drafting.blank import BlankSheet, Box
from toolkit.drafting.words import is_note, listed, pattern, squeezed


@dataclass(frozen=True, slots=True)
class Entry:
    """A label with one blank that belongs to it, outside any grid."""

    label: str
    box: Box
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
    unclear: list[tuple[Box, str]] = field(default_factory=list)
    texts: list[Box] = field(default_factory=list)


def parts_of(sheet: BlankSheet, area: Area) -> Parts:
    """Cut an area at the rows that reach across its whole width."""
    parts = Parts()
    heading: Box | None = None
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


def _across(sheet: BlankSheet, area: Area, row: int) -> Box | None:
    box = sheet.at(row, area.left)
    return box if box.right >= area.right and area.right > area.left else None


def _line(parts: Parts, before: Box | None, box: Box) -> Box | None:
    """A row across the whole width: a room for text, a note, or the heading of what follows."""
    if not box.text:
        if before is not None:
            parts.entries.append(Entry(before.text, box, wide=True))
        return None
    if before is not None:
        parts.texts.append(before)
    if is_note(box.text):
        return None
    if box.text.endswith(("：", ":")) and box.bottom > box.top:
        parts.entries.append(Entry(box.text, box, wide=True))
        return None
    return box


def _run(sheet: BlankSheet, area: Area, rows: list[int], heading: Box | None, parts: Parts) -> None:
    """Rows between two that reach across: a grid, more rows of the last one, or pairs."""
    while rows:
        taken = _grid(sheet, area, rows, heading.text if heading else "", parts)
        if taken:
            rows, heading = rows[taken:], None
            continue
        last = parts.grids[-1] if parts.grids else None
        if last is not None and not last.across and _continues(sheet, rows, last):
            last.body += [(row, heading.text if heading else "") for row in rows]
            return
        if heading is not None:
            parts.texts.append(heading)
        _pairs(sheet, area, rows, parts)
        return


def _continues(sheet: BlankSheet, rows: list[int], grid: FoundGrid) -> bool:
    labelled = any(sheet.at(row, column).label for row in rows for column in grid.stub)
    return labelled and all(sheet.at(row, column).fillable for row in rows for column in grid.values)


def _grid(sheet: BlankSheet, area: Area, rows: list[int], heading: str, parts: Parts) -> int:
    """Take a grid from the first of these rows; returns how many rows it has, 0 where none begins."""
    columns = _leaves(sheet, area, rows)
    heads, numbering = _heads(sheet, rows, columns)
    if not heads or len(columns) < 1:
        return 0
    body = _body(sheet, rows[len(heads) + (numbering is not None) :], columns)
    used = len(heads) + (numbering is not None) + len(body)
    if not body:
        return 0
    grid = FoundGrid(heading, heads, numbering, [(row, "") for row in body], [], [])
    if not any(_text(sheet, row, columns[0]) for row in body):
        return used if _one_line(sheet, grid, columns, parts) else 0
    for stub, values in _panels(sheet, grid, columns):
        if values:
            parts.grids.append(
                FoundGrid(heading, heads, numbering, [(row, "") for row in body], stub, values)
            )
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
    below = rows[1] if len(rows) > 1 else -1
    blanks = (n for n in range(filled[0], len(columns)) if n not in filled)
    return all(sheet.at(below, columns[n]).label for n in blanks)


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


def _panels(sheet: BlankSheet, grid: FoundGrid, columns: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Labels and figures from left to right; a form may have several such pairs side by side."""
    rows = [row for row, _ in grid.body]
    stub: list[int] = []
    values: list[int] = []
    for column in columns:
        heads = [sheet.at(row, column).text for row in grid.heads]
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
    for box in sheet.boxes(range(rows[0], rows[-1] + 1), area.columns):
        if not box.label or box.number or id(box) in paired:
            continue
        beside = sheet.at(box.top, box.right + 1)
        inside = beside.left in area.columns and beside.fillable and id(beside) not in paired
        if inside and not beside.text:
            paired.add(id(beside))
            wide = beside.right > beside.left or beside.bottom > beside.top
            parts.entries.append(Entry(box.text, beside, wide))
        elif not is_note(box.text):
            parts.unclear.append((box, "no_blank"))
