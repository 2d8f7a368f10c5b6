"""Giving every row and column of a block its unit and kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from toolkit.drafting.answer_marks import BlankAnswer, named_answer
from toolkit.drafting.blank import BlankBox
from toolkit.drafting.drafted import DraftBlock, DraftHeading
from toolkit.drafting.measurement import Measurement, by_wording, kind_of, may_be_negative, measure, unit_in
from toolkit.drafting.recognition_words import pattern, total_word


def measure_block(block: DraftBlock, units: tuple[str, ...], unclear: list[tuple[BlankBox, str]]) -> None:
    """Write units and kinds into the headings of a block.

    Args:
        units: those stated above the table, for all its figures.
        unclear: takes what a person has to look at.
    """
    rows = [measure(row.labels, _row_format(block, r), row.unit) for r, row in enumerate(block.rows)]
    columns = [
        measure(column.labels, _format(block, c), column.unit) for c, column in enumerate(block.columns)
    ]
    default = _shared(block, rows)
    if default is not None:
        rows = [Measurement()] * len(rows)
    elif units:
        default = Measurement(units[0], kind_of(units[0]))
    if len(units) > 1 and not any(found.stated for found in rows):
        rows, columns = _worded(block, rows, columns, units)
        unclear.append((block.boxes[0, 0], "units_guessed"))
    for row, found in zip(block.rows, rows, strict=True):
        _write(row, found if found.stated else Measurement("", ""))
    for column, found in zip(block.columns, columns, strict=True):
        _write(column, found if found.stated else _with_format(default, found))
    if any(row.stated for row in rows):
        unclear += [
            (block.boxes[0, c], "two_units")
            for c, found in enumerate(columns)
            if found.stated and any(row.stated and row.unit != found.unit for row in rows)
        ]
    _answer_in_words(block, unclear)


def _answer_in_words(block: DraftBlock, unclear: list[tuple[BlankBox, str]]) -> None:
    """Rows and columns that ask for no figure, as their cells show or their label says."""
    done: set[tuple[int, int]] = set()
    for headings, by_rows in ((block.rows, True), (block.columns, False)):
        for number, heading in enumerate(headings):
            places = [p for p in block.boxes if p[0 if by_rows else 1] == number and p not in done]
            # In a line that adds up others nobody is asked for words.
            asked = [p for p in places if by_rows or not any(map(total_word, block.rows[p[0]].labels))]
            boxes = [block.boxes[p] for p in asked]
            found, how = _answer(heading, boxes, by_rows=by_rows)
            if found is not None:
                heading.kind, heading.unit, heading.choices = found.kind, "", found.choices
                heading.negative = False
                unclear.append((boxes[0], f"{how}_{found.kind}"))
                done.update(places)
    unclear += [(box, "seen_mixed") for place, box in block.boxes.items() if box.answer and place not in done]


def _answer(
    heading: DraftHeading, boxes: list[BlankBox], *, by_rows: bool
) -> tuple[BlankAnswer | None, Literal["seen", "named"]]:
    seen = {box.answer for box in boxes}
    if len(seen) != 1 or None not in seen:
        return (seen.pop() if len(seen) == 1 else None), "seen"
    plain = all(box.number_format in ("General", "@") and not box.formula and not box.number for box in boxes)
    measured = any(map(unit_in, heading.labels)) or (by_rows and heading.unit)
    return named_answer(heading.labels[-1], row=by_rows) if plain and not measured else None, "named"


def _with_format(default: Measurement | None, found: Measurement) -> Measurement:
    if default is None:
        return found
    return default if default.kind != "count" or found.kind == "count" else replace(default, kind=found.kind)


def _write(heading: DraftHeading, found: Measurement) -> None:
    heading.unit, heading.kind = found.unit, found.kind
    heading.negative = may_be_negative(heading.labels)


def _format(block: DraftBlock, column: int) -> str:
    """Number format of all cells of a column, ``General`` where they differ."""
    formats = {block.boxes[r, column].number_format for r in range(len(block.rows))}
    return formats.pop() if len(formats) == 1 else "General"


def _row_format(block: DraftBlock, row: int) -> str:
    """Number format of all cells of a row, where it is the rows that differ."""
    formats = {block.boxes[row, c].number_format for c in range(len(block.columns))}
    by_columns = all(
        len({block.boxes[r, c].number_format for r in range(len(block.rows))}) == 1
        for c in range(len(block.columns))
    )
    return formats.pop() if len(formats) == 1 and not by_columns else "General"


def _shared(block: DraftBlock, rows: list[Measurement]) -> Measurement | None:
    """The measure that all rows state, totals perhaps left out."""
    stated = {found for found in rows if found.stated}
    silent = [row for row, found in zip(block.rows, rows, strict=True) if not found.stated]
    plain = all(any(map(total_word, row.labels)) for row in silent)
    return replace(stated.pop(), stated=False) if len(stated) == 1 and plain else None


def _worded(
    block: DraftBlock, rows: list[Measurement], columns: list[Measurement], units: tuple[str, ...]
) -> tuple[list[Measurement], list[Measurement]]:
    """Share out several units of a table by the wording of its columns, or else of its rows."""

    def guessed(headings: list[DraftHeading], known: list[Measurement]) -> list[Measurement]:
        words = (by_wording(heading.labels, units) for heading in headings)
        made = [Measurement(unit, kind_of(unit), stated=True) for unit in words]
        return [old if old.stated else new for old, new in zip(known, made, strict=True)]

    if any(pattern("money_words").search("".join(column.labels)) for column in block.columns):
        return rows, guessed(block.columns, columns)
    return guessed(block.rows, rows), columns
