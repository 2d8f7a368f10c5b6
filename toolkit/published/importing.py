"""A published report as VALUES.json and as a template filled with what was read, to be confirmed.

Nothing that could not be read becomes a number: it is ``null`` in the values, and in the template what is
printed, so that the clerk sees it. A printed total that its parts do not bear out is kept as printed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number
from toolkit.form.identity import Identity
from toolkit.form.model import Form
from toolkit.form.values import Values, json_number
from toolkit.messages import say
from toolkit.published.printed_rows import Unclear
from toolkit.workbook.filling import fill
from toolkit.workbook.submission import Submission
from toolkit.workbook.template_writer import write_template


def values_of(submission: Submission) -> dict[str, object]:
    """The content of a VALUES.json.

    Raises:
        ValueError: nothing could be read.
    """
    form, identity = _known(submission)
    values = submission.values
    return {
        "edition": form.id,
        "year": identity.year or None,
        "unit": {"code": identity.unit.code, "name": identity.unit.name},
        "values": {item: values.get(item) for item in form.items},
        "texts": dict(submission.record.texts),
    }


def write_import(submission: Submission, stem: Path) -> tuple[Path, Path]:
    """Write ``STEM.json`` and ``STEM.xlsx``.

    Raises:
        ValueError: nothing could be read.
        OSError: a file cannot be written.
    """
    form, identity = _known(submission)
    data, book = stem.with_name(f"{stem.name}.json"), stem.with_name(f"{stem.name}.xlsx")
    words = json.dumps(values_of(submission), ensure_ascii=False, indent=2, default=json_number)
    data.write_text(words + "\n", "utf-8")
    write_template(book, form, identity)
    given = Values(form.id, identity.year, identity.unit, _typed(submission, form), submission.record.texts)
    fill(book, given, book, totals=True)
    return data, book


def _known(submission: Submission) -> tuple[Form, Identity]:
    if submission.form is None or submission.identity is None:
        raise ValueError(submission.file)
    return submission.form, submission.identity


def _typed(submission: Submission, form: Form) -> Mapping[str, Number | str | None]:
    """What goes into the cells: numbers, what is printed where it is no number, totals that do not add up."""
    record = submission.record
    parts = {item: value for item, value in record.values.items() if item not in form.totals}
    sums = completed(form, Record(parts, unreadable={i for i in record.unreadable if i not in form.totals}))
    typed: dict[str, Number | str | None] = {}
    for item in form.items:
        value = record.values.get(item)
        if item in record.unreadable:
            typed[item] = _as_text(submission, item)
        elif value is not None and not (item in form.totals and sums.get(item) == value):
            typed[item] = value
    return typed


def _as_text(submission: Submission, item: str) -> str:
    """What is printed, so that it cannot be taken for a number."""
    reading = submission.readings.get(item)
    raw = "" if reading is None else str(reading.raw)
    if reading is not None and reading.numeral.conversion in (*get_args(Unclear), "printed_twice"):
        return say("published.unclear_cell", raw=raw)
    return raw
