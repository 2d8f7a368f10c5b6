"""Sheets of the parts directly below the total, item by item, and of every unit's indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from toolkit.form.addresses import Cell, rectangles
from toolkit.form.evaluation import as_added
from toolkit.form.expression import PLACES, decimals
from toolkit.form.indicators import Indicator
from toolkit.messages import say
from toolkit.reports.wording import full_label, words_of
from toolkit.reports.workbook.book import (
    HEAD_ROWS,
    UNIT_COLUMNS,
    Book,
    Column,
    Content,
    Formula,
    Link,
    Percentage,
    columns_of,
    to_cell,
)
from toolkit.rollup.unit_figures import Figures
from toolkit.workbook.formulas import stored


def write_parts(book: Book) -> None:
    """Write one row per item, one column per part: sums over its units, which add up to the total."""
    branches = book.rolled.branches
    of = book.column_of(UNIT_COLUMNS.index("branch_number"))
    columns = [Column(say("city.table"), 10), Column(say("city.item"), 58), Column(say("city.figure"), 14)]
    columns += [
        Column(say("city.part", number=n, name=branch.name), max(12, 2.1 * min(len(branch.name), 9)))
        for n, branch in enumerate(branches, start=1)
    ]

    def rows() -> Iterator[list[Content]]:
        for item in book.form.items.values():
            row: list[Content] = [book.form.table(item.table).name, item.label, book.total(item)]
            place = book.column_of(book.columns[item.id])
            # By number: a name may occur twice, or contain a wildcard or comparison of SUMIF.
            for n, branch in enumerate(branches, start=1):
                value = branch.values[item.id]
                if item.aggregation == "sum" and item.id not in book.form.rates and value is not None:
                    row.append(book.rounded(item, f"SUMIF({of},{n},{place})", value))
                else:  # no function of older programs takes the largest figure of some rows only
                    lacking = book.lacking(item.id, branch.absent)
                    row.append(lacking if value is None else stored(value))
            yield row

    book.table(say("city.parts"), columns, rows(), remark=say("city.parts.remark"))


def write_indicators_of_parts(book: Book) -> None:
    """Write one row per part, one column per indicator, computed from the sheet of parts."""
    columns = [Column(say("city.branch"), 26), Column(say("city.lacking"), 10)]
    columns += [Column(_head(book, one), 11) for one in book.indicators]
    items = {item: HEAD_ROWS + 1 + n for n, item in enumerate(book.form.items)}

    def rows() -> Iterator[list[Content]]:
        for n, branch in enumerate(book.rolled.branches):
            place = partial(_of_part, book, items, 3 + n)
            added = as_added(book.form, branch.values, branch.absent)
            row: list[Content] = [branch.name, len(branch.lacking)]
            yield [*row, *(_indicator(one, added, place) for one in book.indicators)]

    sheet = book.table(say("city.by_part"), columns, rows(), remark=say("city.by_part.remark"))
    sheet.freeze_panes(HEAD_ROWS + 1, 1)
    sheet.repeat_columns(0, 0)
    sheet.set_paper(8)
    sheet.fit_to_pages(2, 0)


def write_indicators(book: Book) -> None:
    """Write one row per unit, one column per indicator, computed from the unit's figures."""
    name = say("city.indicators")
    columns = columns_of({"city.code": 9, "city.name": 30, "city.kind": 8, "city.branch": 16})
    columns += [Column(_head(book, one), 11) for one in book.indicators]

    def rows() -> Iterator[list[Content]]:
        for one in (row for row in book.rolled.rows if row.counted):
            code, unit, kind = words_of(one)
            target = to_cell(Cell(book.units_sheet, book.rows[code], 1))
            head: list[Content] = [code, Link(target, unit), kind, book.branches[code][1]]
            yield [*head, *(of_unit(book, code, indicator) for indicator in book.indicators)]

    sheet = book.table(name, columns, rows(), remark=say("city.indicators.remark"))
    sheet.freeze_panes(HEAD_ROWS + 1, 2)
    sheet.repeat_columns(0, 1)
    sheet.set_paper(8)
    sheet.fit_to_pages(2, 0)


def _head(book: Book, one: Indicator) -> str:
    return say("city.indicator.head", label=full_label(book.form.id, one), unit=one.unit)


def whole(book: Book, one: Indicator) -> Content:
    """Return an indicator of the total, computed from the official tables."""
    return _indicator(one, book.rolled.added, partial(_of_total, book))


def of_unit(book: Book, code: str, one: Indicator) -> Content:
    """Return an indicator of one unit, computed from its figures."""
    return _indicator(one, book.rolled.parts[code], partial(_of_unit, book, code))


def _indicator(one: Indicator, values: Figures, summed: Callable[[tuple[str, ...]], str]) -> Content:
    """Return a sum or a share as a formula; a dash where a figure is not known."""
    numerator, denominator = one.parts(values)
    if numerator is None or (one.is_share and denominator is None):
        return None
    above = summed(one.numerator)
    if not one.is_share:
        exact = isinstance(numerator, int)
        places = max(PLACES, decimals(numerator))
        return Formula(above if exact else f"ROUND({above},{places})", stored(numerator))
    below = summed(one.denominator)
    value = stored(numerator) / stored(denominator) if denominator else ""
    return Percentage(Formula(f'IF({below}=0,"",{above}/{below})', value))


def _of_unit(book: Book, code: str, items: tuple[str, ...]) -> str:
    return _sum(book, items, (book.unit_cell(code, item) for item in items))


def _of_part(book: Book, rows: Mapping[str, int], column: int, items: tuple[str, ...]) -> str:
    return _sum(book, items, (Cell(say("city.parts"), rows[item], column) for item in items))


def _of_total(book: Book, items: tuple[str, ...]) -> str:
    cells = [book.layout.items[item] for item in items]
    if all(cell.sheet in book.official for cell in cells):
        return _sum(book, items, cells)
    absent = book.rolled.absent()
    sums = [book.summed(book.form.items[item]).text for item in items if item not in absent]
    return f"({'+'.join(sums) or '0'})"


def _sum(book: Book, items: tuple[str, ...], cells: Iterable[Cell]) -> str:
    areas = [area.seen_from("") for area in rectangles(cells)]
    # In the cell of a figure that does not apply stands a word.
    plainly = len(areas) == 1 and ":" not in areas[0] and book.form.exempt.isdisjoint(items)
    return areas[0] if plainly else f"SUM({','.join(areas)})"
