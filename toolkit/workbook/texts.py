"""Reading the text cells: what is written there, or why it is no text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal, TypeAlias

from toolkit.form.addresses import Cell
from toolkit.workbook.readings import raw_text
from toolkit.workbook.scanning import Scan, SheetScan

TextProblem: TypeAlias = Literal["", "formula", "error_value", "date", "boolean", "number", "uncertain"]


_FORMULA = re.compile(r"\A\s*=\s*[A-Za-z_][\w.]*\(|=DISPIMG\(")
_ERROR = re.compile(r"#(?:REF!|VALUE!|NAME\?|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!)")


@dataclass(frozen=True, slots=True)
class Written:
    """The content of a text cell.

    Attributes:
        words: the text; empty where there is none or where the cell holds something else.
        raw: what stands in the cell, for a message: the formula, the number, the date.
        problem: what it is instead of a text, ``""`` for a text or an empty cell.
    """

    words: str = ""
    raw: str = ""
    problem: TextProblem = ""

    @property
    def or_number(self) -> str:
        """The text, a number too: a telephone number typed as one is meant as text."""
        return self.raw if self.problem == "number" else self.words


def read_text(scan: Scan, cell: Cell, raw: object) -> Written:
    """Understand a cell in which text is expected.

    A formula is not text whatever its stored result: a picture placed in a cell by WPS is a ``DISPIMG``
    formula, whose result is the formula once more.

    Args:
        raw: what the value reader gave for the cell.
    """
    scanned = scan.sheets.get(cell.sheet) or SheetScan(cell.sheet)
    here = (cell.row, cell.column)
    shown = raw_text(raw) or ""
    if here in scanned.formulas:
        return Written(raw=scanned.formulas[here] or shown, problem="formula")
    if here in scanned.errors:
        return Written(raw=shown or scanned.cells.text(here), problem="error_value")
    if scanned.cells.doubt(here, raw) == "uncertain":  # it must not pass for what the file holds
        return Written(raw=shown, problem="uncertain")
    if isinstance(raw, str) or raw is None:
        return Written(words=shown, raw=shown)
    return Written(raw=shown, problem=_kind(raw))


def read_report_text(scan: Scan, cell: Cell, raw: object) -> Written:
    """The same of a text that a report prints: what a formula left behind when values were pasted is none."""
    found = read_text(scan, cell, raw)
    if "=" in found.words and _FORMULA.search(found.words):
        return Written(raw=found.raw, problem="formula")
    error = _ERROR.search(found.words) if "#" in found.words else None
    return Written(raw=error[0], problem="error_value") if error else found


def _kind(raw: object) -> TextProblem:
    if isinstance(raw, bool):
        return "boolean"
    return "date" if isinstance(raw, date | time | timedelta) else "number"


def shortened(text: str, longest: int = 20) -> str:
    """The beginning of a content, for a message."""
    return text if len(text) <= longest else text[:longest] + "…"
