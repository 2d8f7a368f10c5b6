"""Writing every report of a rollup, and noting in the ledger what they count."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.collection.files import replace_file, safe_name
from toolkit.collection.ledger.records import Reported
from toolkit.collection.progress import Progress, silent
from toolkit.collection.standing import State, Stock
from toolkit.form.values import json_number
from toolkit.messages import say
from toolkit.reports.datapackage import write_datapackage
from toolkit.reports.document import write_document
from toolkit.reports.drawing import write_drawings
from toolkit.reports.figures import write_json
from toolkit.reports.page import write_page
from toolkit.reports.publication import of_total
from toolkit.reports.report import Report, prepare
from toolkit.reports.workbook import write_city_workbook


@dataclass(frozen=True)
class Published:
    """What one rollup wrote.

    Attributes:
        files: every report, the ones for people first.
    """

    report: Report
    files: tuple[Path, ...]


def publish(stock: Stock, of: str = "", progress: Progress = silent) -> Published:
    """Add up a collection or one of its units, and write every report.

    Reports of the whole collection lie in ``reports/``, those of a unit in a folder of their own there.

    Raises:
        MisuseError: no such unit, an earlier year cannot be read, or a file cannot be written.
    """
    report = prepare(stock, of)
    collection, unit = stock.collection, report.rolled.of
    top = collection.folder / "reports"
    folder = top / collection.stem(unit) if unit else top
    folder.mkdir(parents=True, exist_ok=True)
    originals = _originals(report, top, folder)
    files: list[Path] = []
    steps = list(_steps(report, folder, originals))
    for number, write in enumerate(steps, start=1):
        files += write()
        progress(number, len(steps))
    if unit is None:
        _note(report)
    return Published(report, tuple(files))


def _steps(
    report: Report, folder: Path, originals: Mapping[str, str]
) -> Iterator[Callable[[], Iterable[Path]]]:
    """What is written, one after the other; each step names its files."""
    names = {"city": safe_name(report.rolled.name), "year": report.year}
    publication = of_total(report)

    def one(file: Path, write: Callable[[Path], object]) -> Iterable[Path]:
        write(file)
        return [file]

    book, paper, page = (folder / say(f"{kind}.file", **names) for kind in ("city", "document", "page"))
    yield lambda: one(book, lambda file: write_city_workbook(report, file, originals))
    yield lambda: one(paper, lambda file: write_document(publication, file))
    yield lambda: one(page, lambda file: write_page(publication, file))
    yield lambda: write_drawings(publication, folder / say("chart.folder"))
    yield lambda: write_datapackage(report, folder / say("datapackage.folder"))
    yield lambda: one(folder / "rollup.json", lambda file: write_json(report.rolled, file))


def _originals(report: Report, top: Path, folder: Path) -> dict[str, str]:
    """The workbooks the figures come from, taken out of the ledger; unit code → path seen from ``folder``."""
    rolled = report.rolled
    kept = top / say("reports.originals")
    found: dict[str, str] = {}
    for line in rolled.scope:
        received = line.standing.received
        if received is None or line.standing.state is not State.INCLUDED:
            continue
        stem = rolled.collection.stem(line.unit)
        file = kept / f"{stem}-{received.number}{Path(received.name).suffix.lower()}"
        if not file.is_file():
            replace_file(file, rolled.stock.ledger.content(received.sha256))
        found[line.unit.code] = ("../" if folder != top else "") + f"{kept.name}/{file.name}"
    if rolled.of is None:
        current = {Path(path).name for path in found.values()}
        for file in kept.iterdir() if kept.is_dir() else ():
            if file.name not in current:
                file.unlink()  # superseded; the ledger keeps it
    return found


def _note(report: Report) -> None:
    """What the reports count, so that a later change can be told."""
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
