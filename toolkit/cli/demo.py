"""``ogi demo``: the whole job on a sample city."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.collection import progress, rollup_text, stock, write_rollup
from toolkit.messages import say


def demo(
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=say("help.demo.out"))] = None,
) -> None:
    """Distribute, fill (two units wrongly), collect, mend, collect again, roll up."""
    from toolkit.collection.intake import State, distribute, receive
    from toolkit.demo import city
    from toolkit.errors import MisuseError
    from toolkit.review.report import as_text

    folder = out or _free("ogi-demo")
    if folder.exists() and any(folder.iterdir()):
        raise MisuseError(say("misuse.not_empty", path=folder))
    typer.echo(say("demo.start", path=folder))
    collection = city.start(folder)
    with progress(say("progress.distribute")) as tick:
        outbox = distribute(collection, tick)
    typer.echo(say("demo.distributed", count=len(outbox), path=folder / "outbox"))
    for mended, key in ((False, "demo.first"), (True, "demo.second")):
        sent = []
        with progress(say("progress.fill")) as tick:
            total = len(city.wrong_at_first()) if mended else len(outbox)
            for file in city.clerks(outbox, folder / say(f"{key}.folder"), mended=mended):
                sent.append(file)
                tick(len(sent), total)
        receive(collection, sent)
        intake = stock(collection)
        counts = {str(state): intake.count(state) for state in State}
        typer.echo(say(key, sent=len(sent), **counts))
        for standing in intake.standings:
            if standing.review and (
                standing.state is State.RETURNED or (standing.review.unexplained and not mended)
            ):
                typer.echo(as_text(standing.review))
    rolled, files = write_rollup(collection, intake)
    typer.echo(rollup_text(rolled, files))
    if not rolled.complete:
        raise typer.Exit(1)


def _free(name: str) -> Path:
    """A folder that is not there yet."""
    folder, number = Path(name), 1
    while folder.exists():
        number += 1
        folder = Path(f"{name}-{number}")
    return folder
