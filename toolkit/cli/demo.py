"""``ogi demo``: a whole collection for a sample city."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import progress
from toolkit.messages import say, say_of

if TYPE_CHECKING:
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.ledger.store import Ledger
    from toolkit.collection.standing import Snapshot
    from toolkit.demo.city import Round


def demo(
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=say("help.demo.out"))] = None,
    practice: Annotated[bool, typer.Option("--practice", help=say("help.demo.practice"))] = False,
) -> None:
    """Distribute, fill in, collect, return, collect again, decide and roll up."""
    from toolkit.collection.processes import make_ready

    make_ready()
    from toolkit.cli.rollup import rollup_text
    from toolkit.collection.outbox import distribute
    from toolkit.collection.sending import prepare_sending
    from toolkit.demo import city
    from toolkit.errors import MisuseError
    from toolkit.reports.progress_workbook import write_progress
    from toolkit.reports.publishing import publish

    folder = out or _free("ogi-demo")
    if folder.exists() and any(folder.iterdir()):
        raise MisuseError(say("misuse.not_empty", path=folder))
    typer.echo(say("demo.start", path=folder))
    collection = city.start(folder)
    with collection.ledger() as ledger:
        with progress(say("progress.distribute")) as tick:
            done = distribute(collection, ledger, tick)
        sending = prepare_sending(collection, ledger, done)
        typer.echo(say("demo.distributed", count=len(done.written), path=folder / "outbox"))
        typer.echo(say("done.parcels", count=len(sending.parcels), path=sending.parcels[0].parent))
        typer.echo(say("done.sending", listed=sending.listed.name, notice=sending.notice.name))
        mails = _mail(collection)
        if practice:
            typer.echo(say("demo.practice", folders="、".join(str(mail) for mail in mails)))
            return
        for batch in city.ROUNDS:
            stock = _play(collection, ledger, batch)
        write_progress(stock, city.ROUNDS[-1].arrives)
        with progress(say("progress.rollup")) as tick:
            published = publish(stock, progress=tick)
        typer.echo("\n" + say("demo.rollup"))
        typer.echo(rollup_text(published, brief=True))
        typer.echo("\n" + say("demo.further"))
        for line in _further(stock):
            typer.echo(line)
        typer.echo("\n" + say("demo.published", path=folder / say("demo.published.folder")))
        for line in _published(stock):
            typer.echo(line)
        typer.echo("\n" + say("demo.local", path=folder / say("demo.local.folder")))
        for line in _local_figures(folder / say("demo.local.folder")):
            typer.echo(line)
        typer.echo(say("demo.look", path=folder, book=published.files[0].name, page=published.files[2].name))
    if not published.report.rolled.clean:
        raise typer.Exit(1)


def _further(stock: Snapshot) -> Iterator[str]:
    """Write a county's submission to the level above, and a single unit's own report."""
    from toolkit.demo import city
    from toolkit.reports.report_data import prepare
    from toolkit.reports.unit_report import write_unit_report
    from toolkit.reports.upward_submission import write_submission

    county, unit = city.COUNTY, stock.standing(city.SEED_UNIT).unit
    done = write_submission(report := prepare(stock, county))
    yield say("done.submission", path=done.file, count=len(report.rolled.counted))
    folder = stock.collection.folder / "reports"
    (source,) = (folder / say("reports.originals")).glob(f"{stock.collection.stem(unit)}-*")
    made = write_unit_report(source, folder / say("reports.of_units"))
    yield say("done.unit_report", path=made.source)
    for file in made.files:
        yield say("done.report", path=file)


def _published(stock: Snapshot) -> Iterator[str]:
    """Compare what two units published with what they submitted."""
    from toolkit.cli.published import file_lines
    from toolkit.collection.publications import compare_published
    from toolkit.demo import city

    run = compare_published(stock, city.published_pages(stock))
    for one in run.files:
        yield from file_lines(stock, one)
    yield say("demo.published.missing", count=len(run.missing), folder=stock.collection.typed)


def _local_figures(folder: Path) -> Iterator[str]:
    """Collect figures of the city's own beside the official form; the level above gets the form alone."""
    from toolkit.collection.phrases import as_typed
    from toolkit.demo.local_figures import play
    from toolkit.form.expression import plain

    rolled, submitted = play(folder)
    (table,) = (table for table in rolled.form.tables if table.added)
    for item in rolled.form.items.values():
        value = rolled.values[item.id]
        if item.table == table.id and item.id in rolled.form.totals and value is not None:
            words = {"label": item.label, "value": plain(value), "unit": item.unit}
            yield say("demo.local.total", **words, count=len(rolled.counted))
    yield say(
        "demo.local.submission",
        path=submitted.file,
        folder=as_typed(folder),
        sheet=rolled.form.sheet(table.sheet).name,
    )


