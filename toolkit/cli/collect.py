"""``ogi collect``: receive files, read and judge them, write returns."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.given_paths import given_paths
from toolkit.cli.options import Folder, Json, day_given, print_json, progress, remark
from toolkit.messages import say

if TYPE_CHECKING:
    from datetime import date

    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.ledger.store import Ledger
    from toolkit.collection.receiving.intake import Intake
    from toolkit.collection.returning import Returned
    from toolkit.reports.handling.handle import Handling
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
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help=say("help.collect.verbose"))] = False,
    as_json: Json = False,
) -> None:
    """Receive files; exit code 1 if any is returned or, workbook or paper, belongs to no unit."""
    from datetime import date

    from toolkit.cli.collect_text import run_text
    from toolkit.cli.handling_text import handling_json, handling_text
    from toolkit.cli.paper_lines import offer_json, offer_text
    from toolkit.cli.status import stock_json
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.processes import make_ready
    from toolkit.collection.published_offers import offer_refills
    from toolkit.collection.receiving.intake import collect as take_in
    from toolkit.collection.receiving.intake import rehearsal
    from toolkit.collection.receiving.workers import ClusterCrew
    from toolkit.collection.returning import send_back
    from toolkit.collection.standing import UnitState
    from toolkit.reports.handling.handle import handle_sheet
    from toolkit.rollup.supersession import supersessions

    collection = CollectionFolder.open(folder)
    arrived_on = _stated_day(collection, received, confirmed=confirmed)
    crew = partial(ClusterCrew, address=scheduler) if scheduler else None
    make_ready()
    with ExitStack() as stack:
        ledger = stack.enter_context(collection.ledger())
        if not (arrived_on or confirmed):
            _remark_on_clock(collection, ledger)
        if dry_run:
            ledger = stack.enter_context(rehearsal(ledger))
        handling = None if dry_run else handle_sheet(collection, arrived_on or date.today(), ledger)
        with progress(say("progress.collect")) as tick:
            intake = take_in(
                collection, ledger, given_paths(paths or []), arrived_on=arrived_on, crew=crew, progress=tick
            )
        with progress(say("progress.returns")) as tick:
            returned = [] if dry_run else send_back(collection, intake.after, arrived_on, tick)
        offers = [] if dry_run else offer_refills(intake.after, intake.new)
        moved = supersessions(intake.before, intake.after)
        if as_json:
            run = run_json(intake, moved, returned, dry_run=dry_run)
            offered = {"published": [offer_json(one) for one in offers]}
            print_json({**stock_json(intake.after), **run, **offered, "handling": handling_json(handling)})
        else:
            for line in handling_text(handling, collection.form) if handling else ():
                typer.echo(line)
            for line in run_text(intake, moved, returned, dry_run=dry_run, verbose=verbose):
                typer.echo(line)
            for line in offer_text(intake.after, offers):
                typer.echo(line)
        if not dry_run:
            keep_result(intake, moved, arrived_on or date.today(), handling=handling)
        after = intake.after
        unknown = after.unidentified or after.unplaced or after.fallen or (handling and handling.open)
        open_ones = after.count(UnitState.RETURNED) or unknown or intake.refused
    if open_ones:
        raise typer.Exit(1)


def _stated_day(collection: CollectionFolder, received: str | None, *, confirmed: bool) -> date | None:
    from datetime import date

    from toolkit.collection.dates import must_be_plausible

    stated = day_given(received, collection.year + 1)
    if stated and not confirmed:
        must_be_plausible(stated, collection.form.period(collection.year), date.today())
    return stated


def _remark_on_clock(collection: CollectionFolder, ledger: Ledger) -> None:
    from datetime import UTC, datetime

    from toolkit.collection.dates import clock_doubt

    period = collection.form.period(collection.year)
    if doubt := clock_doubt(datetime.now(UTC), ledger.written_at, period):
        remark(doubt)


def keep_result(
    intake: Intake,
    moved: list[Supersession],
    today: date,
    *,
    handling: Handling | None = None,
    quiet: bool = False,
) -> None:
    """Write 报送进度 with every finding and file of this run; a workbook open elsewhere is reported."""
    from toolkit.errors import MisuseError
    from toolkit.reports.last_intake import intake_lines, save_intake
    from toolkit.reports.progress_workbook import write_progress

    try:
        if lines := intake_lines(intake, moved):
            save_intake(intake.after.collection, lines)
        file = write_progress(intake.after, today, handling=handling)
        if not quiet:
            remark(say("collect.kept", path=file))
    except MisuseError as error:  # open in Excel, or the folder is read-only: the run itself is recorded
        remark(say("collect.not_kept", reason=error, folder=intake.after.collection.typed))


def run_json(
    intake: Intake, moved: list[Supersession], returned: list[Returned], *, dry_run: bool
) -> dict[str, object]:
    """Return the result of this run as JSON data."""
    from toolkit.cli.collect_text import changes_json
    from toolkit.rollup.twins import twins

    return {
        "dry_run": dry_run,
        "new": len(intake.new),
        "again": intake.again,
        "resent": [
            {"file": name, "receipt": old.number, "replaced_by": new.number}
            for name, (old, new) in intake.resent.items()
        ],
        "twins": [
            {
                "unit": one.unit.code,
                "receipts": [file.number for file in one.files],
                "counts": one.files[-1].number,
                "evidence": one.evidence,
                "differences": {
                    item: {"old": old, "new": new} for item, (old, new) in one.differences.items()
                },
            }
            for one in (twins(intake.after, intake.run) if intake.run else ())
        ],
        "originals": [{"file": name, "written_as": path} for name, path in intake.originals.items()],
        "attachments": intake.attachments,
        "last_year": intake.last_year,
        "void_mergers": intake.void_mergers,
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
        "superseded": changes_json(moved),
        "returned": [
            {"unit": one.standing.unit.code, "round": one.round, "files": [str(file) for file in one.files]}
            for one in returned
        ],
    }
