"""The collecting government's own reports of earlier years, as the office puts them into ``history/``.

A file is a workbook of the form, filled from the published report; a VALUES.json; or the rollup.json of
an earlier collection. Each says itself which year and which edition it is of.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from toolkit.collection.folder import Collection
from toolkit.errors import MisuseError
from toolkit.form.edition import form_for_year
from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number
from toolkit.form.values import Values, load_values
from toolkit.messages import say
from toolkit.workbook.submission import read_submission

FOLDER = "history"


@dataclass(frozen=True)
class EarlierReport:
    """A report of an earlier year.

    Attributes:
        values: item of ``edition`` → exact figure, totals included.
        complete: false where a rollup.json says that it lacked units.
    """

    year: int
    edition: str
    values: Mapping[str, Number]
    complete: bool
    file: Path


def earlier_reports(collection: Collection) -> list[EarlierReport]:
    """What lies in ``history/``, the latest year first.

    Raises:
        MisuseError: a file cannot be read, is of this year or a later one, of a year in which its edition
            was not in force, or there are two of one year.
    """
    folder = collection.folder / FOLDER
    found: dict[int, EarlierReport] = {}
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.name.startswith((".", "~$")) or not file.is_file():
            continue
        report = _read(file)
        if report.year >= collection.year:
            raise MisuseError(
                say("misuse.history_year", path=file, found=report.year, expected=collection.year)
            )
        if report.year in found:
            other = found[report.year].file.name
            raise MisuseError(say("misuse.history_twice", path=file, year=report.year, other=other))
        found[report.year] = report
    return [found[year] for year in sorted(found, reverse=True)]


def _read(file: Path) -> EarlierReport:
    values, complete = _json(file) if file.suffix.lower() == ".json" else (_workbook(file), True)
    if values.year is None:
        raise MisuseError(say("misuse.history_no_year", path=file))
    form = form_for_year(values.edition, values.year)
    values.must_belong_to(form, source=str(file))
    known = completed(form, Record(values.numbers(), blanks_are_zero=values.blanks_are_zero))
    return EarlierReport(values.year, values.edition, known, complete, file)


def _json(file: Path) -> tuple[Values, bool]:
    values = load_values(file) if not _is_rollup(file) else None
    if values is not None:
        return values, True
    data = json.loads(file.read_text("utf-8-sig"), parse_float=Decimal)
    numbers = {item: Decimal(v) if isinstance(v, str) else v for item, v in data["values"].items()}
    return Values(data["edition"], int(data["year"]), values=numbers), bool(data.get("complete", True))


def _is_rollup(file: Path) -> bool:
    """A rollup.json names its units; a VALUES.json one unit."""
    try:
        data = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return False  # told by whoever reads it as VALUES.json
    return isinstance(data, dict) and isinstance(data.get("unit"), str) and "units" in data


def _workbook(file: Path) -> Values:
    submission = read_submission(file)
    if not submission.readable or submission.identity is None:
        reason = "".join(finding.message for finding in submission.findings[:1])
        raise MisuseError(say("misuse.history_unreadable", path=file, reason=reason))
    identity = submission.identity
    return Values(
        identity.edition, identity.year or None, identity.unit, dict(submission.values),
    )  # fmt: skip
