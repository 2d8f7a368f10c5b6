"""From a blank workbook to a folder that loads as an edition."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xlsxwriter.exceptions import XlsxWriterException

from toolkit.drafting.blank import BlankBox, BlankSheet, read_blank
from toolkit.drafting.drafted import Draft, DraftSheet, OpenPoint
from toolkit.drafting.edition_files import write_edition
from toolkit.drafting.marks import unfillable
from toolkit.drafting.measuring import measure_block
from toolkit.drafting.naming import edition_id, name_everything
from toolkit.drafting.proposals import proposals
from toolkit.drafting.ruling import rules_of
from toolkit.drafting.sections import section_of
from toolkit.errors import MisuseError, ToolkitError
from toolkit.form.identity import Identity, Unit
from toolkit.form.registry import load_anew
from toolkit.messages import say, say_of
from toolkit.workbook.template_writer import write_template

TOGETHER = (
    "not_applicable", "shaded", "locked", "merged_cell", "twice", "too_deep", "no_blank", "office", "line",
    "ratio", "formula", "formula_outside", "formula_refs", "seen_date", "seen_yes_no", "seen_choice",
    "seen_mixed", "named_date", "named_yes_no", "named_text",
)  # fmt: skip
"""Codes of points that are put together for all cells of a sheet."""


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
    draft = drafted(sheets, edition_id(folder.resolve().name))
    if not draft.sheets:
        seen = "".join(f" {point.place}：{point.message}" for point in draft.open[:3])
        raise MisuseError(say("draft.no_table", file=blank.name) + seen)
    write_edition(draft, folder)
    _proven(draft, folder)
    return draft


def drafted(sheets: Sequence[BlankSheet], name: str) -> Draft:
    """The draft of an edition from the worksheets of a blank."""
    draft = Draft(name, "")
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
            draft.sheets.append(section)
        elif sheet.rows:
            _note(draft.remarks, sheet.name, "", "no_grid")
    draft.title = next((sheet.heading for sheet in draft.sheets), "")
    name_everything(draft)
    of_formulas: list[tuple[str, BlankBox, str]] = []
    found = proposals(draft.blocks, sheets, of_formulas)
    draft.rules = rules_of(draft, found)
    for sheet_name, box, code in of_formulas:
        _note(draft.open, sheet_name, box.cell, code, text=box.formula)
    return draft


def _measure(draft: Draft, section: DraftSheet) -> None:
    for table in section.tables:
        for block in table.blocks:
            unclear: list[tuple[BlankBox, str]] = []
            measure_block(block, table.units, unclear)
            unclear += unfillable(block)
            for box, code in unclear:
                _note(draft.open, section.name, box.cell, code, text=box.text)


def _note(target: list[OpenPoint], sheet: str, cell: str, code: str, **details: object) -> None:
    """Add a point, or a cell to the point that says the same of other cells of the sheet."""
    for number, point in enumerate(target):
        if (point.sheet, point.code) == (sheet, code) and (code in TOGETHER or point.cell == cell):
            if cell not in (point.cell, *point.more):
                target[number] = replace(point, more=(*point.more, cell))
            return
    target.append(OpenPoint(sheet, cell, code, say_of("draft.open.*", code, **details)))


def _proven(draft: Draft, folder: Path) -> None:
    """Load the edition and write a template from it; what fails is left to a person."""
    try:
        form = load_anew(folder)
        write_template(
            io.BytesIO(), form, Identity(form.id, form.version, Unit(draft.title), form.first_year)
        )
    except (ToolkitError, XlsxWriterException, RecursionError) as error:
        draft.open.append(OpenPoint("", "", "refused", say("draft.open.refused", reason=error)))
