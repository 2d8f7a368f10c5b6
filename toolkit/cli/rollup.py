"""``ogi rollup``: add up the included units and write the reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, Json, print_json, progress, remark
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.collection.standing import Snapshot
    from toolkit.reports.publishing import Published
    from toolkit.reports.upward_submission import Submitted
    from toolkit.rollup.total import RollupResult


def rollup(
    folder: Folder,
    unit: Annotated[str, typer.Option("--unit", metavar="U", help=say("help.rollup.unit"))] = "",
    as_submission: Annotated[
        bool, typer.Option("--as-submission", help=say("help.rollup.as_submission"))
    ] = False,
    issued: Annotated[
        Path | None, typer.Option("--issued", metavar="FILE", help=say("help.rollup.issued"))
    ] = None,
    as_json: Json = False,
) -> None:
    """Add up the included units and write the reports, or the workbook for the level above."""
    from toolkit.collection.carried_years import changed_since
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.issued_codes import must_keep_codes
    from toolkit.collection.issued_settings import must_keep_settings
    from toolkit.collection.last_year import priors
    from toolkit.collection.open_questions import question_lines, renamed
    from toolkit.collection.receiving.intake import stale
    from toolkit.collection.standing import take_stock
    from toolkit.collection.void_mergers import void_mergers
    from toolkit.errors import MisuseError
    from toolkit.reports.figures import as_json as figures
    from toolkit.reports.publishing import publish

    if issued is not None and not as_submission:
        raise MisuseError(say("submission.only_issued"))
    collection = CollectionFolder.open(folder)
    with collection.ledger() as ledger:
        must_keep_settings(collection, ledger)
        must_keep_codes(collection, ledger)
        for line in void_mergers(collection, ledger):
            remark(line)
        if outdated := len(stale(collection, ledger)):
            remark(say("status.outdated", count=outdated, folder=collection.typed))
        last_year = [*changed_since(collection, ledger), *priors(collection, ledger).strangers]
        if as_submission:
            rolled = _submit(take_stock(collection, ledger), unit, issued, last_year, as_json=as_json)
            if outdated or not rolled.clean:
                raise typer.Exit(1)
            return
        with progress(say("progress.rollup")) as tick:
            published = publish(take_stock(collection, ledger), unit, tick)
        rolled = published.report.rolled
        if as_json:
            print_json(
                {
                    **figures(rolled),
                    "outdated_files": outdated,
                    "last_year": last_year,
                    "renamed": [one.as_json() for one in renamed(rolled.stock)],
                    "files": list(map(str, published.files)),
                    "kept": list(map(str, published.kept)),
                    "texts": list(published.notes),
                    "outdated_reports": [unit.code for unit in published.outdated],
                }
            )
        else:
            typer.echo("\n".join([rollup_text(published), *last_year, *question_lines(rolled.stock)]))
    if outdated or not rolled.clean:
        raise typer.Exit(1)


def _submit(
    stock: Snapshot, unit: str, issued: Path | None, last_year: list[str], *, as_json: bool
) -> RollupResult:
    """Write the total as a submission; an incomplete one is not written, and its missing units are named."""
    from toolkit.collection.open_questions import question_lines, renamed
    from toolkit.reports.figures import as_json as figures
    from toolkit.reports.report_data import prepare
    from toolkit.reports.upward_submission import lacks, write_submission

    report = prepare(stock, unit)
    rolled = report.rolled
    lacking = lacks(report)
    done = None if lacking else write_submission(report, issued)
    if done and issued is None:
        if rolled.of is None:
            remark(say("submission.no_issued"))
        elif rolled.of.scope != "total":
            remark(say("submission.own_scope", name=rolled.name))
    if as_json:
        print_json(
            {
                "file": str(done.file) if done else None,
                "answers": done.answers.name if done and done.answers else None,
                "kept": str(done.kept) if done and done.kept else None,
                "carried": list(done.carried) if done else [],
                "texts": list(done.notes) if done else [],
                "last_year": last_year,
                "renamed": [one.as_json() for one in renamed(stock)],
                **figures(rolled),
            }
        )
        return rolled
    lines = [lacking] if done is None else list(_submitted(done, len(rolled.counted)))
    typer.echo("\n".join([*lines, *_findings(rolled), *last_year, *question_lines(stock)]))
    return rolled


def _submitted(done: Submitted, count: int) -> Iterator[str]:
    """Yield what was written, for whom, and where an earlier one was kept."""
    yield say("done.submission", path=done.file, count=count)
    if done.answers:
        yield say("submission.answers", name=done.answers.name, code=done.answers.code)
    yield from done.notes
    if done.kept:
        yield say("submission.carried", path=done.kept, count=len(done.carried))


def _findings(rolled: RollupResult) -> Iterator[str]:
    """Yield the findings on the total, with the reasons on file."""
    for finding in rolled.findings:
        reason = say("word.reason", reason=finding.reason) if finding.reason else ""
        yield finding.message + reason


def rollup_text(published: Published, *, brief: bool = False) -> str:
    """Return the headline figures, notes about them, and where the reports are.

    Args:
        brief: of the figures only computed totals.
    """
    from toolkit.form.expression import plain
    from toolkit.rollup.headline import headline

    report = published.report
    rolled = report.rolled
    lines = [say("rollup.head", city=rolled.name, year=report.year), report.coverage]
    leading = headline(rolled.form)
    shown = [item for item in leading if item.id in rolled.form.totals] if brief else leading
    for item in shown:
        value = rolled.values[item.id]
        lines.append(
            say(
                "rollup.figure",
                table=rolled.form.table(item.table).name,
                label=item.label,
                value=say("word.unknown") if value is None else plain(value),
                unit=item.unit,
            )
        )
    if len(shown) < len(leading):
        lines.append(say("rollup.figures_more", count=len(leading) - len(shown)))
    lines += _findings(rolled)
    lines += [
        say("rollup.agrees", name=one.unit.name, count=one.units)
        for one in rolled.reconciliations
        if one.agrees
    ]
    lines.append(say("rollup.fingerprint", fingerprint=rolled.fingerprint))
    lines.append(report.ledger_head)
    lines += _files(published)
    if published.texts:
        lines.append(say("done.texts", path=published.texts))
    lines += published.notes
    lines += [say("done.kept", path=file) for file in published.kept]
    if published.outdated:
        lines.append(
            say(
                "done.outdated",
                names="、".join(unit.name for unit in published.outdated),
                folder=rolled.collection.typed,
            )
        )
    return "\n".join(lines)


def _files(published: Published) -> Iterator[str]:
    """Yield a line for each report, and one for each folder of several files."""
    top = published.files[0].parent
    inside: dict[Path, int] = {}
    for file in published.files:
        if file.parent == top:
            yield say("done.report", path=file)
        else:
            inside[file.parent] = inside.get(file.parent, 0) + 1
    for folder, count in inside.items():
        yield say("done.reports", path=folder, count=count)
