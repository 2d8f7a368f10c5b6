"""``ogi published``: the units' published reports against what they submitted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, Json, day_given, print_json
from toolkit.messages import first_of, say, say_of

if TYPE_CHECKING:
    from toolkit.collection.publications import PublishedFile, PublishedRun
    from toolkit.collection.standing import Snapshot
    from toolkit.collection.unit_row import UnitRow

SHOWN = 8
"""Differences of one report that are listed; the JSON output has all of them."""


def published(
    folder: Folder,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE…]", help=say("help.published.files"))
    ] = None,
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help=say("help.published.unit"))] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="YYYY-MM-DD", help=say("help.published.on"))
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare published reports with the submissions that count; name the units that published nothing."""
    from datetime import date

    from toolkit.cli.given_paths import given_paths
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.publications import compare_published
    from toolkit.collection.standing import take_stock

    collection = CollectionFolder.open(folder)
    today = day_given(on, collection.year + 1) or date.today()
    with collection.ledger(reading_only=not files) as ledger:
        stock = take_stock(collection, ledger, today)
        run = compare_published(stock, given_paths(files or []), unit)
        if as_json:
            print_json(_run_json(stock, run))
        else:
            for line in _lines(stock, run):
                typer.echo(line)
        results = [s.published.result for s in stock.standings if s.published is not None]
    if run.missing or any(one.trouble for one in run.files) or any(one != "same" for one in results):
        raise typer.Exit(1)


def publication_json(row: UnitRow) -> dict[str, object]:
    """Return what comparing a unit's published report came to as JSON data."""
    one = row.published
    assert one is not None
    return {
        "result": one.result,
        "file": one.name,
        "sha256": one.sha256,
        "format": one.format,
        "published_on": one.published_on or None,
        "address": one.address or None,
        "compared_at": one.compared_at,
        "outdated": row.published_outdated,
        "differences": [dict(entry) for entry in one.differences],
    }


def _run_json(stock: Snapshot, run: PublishedRun) -> dict[str, object]:
    from toolkit.collection.unit_row import unit_rows

    return {
        "files": [
            {
                "file": one.name,
                "unit_code": one.unit or None,
                "title": one.title or None,
                "year": one.year or None,
                "trouble": one.trouble or None,
                "why": one.why or None,
                "compared": one.compared,
                "result": one.publication.result if one.publication else None,
            }
            for one in run.files
        ],
        "passed_over": run.passed_over,
        "units": [
            {
                "code": row.code,
                "name": row.name,
                "published": publication_json(row) if row.published else None,
            }
            for row in unit_rows(stock)
        ],
        "missing": [standing.unit.code for standing in run.missing],
    }


def _lines(stock: Snapshot, run: PublishedRun) -> Iterator[str]:
    for one in run.files:
        yield from file_lines(stock, one)
    if run.passed_over:
        yield say(
            "publication.passed_over",
            count=len(run.passed_over),
            names=first_of(run.passed_over, SHOWN, more="collect.brief.more"),
        )
    on_record = [standing.published for standing in stock.standings if standing.published is not None]
    if on_record:
        same = sum(one.result == "same" for one in on_record)
        yield say("publication.summary", count=len(on_record), same=same, others=len(on_record) - same)
    for due in sorted({standing.due for standing in run.missing}):
        units = [f"{one.unit.code} {one.unit.name}" for one in run.missing if one.due == due]
        details = {"due": due.isoformat(), "count": len(units), "units": "、".join(units)}
        yield say("publication.missing", **details)


def file_lines(stock: Snapshot, one: PublishedFile) -> Iterator[str]:
    """What comparing one file came to."""
    from toolkit.collection.published_comparison import difference_findings
    from toolkit.reports.unit_remarks import published_words

    name = stock.by_code[one.unit].unit.name if one.unit else ""
    if one.publication is None:
        title = one.title or say("word.blank")
        details = {"file": one.name, "unit": name, "title": title, "year": one.year, "why": one.why}
        yield say_of("publication.trouble.*", one.trouble, **details)
        return
    result = published_words(one.publication, outdated=False)
    yield say("publication.file", file=one.name, unit=name, result=result, compared=one.compared)
    differences = one.publication.differences
    for finding in difference_findings(stock.collection.form, differences[:SHOWN]):
        yield f"　　{finding.message}"
    if len(differences) > SHOWN:
        yield say("publication.more", count=len(differences) - SHOWN)
