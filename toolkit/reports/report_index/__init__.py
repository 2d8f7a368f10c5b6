"""The index of all units' reports: by kind of unit and year, with relative links, to put beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Template

from toolkit.collection.files import part_name, replace_file
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.form.registry import official_form
from toolkit.messages import say
from toolkit.messages.code_types import Code
from toolkit.paper.web_templates import web_templates
from toolkit.reports.wording import title_parts

YEARS = 10
"""Years before the one reported whose pages are looked for in the same folder."""


@dataclass(frozen=True)
class IndexLine:
    """One unit: its name and, by year, the links to its report (page, document); none where there is none."""

    name: str
    links: dict[int, tuple[tuple[str, str], ...]]


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
        groups.setdefault(label, []).append(_line(stock, standing, folder))
    years = sorted({year for lines in groups.values() for line in lines for year in line.links}, reverse=True)
    title = say("index.title", city=stock.collection.city, title=official_form(stock.collection.form).title)
    target = folder / say("index.file")
    words = _template().render(title=title, groups=groups, years=years or [stock.collection.year])
    replace_file(target, words.encode())
    return target


def _line(stock: Snapshot, standing: Standing, folder: Path) -> IndexLine:
    year, names = stock.collection.year, _names(stock, standing)
    links = {}
    for one in range(year, year - YEARS - 1, -1):
        if found := tuple(_links(stock, names, folder, one)):
            links[one] = found
    return IndexLine(standing.unit.name, links)


def _names(stock: Snapshot, standing: Standing) -> tuple[str, ...]:
    """Names under which a unit's report may be: that of the roster, and that of its own workbook."""
    identity = stock.verdict(standing.received).identity if standing.received else None
    return tuple(dict.fromkeys([standing.unit.name, *([identity.unit.name] if identity else [])]))


def _links(stock: Snapshot, names: Sequence[str], folder: Path, year: int) -> Iterator[tuple[str, str]]:
    """Word and address of each file of a unit's report."""
    titles = title_parts(official_form(stock.collection.form))
    kinds: tuple[tuple[Code, Code], ...] = (("page.file", "index.page"), ("document.file", "index.document"))
    for key, word in kinds:
        files = (folder / say(key, city=part_name(name), year=year, **titles) for name in names)
        file = next((file for file in files if file.is_file()), None)
        if file is not None:
            yield say(word), quote(file.name)


@lru_cache(maxsize=1)
def _template() -> Template:
    return web_templates("toolkit.reports", "report_index").get_template("index.html.jinja")
