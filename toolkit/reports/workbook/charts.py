"""Native charts, each beside its figures; colours also differ in lightness, for print."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from toolkit.form.expression import Number
from toolkit.form.indicators import Indicator, in_group
from toolkit.messages import say
from toolkit.reports.pictures import DISPUTES, GROUPS, YEARS
from toolkit.reports.workbook.book import Book, Column, Content, Share
from toolkit.reports.workbook.parts import of_unit, whole
from toolkit.rollup.scope import ScopeLine

SHADES = ("#2E75B6", "#BDD7EE", "#F4B183", "#D9D9D9", "#548235", "#7F6000")
UNITS_SHOWN = 15
"""Number of units in the chart of requests, most requests first."""
_ROW = 20
"""Height of a row in pixels."""
_HEIGHT = 330
"""Minimum height of a chart in pixels; bars make it taller."""
_BESIDE = 6
"""First column of the charts, after the widest table and a gap."""
_PER_PAGE = 4
"""Number of charts on a printed page."""


def write_charts(book: Book) -> None:
    """Write charts of requests by unit, outcomes, grounds, applicants, disputes, and years."""
    sheet = book.sheet(say("city.charts"), landscape=False)
    book.heading(sheet, say("city.charts"), 12, "")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, _BESIDE - 2, 11)
    sheet.set_column(_BESIDE - 1, _BESIDE - 1, 2)
    tops = [3]
    edition = book.form.id
    requests = in_group(edition, "requests")
    if requests:
        tops.append(_by_unit(book, sheet, tops[-1], requests[0]))
    for group in GROUPS:
        if members := in_group(edition, group):
            tops.append(_bars(book, sheet, tops[-1], say(f"chart.{group}"), members))
    tops.append(_disputes(book, sheet, tops[-1]))
    tops += _years(book, sheet, tops[-1])
    # A chart is never split over two pages.
    tops = sorted(set(tops))
    sheet.set_h_pagebreaks(tops[_PER_PAGE:-1:_PER_PAGE])
    sheet.set_print_scale(50)
    sheet.print_area(0, 0, tops[-1], _BESIDE + 7)


def _by_unit(book: Book, sheet: Worksheet, row: int, one: Indicator) -> int:
    def size(line: ScopeLine) -> Number:
        return one.value(book.rolled.parts[line.unit.code]) or 0

    busiest = sorted(book.rolled.counted, key=size, reverse=True)[:UNITS_SHOWN]
    rows = [[line.unit.name, of_unit(book, line.unit.code, one)] for line in busiest]
    title = say("chart.units", count=len(busiest), label=one.label)
    return _chart(book, sheet, row, title, [say("city.name"), one.label], rows, "bar")


def _bars(book: Book, sheet: Worksheet, row: int, title: str, members: Sequence[Indicator]) -> int:
    rows = [[one.label, whole(book, one)] for one in members]
    return _chart(book, sheet, row, title, [say("city.indicator"), members[0].unit], rows, "bar")


def _disputes(book: Book, sheet: Worksheet, row: int) -> int:
    groups = [in_group(book.form.id, group) for group in DISPUTES]
    if not all(groups):
        return row
    rows = [[say(f"chart.{group[0].group}"), *(whole(book, one) for one in group)] for group in groups]
    heads = [say("chart.disputes"), *(one.label for one in groups[0])]
    return _chart(book, sheet, row, say("chart.disputes"), heads, rows, "bar", stacked=True)


def _years(book: Book, sheet: Worksheet, row: int) -> list[int]:
    """Write charts over the years on file; a year without a comparable figure leaves a gap."""
    years = book.report.comparison.years
    tops: list[int] = []
    if len(years) < 2:
        return tops
    for group, title, shown in YEARS:
        members = in_group(book.form.id, group)[:shown]
        if not members:
            continue
        rows: list[list[Content]] = [
            [year.label, *(_value(year.values[one.id], one.is_share) for one in members)] for year in years
        ]
        heads = [say("city.years.head"), *(one.label for one in members)]
        row = _chart(book, sheet, row, say(title), heads, rows, "line")
        tops.append(row)
    return tops


def _value(value: Content, share: bool) -> Content:
    return Share(float(value)) if share and value is not None else value  # type: ignore[arg-type]


def _chart(
    book: Book,
    sheet: Worksheet,
    row: int,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Content]],
    kind: str,
    *,
    stacked: bool = False,
) -> int:
    """Write the figures as a small table with the chart to its right; return the row for the next one."""
    book.rows_from(sheet, row, [Column(head, 30 if n == 0 else 11) for n, head in enumerate(heads)], rows)
    options: dict[str, str] = {"type": kind}
    if stacked:
        options["subtype"] = "stacked"
    chart = book.book.add_chart(options)
    assert chart is not None  # xlsxwriter supports bars and lines
    for n in range(1, len(heads)):
        colour = SHADES[(n - 1) % len(SHADES)]
        chart.add_series(
            {
                "name": [sheet.name, row, n],
                "categories": [sheet.name, row + 1, 0, row + len(rows), 0],
                "values": [sheet.name, row + 1, n, row + len(rows), n],
                **_look(kind, colour),
                **({} if kind == "line" else {"data_labels": {"value": True, "font": {"size": 8}}}),
            }
        )  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}})
    if kind == "bar":
        chart.set_y_axis({"reverse": True, "num_font": {"size": 8}, "interval_unit": 1})
        chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    elif any(isinstance(content, Share) for content in rows[0]):
        chart.set_y_axis({"num_format": "0%", "min": 0, "max": 1})
    chart.set_legend({"none": True} if len(heads) == 2 else {"position": "bottom"})
    chart.show_blanks_as("gap")
    height = max(_HEIGHT, 26 * len(rows) + 70)
    chart.set_size({"width": 500, "height": height})
    description = say("city.chart.description", title=title, coverage=book.report.coverage)
    sheet.insert_chart(row, _BESIDE, chart, {"description": description, "object_position": 1})
    return row + max(len(rows) + 3, -(-height // _ROW) + 2)


def _look(kind: str, colour: str) -> dict[str, object]:
    if kind == "line":
        return {"line": {"color": colour, "width": 2.25}, "marker": {"type": "automatic"}}
    return {"fill": {"color": colour}, "border": {"color": "#595959"}, "gap": 50}
