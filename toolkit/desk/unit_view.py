"""What a page shows of one unit."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from toolkit.collection.adoption import adoptable
from toolkit.collection.decision_lines import DecisionLine, decision_lines
from toolkit.collection.ledger.records import Decision, Received
from toolkit.collection.paper_units import PlacedPaper
from toolkit.collection.reminders import reminders
from toolkit.collection.returning import home, put_away_homes
from toolkit.collection.standing import Snapshot, Standing
from toolkit.collection.unit_row import UnitRow, unit_row
from toolkit.desk.downloads import Downloads, Offered
from toolkit.desk.published_view import PublishedView, published_view
from toolkit.desk.unit_actions import Choices, possible
from toolkit.messages import say, say_of
from toolkit.reports.last_intake import change_words
from toolkit.reports.problem_list import ProblemLine, problems_of
from toolkit.reports.progress_workbook import UNIT_HEADS, paper_role, unit_line
from toolkit.rollup.supersession import ItemChange

CHANGES_SHOWN = 40


@dataclass(frozen=True)
class Version:
    """One workbook of a unit.

    Attributes:
        changes: what differs from the version before it, in words; ``more`` says how many are not listed.
    """

    received: Received
    role: str
    changes: Sequence[str] = ()
    more: int = 0
    compared_with: int = 0
    may_be_withdrawn: bool = False


@dataclass(frozen=True)
class UnitView:
    """Everything about one unit, in the order of the page."""

    row: UnitRow
    has_units: bool
    cells: Mapping[str, object]
    problems: Sequence[ProblemLine]
    versions: Sequence[Version]
    papers: Sequence[tuple[int, str, str]]
    issued: Sequence[Offered]
    returned: Sequence[Offered]
    message: str
    reminder: str
    published: PublishedView | None
    decisions: Sequence[DecisionLine]
    actions: Sequence[str]
    adoptable: Sequence[PlacedPaper]
    choices: Choices


def unit_view(stock: Snapshot, standing: Standing, downloads: Downloads) -> UnitView:
    """Put together what there is of a unit; the ledger must be open."""
    collection, row = stock.collection, unit_row(stock.collection, standing)
    folder, outbox = home(collection, standing), collection.folder / "outbox"
    stem = collection.stem(standing.unit)
    due = (one.text for one in reminders(stock, date.today()) if one.standing.unit.code == row.code)
    problems = list(problems_of(stock, standing))
    actions, choices = possible(stock, standing, row, problems)
    own = {file.sha256 for file in _files(standing)}
    about = [one for one in stock.ledger.decisions() if one.unit == row.code or one.sha256 in own]
    return UnitView(
        row,
        any(unit.parent == row.code for unit in collection.roster),
        dict(zip(UNIT_HEADS, unit_line(row), strict=True)),
        problems,
        list(_versions(stock, standing)),
        [(one.paper.number, one.paper.name, paper_role(one)) for one in row.papers],
        downloads.offer(sorted(outbox.glob(f"{glob.escape(stem)}.*")), outbox),
        [*downloads.below(folder), *_settled(stock, standing, downloads)],
        _message(folder),
        next(due, ""),
        published_view(stock, row),
        last_decided(stock, about),
        actions,
        adoptable(standing),
        choices,
    )


def _settled(stock: Snapshot, standing: Standing, downloads: Downloads) -> Iterator[Offered]:
    """What went back to it and is done with."""
    done = stock.collection.folder / "returned"
    for folder in put_away_homes(stock.collection, standing):
        yield from downloads.offer(sorted(folder.rglob("*")), done)


def _files(standing: Standing) -> list[Received]:
    own = [standing.received] if standing.received else []
    return [*own, *standing.superseded, *standing.set_aside, *standing.withdrawn, *standing.originals]


def _versions(stock: Snapshot, standing: Standing) -> Iterator[Version]:
    """Every workbook of a unit, the last first."""
    roles = {
        "counts": [standing.received] if standing.received else [],
        "superseded": standing.superseded,
        "set_aside": standing.set_aside,
        "withdrawn": standing.withdrawn,
        "original": standing.originals,
        "joined": [file for file, _ in standing.joined],
        "dropped": [file for file, _ in standing.dropped],
    }
    compared = {new.number: old for old, new in pairwise([*standing.superseded, *roles["counts"]])}
    files = [(file, role) for role, found in roles.items() for file in found]
    mine = {"counts", "superseded", "set_aside"}
    for file, role in sorted(files, key=lambda one: -one[0].number):
        words, old = say_of("progress.role.*", role), compared.get(file.number)
        if old is None or not (old.speaks and file.speaks):
            yield Version(file, words, may_be_withdrawn=role in mine)
            continue
        told = list(_differences(stock, old, file))
        yield Version(file, words, told[:CHANGES_SHOWN], len(told[CHANGES_SHOWN:]), old.number, role in mine)


def _differences(stock: Snapshot, old: Received, new: Received) -> Iterator[str]:
    before, after, form = stock.verdict(old).values, stock.verdict(new).values, stock.collection.form
    for item in form.items.values():
        was, is_now = before.get(item.id), after.get(item.id)
        if was != is_now and (was is not None or is_now):
            yield change_words(
                form.table(item.table).name, item.label, ItemChange(item.id, was, is_now, 0, 0)
            )


def _message(folder: Path) -> str:
    """The short message of the last return."""
    found = [file for file in folder.glob(f"*/{say('return.file.message')}") if file.is_file()]
    if not found:
        return ""
    last = max(found, key=lambda file: file.stat().st_mtime_ns)
    return last.read_text("utf-8-sig", errors="replace")


def last_decided(stock: Snapshot, decisions: Sequence[Decision]) -> list[DecisionLine]:
    """Decisions in words, the last first, units by name."""
    names = {unit.code: unit.name for unit in stock.collection.roster}
    lines = decision_lines(stock.collection.form, stock.ledger, reversed(decisions))
    return [replace(line, unit=names.get(line.unit, line.name or line.unit)) for line in lines]
