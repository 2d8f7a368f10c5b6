"""The report as a Word document: GB/T 9704 layout, sections as in the notice, open points marked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph

from toolkit.collection.files import replace_file
from toolkit.messages import say
from toolkit.paper import official
from toolkit.paper.official import Box
from toolkit.paper.page import finished
from toolkit.reports.printed import PrintedTable
from toolkit.reports.publication import Part, Publication
from toolkit.reports.text_sources import bookmark

SMALL_SIZE, SIZE = 9.0, 10.5
"""Font sizes of tables in points: crowded and ordinary."""
CROWDED = 5
"""Last column (from 0) from which a table uses the smaller font."""
UNITS_NAMED = 6


def write_document(publication: Publication, file: Path) -> None:
    """Write the report as a docx file; the same publication gives the same bytes.

    Raises:
        MisuseError: it cannot be written, for example because it is open in another program.
    """
    replace_file(file, document(publication))


def document(publication: Publication) -> bytes:
    """Return the report as bytes of a docx file."""
    made = official.official_paper(publication.title)
    official.title(made, publication.name, publication.title.removeprefix(publication.name))
    _warnings(made, publication)
    official.text(made, publication.lead)
    texts = [(part, _part(made, publication, part)) for part in publication.parts]
    official.to_the_right(made, ("", publication.signer))
    for number, (part, ends) in enumerate(texts):
        if part.text and ends:  # by it the text is found again when the office has worked on the draft
            official.bookmark(*ends, bookmark(part.text), number)
    official.to_the_right(made, (say("document.date"),), marked=True)
    if publication.report and (line := publication.report.ledger_head):
        official.text(made, say("document.ledger_head", line=line), marked=True, small=True)
    if publication.gathered:
        _annex(made, publication)
    return finished(made, publication.name, date(publication.year, 12, 31))


def _warnings(made: WordDocument, publication: Publication) -> None:
    for warning in publication.warnings:
        official.text(made, say("document.warning", warning=warning), marked=True)
    if publication.open_points:
        official.text(made, say("document.draft", count=publication.open_points), marked=True)


def _part(made: WordDocument, publication: Publication, part: Part) -> tuple[Paragraph, Paragraph] | None:
    """Write a section; return the first and the last paragraph of its text."""
    official.heading(made, part.heading, part.level)
    written = [
        official.text(made, passage.words, marked=passage.origin == "open") for passage in part.passages
    ]
    if part.plan is not None:
        _table(made, publication, part)
    return (written[0], written[-1]) if written else None


def _table(made: WordDocument, publication: Publication, part: Part) -> None:
    assert part.table is not None
    plan = part.table.plan
    crowded = plan.last_column >= CROWDED
    widths = [plan.widths.get(column, 10) for column in range(plan.last_column + 1)]
    head = max((box.area.last.row for box in plan.boxes if box.role == "header"), default=plan.title_rows)
    blocks = sum(box.role == "block" for box in plan.boxes)
    official.boxed_table(
        made,
        _boxes(publication, part.table),
        widths,
        size=SMALL_SIZE if crowded else SIZE,
        high=17 if crowded else 24,
        head_rows=0 if blocks > 1 else head - plan.title_rows + 1,
        description=say("document.table", heading=part.heading, name=publication.name, year=publication.year),
    )


def _boxes(publication: Publication, table: PrintedTable) -> list[Box]:
    """Return the printed boxes and the figures; rows are counted from the top of the table."""
    plan, top = table.plan, table.plan.title_rows
    crowded = plan.last_column >= CROWDED
    found = [
        Box(
            box.area.first.row - top, box.area.first.column, box.area.last.row - top, box.area.last.column,
            box.text, True, box.role == "stub" and crowded and box.area.first.row == box.area.last.row,
        )
        for box in plan.boxes
        if box.area.first.row >= top
    ]  # fmt: skip
    for item, cell, span in table.cells():
        last = cell.column + span - 1
        found.append(Box(cell.row - top, cell.column, cell.row - top, last, publication.shown(item), False))
    return found


def _annex(made: WordDocument, publication: Publication) -> None:
    official.heading(made, say("document.annex"), 1, new_page=True)
    for gathered in publication.gathered:
        official.heading(made, say("document.annex.text", label=gathered.text.label), 2)
        if not gathered.answers:
            official.text(made, say("document.annex.nobody"), small=True)
        for units, words in gathered.answers.items():
            official.text(made, _named(units) + words, small=True)


def _named(units: tuple[str, ...]) -> str:
    listed = "、".join(units[:UNITS_NAMED])
    if len(units) > UNITS_NAMED:
        return say("document.annex.more", units=listed, count=len(units))
    return say("document.annex.units", units=listed)
