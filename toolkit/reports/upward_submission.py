"""A total as a submission for the level above: the official workbook, locked, with its scope ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.collection.files import part_name
from toolkit.collection.last_year import priors
from toolkit.collection.place_names import same_government
from toolkit.errors import MisuseError
from toolkit.form.expression import Number
from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.form.registry import official_form
from toolkit.form.totals import form_of_total
from toolkit.messages import say, system_words
from toolkit.messages.code_types import Code
from toolkit.reports.publishing import reports_folder, texts_of_office
from toolkit.reports.report_data import Report
from toolkit.reports.shelf import Shelf
from toolkit.reports.text_notes import text_notes
from toolkit.reports.text_sources import SUBMISSION
from toolkit.reports.unit_remarks import decided_figures
from toolkit.reports.wording import scope_words
from toolkit.rollup.total import RollupResult
from toolkit.workbook.submission import Submission, read_submission
from toolkit.workbook.template_writer import Annex, Prefill, write_template

_COLUMNS: Mapping[Code, float] = {
    "city.code": 9, "city.name": 28, "city.kind": 8, "city.parent": 16, "city.scope": 30,
    "city.receipt": 7, "city.sha256": 18, "city.decided": 30,
}  # fmt: skip


@dataclass(frozen=True)
class Submitted:
    """The result of writing a total as a submission.

    Attributes:
        answers: the unit the answered workbook was issued to; ``None`` where none was given.
        kept: the workbook of an earlier run, if it had been changed by hand.
        carried: ids of the texts that the office wrote.
        notes: which texts were taken over from which document, and what is to be decided about them.
    """

    file: Path
    answers: Unit | None
    kept: Path | None
    carried: tuple[str, ...]
    notes: tuple[str, ...] = ()


def lacks(report: Report) -> str:
    """Return why a total cannot be submitted yet, with the remedy; empty if it can."""
    if report.rolled.complete:
        return ""
    return say("submission.incomplete", coverage=report.coverage, name=report.rolled.name)


def write_submission(report: Report, issued: Path | None = None) -> Submitted:
    """Write a total as the workbook that the level above collects.

    The figures of a unit are submitted to this collection; those of the collecting government to the office
    that issued ``issued``, from which identity and figures of last year are copied. Local figures that an
    edition adds to an official form stay here, unless ``issued`` asks for them too. What the office
    wrote into earlier documents is taken over; a workbook changed by hand is kept as well.

    Raises:
        MisuseError: the total lacks units; ``issued`` is not a workbook for this year's form, or was issued
            to another unit; or the file cannot be written.
    """
    rolled = report.rolled
    if words := lacks(report):
        raise MisuseError(words)
    shelf = Shelf(reports_folder(rolled.collection, rolled.of))
    name = say("submission.file", name=part_name(rolled.name), year=report.year)
    answer = _answer(report, issued)
    form = _form(report, answer.identity.edition)
    asked = {text.id for text in form.texts}
    keeper, own = texts_of_office(report)
    drafted = {text: words for text, words in keeper.drafted.items() if text in asked}
    carried = {t: "\n".join(own.paragraphs(t, drafted.get(t, ""))) for t in own.words if t in asked}
    texts = {**drafted, **carried}
    keeper.will_write(SUBMISSION, {text: texts.get(text, "").splitlines() for text in asked})
    prefill = _filled(rolled, form, answer.prior, texts)
    with shelf.writing() as stage:
        write_template(
            stage / name, form_of_total(form), answer.identity, prefill, password=answer.password,
            key=answer.key, signature=answer.signature, annex=_annex(report),
        )  # fmt: skip
    kept = shelf.kept[0] if shelf.kept else None
    notes = (*own.notes(report.form, keeper.drafted), *text_notes(report, own))
    to = answer.identity.unit if issued else None
    return Submitted(shelf.folder / name, to, kept, tuple(carried), notes)


def _filled(
    rolled: RollupResult, form: Form, prior: Mapping[str, Number], texts: Mapping[str, str]
) -> Prefill:
    """Return what of a total the form asks for."""
    return Prefill(
        {item: value for item, value in prior.items() if item in form.items},
        {item: v for item in form.inputs if (v := rolled.values[item]) is not None}
        | dict.fromkeys(rolled.absent() & form.exempt, form.words.not_applicable),
        texts,
        reasons={key: reason for key, reason in _reasons(rolled).items() if key in form.check_by_key},
    )


@dataclass(frozen=True)
class _Answer:
    """Identity of the submission and data copied from the issued workbook."""

    identity: Identity
    prior: Mapping[str, Number]
    signature: str = ""
    key: str = ""
    password: str = ""


def _answer(report: Report, issued: Path | None) -> _Answer:
    rolled, collection = report.rolled, report.rolled.collection
    if issued is not None:
        source = _issued(report, issued)
        assert source.identity is not None  # checked in _issued
        return _Answer(source.identity, source.record.prior, source.signature)
    if rolled.of is not None:
        prior = priors(collection, rolled.stock.ledger).figures.get(rolled.of.code, {})
        identity = collection.identity(rolled.of)
        return _Answer(identity, prior, key=collection.key, password=collection.password)
    form = official_form(rolled.form, report.year)
    identity = Identity(form.id, form.version, Unit(rolled.name), report.year)
    prior = rolled.past.seen_from(rolled.form.id) if rolled.past else {}
    return _Answer(identity, prior, password=collection.password)


def _form(report: Report, edition: str) -> Form:
    """Return the form to be submitted: that of the collection, or the official one behind it."""
    return report.form if edition == report.form.id else official_form(report.form, report.year)


def _issued(report: Report, file: Path) -> Submission:
    """Read the issued workbook that is answered."""
    try:
        found = read_submission(file)
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=file, reason=system_words(error))) from error
    if not found.readable or found.identity is None or not found.signature:
        raise MisuseError(say("submission.not_issued", path=file))
    editions = dict.fromkeys((report.form.id, official_form(report.form).id))
    expected = "、".join(f"{edition} {report.year}" for edition in editions)
    given = f"{found.identity.edition} {found.identity.year}"
    if found.identity.edition not in editions or found.identity.year != report.year:
        raise MisuseError(say("submission.other_form", path=file, found=given, expected=expected))
    named = found.identity.unit.name
    names = report.rolled.of.names if report.rolled.of else (report.rolled.name,)
    if not any(same_government(named, name) for name in names):
        raise MisuseError(say("submission.other_unit", path=file, found=named, name=report.rolled.name))
    return found


def _reasons(rolled: RollupResult) -> dict[str, str]:
    """Return the reasons for soft findings by check, to pass them on."""
    return {
        finding.check: say("submission.reason", count=len(rolled.counted), reason=finding.reason)
        for finding in rolled.findings
        if finding.check and finding.severity == "soft" and finding.reason
    }


def _annex(report: Report) -> Annex:
    """The scope ledger: every unit, whether and how it is counted, by which file, and what was decided about
    its figures."""
    rows = [
        (*scope_words(row), str(row.receipt or ""), (row.sha256 or "")[:16], "；".join(decided_figures(row)))
        for row in report.rolled.rows
    ]
    heading = say(
        "submission.scope.heading", name=report.rolled.name, year=report.year, coverage=report.coverage
    )
    columns = tuple((say(code), width) for code, width in _COLUMNS.items())
    return Annex(say("submission.scope"), heading, columns, tuple(rows))
