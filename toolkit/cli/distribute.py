"""``ogi distribute``: write a template and a covering note for each unit."""

from __future__ import annotations

import typer

from toolkit.cli.options import Folder, Json, print_json, progress
from toolkit.messages import say


def distribute(folder: Folder, as_json: Json = False) -> None:
    """Write the templates and notes that are new or changed."""
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.outbox import distribute as write

    collection = CollectionFolder.open(folder)
    with collection.ledger() as ledger, progress(say("progress.distribute")) as tick:
        done = write(collection, ledger, tick)
    if as_json:
        print_json(
            {
                "files": [str(file) for file in sorted([*done.written, *done.unchanged])],
                "written": [str(file) for file in done.written],
                "unchanged": len(done.unchanged),
                "retired": [str(file) for file in done.retired],
                "unexplained": done.priors.remarks,
                "last_year": done.carried,
            }
        )
        return
    for line in (*done.carried, *done.priors.remarks):
        typer.echo(line)
    if done.retired:
        typer.echo(say("done.retired", files="、".join(file.name for file in done.retired)))
    typer.echo(
        say(
            "done.distribute",
            count=len(done.written),
            unchanged=len(done.unchanged),
            path=folder / "outbox",
        )
    )
