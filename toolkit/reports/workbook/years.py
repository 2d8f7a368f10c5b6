"""Sheets comparing years: indicators and items with last year, indicators over all years on file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.form.addresses import Cell
from toolkit.form.expression import Number
from toolkit.messages import say
from toolkit.messages.code_types import Code
from toolkit.reports.wording import full_label
from toolkit.reports.workbook.book import (
    HEAD_ROWS,
    Book,
    Column,
    Content,
    Formula,
    Percentage,
    Points,
    columns_of,
)
from toolkit.reports.workbook.unit_sheets import whole
from toolkit.rollup.comparison import Change, Year
from toolkit.workbook.formulas import stored


def write_indicators_by_year(book: Book) -> None:
    """Write indicators and last year, the same for units in both years, and every year on file."""
    years = book.report.comparison.years
    last, paired = book.report.comparison.last is not None, bool(book.report.comparison.same_units)
    columns = columns_of({"city.indicator": 24, "city.unit": 7, "city.now": 13})
    columns += columns_of({"city.before": 13, "city.difference": 12, "city.change": 10} if last else {})
    columns += columns_of({"city.same.now": 13, "city.same.before": 13} if paired else {})
    columns += [Column(say("city.year", year=year.year, mark=year.mark), 13) for year in years]
    columns.append(Column(say("city.note"), 60))

    def rows() -> Iterator[list[Content]]:
        comparison = book.report.comparison
        for n, one in enumerate(book.indicators):
            change = comparison.indicators[one.id]
            same = comparison.same_units.get(one.id, Change(None, None))
            row: list[Content] = [full_label(book.form.id, one), one.unit, whole(book, one)]
            if last:
                row += _beside(book, change, one.is_share, HEAD_ROWS + 1 + n, say("city.years"))
            if paired:
                row += [_shown(same.now, one.is_share), _shown(same.before, one.is_share)]
            row += [_shown(year.values[one.id], one.is_share) for year in years]
            yield [*row, (one.note + "。" if one.note else "") + _notes(years, one.id)]

    sheet = book.table(say("city.years"), columns, rows(), remark=_sources(book))
    sheet.freeze_panes(HEAD_ROWS + 1, 1)


def _notes(years: Sequence[Year], indicator: str) -> str:
    """Return why figures of earlier years are limited or missing; years with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for year in years:
        for note in year.notes.get(indicator, ()):
            reasons.setdefault(note, []).append(str(year.year))
    return "".join(say("city.year.note", year="、".join(of), note=note) for note, of in reasons.items())


def write_items_by_year(book: Book) -> None:
    """Write every item of the form with last year."""
    last = book.report.comparison.last is not None
    columns = columns_of({"city.table": 10, "city.item": 58, "city.unit": 7, "city.now": 14})
    columns += columns_of({"city.before": 14, "city.difference": 13, "city.change": 10} if last else {})
    columns += columns_of({"city.note": 50})

    def rows() -> Iterator[list[Content]]:
        for n, item in enumerate(book.form.items.values()):
            change = book.report.comparison.items[item.id]
            row: list[Content] = [book.form.table(item.table).name, item.label, item.unit, book.total(item)]
            if last:
                row += _beside(book, change, False, HEAD_ROWS + 1 + n, say("city.items"), first=3)
            yield [*row, "；".join(change.notes)]

    book.table(say("city.items"), columns, rows(), remark=_sources(book))


def _beside(
    book: Book, change: Change, share: bool, row: int, sheet: str, *, first: int = 2
) -> list[Content]:
    """Return last year, difference and change in per cent; shares differ in percentage points."""
    if change.before is None or change.now is None:
        return [_shown(change.before, share), None, None]
    now, before, difference = (Cell(sheet, row, first + n).a1 for n in range(3))
    if share:
        points = Formula(f"({now}-{before})*100", (_float(change.now) - _float(change.before)) * 100)
        return [_shown(change.before, True), Points(points), None]
    gap = Formula(f"ROUND({now}-{before},10)", round(_float(change.now) - _float(change.before), 10))
    ratio = Formula(f'IF({before}=0,"",{difference}/{before})', _ratio(change))
    return [_shown(change.before, False), gap, Percentage(ratio)]


def _ratio(change: Change) -> float | str:
    return float(change.ratio) if change.ratio is not None else ""


def _float(value: Number) -> float:
    return float(stored(value))


def _shown(value: Content, share: bool) -> Content:
    return Percentage(float(value)) if share and value is not None else value  # type: ignore[arg-type]


def _sources(book: Book) -> str:
    """Return the sources of earlier years, and which of them lack units."""
    told = []
    for year in book.report.comparison.years[:-1]:
        key: Code = "city.source" if year.complete else "city.source.incomplete"
        told.append(say(key, year=year.year, source=year.source, edition=year.edition))
    report = book.form.presentation.word("report", say("word.report"))
    return "；".join(told) or say("city.no_past", report=report)