def _mail(collection: CollectionFolder) -> list[Path]:
    """Write everything the clerks will send, one folder per round."""
    from toolkit.demo import city

    sent = 0
    total = sum(len(city.with_habit(habit)) for batch in city.ROUNDS for habit in batch.habits)
    with progress(say("progress.fill")) as tick:
        for batch in city.ROUNDS:
            for _ in city.mail(collection, batch):
                sent += 1
                tick(sent, total)
    return [collection.folder / say_of("demo.*.folder", batch.name) for batch in city.ROUNDS]


def _play(collection: CollectionFolder, ledger: Ledger, batch: Round) -> Snapshot:
    """Run one round: mail arrives, the office collects, returns and decides."""
    from toolkit.cli.collect import keep_result
    from toolkit.cli.collect_text import run_text
    from toolkit.collection.phrases import day
    from toolkit.collection.receiving.intake import collect
    from toolkit.collection.returning import send_back
    from toolkit.collection.standing import take_stock
    from toolkit.rollup.supersession import supersessions

    folder = collection.folder / say_of("demo.*.folder", batch.name)
    typer.echo("\n" + say_of("demo.*", batch.name, day=day(batch.arrives), path=folder))
    with progress(say("progress.collect")) as tick:
        intake = collect(collection, ledger, [folder], arrived_on=batch.arrives, progress=tick)
    with progress(say("progress.returns")) as tick:
        returned = send_back(collection, intake.after, batch.arrives, tick)
    moved = supersessions(intake.before, intake.after)
    for line in run_text(intake, moved, returned, dry_run=False, commands=False):
        typer.echo(line)
    keep_result(intake, moved, batch.arrives, quiet=True)
    for line in _decide(intake.after, batch):
        typer.echo(line)
    return take_stock(collection, ledger, batch.arrives)


def _decide(stock: Snapshot, batch: Round) -> Iterator[str]:
    """Record the office's decisions after a round."""
    from toolkit.collection import deciding
    from toolkit.collection.adoption import adoptable
    from toolkit.collection.receiving.intake import read_waiting
    from toolkit.demo import city

    by = say("demo.office")
    if batch.name == "first":
        for file in stock.unidentified:
            (code,) = city.with_habit("unidentified")
            why = say("demo.why.identify")
            received, standing, number = deciding.identify(stock, str(file.number), code, why=why, by=by)
            yield say("done.identify", number=number, file=received.name, unit=standing.unit.name, why=why)
        for code in city.with_habit("page"):
            why = say("demo.why.adopt")
            (page,) = adoptable(stock.standing(code))
            adopted, standing, number = deciding.adopt(stock, str(page.paper.number), code, why=why, by=by)
            yield say("done.adopt", number=number, file=adopted.name, unit=standing.unit.name, why=why)
        read_waiting(stock.collection, stock.ledger)
    if batch.name == "third":
        for code in city.with_habit("missing"):
            why = say("demo.why.exclude")
            standing, number = deciding.exclude(stock, code, why=why, by=by)
            yield say("done.exclude", number=number, unit=standing.unit.name, why=why)
    if batch.name == "fourth":
        why = say("demo.why.accept")
        asked = [one for one in stock.standings if one.queries]
        numbers = [deciding.accept(stock, one.unit.code, why=why, by=by)[1] for one in asked]
        if numbers:
            units = "、".join(one.unit.name for one in asked)
            first, last = numbers[0], numbers[-1]
            yield say("demo.accepted", first=first, last=last, count=len(asked), units=units, why=why)


def _free(name: str) -> Path:
    """Return a folder that does not exist yet."""
    folder, number = Path(name), 1
    while folder.exists():
        number += 1
        folder = Path(f"{name}-{number}")
    return folder
