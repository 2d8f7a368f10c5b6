"""The comparison as a web page: charts of what people ask first, indicators with changes, breaks of form."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Template

from toolkit.collection.files import replace_file
from toolkit.form.expression import Number, plain
from toolkit.form.indicators import Indicator
from toolkit.messages import say
from toolkit.paper.web_templates import web_templates
from toolkit.reports.compared.compared_reports import ComparedReports, YearChange
from toolkit.reports.compared.comparison_workbook import head_of
from toolkit.reports.drawing import drawn
from toolkit.reports.pictures import Drawn, Picture
from toolkit.reports.wording import full_label, percent, points

_SERIES = 4
"""Series that a chart shows in colours that can be told apart."""


def write_comparison_page(compared: ComparedReports, target: Path) -> None:
    """Write the page; it fetches nothing."""
    replace_file(target, comparison_page(compared).encode())


def comparison_page(compared: ComparedReports) -> str:
    """Return the page as HTML."""
    lines = [
        (
            full_label(compared.form.id, one),
            one.unit,
            [
                (_shown(one, compared.value(r, one)), _changed(one, compared.change(r, one)))
                for r in compared.reports
            ],
        )
        for one in compared.indicators
    ]
    charts = [(picture, drawn(picture)) for picture in _pictures(compared) if not picture.empty]
    return _template().render(
        compared=compared,
        heads=list(map(head_of, compared.reports)),
        lines=lines,
        charts=charts,
        head_of=head_of,
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    return web_templates("toolkit.reports", "compared").get_template("compared.html.jinja")


def _pictures(compared: ComparedReports) -> list[Picture]:
    """The leading indicators: over the years of one unit, or of the units beside each other."""
    leading = [one for one in compared.indicators if not one.is_share][:_SERIES]
    shares = [one for one in compared.indicators if one.is_share][:1]
    drawn_as: Drawn = "lines" if compared.one_unit and len(compared.reports) > 2 else "bars"
    label = (lambda r: str(r.identity.year)) if compared.one_unit else head_of
    made = []
    for name, members in (("figures", leading), ("shares", shares)):
        rows = tuple(
            (label(report), tuple(compared.value(report, one) for one in members))
            for report in compared.reports
        )
        title = "、".join(one.label for one in members)
        unit = members[0].unit if members else ""
        made.append(
            Picture(
                name, title, unit, tuple(one.label for one in members), rows, drawn_as, share=name == "shares"
            )
        )
    return [picture for picture in made if picture.heads]


def _shown(one: Indicator, value: Number | None) -> str:
    if value is None:
        return say("word.unknown")
    return percent(value) if one.is_share else plain(value)


def _changed(one: Indicator, change: YearChange | None) -> str:
    """The difference to the year before, with its sign; of shares in percentage points."""
    if change is None or not change.absolute:
        return ""
    if one.is_share:
        return say("compare.points", value=f"{points(change.absolute):+f}")
    sign = "+" if change.absolute > 0 else ""
    relative = "" if change.relative is None else f"{points(change.relative):+f}%"
    return (
        say("compare.change", value=f"{sign}{plain(change.absolute)}", relative=relative)
        if relative
        else f"{sign}{plain(change.absolute)}"
    )
