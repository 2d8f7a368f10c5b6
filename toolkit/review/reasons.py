"""Reasons that units give for queries: which say too little to be taken unread, which answer none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.findings import Finding
from toolkit.messages import first_of
from toolkit.statements.folded import fold
from toolkit.statements.leftovers import stands_for_nothing
from toolkit.workbook.submission import Submission
from toolkit.workbook.texts import shortened

SHOWN = 8
"""Cells that a message names before it only counts."""
FEWEST = 4
"""Letters of a reason that may say something: 新设单位 does."""


def says_little(reason: str) -> bool:
    """Whether a reason has hardly a word in it: 1, 。, 无, 见批注, 详见附件.

    It settles its query all the same, in the workbook and here: a person reads it and decides. The formula of
    the status light counts any character, and an honest reason may be short.
    """
    letters = [character for character in reason if character.isalnum()]
    return len(letters) < FEWEST or all(map(str.isnumeric, letters)) or stands_for_nothing(fold(reason))


def idle_reasons(submission: Submission, findings: Iterable[Finding]) -> Iterator[Finding]:
    """One note on what stands in the column of reasons where nothing is asked, as one line too low."""
    answered = {finding.check for finding in findings if finding.reason}
    cells = tuple(cell for key, cell in submission.reason_cells if key not in answered)
    if cells:
        shown = first_of((f"{cell.cell}“{shortened(cell.raw or '')}”" for cell in cells), SHOWN)
        details = {"sheet": cells[0].sheet, "cells": shown}
        yield Finding.worded("reading.reason_unasked", "note", details, cells=cells)
