"""``ogi report``: write a unit's own report for publication, from its workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.given_paths import given_files
from toolkit.cli.options import Edition, Json, print_json, progress, remark
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.errors import MisuseError
    from toolkit.reports.unit_report import UnitReport


def report(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("help.report.files"))],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help=say("help.report.out"))
    ] = None,
    as_json: Json = False,
    edition: Edition = "",
) -> None:
    """Write each workbook's report as a Word document and a web page."""
    from toolkit.collection.folder import CONFIG
    from toolkit.errors import MisuseError
    from toolkit.reports.unit_report import write_unit_reports

    lacking = ""
    if len(files) == 1 and (files[0] / CONFIG).is_file():
        done, lacking = _of_collection(files[0], out)
    else:
        done = write_unit_reports(given_files(files), out)
    written = [one for one in done if not isinstance(one, MisuseError)]
    refused = [one for one in done if isinstance(one, MisuseError)]
    if refused and not written:
        raise refused[0] if len(refused) == 1 else MisuseError("\n".join(map(str, refused)))
    for error in refused:
        remark(str(error))
    if as_json:
        print_json(
            {"reports": [{"file": str(o.source), "warnings": o.warnings, "open_points": o.open_points,
                          "written": list(map(str, o.files))} for o in written],
             "refused": list(map(str, refused)), "lacking": lacking}
        )  # fmt: skip
    else:
        for line in (line for one in written for line in _told(one)):
            typer.echo(line)
        if lacking:
            typer.echo(lacking)
    if refused or lacking or any(one.warnings for one in written):
        raise typer.Exit(1)


def _of_collection(folder: Path, out: Path | None) -> tuple[list[UnitReport | MisuseError], str]:
    """Write the report of every accepted unit; return them, and which units have none."""
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.standing import UnitState, take_stock
    from toolkit.reports.report_index import write_report_index
    from toolkit.reports.unit_report import folder_of_units, write_reports_of_units

    collection = CollectionFolder.open(folder)
    with collection.ledger(reading_only=True) as ledger, progress(say("progress.rollup")) as tick:
        stock = take_stock(collection, ledger)
        done = write_reports_of_units(stock, out, tick)
        target = out or folder_of_units(collection)
        if done:
            remark(say("done.index", path=write_report_index(stock, target)))
    open_states = (UnitState.MISSING, UnitState.RETURNED)
    names = [standing.unit.name for standing in stock.standings if standing.state in open_states]
    return [*done], say("report.lacking", count=len(names), units="、".join(names)) if names else ""


def _told(one: UnitReport) -> Iterator[str]:
    yield say("done.unit_report", path=one.source)
    for warning in one.warnings:
        yield say("document.warning", warning=warning)
    if one.open_points:
        yield say("document.draft", count=one.open_points)
    for file in one.files:
        yield say("done.report", path=file)
    for file in one.kept:
        yield say("done.kept", path=file)
