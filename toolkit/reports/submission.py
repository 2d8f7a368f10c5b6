"""A total as a submission for the level above: the official workbook, locked, with its scope ledger."""

from __future__ import annotations

import io
from pathlib import Path

from toolkit.collection.files import replace_file, safe_name
from toolkit.collection.last_year import priors
from toolkit.errors import MisuseError
from toolkit.form.identity import Identity, Unit
from toolkit.messages import say
from toolkit.reports.narrative import told
from toolkit.reports.report import Report
from toolkit.rollup.aggregate import Rollup
from toolkit.workbook.submission import Submission, read_submission
from toolkit.workbook.template import Annex, Prefill, write_template

_COLUMNS = (
    ("code", 10), ("name", 34), ("kind", 9), ("parent", 22), ("scope", 40), ("receipt", 9), ("sha256", 20),
)  # fmt: skip


def submission_file(report: Report) -> Path:
    """Where the submission of a total is written."""
    collection, unit = report.rolled.collection, report.rolled.of
    folder = collection.folder / "reports" / (collection.stem(unit) if unit else "")
    return folder / say("submission.file", name=safe_name(report.rolled.name), year=report.year)


def lacks(report: Report) -> str:
    """Why a total cannot be submitted yet, with the remedy; empty where it can."""
    rolled = report.rolled
    if rolled.complete and rolled.counted:
        return ""
    return say("submission.incomplete", coverage=report.coverage, name=rolled.name)


def write_submission(report: Report, issued: Path | None = None) -> Path:
    """Write a total as the workbook that the level above collects.

    The figures of a unit of this collection go back into this collection; those of the collecting
    government itself to the office that issued ``issued``, whose identity and figures of last year the
    workbook carries on.

    Raises:
        MisuseError: the total lacks units, ``issued`` is no workbook for this year's form, or the file
            cannot be written.
    """
    rolled = report.rolled
    if words := lacks(report):
        raise MisuseError(words)
    if issued is not None:
        source = _issued(report, issued)
        identity, prior, signature, key = source.identity, source.record.prior, source.signature, ""
        assert identity is not None  # it would not have been taken
    elif rolled.of is not None:
        identity = rolled.collection.identity(rolled.of)
        prior = priors(rolled.collection).figures.get(rolled.of.code, {})
        signature, key = "", rolled.collection.key
    else:
        identity = Identity(rolled.form.id, rolled.form.version, Unit(rolled.name), report.year)
        prior, signature, key = (rolled.past.seen_from(rolled.form.id) if rolled.past else {}), "", ""
    drafted = told(report.form.id, report.comparison.indicators, comparable=_comparable(report))
    prefill = Prefill(
        prior,
        {item: rolled.values[item] for item in rolled.form.inputs},
        {text: "".join(words) for text, words in drafted.items()},
        reasons=_reasons(rolled),
    )
    stream = io.BytesIO()
    write_template(
        stream, rolled.form, identity, prefill, password=rolled.collection.password if not issued else "",
        key=key, signature=signature, annex=_annex(report),
    )  # fmt: skip
    file = submission_file(report)
    replace_file(file, stream.getvalue())
    return file


def _comparable(report: Report) -> bool:
    last = report.comparison.last
    return last is not None and last.complete


def _issued(report: Report, file: Path) -> Submission:
    """The workbook of the level above that is answered."""
    try:
        found = read_submission(file)
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=file, reason=error.strerror or error)) from error
    if not found.readable or found.identity is None or not found.signature:
        raise MisuseError(say("submission.not_issued", path=file))
    expected = f"{report.form.id} {report.year}"
    given = f"{found.identity.edition} {found.identity.year}"
    if given != expected:
        raise MisuseError(say("submission.other_form", path=file, found=given, expected=expected))
    return found


def _reasons(rolled: Rollup) -> dict[str, str]:
    """What explains a soft finding travels on."""
    return {
        finding.check: say("submission.reason", count=len(rolled.counted), reason=finding.reason)
        for finding in rolled.findings
        if finding.check and finding.severity == "soft" and finding.reason
    }


def _annex(report: Report) -> Annex:
    """The scope ledger: every unit, whether and how it is counted, by which file."""
    roster = report.rolled.collection.roster.by_code
    rows = []
    for line in report.rolled.scope:
        received, above = line.standing.received, roster.get(line.unit.parent)
        rows.append(
            (
                line.unit.code,
                line.unit.name,
                say(f"kind.{line.unit.kind}"),
                above.name if above else "",
                line.words,
                str(received.number) if received else "",
                received.sha256[:16] if received else "",
            )
        )
    heading = say(
        "submission.scope.heading", name=report.rolled.name, year=report.year, coverage=report.coverage
    )
    columns = tuple((say(f"city.{name}"), float(width)) for name, width in _COLUMNS)
    return Annex(say("submission.scope"), heading, columns, tuple(rows))
