"""``ogi status``: the state of every unit, and the reminders due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, Json, day_given, print_json, print_table, remark
from toolkit.messages import say, say_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from toolkit.collection.ledger.records import Decision, Received, SentBack
    from toolkit.collection.standing import Snapshot
    from toolkit.collection.unit_row import UnitRow
    from toolkit.review.verdict import Verdict


def status(
    folder: Folder,
    on: Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help=say("help.status.on"))] = None,
    circular: Annotated[bool, typer.Option("--circular", help=say("help.status.circular"))] = False,
    as_json: Json = False,
) -> None:
    """Print which units are included, returned, missing or late; write 报送进度 and the reminders."""
    from datetime import date

    from toolkit.cli.handling_text import handling_json, handling_text
    from toolkit.collection.carried_years import changed_since
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.last_year import priors
    from toolkit.collection.receiving.intake import stale
    from toolkit.collection.standing import take_stock
    from toolkit.errors import MisuseError
    from toolkit.reports.handling.handle import handle_sheet
    from toolkit.reports.progress_workbook import write_progress

    collection = CollectionFolder.open(folder)
    today = day_given(on, collection.year + 1) or date.today()
    handling = handle_sheet(collection, today)
    with collection.ledger(reading_only=not circular) as ledger:
        stock = take_stock(collection, ledger, today)
        outdated = len(stale(collection, ledger))
        last_year = [*changed_since(collection, ledger), *priors(collection, ledger).strangers]
        paper, kept = _circular(stock, today) if circular else (None, [])
        if as_json:
            written = {"circular": str(paper) if paper else None, "kept": list(map(str, kept))}
            more = {"on": today.isoformat(), "outdated": outdated, "last_year": last_year}
            print_json({**stock_json(stock), **more, **written, "handling": handling_json(handling)})
        else:
            for line in handling_text(handling, collection.form):
                typer.echo(line)
            for line in _tables(stock):
                typer.echo(line)
            for line in last_year:
                typer.echo(line)
            if outdated:
                typer.echo(say("status.outdated", count=outdated, folder=collection.typed))
            for file in kept:
                typer.echo(say("done.kept", path=file))
            if paper:
                typer.echo(say("done.circular", path=paper))
        try:
            book = write_progress(stock, today, "status", handling)
            remark(say("done.status", path=book))
        except MisuseError as error:  # a read-only folder still has a status
            remark(str(error))
    if not stock.complete or stock.unidentified or stock.unplaced or stock.fallen or handling.open:
        raise typer.Exit(1)


def _circular(stock: Snapshot, today: date) -> tuple[Path, list[Path]]:
    from toolkit.reports.circular import write_circular

    return write_circular(stock, today)


def stock_json(stock: Snapshot) -> dict[str, object]:
    """Return the state of a collection as JSON data."""
    from toolkit.cli.paper_lines import paper_json
    from toolkit.collection.open_questions import renamed
    from toolkit.collection.unit_row import unit_rows

    return {
        "city": stock.collection.city,
        "year": stock.collection.year,
        "edition": stock.collection.edition,
        "complete": stock.complete,
        "reported_at": stock.reported_at or None,
        "units": [
            _unit_json(row, stock.verdict(standing.received) if standing.received else None)
            for row, standing in zip(unit_rows(stock), stock.standings, strict=True)
        ],
        "fallen": fallen_json(stock),
        "renamed": [one.as_json() for one in renamed(stock)],
        "unidentified": [
            {
                **stock.verdict(file).as_json(),
                "receipt": file.number,
                "kind": file.match.outcome,
                "candidates": file.match.candidates,
            }
            for file in stock.unidentified
        ],
        "papers": [paper_json(paper) for paper in stock.papers],
    }


def fallen_json(stock: Snapshot) -> list[dict[str, object]]:
    """Return units that reported and left the roster as JSON data."""
    return [
        {
            "code": one.code,
            "name": one.name,
            "receipt": one.received.number,
            "file": one.received.name,
            "sha256": one.received.sha256,
            "passed": one.passed,
            "successors": [unit.code for unit in one.successors],
        }
        for one in stock.fallen
    ]


def _unit_json(row: UnitRow, verdict: Verdict | None) -> dict[str, object]:
    from toolkit.cli.published import publication_json

    files = {
        name: [{"receipt": f.number, "file": f.name, "sha256": f.sha256} for f in getattr(row, name)]
        for name in ("superseded", "set_aside", "withdrawn", "originals")
    }
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "parent": row.parent or None,
        "counting": row.counting,
        "counted_as": row.counted_as,
        "state": str(row.state),
        "why": row.reason,
        "due": row.deadline.isoformat(),
        "late_days": row.late_days,
        "awaited": str(row.awaited) or None,
        "answer_by": row.answer_by.isoformat() if row.answer_by else None,
        "overdue_days": row.overdue_days,
        "late": row.late,
        "queries": row.queries,
        "returns": [_sent_json(one) for one in row.returns],
        "asked": [_sent_json(one) for one in row.asked],
        "changed_since_report": row.changed_since_report,
        "accepted_by_decision": row.accepted.number if row.accepted else None,
        "joined": [_joined_json(file, one) for file, one in row.joined],
        "joined_anew": [one.number for one in row.joined_anew],
        "dropped": [_joined_json(file, one) for file, one in row.dropped],
        "corrections": [one.as_json() for one in row.corrections],
        "waivers": [one.as_json() for one in row.waivers],
        "extension": row.extended.as_json() if row.extended else None,
        "receipt": row.receipt,
        "review": verdict.as_json() if verdict else None,
        "papers": [paper.paper.number for paper in row.papers],
        "perhaps": list(row.perhaps),
        "published": publication_json(row) if row.published else None,
        **files,
    }


def _joined_json(file: Received, decision: Decision) -> dict[str, object]:
    return {"receipt": file.number, "file": file.name, "sha256": file.sha256, "decision": decision.number}


def _sent_json(one: SentBack) -> dict[str, object]:
    return {"round": one.round, "sent_on": one.sent_on.isoformat(), "due_on": one.due_on.isoformat()}


def _tables(stock: Snapshot) -> Iterator[str]:
    from toolkit.cli.paper_lines import unplaced_text
    from toolkit.cli.status_text import changed_text, counts_text, unidentified_text
    from toolkit.collection.open_questions import question_lines
    from toolkit.collection.unit_row import unit_rows
    from toolkit.reports.progress_workbook import UNIT_HEADS, by_county, by_kind, unit_line
    from toolkit.rollup.fallen_words import fallen_text

    heads = [say_of("status.head.*", name) for name in UNIT_HEADS]
    print_table(heads, list(map(unit_line, unit_rows(stock))))
    for key, groups in (("kind", by_kind(stock)), ("county", by_county(stock))):
        if groups:
            yield ""
            counted = ("due", "included", "returned", "missing", "late")
            print_table(
                [say_of("status.by_*", key), *(say_of("status.head.*", name) for name in counted)],
                [[group.name, *(getattr(group, name) for name in counted)] for group in groups],
            )
    yield ""
    yield from fallen_text(stock)
    yield from question_lines(stock)
    yield from unidentified_text(stock)
    yield from unplaced_text(stock)
    yield from changed_text(stock)
    yield counts_text(stock)
