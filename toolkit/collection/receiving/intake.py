"""Taking files in: each is kept first, then read, then judged; each step whole or not at all.

What is kept already is read while the rest is still being kept. A run that is ended at any moment leaves
every file either kept or still where it lay, and every kept file either read or waiting; the next run goes
on from there. Two runs at once do the same work twice at worst, and record it once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from toolkit.collection.carried_years import carry_over, changed_since
from toolkit.collection.decisions import Decided
from toolkit.collection.folder import EDITION, CollectionFolder
from toolkit.collection.issued_codes import must_keep_codes
from toolkit.collection.issued_settings import must_keep_settings
from toolkit.collection.last_year import Priors, priors
from toolkit.collection.ledger.records import Arrival, Judged, Paper, PaperWords, Received
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.processes import cores
from toolkit.collection.progress import Progress, silent
from toolkit.collection.receiving.paper_text import READER, without_text
from toolkit.collection.receiving.rulings import Rulings
from toolkit.collection.receiving.sorting import is_progress_workbook
from toolkit.collection.receiving.sources import Source, arrivals, sources
from toolkit.collection.receiving.task import Desk, Waiting
from toolkit.collection.receiving.workers import Crew, LocalCrew, read_all
from toolkit.collection.standing import Snapshot, identifier_of, take_stock
from toolkit.collection.void_mergers import void_mergers
from toolkit.errors import MisuseError
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.messages import say
from toolkit.review.checks import Status

KEPT_AT_ONCE = 4_000_000
"""Bytes that one transaction takes in: others who write at the same time wait a moment only."""

AT_ONCE = 8
"""Files that are read anew within the transaction of a decision."""

CrewMaker: TypeAlias = Callable[[Desk], Crew]


@dataclass
class Intake:
    """What one run took in.

    Attributes:
        before, after: the collection before and after it.
        new: files whose bytes were not in the ledger before, by sha256.
        again: names under which known bytes came once more.
        resent: names → files among those that another file has replaced meanwhile, and which that is.
        originals: names of files that the toolkit wrote itself and that came back as they went out, with the
            path they went out from; kept, not read.
        attachments: new files that are no spreadsheets; kept, not read.
        refused: files that stay where they are, with the reason.
        last_year: what was copied of last year, what changed there since, and which of the office's files of
            last year's figures are not understood, in words.
        nothing_there: neither the inbox nor what was given holds a file.
        void_mergers: decisions that were undone because the unit is in the roster again, in words.
        run: number of this run in the ledger; 0 while it has recorded nothing.
        read: files read in this run, because they were new or because what their reading rests on changed.
    """

    before: Snapshot
    after: Snapshot
    new: set[str] = field(default_factory=set)
    again: list[str] = field(default_factory=list)
    resent: dict[str, tuple[Received, Received]] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    attachments: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    run: int = 0
    read: list[Received] = field(default_factory=list)
    last_year: list[str] = field(default_factory=list)
    void_mergers: list[str] = field(default_factory=list)
    nothing_there: bool = False

    def resent_words(self, name: str) -> str:
        """That a file that another one has replaced came once more, and how it is made to count."""
        old, new = self.resent[name]
        folder = self.after.collection.typed
        return say(
            "collect.resent", file=name, old=old.number, new=new.number, number=new.number, folder=folder
        )

    @cached_property
    def replaced(self) -> Mapping[str, tuple[Received, Received]]:
        """sha256 → file that had been replaced before this run, and the one that counted then."""
        return {
            file.sha256: (file, standing.received)
            for standing in self.before.standings
            if standing.received
            for file in standing.superseded
        }


def collect(
    collection: CollectionFolder,
    ledger: Ledger,
    paths: Iterable[Path] = (),
    *,
    arrived_on: date | None = None,
    crew: CrewMaker | None = None,
    progress: Progress = silent,
) -> Intake:
    """Take in the inbox and the given files, folders and archives; read and judge what is new.

    Args:
        arrived_on: the day the files arrived; today by default.
        crew: who reads; processes on this machine by default.

    Raises:
        MisuseError: a path is not there, or the ledger cannot be written.
    """
    must_keep_settings(collection, ledger)
    must_keep_codes(collection, ledger)
    carried = carry_over(collection, ledger)
    ledger.begin_anew("collect")
    void = void_mergers(collection, ledger)
    today = arrived_on or date.today()
    before, last = take_stock(collection, ledger, today), priors(collection, ledger)
    intake = Intake(before, before)
    intake.void_mergers = void
    intake.last_year = [*carried, *changed_since(collection, ledger), *last.strangers]
    found = sources(paths, collection.folder / "inbox")
    intake.nothing_there = not found
    arriving = _keep(collection, ledger, found, today, intake)
    desk = desk_of(collection, ledger, last)
    intake.read = _read(ledger, desk, crew, progress, arriving, len(found))
    intake.after = take_stock(collection, ledger, today)
    intake.run = ledger.run_of("collect")
    return intake


def read_waiting(
    collection: CollectionFolder, ledger: Ledger, crew: CrewMaker | None = None, progress: Progress = silent
) -> list[Received]:
    """Read what is kept and unread, and anew whatever rests on something that changed since."""
    return _read(ledger, desk_of(collection, ledger), crew, progress)


def _read(
    ledger: Ledger,
    desk: Desk,
    crew: CrewMaker | None,
    progress: Progress,
    arriving: Iterable[Sequence[Arrival]] = (),
    expected: int = 0,
) -> list[Received]:
    """Read what arrives, as it is kept, and then whatever else is to be read.

    Args:
        arriving: new workbooks, kept before they are given out here.
        expected: how many arrive, as far as known, to tell how far the work is.
    """
    handed: set[str] = set()
    files = _to_read(ledger, desk, arriving, handed)
    first = next(files, None)
    if first is None:
        return []
    done = 0
    with (crew or local_crew)(desk) as workers:
        for judged in read_all(workers, desk, chain([first], files)):
            _record(ledger, judged)
            done += len(judged)
            progress(done, max(done, expected, len(handed)))
    progress(done, done)
    return [file for file in ledger.received() if file.sha256 in handed]


def _to_read(
    ledger: Ledger, desk: Desk, arriving: Iterable[Sequence[Arrival]], handed: set[str]
) -> Iterator[Waiting]:
    """Yield what is to be read; ``handed`` takes the sha256 of every workbook among it."""
    for batch in arriving:
        for one in batch:
            handed.add(one.sha256)
            yield Waiting(one.sha256, one.name, one.content)
    # Readings of those handed out may not be recorded yet. Their number is small, that of all files is not.
    others = [f for f in ledger.received() if f.sha256 not in handed and _to_be_read(desk, f)]
    for file in others:
        handed.add(file.sha256)
        yield Waiting(file.sha256, file.name, ledger.content(file.sha256))
    for paper in _papers_with_text(ledger):
        yield Waiting(paper.sha256, paper.name, ledger.content(paper.sha256), paper=True)


def _record(ledger: Ledger, judged: list[Judged]) -> None:
    words = [one.words for one in judged if one.words is not None]
    if words:
        ledger.record_papers(words)
    if len(words) < len(judged):
        ledger.record((one for one in judged if one.words is None), _form)


def _papers_with_text(ledger: Ledger) -> list[Paper]:
    """Papers whose text is to be read; those that have none that can be read are recorded at once."""
    unread = [paper for paper in ledger.papers() if paper.words is None or paper.words.reader < READER]
    found: list[Paper] = []
    plain: list[PaperWords] = []
    for paper in unread:
        words = without_text(paper.sha256, paper.name, ledger.content(paper.sha256))
        if words is None:
            found.append(paper)
        else:
            plain.append(words)
    if plain:
        ledger.record_papers(plain)
    return found


def read_again(collection: CollectionFolder, ledger: Ledger) -> None:
    """Read anew in this process the files that a decision just made is about.

    To be called in the transaction of the decision, so that no other process sees the one without the
    other. Files that were read before are harmless; where there are many, something else has changed too,
    and :func:`read_waiting` takes them.
    """
    desk = desk_of(collection, ledger)
    again = [
        file
        for file in ledger.received()
        if (file.status in _READ or file.is_published) and _to_be_read(desk, file)
    ]
    if len(again) <= AT_ONCE:
        ledger.record((desk.read(f.sha256, f.name, ledger.content(f.sha256)) for f in again), _form)


_READ = (Status.ACCEPTED, Status.RETURNED)


def local_crew(desk: Desk) -> Crew:
    """Processes on this machine, started as there is work for them."""
    return LocalCrew(desk, cores())


@contextmanager
def rehearsal(ledger: Ledger) -> Iterator[Ledger]:
    """A copy of a ledger, to see what would happen."""
    with tempfile.TemporaryDirectory(prefix="ogi-") as folder, ledger.copied_to(Path(folder)) as copy:
        yield copy


def desk_of(collection: CollectionFolder, ledger: Ledger, last: Priors | None = None) -> Desk:
    """What reading needs to know, as the roster, last year's figures and decisions stand now.

    Args:
        last: last year's figures, where they were looked up already.
    """
    decided = Decided(ledger.decisions())
    identifier = identifier_of(collection, decided)
    last = last or priors(collection, ledger)
    return Desk(
        collection.edition,
        collection.year,
        collection.id,
        collection.key,
        identifier,
        _properties(collection),
        replace(last, continuity=None),  # which no reading asks for
        collection.folder / EDITION if collection.has_own_edition else None,
        Rulings.of(decided),
        frozenset(sha256 for sha256, one in decided.identified.items() if one.kind == "adopt"),
    )


def _properties(collection: CollectionFolder) -> dict[str, Mapping[str, int]]:
    """Unit code → what is known of it; units of which the same is known share it."""
    shared: dict[object, Mapping[str, int]] = {}
    found = {}
    for unit in collection.roster:
        alike = unit.kind, unit.scope, unit.properties
        if alike not in shared:
            shared[alike] = collection.properties(unit)
        found[unit.code] = shared[alike]
    return found


def stale(collection: CollectionFolder, ledger: Ledger) -> list[Received]:
    """Files whose reading rests on something that changed since: roster, decisions, last year, rules."""
    desk = desk_of(collection, ledger)
    return [file for file in ledger.received() if _to_be_read(desk, file)]


def _to_be_read(desk: Desk, file: Received) -> bool:
    if file.own is not None:
        return False
    if file.reading is None:
        return True
    match = desk.identifier.match(file.sha256, file.name, file.identity, file.shown)
    return file.basis != desk.basis(match, file.sha256)


def _keep(
    collection: CollectionFolder, ledger: Ledger, found: list[Source], today: date, intake: Intake
) -> Iterator[list[Arrival]]:
    """Keep what came, batch after batch; yields the new workbooks of each and empties the list."""
    known = ledger.names()
    batch: list[Arrival] = []
    size = 0
    found.reverse()
    while found:
        for arrival in _arrivals(found.pop(), intake):
            when = known.get((arrival.sha256, arrival.name))
            if when is not None:
                if when != arrival.modified_at:
                    _note_resent(arrival, intake)
                continue
            if is_progress_workbook(arrival.content) and not ledger.wrote_before(arrival.sha256):
                where = collection.folder / "reports"
                intake.refused.append(say("handling.mailed", file=arrival.name, folder=where))
                continue
            batch.append(arrival)
            size += len(arrival.content)
            if size > KEPT_AT_ONCE:
                yield _keep_batch(ledger, batch, today, intake)
                batch, size = [], 0
    yield _keep_batch(ledger, batch, today, intake)


def _arrivals(source: Source, intake: Intake) -> Iterator[Arrival]:
    try:
        yield from arrivals(source)
    except MisuseError as error:
        intake.refused.append(str(error))


def _keep_batch(ledger: Ledger, batch: Sequence[Arrival], today: date, intake: Intake) -> list[Arrival]:
    """Keep some files; returns the new workbooks among them, which are to be read."""
    if not batch:
        return []
    kept = ledger.keep(batch, today)
    own = ledger.own_output()
    for arrival, new in zip(batch, kept, strict=True):
        if arrival.sha256 in own:
            intake.originals[arrival.name] = own[arrival.sha256][0]
        elif new:
            intake.new.add(arrival.sha256)
        elif arrival.kind == "workbook":
            intake.again.append(arrival.name)
            _note_resent(arrival, intake)
        if new and arrival.kind == "attachment" and arrival.name not in intake.originals:
            intake.attachments.append(arrival.name)
    return [
        arrival
        for arrival, new in zip(batch, kept, strict=True)
        if new and arrival.kind == "workbook" and arrival.sha256 not in own
    ]


def _note_resent(arrival: Arrival, intake: Intake) -> None:
    """An earlier file sent once more does not count again by itself; the office should know."""
    if arrival.sha256 in intake.replaced:
        intake.resent[arrival.name] = intake.replaced[arrival.sha256]


@lru_cache(maxsize=8)
def _form(edition: str) -> Form:
    return load_form(edition)
