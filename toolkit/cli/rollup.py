"""``ogi rollup``: add up what is in and write the reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from toolkit.cli.options import Folder, Json, print_json
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.collection.standing import Stock
    from toolkit.rollup.aggregate import Rollup


def rollup(folder: Folder, as_json: Json = False) -> None:
    """Add up what is in and write the city's reports."""
    from toolkit.collection.folder import Collection
    from toolkit.collection.standing import take_stock
    from toolkit.reports.figures import as_json as figures

    collection = Collection.open(folder)
    with collection.ledger() as ledger:
        rolled, files = write_rollup(take_stock(collection, ledger))
        if as_json:
            print_json(figures(rolled))
        else:
            typer.echo(rollup_text(rolled, files))
    if not rolled.complete:
        raise typer.Exit(1)


def write_rollup(stock: Stock) -> tuple[Rollup, list[Path]]:
    """Add up, write every report, note in the ledger what they count; returns the rollup and the files."""
    from toolkit.collection.files import safe_name
    from toolkit.collection.ledger.records import Reported
    from toolkit.form.values import json_number
    from toolkit.reports.figures import write_json
    from toolkit.reports.workbook import write_city_workbook
    from toolkit.rollup.aggregate import roll_up

    rolled = roll_up(stock)
    collection = stock.collection
    reports = collection.folder / "reports"
    reports.mkdir(exist_ok=True)
    book = reports / say("city.file", city=safe_name(collection.city), year=collection.year)
    figures = reports / "rollup.json"
    write_city_workbook(rolled, book)
    write_json(rolled, figures)
    stock.ledger.report(
        json.dumps(rolled.values, default=json_number),
        [
            Reported(
                standing.unit.code,
                str(standing.state),
                standing.unit.code in rolled.parts,
                standing.received.sha256 if standing.received else None,
                standing.received.reading if standing.received else None,
            )
            for standing in stock.standings
        ],
    )
    return rolled, [book, figures]


def rollup_text(rolled: Rollup, files: list[Path]) -> str:
    """The city's headline figures, what is missing, and where the reports lie."""
    from toolkit.form.expression import plain
    from toolkit.reports.headline import headline

    lines = [say("rollup.head", city=rolled.collection.city, year=rolled.collection.year)]
    for item in headline(rolled.form):
        lines.append(
            say(
                "rollup.figure",
                table=rolled.form.table(item.table).name,
                label=item.label,
                value=plain(rolled.values[item.id]),
                unit=item.unit,
            )
        )
    lines += [finding.message for finding in rolled.findings]
    lines += [say("done.report", path=file) for file in files]
    return "\n".join(lines)
