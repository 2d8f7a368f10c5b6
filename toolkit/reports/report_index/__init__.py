"""The index of all units' reports: by kind of unit and year, with relative links, to put beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Template

from toolkit.collection.files import part_name, replace_file
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot, UnitState
from toolkit.form.registry import official_form
from toolkit.messages import say
from toolkit.paper.web_templates import web_templates
from toolkit.reports.wording import title_parts

YEARS = 10
"""Years before the one reported whose pages are looked for in the same folder."""


@dataclass(frozen=True)
class IndexLine:
    """One unit: its name and, by year, the links to its report (page, document); none where there is none."""

    name: str
    links: dict[int, tuple[tuple[str, str], ...]]
    missing: bool = False


def write_report_index(stock: Snapshot, folder: Path) -> Path:
    """Write the index of the reports in a folder.

    Raises:
        MisuseError: the file cannot be written.
    """
    groups: dict[str, list[IndexLine]] = {}
    for standing in stock.standings:
        unit = standing.unit
        if standing.state is UnitState.EXCLUDED:
            continue
        label = stock.collection.form.unit_kinds.label(unit.kind)
        groups.setdefault(label, []).append(_line(stock, unit, folder))
    years = sorted({year for lines in groups.values() for line in lines for year in line.links}, reverse=True)
    title = say("index.title", city=stock.collection.city, title=official_form(stock.collection.form).title)
    target = folder / say("index.file")
    words = _template().render(title=title, groups=groups, years=years or [stock.collection.year])
    replace_file(target, words.encode())
    return target


def _line(stock: Snapshot, unit: ReportingUnit, folder: Path) -> IndexLine:
    year = stock.collection.year
    links = {}
    for one in range(year, year - YEARS - 1, -1):
        if found := tuple(_links(stock, unit, folder, one)):
            links[one] = found
    return IndexLine(unit.name, links, missing=year not in links)


def _links(stock: Snapshot, unit: ReportingUnit, folder: Path, year: int) -> Iterator[tuple[str, str]]:
    """Word and address of each file of a unit's report."""
    titles = title_parts(official_form(stock.collection.form))
    for key, word in (("page.file", "index.page"), ("document.file", "index.document")):
        file = folder / say(key, city=part_name(unit.name), year=year, **titles)  # type: ignore[arg-type]
        if file.is_file():
            yield say(word), quote(file.name)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _template() -> Template:
    return web_templates("toolkit.reports", "report_index").get_template("index.html.jinja")
