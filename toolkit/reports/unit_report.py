"""A single unit's own report to be published, from the workbook it filled in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.collection.files import safe_name
from toolkit.errors import MisuseError
from toolkit.messages import say
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


def write_unit_report(source: Path, folder: Path) -> UnitReport:
    """Write the report of one workbook as a Word document and a web page.

    Raises:
        MisuseError: the workbook cannot be read, or a file cannot be written.
    """
    try:
        submission = read_submission(source)
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=source, reason=error.strerror or error)) from error
    if not submission.readable or submission.form is None or submission.identity is None:
        reason = "".join(finding.message for finding in submission.findings[:1])
        raise MisuseError(say("misuse.cannot_read", path=source, reason=reason))
    publication = of_unit(verdict_of(judge(submission)), submission.form)
    names = {"city": safe_name(publication.name), "year": publication.year}
    document, page = (folder / say(key, **names) for key in ("document.file", "page.file"))
    write_document(publication, document)
    write_page(publication, page)
    return UnitReport(source, (document, page), publication.warnings, publication.open_points)
