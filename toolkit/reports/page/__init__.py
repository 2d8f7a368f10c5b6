"""The report as one web page: self-contained, accessible and printable."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Template

from toolkit.collection.files import replace_file
from toolkit.form.expression import Number, plain
from toolkit.messages import say
from toolkit.paper.web_templates import web_templates
from toolkit.reports.drawing import NARROW, drawn
from toolkit.reports.page.page_tables import table_of
from toolkit.reports.pictures import Picture, published_pictures
from toolkit.reports.publication import Publication
from toolkit.reports.wording import percent


def write_page(publication: Publication, file: Path) -> None:
    """Write the web page; the same publication gives the same bytes.

    Raises:
        MisuseError: it cannot be written.
    """
    replace_file(file, page(publication).encode())


def page(publication: Publication) -> str:
    """Return the page as HTML without scripts or external resources."""
    report = publication.report
    shown = published_pictures(publication)
    tables = {
        number: table_of(publication, part.table, number)
        for number, part in enumerate(publication.parts)
        if part.table is not None
    }
    return _template().render(
        publication=publication,
        coverage=report.coverage if report and not report.rolled.complete else "",
        tables=tables,
        figures=[(one, drawn(one), drawn(one, NARROW), _rows(one)) for one in shown],
    )


def _rows(picture: Picture) -> list[tuple[str, list[str]]]:
    """Return the figures of a chart as text."""
    return [(label, [_words(value, picture) for value in values]) for label, values in picture.rows]


def _words(value: Number | None, picture: Picture) -> str:
    if value is None:
        return say("word.unknown")
    return percent(value) if picture.share else plain(value)


@lru_cache(maxsize=1)
def _template() -> Template:
    return web_templates("toolkit.reports.page", ".").get_template("page.html.jinja")
