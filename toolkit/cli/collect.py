"""``ogi collect``: receive files, read and judge them, write returns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, Json, day_given, print_json, progress
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.collection.receiving.intake import Intake
    from toolkit.collection.returning import Returned
    from toolkit.rollup.supersession import Supersession


def collect(
    folder: Folder,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH…]", help=say("help.collect.paths"))
    ] = None,
    received: Annotated[
        str | None, typer.Option("--received", metavar="YYYY-MM-DD", help=say("help.collect.received"))
    ] = None,
    confirmed: Annotated[
        bool, typer.Option("--confirm-received", help=say("help.collect.confirm_received"))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("help.collect.dry_run"))] = False,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="URL", help=say("help.collect.scheduler"))
    ] = None,
    as_json: Json = False,
) -> None:
    """Receive files; exit code 1 if any is returned or belongs to no unit."""
    from datetime import date

    from toolkit.cli.status import stock_json
    from toolkit.collection.dates import must_be_plausible
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.receiving.intake import collect as take_in
    from toolkit.collection.receiving.intake import rehearsal
    from toolkit.collection.receiving.workers import ClusterCrew
    from toolkit.collection.returning import send_back
    from toolkit.collection.standing import UnitState
    from toolkit.rollup.supersession import supersessions

    collection = CollectionFolder.open(folder)
    arrived_on = day_given(received, collection.year + 1)
    if arrived_on and not confirmed:
        must_be_plausible(arrived_on, collection.form.period(collection.year), date.today())
    crew = partial(ClusterCrew, address=scheduler) if scheduler else None
    with ExitStack() as stack:
        ledger = stack.enter_context(collection.ledger())
        if dry_run:
            ledger = stack.enter_context(rehearsal(ledger))
        with progress(say("progress.collect")) as tick:
            intake = take_in(collection, ledger, paths or [], arrived_on=arrived_on, crew=crew, progress=tick)
        with progress(say("progress.returns")) as tick:
            returned = [] if dry_run else send_back(collection, intake.after, arrived_on, tick)
        moved = supersessions(intake.before, intake.after)
        if as_json:
            print_json({**stock_json(intake.after), **run_json(intake, moved, returned, dry_run=dry_run)})
        else:
            for line in run_text(intake, moved, returned, dry_run=dry_run):
                typer.echo(line)
        open_ones = intake.after.count(UnitState.RETURNED) or intake.after.unidentified or intake.refused
    if open_ones:
        raise typer.Exit(1)


def run_json(
    intake: Intake, moved: list[Supersession], returned: list[Returned], *, dry_run: bool
) -> dict[str, object]:
    """Return the result of this run as JSON data."""
    return {
        "dry_run": dry_run,
        "new": len(intake.new),
        "again": intake.again,
        "resent": [
            {"file": name, "receipt": old.number, "replaced_by": new.number}
            for name, (old, new) in intake.resent.items()
        ],
        "attachments": intake.attachments,
        "refused": intake.refused,
        "read": [
            {
                **intake.after.verdict(file).as_json(),
                "receipt": file.number,
                "unit_code": file.match.unit or None,
                "matched_by": file.match.by or None,
                "kind": file.match.outcome,
                "candidates": file.match.candidates,
            }
            for file in intake.read
        ],
        "superseded": [
            {
                "unit": {"code": one.unit.code, "name": one.unit.name},
                "old": {"receipt": one.old.number, "file": one.old.name, "counted": one.was_counted},
                "new": {"receipt": one.new.number, "file": one.new.name, "counted": one.is_counted},
                "changes": [
                    {
                        "item": change.item,
                        "old": change.old,
                        "new": change.new,
                        "effect": change.effect,
                        "total": change.total,
                    }
                    for change in one.changes
                ],
            }
            for one in moved
        ],
        "returned": [
            {"unit": one.standing.unit.code, "round": one.round, "files": [str(file) for file in one.files]}
            for one in returned
        ],
    }


def run_text(
    intake: Intake, moved: list[Supersession], returned: list[Returned], *, dry_run: bool
) -> Iterator[str]:
    """Yield the summary of a run for the office."""
    from toolkit.cli.status import (
        changed_text,
        counts_text,
        summed_up,
        unidentified_text,
        unreadable_more,
    )
    from toolkit.review.verdict_text import as_text

    after = intake.after
    strangers = {file.sha256 for file in after.unidentified}
    # An accepted unit may still have open queries, which the office should know.
    told = [file for file in intake.read if file.hard or file.queries or file.sha256 in strangers]
    shown, rest = summed_up(told)
    for file in shown:
        yield say("collect.number", number=file.number) + as_text(after.verdict(file), brief=True)
    yield from unreadable_more(rest)
    for one in moved:
        yield from supersession_text(one, intake)
    yield from _asides(intake)
    yield from unidentified_text(after)
    yield from changed_text(after)
    if returned:
        yield say("collect.returned", count=len(returned), path=after.collection.folder / "returned")
    if dry_run:
        yield say("collect.dry_run")
    yield say("done.collect", added=len(intake.new) - len(intake.attachments), read=len(intake.read))
    yield counts_text(after)


def _asides(intake: Intake) -> Iterator[str]:
    if intake.again:
        yield say("collect.again", count=len(intake.again), files="、".join(intake.again[:5]))
    for name, (old, new) in intake.resent.items():
        yield say("collect.resent", file=name, old=old.number, new=new.number)
    if intake.attachments:
        yield say(
            "collect.attachments", count=len(intake.attachments), files="、".join(intake.attachments[:5])
        )
    yield from intake.refused[:SHOWN]
    if len(intake.refused) > SHOWN:
        yield say("collect.refused_more", count=len(intake.refused) - SHOWN)


SHOWN = 12
"""Number of changes listed per unit and of files listed per reason; the JSON output has all of them."""


def supersession_text(one: Supersession, intake: Intake) -> Iterator[str]:
    """Yield which file replaced which, what changed, and how the city's totals change."""
    from toolkit.form.expression import plain
    from toolkit.reports.headline import headline

    form = intake.after.collection.form
    before, after = ("counted" if there else "open" for there in (one.was_counted, one.is_counted))
    only_kept = before == after == "open" and one.checks
    yield say(
        "supersession.kept" if only_kept else f"supersession.{before}.{after}",
        unit=one.unit.name,
        old=one.old.number,
        new=one.new.number,
        file=one.new.name,
        count=len(one.differences),
    )
    # Blanks that are 0 now are not listed one by one.
    told = [change for change in one.differences if change.old is not None or change.new]
    for change in told[:SHOWN]:
        item = form.items[change.item]
        yield say(
            "supersession.change",
            table=form.table(item.table).name,
            label=item.label,
            old=say("word.blank") if change.old is None else plain(change.old),
            new=say("word.blank") if change.new is None else plain(change.new),
        )
    if len(one.differences) > len(told):
        yield say("supersession.zeros", count=len(one.differences) - len(told))
    if len(told) > SHOWN:
        yield say("supersession.more", count=len(told) - SHOWN)
    effects = {change.item: change for change in one.changes if change.effect}
    for item in headline(form):
        effect = effects.get(item.id)
        if effect:
            before, after = plain((effect.total or 0) - effect.effect), plain(effect.total or 0)
            yield say("supersession.effect", label=item.label, before=before, after=after)
