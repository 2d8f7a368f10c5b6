"""A single unit's own report for publication, from its completed workbook."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.collection.files import part_name, replace_file
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.records import Received
from toolkit.collection.progress import Progress, silent
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.errors import MisuseError
from toolkit.messages import say, system_words
from toolkit.paper.office_text import printable
from toolkit.reports.document import document as paper
from toolkit.reports.page import page as web_page
from toolkit.reports.publication import Publication, of_unit
from toolkit.reports.shelf import must_be_free, put_aside
from toolkit.reports.wording import title_parts
from toolkit.review.checks import judge
from toolkit.review.verdict import verdict_of
from toolkit.workbook.submission import read_submission


@dataclass(frozen=True)
class UnitReport:
    """The files written for one workbook.

    Attributes:
        warnings: hard findings to correct before publication.
        open_points: number of passages still to be written.
        kept: earlier files that differed, at their new place.
    """

    source: Path
    files: tuple[Path, ...]
    warnings: tuple[str, ...]
    open_points: int
    kept: tuple[Path, ...] = ()


def write_unit_report(source: Path, folder: Path, taken: Collection[Path] = ()) -> UnitReport:
    """Write the report of one workbook as a Word document and a web page.

    Args:
        taken: files just written from other workbooks; another of the same unit gets a different name.

    Raises:
        MisuseError: the workbook cannot be read or does not state its unit or year, or a file cannot be
            written.
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
    return _placed(
        of_unit(verdict_of(judge(submission)), submission.form, is_total=submission.is_total),
        source,
        folder,
        taken,
    )


def folder_of_units(collection: CollectionFolder) -> Path:
    """The folder for the reports of single units."""
    return collection.folder / "reports" / say("reports.of_units")


def write_reports_of_units(
    stock: Snapshot, folder: Path | None = None, progress: Progress = silent
) -> list[UnitReport]:
    """Write the report of every unit whose workbook is accepted, from the readings in the ledger.

    Args:
        folder: folder for the reports; by default one within the reports of the collection.

    Raises:
        MisuseError: a file cannot be written.
    """
    collection = stock.collection
    folder = folder or folder_of_units(collection)
    included = [one for one in stock.standings if one.state is UnitState.INCLUDED]
    done: list[UnitReport] = []
    taken: set[Path] = set()
    for standing in included:
        assert standing.received is not None  # it is included
        publication = _of_standing(stock, standing, standing.received)
        made = _placed(publication, Path(standing.received.name), folder, taken)
        taken.update(made.files)
        done.append(made)
        progress(len(done), len(included))
    return done


def _of_standing(stock: Snapshot, standing: Standing, received: Received) -> Publication:
    """The report under the name in the roster, with the figures that count for the unit."""
    verdict, unit = stock.verdict(received), standing.unit
    assert verdict.identity is not None  # it is accepted
    identity = replace(verdict.identity, unit=replace(verdict.identity.unit, name=unit.name))
    values = stock.values(standing) if standing.joined else verdict.values  # read from the ledger once
    counted = replace(verdict, identity=identity, values=values)
    made = of_unit(counted, stock.collection.form, is_total=unit.scope == "total")
    others = "、".join(printable(file.unit_name) for file, _ in standing.joined)
    return replace(made, warnings=(*made.warnings, say("report.joined", others=others))) if others else made


def _placed(publication: Publication, source: Path, folder: Path, taken: Collection[Path]) -> UnitReport:
    """Write both files; a version changed by hand is put aside."""
    document, page = _free(folder, publication, source, taken)
    contents = {document: paper(publication), page: web_page(publication).encode()}
    for file in contents:
        must_be_free(file)
    kept = []
    for file, content in contents.items():
        if file.is_file() and file.read_bytes() != content:
            kept.append(put_aside(file, folder))
        replace_file(file, content)
    return UnitReport(source, (document, page), publication.warnings, publication.open_points, tuple(kept))


def _free(folder: Path, publication: Publication, source: Path, taken: Collection[Path]) -> tuple[Path, Path]:
    """Return names for both files that no other workbook of this run uses."""
    name, titles = part_name(publication.name), title_parts(publication.official)
    marks = (
        "",
        f"（{part_name(source.stem)[:20]}）",
        *(f"（{number}）" for number in range(2, len(taken) + 3)),
    )
    for mark in marks:
        document, page = (
            folder / say(key, city=name + mark, year=publication.year, **titles)
            for key in ("document.file", "page.file")
        )
        if document not in taken:
            break
    return document, page


def write_unit_reports(sources: Sequence[Path], folder: Path | None) -> list[UnitReport | MisuseError]:
    """Write the reports of several workbooks; for one that fails, the error takes its place in the result.

    Args:
        folder: folder for the reports; ``None``: beside each workbook.
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
