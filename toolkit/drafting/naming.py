"""Ids of a drafted edition, from position and from usual terms; names on tabs and in messages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from toolkit.drafting.drafted import Draft, DraftHeading
from toolkit.drafting.recognition_words import standard_id, table_number
from toolkit.form.names import is_sheet_name
from toolkit.messages import say


def name_everything(draft: Draft) -> None:
    """Give every sheet, table, block, row, column and text its id."""
    taken = {say("draft.sheet.cover").casefold(), say("draft.sheet.checks").casefold(), "_ogi"}
    for number, sheet in enumerate(draft.sheets, start=1):
        sheet.id = f"sheet_{number}"
        sheet.name = _free(sheet.name, taken, number)
        for count, text in enumerate(sheet.texts, start=1):
            text.id = f"{sheet.id}.text_{count}"
    for number, table in enumerate(draft.tables, start=1):
        table.id = f"table_{number}"
        known: set[str] = set()
        for count, block in enumerate(table.blocks, start=1):
            block.id, block.table = f"block_{count}", table.id
            block.only = len(table.blocks) == 1
            name_headings(block.rows, "r", known)
            name_headings(block.columns, "c", set())
    _name_tables(draft)


def name_headings(headings: Iterable[DraftHeading], letter: str, known: set[str]) -> None:
    """Ids by position, or by a usual term; ``known`` are taken, and are added to."""
    for position, heading in enumerate(headings, start=len(known) + 1):
        # A usual term tells a heading only where nothing stands above it.
        term = standard_id(heading.labels[-1])
        plain = len(heading.labels) == 1 or term in ("total", "subtotal")
        wanted = term if term and plain else f"{letter}{position}"
        name, times = wanted, 1
        while name in known:
            times += 1
            name = f"{wanted}_{times}"
        known.add(name)
        heading.id = name


def _name_tables(draft: Draft) -> None:
    taken: set[str] = set()
    for sheet in draft.sheets:
        for number, table in enumerate(sheet.tables, start=1):
            short = table_number(table.caption) or table_number(sheet.heading)
            short = short or (sheet.name if len(sheet.tables) == 1 else f"{sheet.name}（{number}）")
            name, times = short, 1
            while name in taken:
                times += 1
                name = f"{short}（{times}）"
            taken.add(name)
            table.name = name


def _free(name: str, taken: set[str], number: int) -> str:
    """The name of the tab, unless it is taken by a sheet that every edition has."""
    if name.casefold() in taken or not is_sheet_name(name):
        name = f"{say('draft.sheet.section')}{number}"
    taken.add(name.casefold())
    return name


def edition_id(folder: str) -> str:
    """Id of an edition from the name of its folder."""
    return re.sub(r"[^a-z0-9]+", "-", folder.lower()).strip("-") or "draft"
