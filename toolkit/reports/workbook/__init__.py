"""The city workbook: official tables as formulas over a sheet of all units, and supporting sheets."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from xlsxwriter import Workbook

from toolkit.collection.files import replace_file
from toolkit.messages import say
from toolkit.reports.report_data import Report
from toolkit.reports.workbook.book import Book
from toolkit.reports.workbook.charts import write_charts
from toolkit.reports.workbook.first import write_first_page
from toolkit.reports.workbook.review_sheets import (
    write_findings,
    write_reconciliation,
    write_scope,
    write_shares,
    write_unusual,
)
from toolkit.reports.workbook.table_sheets import write_official_tables, write_units
from toolkit.reports.workbook.unit_sheets import write_indicators, write_indicators_of_parts, write_parts
from toolkit.reports.workbook.years import write_indicators_by_year, write_items_by_year
from toolkit.workbook.writing import INERT


def write_city_workbook(report: Report, file: Path, originals: Mapping[str, str] | None = None) -> None:
    """Write the city workbook; every cached result equals what a recalculation gives.

    Args:
        originals: unit code → path of its own workbook, relative to ``file``.

    Raises:
        MisuseError: it cannot be written, for example because it is open in another program.
    """
    stream = io.BytesIO()
    with Workbook(stream, INERT) as made:
        made.set_properties({"title": report.title, "subject": report.form.notice})
        made.set_custom_property("Language", "zh-CN")
        book = Book(made, report, originals or {})
        first = book.sheet(say("city.first"), landscape=False)
        write_official_tables(book)
        write_parts(book)
        write_units(book)
        if book.indicators:
            write_indicators_of_parts(book)
            write_indicators(book)
            write_indicators_by_year(book)
        write_items_by_year(book)
        if book.indicators:
            write_charts(book)
        write_shares(book)
        write_unusual(book)
        write_reconciliation(book)
        write_findings(book)
        write_scope(book)
        write_first_page(book, first, [sheet.name for sheet in made.worksheets()[1:]])
    replace_file(file, stream.getvalue())
