"""``ogi distribute``: write a template and a covering note for each unit."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, Json, print_json, progress
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.collection.outbox import Distribution
    from toolkit.collection.sending import Sending


def distribute(
    folder: Folder,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("help.distribute.dry_run"))] = False,
    as_json: Json = False,
) -> None:
    """Write the templates and notes that are new or changed; exit code 1 if a report fell out."""
    from toolkit.cli.status import fallen_json
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.outbox import distribute as write
    from toolkit.collection.sending import prepare_sending
    from toolkit.collection.standing import take_stock
    from toolkit.rollup.fallen_words import fallen_text

    collection = CollectionFolder.open(folder)
    with ExitStack() as stack:
        ledger = stack.enter_context(collection.ledger())
        if dry_run:
            from toolkit.collection.receiving.intake import rehearsal

            ledger = stack.enter_context(rehearsal(ledger))
        with progress(say("progress.distribute")) as tick:
            done = write(collection, ledger, tick, dry_run=dry_run)
        sending = None if dry_run else prepare_sending(collection, ledger, done)
        stock = take_stock(collection, ledger)
        fallen, fallen_lines = fallen_json(stock), list(fallen_text(stock))
    _tell(folder, done, sending, fallen, fallen_lines, as_json=as_json)
    if fallen:
        raise typer.Exit(1)


def _tell(
    folder: Path,
    done: Distribution,
    sending: Sending | None,
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
                **_sending_json(sending),
                "dry_run": sending is None,
                "fallen": fallen,
                "renamed": [one.as_json() for one in done.renamed],
            }
        )
        return
    for line in (*done.void_mergers, *done.carried, *done.priors.remarks, *fallen_lines, *done.questions):
        typer.echo(line)
    if sending is None:
        _preview(done)
        return
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


def _preview(done: Distribution) -> None:
    """Say what would be written, changed and put away."""
    there = [file for file in done.written if file.is_file()]
    new = [file for file in done.written if not file.is_file()]
    counts = {"new": len(new), "changed": len(there), "unchanged": len(done.unchanged)}
    typer.echo(say("distribute.preview", retired=sum(f.suffix == ".xlsx" for f in done.retired), **counts))
    if there:
        typer.echo(say("distribute.preview.changed", files="、".join(file.name for file in there)))
    if done.retired:
        typer.echo(say("distribute.preview.retired", files="、".join(file.name for file in done.retired)))


def _sending_json(sending: Sending | None) -> dict[str, object]:
    if sending is None:
        return {}
    return {
        "parcels": [str(parcel) for parcel in sending.parcels],
        "list": str(sending.listed),
        "notice": str(sending.notice),
        "send_again": [unit.code for unit in sending.again],
    }
