"""Write every report of a rollup, and record in the ledger what they count."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from toolkit.collection.files import digest, part_name, replace_file
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.records import Received, Reported
from toolkit.collection.own_output import note_files
from toolkit.collection.progress import Progress, silent
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot, UnitState
from toolkit.form.registry import official_form
from toolkit.form.values import json_number
from toolkit.messages import say
from toolkit.reports.datapackage import write_datapackage
from toolkit.reports.document import write_document
from toolkit.reports.drawing import write_drawings
from toolkit.reports.figures import FIGURES, write_json
from toolkit.reports.own_texts import OwnTexts, TextKeeper
from toolkit.reports.page import write_page
from toolkit.reports.painter import Painter
from toolkit.reports.publication import Publication, drafted_from, of_total
from toolkit.reports.report_data import Report, prepare
from toolkit.reports.shelf import Shelf
from toolkit.reports.text_notes import text_notes
from toolkit.reports.text_sources import DOCUMENT, PAGE, SUBMISSION, TextSource
from toolkit.reports.wording import title_parts
from toolkit.reports.workbook import write_city_workbook
from toolkit.reports.year_picture import write_year_picture
from toolkit.rollup.aggregate import roll_up

_KEPT = re.compile(r".+-\d+\.(xlsx|xlsm|xls|et|ods)", re.IGNORECASE)
"""Allowed names of original workbooks, so that a file opens as a workbook or not at all."""


@dataclass(frozen=True)
class Published:
    """The files written by one rollup.

    Attributes:
        files: every report, documents for people first.
        kept: reports that had been changed by hand, at their new place.
        notes: which texts were taken over from which document, and what is to be decided about them.
        texts: the workbook in which the office writes its texts.
        outdated: units whose own reports, written earlier, differ from the present figures.
    """

    report: Report
    files: tuple[Path, ...]
    kept: tuple[Path, ...] = ()
    outdated: tuple[ReportingUnit, ...] = ()
    notes: tuple[str, ...] = ()
    texts: Path | None = None


def reports_folder(collection: CollectionFolder, unit: ReportingUnit | None) -> Path:
    """Return the folder for reports of the whole collection or of one of its units."""
    top = collection.folder / "reports"
    return top / collection.stem(unit) if unit else top


def publish(stock: Snapshot, of: str = "", progress: Progress = silent) -> Published:
    """Add up a collection or one of its units, and write all reports or none.

    Reports of the whole collection are in ``reports/``, those of a unit in a subfolder. A report that was
    changed by hand is kept as an old draft.

    Raises:
        MisuseError: there is no such unit, an earlier year cannot be read, or a file cannot be written.
    """
    report = prepare(stock, of)
    collection, unit = stock.collection, report.rolled.of
    folder = reports_folder(collection, unit)
    stock.ledger.begin("rollup")
    shelf = Shelf(folder, _recorder(stock, unit))
    keeper, own = texts_of_office(report)
    publication = of_total(report, own)
    originals, superseded = _originals(report, folder)
    files: list[Path] = []
    whole = say("chart.folder"), say("datapackage.folder")
    with shelf.writing(whole=whole) as stage, Painter() as painter:
        for kind in (DOCUMENT, PAGE):
            keeper.will_write(kind, publication.paragraphs, publication.prompts)
        steps = list(_steps(report, publication, stage, originals, painter))
        for number, write in enumerate(steps, start=1):
            files += [folder / file.relative_to(stage) for file in write()]
            progress(number, len(steps))
    for file in superseded:
        file.unlink(missing_ok=True)  # no link leads there any more; the ledger keeps it
    outdated: tuple[ReportingUnit, ...] = ()
    if unit is None:
        _note(report)
        outdated = tuple(_outdated(stock))
    notes = (*own.notes(report.form, keeper.drafted), *text_notes(report, own))
    return Published(report, tuple(files), tuple(shelf.kept), outdated, notes, keeper.book)


def texts_of_office(report: Report) -> tuple[TextKeeper, OwnTexts]:
    """Read back what the office wrote into earlier documents of this total; keep it in one workbook.

    Raises:
        MisuseError: a document or the workbook cannot be read, or the workbook cannot be written.
    """
    folder = reports_folder(report.rolled.collection, report.rolled.of)
    names = _names(report)
    submission = say("submission.file", name=part_name(report.rolled.name), year=report.year)
    sources = (
        TextSource(DOCUMENT, folder / say("document.file", **names)),
        TextSource(PAGE, folder / say("page.file", **names)),
        TextSource(SUBMISSION, folder / submission),
    )
    drafted = {text: "".join(words) for text, words in drafted_from(report).items()}
    keeper = TextKeeper(folder, report.form, drafted, _recorder(report.rolled.stock, report.rolled.of))
    return keeper, keeper.read_back(sources)


def _recorder(stock: Snapshot, of: ReportingUnit | None) -> Callable[[Mapping[str, str]], None]:
    """Records reports about to be put in their place, so that they are known if they come back."""
    return partial(note_files, stock, "rollup", "report", unit=of.code if of else "")


def _outdated(stock: Snapshot) -> Iterator[ReportingUnit]:
    """Yield units whose own reports rest on figures or files that have changed."""
    for unit in stock.collection.roster:
        file = reports_folder(stock.collection, unit) / FIGURES
        if file.is_file():
            try:
                written = json.loads(file.read_text("utf-8")).get("fingerprint")
            except (OSError, ValueError, AttributeError):
                written = None
            if written != roll_up(stock, unit.code).fingerprint:
                yield unit


def _steps(
    report: Report, publication: Publication, folder: Path, originals: Mapping[str, str], painter: Painter
) -> Iterator[Callable[[], Iterable[Path]]]:
    """Yield the steps of writing in order; each returns its files."""
    names = _names(report)

    def one(file: Path, write: Callable[[Path], object]) -> Iterable[Path]:
        write(file)
        return [file]

    book = folder / say("city.file", **names)
    paper, page = folder / say("document.file", **names), folder / say("page.file", **names)
    # First of all, so that they are painted meanwhile.
    charts = write_drawings(publication, folder / say("chart.folder"), painter.paint)
    picture = write_year_picture(publication, folder, painter.paint)
    yield lambda: one(book, lambda file: write_city_workbook(report, file, originals))
    yield lambda: one(paper, lambda file: write_document(publication, file))
    yield lambda: one(page, lambda file: write_page(publication, file))
    yield lambda: (*charts, *picture)
    yield lambda: write_datapackage(report, folder / say("datapackage.folder"))
    yield lambda: one(folder / FIGURES, lambda file: write_json(report.rolled, file))


def _names(report: Report) -> dict[str, object]:
    """Return what names of files are made of."""
    titles = title_parts(official_form(report.form))
    return {"city": part_name(report.rolled.name), "year": report.year, **titles}


def _originals(report: Report, folder: Path) -> tuple[dict[str, str], list[Path]]:
    """Write the original workbooks from the ledger.

    Returns:
        Unit code → path relative to ``folder``, and files of earlier runs that no longer count.
    """
    rolled = report.rolled
    kept = folder / say("reports.originals")
    found: dict[str, str] = {}
    current: set[str] = set()
    for line in rolled.scope:
        received = line.standing.received
        if received is None or line.standing.state is not UnitState.INCLUDED:
            continue
        added = [file for file, _ in line.standing.joined]
        own, *_ = written = [_original(report, kept, line.unit, file) for file in (received, *added)]
        found[line.unit.code] = f"{kept.name}/{own}"
        current.update(written)
    there = list(kept.iterdir()) if kept.is_dir() else []
    return found, [
        file for file in there if file.name not in current and _KEPT.fullmatch(file.name) and file.is_file()
    ]


def _original(report: Report, kept: Path, unit: ReportingUnit, received: Received) -> str:
    """Write one of them, if it is not there; its name."""
    suffix = Path(received.name).suffix.lower()
    name = f"{report.rolled.collection.stem(unit)}-{received.number}"
    file = kept / (name + suffix if _KEPT.fullmatch(name + suffix) else f"{name}.xlsx")
    # A file that was opened and saved is no longer the one received.
    if not file.is_file() or digest(file) != received.sha256:
        replace_file(file, report.rolled.stock.ledger.content(received.sha256))
    return file.name


def _note(report: Report) -> None:
    """Record what the reports count, so that later changes can be detected."""
    rolled = report.rolled
    rolled.stock.ledger.report(
        json.dumps(rolled.values, default=json_number),
        [
            Reported(
                line.unit.code,
                str(line.standing.state),
                line.counted,
                line.standing.received.sha256 if line.standing.received else None,
                line.standing.received.reading if line.standing.received else None,
            )
            for line in rolled.scope
        ],
    )
