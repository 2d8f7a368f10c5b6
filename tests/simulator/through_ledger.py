"""The simulator's files sent to an office: kept, read by workers, recorded, and fetched from the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from tests.simulator.clerk_draft import Told
from tests.simulator.figure_kinds import UNITS, YEAR
from tests.simulator.paper_kinds import CITY, KEY
from tests.simulator.simulation import Sent
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.records import Received
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.receiving.intake import collect
from toolkit.collection.receiving.task import Desk
from toolkit.collection.receiving.workers import LocalCrew
from toolkit.collection.roster import ReportingUnit
from toolkit.review.verdict import Verdict

AT_ONCE = 300
SENT_BACK = ("template_of_last_year", "hidden_sheet_deleted", "rebuilt_by_hand")
"""Habits that a reader who knows of no collection has nothing against, and an office has (S-02)."""


class LostError(Exception):
    """A file that was sent and of which the ledger does not know."""


def collected(batch: Iterable[Sent], folder: Path) -> Iterator[tuple[Sent, Verdict | Exception]]:
    """Every file with the verdict that the ledger gives back, or with what went wrong."""
    units = tuple(ReportingUnit(unit.code, unit.name) for unit in UNITS)
    files = iter(batch)
    for number in count():
        sent = list(islice(files, AT_ONCE))
        if not sent:
            return
        office = replace(CollectionFolder.create(folder / f"{number}", CITY, YEAR, units=units), key=KEY)
        with office.ledger() as ledger:
            collect(office, ledger, _mailed(sent, folder / f"{number}-mail"), crew=_one_worker)
            received = {file.sha256: file for file in ledger.received()}
            for one in sent:
                yield _due(one), _found(one, ledger, received)


def _one_worker(desk: Desk) -> LocalCrew:
    return LocalCrew(desk, 1)


PACKED = {"zipped_up", "sent_as_a_mail"}
"""Habits after which the workbook is a member of what was sent."""


def _mailed(batch: Iterable[Sent], folder: Path) -> list[Path]:
    for sent in batch:
        file = folder / f"{sent.seed}" / sent.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sent.data)
    return [folder]


def _due(sent: Sent) -> Sent:
    """The same file with what an office owes it: a package unpacked, a foreign workbook sent back."""
    opened = PACKED & set(sent.habits)
    due = replace(sent.expectation, unreadable=() if opened else sent.expectation.unreadable)
    for habit in set(SENT_BACK) & set(sent.habits):
        marks = {("S-02", "hard"): frozenset[str](), **due.marks}
        due = replace(due, marks=marks, told=(*due.told, Told(habit, ("S-02",), "hard", frozenset(), "")))
    return replace(sent, expectation=due)


def _found(sent: Sent, ledger: Ledger, received: dict[str, Received]) -> Verdict | Exception:
    sha256 = hashlib.sha256(sent.data).hexdigest()
    kept = ledger.connection.execute("SELECT content FROM file WHERE sha256 = ?", (sha256,)).fetchone()
    if kept is None or bytes(kept[0]) != sent.data:
        return LostError(sent.name)
    file = received.get(sha256)
    if PACKED & set(sent.habits):
        inside = f"/{sent.seed}/{sent.name}/"
        file = next((file for file in received.values() if inside in f"/{file.name}"), None)
    if file is None or file.reading is None:
        return LostError(f"{sent.name}: kept, not read")
    return ledger.verdict(file)
