"""Labels of rows and columns, nested as they are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from toolkit.drafting.blank import BlankBox, BlankSheet
from toolkit.drafting.drafted import DraftBlock, DraftHeading
from toolkit.drafting.measurement import is_unit
from toolkit.drafting.parts import FoundGrid
from toolkit.drafting.recognition_words import listed, pattern, squeezed, total_word
from toolkit.messages import say

DEEPEST = 3
"""Levels of labels that an edition knows."""

Unclear = list[tuple[BlankBox, str]]


def block_of(sheet: BlankSheet, grid: FoundGrid, unclear: Unclear) -> DraftBlock | None:
    """The block of a grid; ``None`` where it has no labels to tell its rows apart."""
    if grid.across:
        return _across(sheet, grid, unclear)
    roles = {column: _role(sheet, grid, column) for column in grid.stub}
    labels = [column for column in grid.stub if roles[column] == "label"]
    if not labels:
        labels = [column for column in grid.stub if _tells_rows_apart(sheet, grid, column)]
    if not labels:
        unclear.append((sheet.at(grid.heads[0], grid.stub[0]), "list"))
        return None
    rows = _rows(sheet, grid, labels, roles)
    columns = _columns(sheet, grid, unclear)
    if not rows or not columns:
        return None
    corner = dict.fromkeys(
        sheet.at(row, c).text for row in grid.heads for c in labels if sheet.at(row, c).right < grid.values[0]
    )
    block = DraftBlock(grid.heading, "／".join(filter(None, corner)), rows, columns, {})
    _place(sheet, block)
    _fit(sheet, block, unclear)
    return block


def _place(sheet: BlankSheet, block: DraftBlock) -> None:
    block.boxes = {
        (r, c): sheet.at(row.at, column.at)
        for r, row in enumerate(block.rows)
        for c, column in enumerate(block.columns)
    }


def _role(sheet: BlankSheet, grid: FoundGrid, column: int) -> str:
    """What a column beside the figures says: labels, units, or only numbers and codes."""
    head = {squeezed(sheet.at(row, column).text) for row in grid.heads}
    # A label that reaches over this column is not its own.
    boxes = [sheet.at(row, column) for row, _ in grid.body]
    own = [box.label for box in boxes if box.label and (box.left == column or column == grid.stub[0])]
    if head & listed("unit_heads") and all(map(is_unit, own)):
        return "unit"
    if own and all(pattern("code_cell").match(squeezed(text)) for text in own):
        return "number"
    return "number" if head & listed("index_heads") and len(grid.stub) > 1 and not own else "label"


def _tells_rows_apart(sheet: BlankSheet, grid: FoundGrid, column: int) -> bool:
    """Whether numbers are labels, such as years or ages, and not only 1, 2, 3."""
    head = {squeezed(sheet.at(row, column).text) for row in grid.heads}
    texts = [sheet.at(row, column).label for row, _ in grid.body]
    counted = [str(number) for number in range(1, len(texts) + 1)]
    return not head & listed("index_heads") and texts != counted and len(set(texts)) == len(texts)


def _rows(
    sheet: BlankSheet, grid: FoundGrid, labels: Sequence[int], roles: dict[int, str]
) -> list[DraftHeading]:
    found: list[DraftHeading] = []
    carried: dict[int, str] = {}
    section = ""
    for row, begins in grid.body:
        section = begins or section
        path = _row_path(sheet, row, labels, carried)
        if not path:
            continue
        units = [sheet.at(row, c).label for c, role in roles.items() if role == "unit"]
        numbers = [sheet.at(row, c).text for c, role in roles.items() if role == "number"]
        path = (section, *path) if section else path
        found.append(
            DraftHeading(row, path, unit=next(filter(None, units), ""), number="".join(numbers[-1:]))
        )
    return found


def _row_path(sheet: BlankSheet, row: int, labels: Sequence[int], carried: dict[int, str]) -> tuple[str, ...]:
    """Labels of a row; a blank before a label carries on the label above it."""
    boxes = [sheet.at(row, column) for column in labels]
    own = [number for number, box in enumerate(boxes) if box.label]
    path: list[str] = []
    for number, (column, box) in enumerate(zip(labels, boxes, strict=True)):
        if number and box is boxes[number - 1]:
            continue
        if box.label:
            if carried.get(column) != box.label or box.top == row:
                for deeper in labels[number:]:
                    carried.pop(deeper, None)
            carried[column] = box.label
            path.append(box.label)
        elif own and number < own[-1] and carried.get(column):
            path.append(carried[column])
    return _without_repeats(path)


def _without_repeats(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for number, text in enumerate(path) if not number or text != path[number - 1])


def _columns(sheet: BlankSheet, grid: FoundGrid, unclear: Unclear) -> list[DraftHeading]:
    found = []
    unit_row = _unit_row(sheet, grid)
    if unit_row is not None:
        grid = replace(grid, heads=[row for row in grid.heads if row != unit_row])
    for column in grid.values:
        path = _column_path(sheet, grid, column)
        if not path:
            continue
        head = sheet.at(grid.heads[0], column)
        leaf = squeezed(path[-1])
        answers = {sheet.at(row, column).answer for row, _ in grid.body}
        shown = len(answers) == 1 and None not in answers  # as a date, or by options
        if leaf in listed("remark_heads") or (pattern("text_heads").search(leaf) and not shown):
            unclear.append((head, "words_column"))
            continue
        number = sheet.at(grid.numbering, column).text if grid.numbering is not None else ""
        unit = sheet.at(unit_row, column).label if unit_row is not None else ""
        found.append(DraftHeading(column, path, unit=unit, number=number))
    return found


def _unit_row(sheet: BlankSheet, grid: FoundGrid) -> int | None:
    """The last row of heads, where it only gives the unit of every column."""
    if len(grid.heads) < 2:
        return None
    boxes = [sheet.at(grid.heads[-1], column) for column in grid.values]
    own = [box for box in boxes if box.top == grid.heads[-1]]
    return grid.heads[-1] if own == boxes and all(is_unit(box.text) for box in boxes) else None


def _column_path(sheet: BlankSheet, grid: FoundGrid, column: int) -> tuple[str, ...]:
    path: list[str] = []
    before: BlankBox | None = None
    for depth, row in enumerate(grid.heads):
        box = sheet.at(row, column)
        if box is before:
            continue
        before = box
        path.append(box.text or _from_the_left(sheet, grid, depth, column))
    return _without_repeats([text for text in path if text])


def _from_the_left(sheet: BlankSheet, grid: FoundGrid, depth: int, column: int) -> str:
    """The text that a blank head carries on: that of its left neighbour, if it has heads below it too."""
    deeper = grid.heads[depth + 1 :]
    if not any(sheet.at(row, column).text for row in deeper):
        return ""
    for left in reversed([value for value in grid.values if value < column]):
        if text := sheet.at(grid.heads[depth], left).text:
            return text if any(sheet.at(row, left).text not in ("", text) for row in deeper) else ""
    return ""


# --- one line of figures -----------------------------------------------------------------------


def _across(sheet: BlankSheet, grid: FoundGrid, unclear: Unclear) -> DraftBlock | None:
    """One line of figures: the same last heads under each of several first heads, or plain columns."""
    columns = _columns(sheet, grid, unclear)
    if not columns:
        return None
    row = grid.body[0][0]
    split = _repeated(columns)
    if not split:
        one = DraftHeading(row, (say("draft.figure"),))
        block = DraftBlock(grid.heading, "", [one], columns, {})
        _place(sheet, block)
        _fit(sheet, block, unclear)
        return block
    size, leaves = len(split[0]), [replace(column, labels=(column.labels[-1],)) for column in split[0]]
    rows = [DraftHeading(row, run[0].labels[:-1]) for run in split]
    boxes = {(r, c): sheet.at(row, columns[r * size + c].at) for r in range(len(rows)) for c in range(size)}
    block = DraftBlock(grid.heading, "", rows, leaves, boxes, across=True)
    _fit(sheet, block, unclear)
    return block


def _repeated(columns: Sequence[DraftHeading]) -> list[list[DraftHeading]]:
    """Columns in runs of the same first heads, if all runs have the same last heads."""
    runs: list[list[DraftHeading]] = []
    for column in columns:
        if runs and runs[-1][-1].labels[:-1] == column.labels[:-1]:
            runs[-1].append(column)
        else:
            runs.append([column])
    leaves = {tuple(column.labels[-1] for column in run) for run in runs}
    deep = all(len(column.labels) > 1 for column in columns)
    return runs if deep and len(runs) > 1 and len(leaves) == 1 and len(runs[0]) > 1 else []


# --- what an edition can hold ------------------------------------------------------------------


def _fit(sheet: BlankSheet, block: DraftBlock, unclear: Unclear) -> None:
    """At most three levels, and no two headings alike."""
    for headings, by_rows in ((block.rows, True), (block.columns, False)):
        for heading in headings:
            box = _first_box(block, headings.index(heading), by_rows=by_rows)
            if len(heading.labels) > DEEPEST:
                heading.labels = (*heading.labels[: DEEPEST - 1], "·".join(heading.labels[DEEPEST - 1 :]))
                unclear.append((box, "too_deep"))
        seen: Counter[tuple[str, ...]] = Counter()
        for number, heading in enumerate(headings):
            seen[heading.labels] += 1
            if (times := seen[heading.labels]) > 1:
                heading.labels = (*heading.labels[:-1], f"{heading.labels[-1]}（{times}）")
                if not total_word(heading.labels[-1]):
                    unclear.append((_first_box(block, number, by_rows=by_rows), "twice"))


def _first_box(block: DraftBlock, number: int, *, by_rows: bool) -> BlankBox:
    return block.boxes[(number, 0) if by_rows else (0, number)]
