"""``ogi distribute``: write a template and a covering note for each unit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from toolkit.cli.options import Folder, Json, print_json, progress
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.collection.outbox import Distribution
    from toolkit.collection.sending import Sending


def distribute(folder: Folder, as_json: Json = False) -> None:
    """Write the templates and notes that are new or changed; exit code 1 if a report fell out."""
    from toolkit.cli.status import fallen_json
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.outbox import distribute as write
    from toolkit.collection.sending import prepare_sending
    from toolkit.collection.standing import take_stock
    from toolkit.rollup.fallen_words import fallen_text

    collection = CollectionFolder.open(folder)
    with collection.ledger() as ledger:
        with progress(say("progress.distribute")) as tick:
            done = write(collection, ledger, tick)
        sending = prepare_sending(collection, ledger, done)
        stock = take_stock(collection, ledger)
        fallen, fallen_lines = fallen_json(stock), list(fallen_text(stock))
    _tell(folder, done, sending, fallen, fallen_lines, as_json=as_json)
    if fallen:
        raise typer.Exit(1)


def _tell(
    folder: Path,
    done: Distribution,
    sending: Sending,
    fallen: object,
    fallen_lines: list[str],
    *,
    as_json: bool,
) -> None:
    if as_json:
        print_json(
            {
                "files": [str(file) for file in sorted([*done.written, *done.unchanged])],
                "written": [str(file) for file in done.written],
                "unchanged": len(done.unchanged),
                "retired": [str(file) for file in done.retired],
                "unexplained": done.priors.remarks,
                "last_year": done.carried,
                "void_mergers": done.void_mergers,
                "parcels": [str(parcel) for parcel in sending.parcels],
                "list": str(sending.listed),
                "notice": str(sending.notice),
                "send_again": [unit.code for unit in sending.again],
                "fallen": fallen,
                "renamed": [one.as_json() for one in done.renamed],
            }
        )
        return
    for line in (*done.void_mergers, *done.carried, *done.priors.remarks, *fallen_lines, *done.questions):
        typer.echo(line)
    if done.retired:
        typer.echo(say("done.retired", files="、".join(file.name for file in done.retired)))
    reissued, unchanged = len(done.written), len(done.unchanged)
    typer.echo(say("done.distribute", count=reissued, unchanged=unchanged, path=folder / "outbox"))
    typer.echo(say("done.parcels", count=len(sending.parcels), path=sending.parcels[0].parent))
    typer.echo(say("done.sending", listed=sending.listed.name, notice=sending.notice.name))
    if sending.kept_notice:
        typer.echo(say("done.notice_kept", notice=sending.notice.name))
    if sending.again:
        typer.echo(say("done.send_again", units="、".join(unit.name for unit in sending.again)))
