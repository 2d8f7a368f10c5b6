"""What somebody filled into a workbook, as a digest: the same however a program saved it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from toolkit.form.expression import plain

if TYPE_CHECKING:
    from toolkit.workbook.submission import Submission


def contents_digest(submission: Submission) -> str:
    """SHA-256, in hexadecimal and cut to 32 digits, over figures, answers, texts, reasons, declaration.

    Who filled it in is left out: a name on the cover changes no figure.
    """
    record = submission.record
    readings = {item: submission.readings.get(item) for item in sorted(record.unreadable)}
    unread = {item: reading.raw for item, reading in readings.items() if reading is not None}
    stated: list[object] = [
        {item: plain(value) for item, value in sorted(record.values.items())},
        {item: str(raw) for item, raw in unread.items()},
        {text: words.strip() for text, words in sorted(record.texts.items()) if words.strip()},
        dict(sorted(submission.reasons.items())),
        record.blanks_are_zero,
    ]
    if record.stated or record.not_applicable:
        stated += [dict(sorted(record.stated.items())), sorted(record.not_applicable)]
    return hashlib.sha256(json.dumps(stated, ensure_ascii=True).encode()).hexdigest()[:32]
