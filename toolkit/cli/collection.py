"""``ogi init``, ``distribute``, ``collect``, ``status``, ``rollup``: a collection from start to report."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Edition, Folder, Json, print_json, remark
from toolkit.form.edition import DEFAULT_EDITION
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.collection.folder import Collection
    from toolkit.collection.intake import Intake, Progress
    from toolkit.rollup.aggregate import Rollup


def init(
    folder: Folder,
    city: Annotated[str, typer.Option("--city", help=say("help.init.city"))],
    year: Annotated[int, typer.Option("--year", help=say("help.option.year"))],
    edition: Edition = DEFAULT_EDITION,
) -> None:
    """Start a collection."""
    from toolkit.collection.folder import ROSTER, Collection

    Collection.create(folder, city, year, edition)
    typer.echo(say("done.init", path=folder, roster=folder / ROSTER))


def distribute(folder: Folder, as_json: Json = False) -> None:
    """Write one template for each unit."""
    from toolkit.collection.folder import Collection
    from toolkit.collection.intake import distribute as write

    collection = Collection.open(folder)
    with progress(say("progress.distribute")) as tick:
        files = write(collection, tick)
    if as_json:
        print_json({"files": [str(file) for file in files]})
    else:
        typer.echo(say("done.distribute", count=len(files), path=folder / "outbox"))


def collect(
    folder: Folder,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH…]", help=say("help.collect.paths"))
    ] = None,
    as_json: Json = False,
) -> None:
    """Take files in, judge the inbox, say what goes back and why."""
    from toolkit.collection.folder import Collection
    from toolkit.collection.intake import State, receive
    from toolkit.review.report import as_text

    collection = Collection.open(folder)
    added = receive(collection, paths or [])
    intake = stock(collection)
    if as_json:
        print_json(_status_json(collection, intake))
    else:
        for standing in intake.standings:
            judged = standing.review
            # An accepted unit may still have something to explain; the office should know.
            if judged and (standing.state is State.RETURNED or judged.unexplained):
                typer.echo(as_text(judged))
        for stranger in intake.unidentified:
            typer.echo(say("collect.unidentified", file=stranger.submission.file))
            typer.echo(as_text(stranger))
        typer.echo(say("done.collect", added=len(added)) + _counts(intake))
    _exit(intake)


def status(folder: Folder, as_json: Json = False) -> None:
    """Who is in, returned, missing."""
    from toolkit.collection.folder import Collection

    collection = Collection.open(folder)
    intake = stock(collection)
    if as_json:
        print_json(_status_json(collection, intake))
    else:
        for standing in intake.standings:
            typer.echo(
                say(
                    "status.line",
                    code=standing.unit.code,
                    state=say(f"state.{standing.state}"),
                    name=standing.unit.name,
                    file=standing.review.submission.file if standing.review else standing.unit.reason,
                )
            )
        for judged in intake.unidentified:
            typer.echo(say("collect.unidentified", file=judged.submission.file))
        typer.echo(_counts(intake))
    _exit(intake)


def rollup(folder: Folder, as_json: Json = False) -> None:
    """Add up what is in and write the city's reports."""
    from toolkit.collection.folder import Collection
    from toolkit.reports.figures import as_json as figures

    collection = Collection.open(folder)
    rolled, files = write_rollup(collection, stock(collection))
    if as_json:
        print_json(figures(rolled))
    else:
        typer.echo(rollup_text(rolled, files))
    if not rolled.complete:
        raise typer.Exit(1)


def stock(collection: Collection) -> Intake:
    """Where every unit stands, with progress on stderr."""
    from toolkit.collection.intake import take_stock

    with progress(say("progress.collect")) as tick:
        return take_stock(collection, tick)


def write_rollup(collection: Collection, intake: Intake) -> tuple[Rollup, list[Path]]:
    """Add up, write every report; returns the rollup and the files."""
    from toolkit.reports.figures import write_json
    from toolkit.reports.workbook import write_city_workbook
    from toolkit.rollup.aggregate import roll_up

    rolled = roll_up(collection, intake)
    reports = collection.folder / "reports"
    reports.mkdir(exist_ok=True)
    book = reports / say("city.file", city=collection.city, year=collection.year)
    figures = reports / "rollup.json"
    write_city_workbook(rolled, book)
    write_json(rolled, figures)
    return rolled, [book, figures]


def rollup_text(rolled: Rollup, files: list[Path]) -> str:
    """The city's headline figures, what is missing, and where the reports lie."""
    from toolkit.form.expression import plain
    from toolkit.reports.headline import headline

    lines = [say("rollup.head", city=rolled.collection.city, year=rolled.collection.year)]
    for item in headline(rolled.form):
        value = plain(rolled.values[item.id])
        lines.append(
            say(
                "rollup.figure",
                table=rolled.form.table(item.table).name,
                label=item.label,
                value=value,
                unit=item.unit,
            )
        )
    lines += [finding.message for finding in rolled.findings]
    lines += [say("done.report", path=file) for file in files]
    return "\n".join(lines)


def _status_json(collection: Collection, intake: Intake) -> dict[str, object]:
    from toolkit.review.report import as_json as review_json

    return {
        "city": collection.city,
        "year": collection.year,
        "units": [
            {
                "code": standing.unit.code,
                "name": standing.unit.name,
                "kind": standing.unit.kind,
                "state": str(standing.state),
                "review": review_json(standing.review) if standing.review else None,
                "superseded": [
                    {"file": old.submission.file, "sha256": old.submission.sha256}
                    for old in standing.superseded
                ],
            }
            for standing in intake.standings
        ],
        "unidentified": [review_json(judged) for judged in intake.unidentified],
    }


def _counts(intake: Intake) -> str:
    from toolkit.collection.intake import State

    counts = {str(state): intake.count(state) for state in State}
    return say("status.counts", unidentified=len(intake.unidentified), **counts)


def _exit(intake: Intake) -> None:
    if not intake.complete or intake.unidentified:
        raise typer.Exit(1)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A progress bar on stderr, where a person is watching."""
    bar = None

    def tick(done: int, total: int) -> None:
        nonlocal bar
        if not sys.stderr.isatty():
            return
        if bar is None:
            bar = typer.progressbar(length=total, label=label, file=sys.stderr, width=30)
            bar.__enter__()
        bar.update(done - bar.pos)

    try:
        yield tick
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)
            remark("")
