"""Native charts, each beside its figures; colours also differ in lightness, for print."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from toolkit.form.expression import Number
from toolkit.form.indicators import Indicator, in_group
from toolkit.messages import say
from toolkit.reports.pictures import ChartPlan, chart_plans
from toolkit.reports.workbook.book import Book, Column, Content, Formula, Percentage
from toolkit.reports.workbook.unit_sheets import of_unit, whole
from toolkit.rollup.scope import ScopeLine

SHADES = ("#2E75B6", "#BDD7EE", "#F4B183", "#D9D9D9", "#548235", "#7F6000")
UNITS_SHOWN = 15
"""Number of units in a chart of those that have most of a figure."""
_ROW = 20
"""Height of a row in pixels."""
_HEIGHT = 330
"""Minimum height of a chart in pixels; bars make it taller."""
_BESIDE = 6
"""First column of the charts, after the widest table and a gap."""
_PER_PAGE = 4
"""Number of charts on a printed page."""


def write_charts(book: Book) -> None:
    """Write the charts that the edition declares: units with most of a figure, this year, all years."""
    edition = book.form.id
    plans = chart_plans(edition)
    busiest = [in_group(edition, group.id)[0] for group in book.form.presentation.groups if group.by_unit]
    if len(book.report.comparison.years) < 2:
        plans = [plan for plan in plans if plan.drawn != "lines"]
    if not plans and not busiest:
        return
    sheet = book.sheet(say("city.charts"), landscape=False)
    book.heading(sheet, say("city.charts"), 12, "")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, _BESIDE - 2, 11)
    sheet.set_column(_BESIDE - 1, _BESIDE - 1, 2)
    tops = [3]
    for one in busiest:
        tops.append(_by_unit(book, sheet, tops[-1], one))
    for plan in plans:
        tops.append(_planned(book, sheet, tops[-1], plan))
    # A chart is never split over two pages.
    sheet.set_h_pagebreaks(tops[_PER_PAGE:-1:_PER_PAGE])
    sheet.set_print_scale(50)
    sheet.print_area(0, 0, tops[-1], _BESIDE + 7)


def _by_unit(book: Book, sheet: Worksheet, row: int, one: Indicator) -> int:
    def size(line: ScopeLine) -> Number:
        return one.value(book.rolled.parts[line.unit.code]) or 0

    busiest = sorted(book.rolled.counted, key=size, reverse=True)[:UNITS_SHOWN]
    rows: list[list[Content]] = [[line.unit.name, of_unit(book, line.unit.code, one)] for line in busiest]
    title = say("chart.units", count=len(busiest), label=one.label)
    return _chart(book, sheet, row, title, [say("city.name"), one.label], rows, "bar")


def _planned(book: Book, sheet: Worksheet, row: int, plan: ChartPlan) -> int:
    """Write a declared chart; over the years, one without a comparable figure leaves a gap."""
    members = plan.members
    labels = [one.label for one in members]
    rows: list[list[Content]]
    if plan.drawn == "bars":
        rows = [[one.label, whole(book, one)] for one in members]
        return _chart(book, sheet, row, plan.title, [say("city.indicator"), members[0].unit], rows, "bar")
    if plan.drawn == "stacked":
        rows = [[title, *(whole(book, one) for one in group)] for title, group in plan.groups.items()]
        return _chart(book, sheet, row, plan.title, [plan.title, *labels], rows, "bar", stacked=True)
    rows = [
        [year.label, *(_value(year.values[one.id], one.is_share) for one in members)]
        for year in book.report.comparison.years
    ]
    return _chart(book, sheet, row, plan.title, [say("city.years.head"), *labels], rows, "line")


def _value(value: Content, share: bool) -> Content:
    return Percentage(float(value)) if share and value is not None else value  # type: ignore[arg-type]


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
    if not any(map(_shows, (content for _, *figures in rows for content in figures))):
        sheet.write_string(row, _BESIDE, say("city.chart.none", title=title))
        return row + len(rows) + 3
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
    elif any(isinstance(content, Percentage) for content in rows[0]):
        chart.set_y_axis({"num_format": "0%", "min": 0, "max": 1})
    chart.set_legend({"none": True} if len(heads) == 2 else {"position": "bottom"})
    chart.show_blanks_as("gap")
    height = max(_HEIGHT, 26 * len(rows) + 70)
    chart.set_size({"width": 500, "height": height})
    description = say("city.chart.description", title=title, coverage=book.report.coverage)
    sheet.insert_chart(row, _BESIDE, chart, {"description": description, "object_position": 1})
    return row + max(len(rows) + 3, -(-height // _ROW) + 2)


def _shows(content: Content) -> bool:
    """Whether a chart shows anything of a figure: neither of 0 nor of one that is not known."""
    match content:
        case Percentage(value=value) | Formula(value=value):
            return _shows(value)
        case str():
            return False
    return bool(content)


def _look(kind: str, colour: str) -> dict[str, object]:
    if kind == "line":
        return {"line": {"color": colour, "width": 2.25}, "marker": {"type": "automatic"}}
    return {"fill": {"color": colour}, "border": {"color": "#595959"}, "gap": 50}
