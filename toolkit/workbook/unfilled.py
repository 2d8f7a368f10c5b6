"""Whether nobody filled in a workbook, so that it states nothing of its unit."""

from __future__ import annotations

from toolkit.findings import LEFT_OUT
from toolkit.workbook.identity_words import IDENTITY_FIELDS
from toolkit.workbook.submission import Submission


def is_unfilled(submission: Submission) -> bool:
    """Whether a workbook holds no figure, answer, text, reason or declaration, also none beside its cells.

    False wherever that is not certain: a cell or text that was not found may have been filled in.
    """
    record, form = submission.record, submission.form
    if form is None or not submission.readable:
        return False
    typed = (
        record.values, record.stated, record.not_applicable, record.unreadable, record.not_texts,
        submission.reasons,
    )  # fmt: skip
    if any(typed) or record.blanks_are_zero or len(record.texts) < len(form.texts):
        return False
    if any(words.strip() for words in record.texts.values()):
        return False
    cells = (cell for found in submission.findings for cell in found.cells)
    contents = (cell.raw or "" for cell in cells if cell.item not in ("", *IDENTITY_FIELDS))
    beside = any(found.code in LEFT_OUT for found in submission.findings)
    return not beside and not any(map(str.strip, contents))
