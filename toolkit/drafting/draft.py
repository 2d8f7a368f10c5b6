"""From a blank workbook to a folder that loads as an edition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from toolkit.drafting.blank import BlankSheet, Box, read_blank
from toolkit.drafting.drafted import Draft, DraftSheet, OpenPoint
from toolkit.drafting.edition_files import write_edition
from toolkit.drafting.marks import unfillable
from toolkit.drafting.measuring import measure_block
from toolkit.drafting.naming import edition_id, name_everything
from toolkit.drafting.proposals import proposals
from toolkit.drafting.ruling import rules_of
from toolkit.drafting.sections import one_line_apart, section_of
from toolkit.errors import MisuseError
from toolkit.messages import say

_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")


def draft_edition(blank: Path, folder: Path) -> Draft:
    """Draft an edition from an official blank and write it.

    Args:
        blank: xlsx workbook of the form, not filled in.
        folder: where the edition goes; it must be empty or not there yet.

    Raises:
        MisuseError: the folder holds something, the file cannot be read, or it holds no table.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise MisuseError(say("draft.not_empty", path=folder))
    sheets = read_blank(blank)
    draft = drafted(sheets, edition_id(folder.resolve().name), _year_of(blank.stem))
    if not draft.sheets:
        raise MisuseError(say("draft.no_table", file=blank.name))
    write_edition(draft, folder)
    return draft


def drafted(sheets: Sequence[BlankSheet], name: str, year: int | None = None) -> Draft:
    """The draft of an edition from the worksheets of a blank."""
    draft = Draft(name, "", year or 0)
    for sheet in sheets:
        if sheet.too_far:
            _note(draft.open, sheet.name, sheet.too_far, "too_far")
        if sheet.hidden:
            _note(draft.remarks, sheet.name, "", "hidden_sheet")
            continue
        section, unclear, remarks = section_of(sheet)
        for box, code in unclear:
            _note(draft.open, sheet.name, box.cell, code, text=box.text)
        for box, code in remarks:
            _note(draft.remarks, sheet.name, box.cell, code, text=box.text)
        if section.tables or section.texts:
            _measure(draft, section)
            draft.sheets += one_line_apart(section)
        elif sheet.rows:
            _note(draft.remarks, sheet.name, "", "no_grid")
    draft.title = next((sheet.heading for sheet in draft.sheets), "")
    draft.year = draft.year or _year_of(draft.title) or date.today().year - 1
    name_everything(draft)
    of_formulas: list[tuple[str, Box, str]] = []
    found = proposals(draft.blocks, sheets, of_formulas)
    draft.rules = rules_of(draft, found)
    for sheet_name, box, code in of_formulas:
        _note(draft.open, sheet_name, box.cell, code, text=box.formula)
    return draft


def _measure(draft: Draft, section: DraftSheet) -> None:
    for table in section.tables:
        for block in table.blocks:
            unclear: list[tuple[Box, str]] = []
            measure_block(block, table.units, unclear)
            unclear += unfillable(block)
            for box, code in unclear:
                _note(draft.open, section.name, box.cell, code, text=box.text)


def _note(target: list[OpenPoint], sheet: str, cell: str, code: str, **details: object) -> None:
    point = OpenPoint(sheet, cell, code, say(f"draft.open.{code}", **details))
    if point not in target:
        target.append(point)


def _year_of(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found[1]) if found else None
