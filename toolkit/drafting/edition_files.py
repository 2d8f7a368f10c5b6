"""The files of a drafted edition."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from toolkit.drafting.drafted import Draft, DraftBlock, DraftHeading, DraftTable
from toolkit.drafting.measurement import loadable
from toolkit.form.rulebook import RULE_COLUMNS
from toolkit.messages import say, say_of

HEADING = ("label_1", "label_2", "label_3", "group", "kind", "unit", "minimum", "choices")
ROWS = ("table", "block", "row", *HEADING, "prefill")
COLUMNS = ("table", "block", "column", *HEADING)
TEXTS = ("id", "sheet", "label", "prompt")
FIRST_YEAR = 2000
"""Since when a draft is in force: a blank does not say, and a year of its own would refuse others."""
WIDE = 8
"""Columns from which a sheet is printed across."""


def write_edition(draft: Draft, folder: Path) -> None:
    """Write every file of the edition into a folder that is empty or not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks = draft.blocks
    files = {
        "edition.toml": "\n".join(_edition(draft)) + "\n",
        "rows.csv": _csv(ROWS, ([*_heading(b, row), ""] for b in blocks for row in b.rows)),
        "columns.csv": _csv(COLUMNS, (_heading(b, column) for b in blocks for column in b.columns)),
        "texts.csv": _csv(
            TEXTS,
            ((text.id, s.id, text.label, say("draft.prompt")) for s in draft.sheets for text in s.texts),
        ),
        "rules.csv": _csv(RULE_COLUMNS, _rules(draft)),
    }
    for name, text in files.items():
        # The byte order mark lets spreadsheet programs read the labels right.
        encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
        (folder / name).write_text(text, encoding, newline="\n")


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return target.getvalue()


def _heading(block: DraftBlock, heading: DraftHeading) -> list[str]:
    labels = [*heading.labels, "", ""][:3]
    kind = loadable(heading.kind) if heading.kind else ""
    minimum = "none" if heading.negative else ""
    measured = [kind, heading.unit, minimum, "|".join(heading.choices)]
    return [block.table, block.id, heading.id, *labels, "", *measured]


def _rules(draft: Draft) -> Iterator[Sequence[str]]:
    for rule in draft.rules:
        yield (
            rule.code, rule.for_each, rule.expression, "", "hard" if rule.hard else "soft",
            "yes" if rule.computes else "", "yes" if rule.enabled else "no", "", "",
            rule.title, rule.remedy, rule.source,
        )  # fmt: skip


# --- edition.toml ------------------------------------------------------------------------------


def _edition(draft: Draft) -> Iterator[str]:
    for line in _comment(draft):
        yield f"# {line}".rstrip()
    yield f"id = {_text(draft.id)}"
    yield 'version = "0.1"'
    yield f"title = {_text(draft.title)}"
    yield f"notice = {_text(say('draft.notice'))}"
    yield f"notice_title = {_text(say('draft.notice_title'))}"
    yield f"first_year = {FIRST_YEAR}  {say('draft.file.first_year')}"
    if not draft.tables:
        yield "tables = []"
    yield "guide = ["
    for number in "123":
        yield f"    {_text(say_of('draft.guide.*', number))},"
    yield "]"
    yield from (
        "",
        "[deadlines]",
        'unit = "01-31"',
        'county = "02-20"',
        'city = "03-10"',
        'province = "03-31"',
    )
    yield from _sheets(draft)
    for sheet in draft.sheets:
        for table in sheet.tables:
            yield from _table(table, sheet.id)


def _comment(draft: Draft) -> Iterator[str]:
    yield from say("draft.comment").splitlines()
    if draft.open:
        yield say("draft.comment.open")
    for point in draft.open:
        yield f"- {point.place}：{point.message}"
    yield ""


def _sheets(draft: Draft) -> Iterator[str]:
    yield from _sheet("cover", say("draft.sheet.cover"), say("draft.sheet.cover"))
    for sheet in draft.sheets:
        wide = max((len(b.columns) for t in sheet.tables for b in t.blocks), default=0) >= WIDE
        yield from _sheet(sheet.id, sheet.name, sheet.heading, landscape=wide)
    yield from _sheet("checks", say("draft.sheet.checks"), say("draft.sheet.checks"), landscape=True)
    yield from _sheet("meta", "_ogi", "")


def _sheet(sheet: str, name: str, heading: str, *, landscape: bool = False) -> Iterator[str]:
    yield from (
        "",
        "[[sheets]]",
        f"id = {_text(sheet)}",
        f"name = {_text(name)}",
        f"heading = {_text(heading)}",
    )
    if landscape:
        yield "landscape = true"


def _table(table: DraftTable, sheet: str) -> Iterator[str]:
    yield from ("", "[[tables]]", f"id = {_text(table.id)}", f"name = {_text(table.name)}")
    yield f"sheet = {_text(sheet)}"
    yield f"caption = {_text(table.caption)}"
    yield f"item_id = {_text(table.id + '.{row}.{column}')}"
    for block in table.blocks:
        yield from ("[[tables.blocks]]", f"id = {_text(block.id)}", f"heading = {_text(block.heading)}")
        yield f"corner = {_text(block.corner)}"
        if block.across:
            yield 'orientation = "across"'


def _text(text: str) -> str:
    """A TOML string; a JSON string is one, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")
