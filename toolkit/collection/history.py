"""The collecting government's own reports of earlier years, as the office puts them into ``history/``.

A file is a published report (page, document, PDF, text); a workbook of the form, filled from one; a
VALUES.json; or the rollup.json of an earlier collection. Each says itself which year and which edition
it is of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.place_names import same_government
from toolkit.errors import MisuseError
from toolkit.form.expression import Number
from toolkit.form.registry import form_for_year
from toolkit.form.values import KEYS, Values, checked_values, load_json
from toolkit.messages import say, system_words
from toolkit.published.any_report import read_report
from toolkit.published.published_submission import PublishedSubmission

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


def earlier_reports(collection: CollectionFolder) -> list[EarlierReport]:
    """What lies in ``history/``, the latest year first.

    Raises:
        MisuseError: naming every file that cannot be read, is of this year or a later one, of a year in
            which its edition was not in force, of another government, or there are two of one year.
    """
    folder = collection.folder / FOLDER
    found: dict[int, EarlierReport] = {}
    problems: list[str] = []
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.name.startswith((".", "~$")) or not file.is_file():
            continue
        try:
            report = _read(file, collection.city)
        except MisuseError as problem:
            problems.append(str(problem))
            continue
        if report.year >= collection.year:
            problems.append(
                say("misuse.history_year", path=file, found=report.year, expected=collection.year)
            )
        elif report.year in found:
            other = found[report.year].file.name
            problems.append(say("misuse.history_twice", path=file, year=report.year, other=other))
        else:
            found[report.year] = report
    if problems:
        raise MisuseError("\n".join(problems))
    return [found[year] for year in sorted(found, reverse=True)]


def _read(file: Path, city: str) -> EarlierReport:
    unread: tuple[str, ...] = ()
    if file.suffix.lower() == ".json":
        values, complete = json_figures(file)
    else:
        (values, unread), complete = report_figures(file), True
    if values.year is None:
        raise MisuseError(say("misuse.history_no_year", path=file))
    if not same_government(values.unit.name, city):
        raise MisuseError(say("misuse.history_other", path=file, found=values.unit.name, expected=city))
    form = form_for_year(values.edition, values.year)
    values.must_belong_to(form, source=str(file))
    if unread:
        items = "、".join(form.items[item].label for item in unread if item in form.items)
        raise MisuseError(say("misuse.history_unread", path=file, items=items))
    return EarlierReport(values.year, values.edition, values.figures(form), complete, file)


def json_figures(file: Path) -> tuple[Values, bool]:
    """What a VALUES.json or a rollup.json says, and whether the latter says that it is complete.

    Raises:
        MisuseError: it is neither.
    """
    data = load_json(file)
    # A rollup.json names its units and itself by a name; a VALUES.json is one unit's.
    if not isinstance(data, dict) or not isinstance(data.get("unit"), str):
        return checked_values(data, file), True
    values = data.get("values")
    if isinstance(values, dict):  # decimals that JSON cannot hold exactly stand there as text
        values = {item: _exact(item, value, file) for item, value in values.items()}
    known = {key: value for key, value in data.items() if key in KEYS}
    given = {**known, "unit": {"name": data["unit"]}, "values": values}
    return checked_values(given, file), bool(data.get("complete", True))


def _exact(item: str, value: object, file: Path) -> object:
    try:
        return Decimal(value) if isinstance(value, str) else value
    except ArithmeticError as error:
        reason = say("values.no_number", item=item, found=value)
        raise MisuseError(say("misuse.not_values", path=file, reason=reason)) from error


def report_figures(file: Path) -> tuple[Values, tuple[str, ...]]:
    """What a completed workbook or a published report says, and items whose published figure is unreadable.

    Raises:
        MisuseError: it cannot be read, or is none of the form.
    """
    try:
        submission = read_report(file)
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=file, reason=system_words(error))) from error
    if not submission.readable or submission.identity is None:
        reason = "".join(finding.message for finding in submission.findings[:1])
        raise MisuseError(say("misuse.history_unreadable", path=file, reason=reason))
    identity = submission.identity
    figures, texts = dict(submission.values), submission.record.texts
    values = Values(identity.edition, identity.year or None, identity.unit, figures, texts)
    published = isinstance(submission, PublishedSubmission)
    return values, tuple(sorted(submission.record.unreadable)) if published else ()
