"""The office's own notice at the start: what to report, by when, how, whom to ask, and who reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.phrases import day
from toolkit.messages import say, say_of
from toolkit.paper.office_text import printable

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_COLUMNS = {"number": 1.2, "code": 1.8, "unit": 5.0, "kind": 1.9, "scope": 2.2, "deadline": 3.5}
"""Widths of the annexed table in centimetres."""
SECTIONS = ("who", "what", "when", "how", "contact")


def city_notice(collection: CollectionFolder) -> bytes:
    """Return the notice as docx; the same collection gives the same bytes."""
    from toolkit.paper import official  # noqa: PLC0415  (loaded when one is written)
    from toolkit.paper.page import finished  # noqa: PLC0415

    form = collection.form
    period = form.period(collection.year)
    title = say("city_notice.title", period=period.words, title=form.title)
    document = official.official_paper(title)
    official.title(document, title)
    address = official.text(document, say("city_notice.to"))
    address.paragraph_format.first_line_indent = 0
    basis = say("city_notice.basis", notice=form.notice) if form.notice else ""
    official.text(document, say("city_notice.lead", basis=basis, period=period.words, title=form.title))
    for number, section in enumerate(SECTIONS):
        numeral = say("city_notice.numerals")[number]
        official.heading(document, say_of("city_notice.*.head", section, number=numeral), 1)
        for line in _lines(collection, section):
            official.text(document, printable(line))
    official.text(document, say("city_notice.annex.named"))
    official.to_the_right(document, ("", printable(collection.signer)))
    official.to_the_right(document, (say("document.date"),), marked=True)
    official.heading(document, say("city_notice.annex.head"), 1, new_page=True)
    _roster(document, collection)
    return finished(document, printable(collection.city), date(collection.year, 12, 31))


def _lines(collection: CollectionFolder, section: str) -> Iterator[str]:
    form = collection.form
    units = [unit for unit in collection.roster if unit.reports]
    match section:
        case "who":
            totals = [unit.name for unit in units if unit.scope == "total"]
            yield say("city_notice.who", count=len(units))
            if totals:
                yield say("city_notice.who.totals", units="、".join(totals))
        case "what":
            asked = {table.sheet for table in form.tables} | {text.sheet for text in form.texts}
            headings = [sheet.heading for sheet in form.sheets if sheet.id in asked]
            sections = "；".join(one for heading in headings for one in heading.split("　"))
            yield say("city_notice.what", sheets=sections)
        case "when":
            for until, kinds in _deadlines(collection).items():
                yield say("city_notice.when", kinds="、".join(kinds), until=day(until))
            yield say("city_notice.when.again", days=collection.deadlines.resubmit_days)
        case "contact":
            yield say("city_notice.contact", contact=collection.contact or say("city_notice.contact.open"))
        case _:
            yield say("city_notice.how")


def _deadlines(collection: CollectionFolder) -> dict[date, list[str]]:
    """Return deadline → labels of the kinds of units that must report by it."""
    found: dict[date, list[str]] = {}
    for unit in collection.roster:
        if unit.reports:
            labels = found.setdefault(collection.deadlines.of(unit), [])
            label = collection.form.unit_kinds.label(unit.kind)
            if label not in labels:
                labels.append(label)
    return dict(sorted(found.items()))


def _roster(document: WordDocument, collection: CollectionFolder) -> None:
    from toolkit.paper import official  # noqa: PLC0415

    heads = [say_of("city_notice.*", key) for key in _COLUMNS]
    rows = []
    for number, unit in enumerate((unit for unit in collection.roster if unit.reports), start=1):
        kind = collection.form.unit_kinds.label(unit.kind)
        until = day(collection.deadlines.of(unit))
        rows.append(
            [str(number), unit.code, printable(unit.name), kind, say_of("scope.*", unit.scope), until]
        )
    official.list_table(document, tuple(_COLUMNS.values()), heads, rows)
