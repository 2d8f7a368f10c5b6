"""A single unit's own report to be published, from the workbook it filled in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.collection.files import part_name
from toolkit.errors import MisuseError
from toolkit.messages import say, system_words
from toolkit.reports.document import write_document
from toolkit.reports.page import write_page
from toolkit.reports.publication import of_unit
from toolkit.review.checks import judge
from toolkit.review.verdict import verdict_of
from toolkit.workbook.submission import read_submission


@dataclass(frozen=True)
class UnitReport:
    """What was written for one workbook.

    Attributes:
        warnings: hard findings that must be mended before it is published.
        open_points: passages that nobody has written yet.
    """

    source: Path
    files: tuple[Path, ...]
    warnings: tuple[str, ...]
    open_points: int


def write_unit_report(source: Path, folder: Path, taken: Collection[Path] = ()) -> UnitReport:
    """Write the report of one workbook as a Word document and a web page.

    Args:
        taken: files that were just written from other workbooks; one of the same unit gets a name of its own.

    Raises:
        MisuseError: the workbook cannot be read, does not say whose or of which year it is, or a file
            cannot be written.
    """
    try:
        submission = read_submission(source)
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=source, reason=system_words(error))) from error
    if not submission.readable or submission.form is None or submission.identity is None:
        reason = "".join(finding.message for finding in submission.findings[:1])
        raise MisuseError(say("misuse.cannot_read", path=source, reason=reason))
    if not submission.identity.year or not submission.identity.unit.name.strip():
        raise MisuseError(say("misuse.nobodys_report", path=source))
    publication = of_unit(verdict_of(judge(submission)), submission.form)
    name = part_name(publication.name)
    document, page = _files(folder, name, publication.year)
    if document in taken:
        document, page = _files(folder, f"{name}（{part_name(source.stem)}）", publication.year)
    write_document(publication, document)
    write_page(publication, page)
    return UnitReport(source, (document, page), publication.warnings, publication.open_points)


def write_unit_reports(sources: Sequence[Path], folder: Path | None) -> list[UnitReport | MisuseError]:
    """The same of several workbooks: what cannot be done is handed back in its place, the rest is written.

    Args:
        folder: where to; beside each workbook where none is given.
    """
    done: list[UnitReport | MisuseError] = []
    taken: set[Path] = set()
    for source in sources:
        try:
            one = write_unit_report(source, folder or source.parent, taken)
            taken.update(one.files)
            done.append(one)
        except MisuseError as error:
            done.append(error)
    return done


def _files(folder: Path, name: str, year: int) -> tuple[Path, Path]:
    document, page = (folder / say(key, city=name, year=year) for key in ("document.file", "page.file"))
    return document, page
