"""The print of a workbook of ours (saved as PDF, say), set in order as the report that it prints.

There the texts stand in tables, beside their labels, and among the workbook's own words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.form.model import Form
from toolkit.messages import say
from toolkit.published.content import Block, Paragraph, PublishedContent, PublishedTable
from toolkit.published.label_lexicon import letters

_UNIT = "unit"


def as_report(content: PublishedContent, form: Form) -> PublishedContent:
    """The content with texts below their labels and without the workbook's words; others as they are."""
    title = letters(say("cover.title", title=form.title))
    places = (at for at, block in enumerate(content.blocks) if _says(block) == title)
    cover = next(places, None)
    if cover is None:
        return content
    return replace(content, blocks=(*content.blocks[:cover], *_report(content.blocks[cover:], form)))


def _says(block: Block) -> str:
    return letters(block.text) if isinstance(block, Paragraph) else ""


def _report(blocks: tuple[Block, ...], form: Form) -> Iterator[Block]:
    labels = {letters(text.label) for text in form.texts}
    headings = {letters(sheet.heading) for sheet in form.sheets if _tells_texts_alone(form, sheet.id)}
    headings |= {letters(table.caption) for table in form.tables if not table.published}
    headings |= {letters(b.heading) for table in form.tables if not table.published for b in table.blocks}
    checks, info = letters(form.sheet("checks").name), say("sheet.info", unit=_UNIT, year="").split(_UNIT)[0]
    for block in blocks:
        if isinstance(block, PublishedTable):
            yield from _below_labels(block, labels)
        elif _says(block) == checks:
            return
        elif _says(block) not in headings and not block.text.startswith(info):
            yield block


def _tells_texts_alone(form: Form, sheet: str) -> bool:
    """Whether the heading of a sheet only names its texts, each of which has a section of its own."""
    texts = [text for text in form.texts if text.sheet == sheet]
    heading = letters(form.sheet(sheet).heading)
    return bool(texts) and all(letters(text.label) in heading for text in texts)


def _below_labels(table: PublishedTable, labels: set[str]) -> Iterator[Block]:
    """A table of texts as labels, each with its text below; any other table as it is."""
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text.strip())
    if not all(letters(row[0]) in labels for row in rows.values()):
        yield table
        return
    for label, *words in rows.values():
        yield Paragraph(label)
        yield from (Paragraph(text) for text in words[:1] if text)
