"""What goes back: for every unit whose file does not stand as it is, once for each reading of it."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.collection.due_returns import return_due
from toolkit.collection.files import part_name, replace_file
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.last_year import Priors, priors
from toolkit.collection.ledger.records import Received, SentBack
from toolkit.collection.processes import Limits, batched, bound_memory, cores, pool, watched
from toolkit.collection.progress import Progress, silent
from toolkit.collection.returns import Notice, return_files
from toolkit.collection.returns.restoring import issued_template, take_issued
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Awaited, Snapshot, Standing
from toolkit.form.identity import Identity
from toolkit.form.model import Form
from toolkit.messages import say
from toolkit.workbook.default_password import in_clear

BATCH = 8
LIMITS = Limits(seconds=60.0)
"""What marking one workbook may cost; beyond it the unit gets a fresh one instead."""


@dataclass(frozen=True)
class Returned:
    """What was written for one unit.

    Attributes:
        round: the how manieth return it is.
    """

    standing: Standing
    round: int
    files: list[Path]


@dataclass(frozen=True)
class Parcel:
    """One return to be written; on its way to a worker it leaves out the form, which is there already.

    A form that was sent along would be another one each time, and what was worked out for it of no use.
    """

    notice: Notice
    content: bytes
    last: Priors
    identity: Identity

    def __reduce__(self) -> tuple[Callable[..., Parcel], tuple[object, ...]]:
        said = {name: value for name, value in vars(self.notice).items() if name != "form"}
        return _unpacked, (said, self.content, self.last, self.identity)


_given: list[Form] = []
"""Within a worker: the form of its parcels."""


def _unpacked(said: Mapping[str, Any], content: bytes, last: Priors, identity: Identity) -> Parcel:
    (form,) = _given
    return Parcel(Notice(**said, form=form), content, last, identity)


def _begin(form: Form, issued: bytes) -> None:
    """Start of a worker."""
    bound_memory(LIMITS.megabytes)
    _given[:] = [form]
    take_issued(form, issued)


def send_back(
    collection: CollectionFolder, stock: Snapshot, on: date | None = None, progress: Progress = silent
) -> list[Returned]:
    """Write the returns that are due and were not written yet; those of mended units are put away.

    Raises:
        MisuseError: a file cannot be written.
    """
    today = on or date.today()
    last = priors(collection, stock.ledger)
    due = [standing for standing in stock.standings if return_due(stock.ledger, standing)]
    done: list[Returned] = []
    parcels = (_parcel(collection, stock, s, last, today) for s in due)
    for written in _written(collection, parcels, len(due)):
        here = due[len(done) : len(done) + len(written)]
        batch = [(s, _sent(collection, s, today), files) for s, files in zip(here, written, strict=True)]
        placed = _placed(collection, stock, batch)
        stock.ledger.send_back(sent for _, sent, _ in batch)
        for (standing, sent, _), files in zip(batch, placed, strict=True):
            standing.sent_back += (sent,)
            done.append(Returned(standing, sent.round, files))
        progress(len(done), len(due))
    put_away(stock)
    return done


def _placed(
    collection: CollectionFolder,
    stock: Snapshot,
    batch: Sequence[tuple[Standing, SentBack, Mapping[str, bytes]]],
) -> list[list[Path]]:
    """Put the files of some returns in their places. Their digests are recorded first, so that each is known
    as our own if it comes back, wherever the run ends."""
    homes = [_folder(collection, standing, sent) for standing, sent, _ in batch]
    written = [
        (
            f"{folder.relative_to(collection.folder).as_posix()}/{name}",
            hashlib.sha256(data).hexdigest(),
            standing.unit.code,
        )
        for folder, (standing, _, files) in zip(homes, batch, strict=True)
        for name, data in files.items()
    ]
    stock.ledger.wrote("collect", "returned", written)
    for folder, (_, _, files) in zip(homes, batch, strict=True):
        for name, data in files.items():
            replace_file(folder / name, data)
    return [[folder / name for name in files] for folder, (_, _, files) in zip(homes, batch, strict=True)]


def _folder(collection: CollectionFolder, standing: Standing, sent: SentBack) -> Path:
    name = say("returned.asked" if sent.asks_only else "returned.round", round=sent.round)
    return home(collection, standing) / name


def put_away(stock: Snapshot) -> None:
    """Move the returns of units that have nothing to do any more; nothing is deleted."""
    for standing in stock.standings:
        if standing.awaited in (Awaited.NOTHING, Awaited.REPORT):
            _put_away(stock.collection, standing)


def _sent(collection: CollectionFolder, standing: Standing, today: date) -> SentBack:
    received = standing.received
    assert received is not None and received.reading is not None
    asks_only = standing.awaited is Awaited.EXPLANATION
    # Every round has its own number, also after one that counts no more.
    number = sum(one.asks_only is asks_only for one in standing.sent_back) + 1
    by = collection.deadlines.mended_by(today)
    return SentBack(standing.unit.code, received.reading, number, today, by, asks_only, received.sha256)


def home(collection: CollectionFolder, standing: Standing) -> Path:
    """The folder of a unit's returns."""
    unit = standing.unit
    return collection.folder / "returned" / f"{part_name(unit.code)}-{part_name(unit.name)}"


def put_away_homes(collection: CollectionFolder, standing: Standing) -> list[Path]:
    """The folders of a unit's returns that were settled."""
    name = home(collection, standing).name
    done = collection.folder / "returned" / say("returned.mended")
    numbered = re.compile(rf"{re.escape(name)}(-\d+)?")
    return sorted(folder for folder in done.glob("*") if numbered.fullmatch(folder.name))


def notice_of(
    stock: Snapshot,
    unit: ReportingUnit,
    received: Received,
    *,
    deadline: date | None = None,
    round_number: int = 1,
    issued: date | None = None,
) -> Notice:
    """What a return of this file says to its unit."""
    collection = stock.collection
    return Notice(
        city=collection.city,
        year=collection.year,
        unit=unit.name,
        code=unit.code,
        file=received.name,
        received=received.arrived_on,
        deadline=deadline,
        round=round_number,
        office=collection.contact,
        verdict=stock.verdict(received),
        form=collection.form,
        issued=issued,
        signer=collection.signer,
    )


def _parcel(
    collection: CollectionFolder,
    stock: Snapshot,
    standing: Standing,
    last: Priors,
    today: date,
) -> Parcel:
    received, sent = standing.received, _sent(collection, standing, today)
    assert received is not None
    notice = notice_of(
        stock, standing.unit, received, deadline=sent.due_on, round_number=sent.round, issued=today
    )
    content = in_clear(stock.ledger.content(received.sha256))
    return Parcel(notice, content, last.alone(standing.unit.code), collection.identity(standing.unit))


def _written(
    collection: CollectionFolder, parcels: Iterator[Parcel], count: int
) -> Iterator[list[dict[str, bytes]]]:
    """The files of every parcel, in batches, written by other processes: marking opens the received file with
    a library that has no bounds of its own."""
    if not count:
        return
    write = partial(_write, collection.password, collection.key)
    workers: ProcessPoolExecutor | None = None
    flying: deque[list[tuple[Parcel, Future[dict[str, bytes]]]]] = deque()
    batches = batched(parcels, BATCH)
    try:
        while True:
            # One batch is written while the files of the one before it are put in their places.
            for batch in batches:
                workers = workers or _workers(count, collection.form)
                flying.append([(parcel, workers.submit(write, parcel)) for parcel in batch])
                if len(flying) > 1:
                    break
            if not flying:
                return
            landed = flying.popleft()
            if any(_lost(future) for _, future in landed) and workers is not None:
                # A dead worker takes the pool along; each lost parcel is tried again with a pool of its own.
                workers.shutdown(wait=False, cancel_futures=True)
                workers = None
            yield [_alone(write, parcel) if _lost(future) else future.result() for parcel, future in landed]
    finally:
        if workers is not None:
            workers.shutdown(cancel_futures=True)


def _lost(future: Future[dict[str, bytes]]) -> bool:
    """Whether the process that was to write it is gone, or had not enough memory."""
    return future.cancelled() or isinstance(future.exception(), (RuntimeError, MemoryError))


def _workers(count: int, form: Form) -> ProcessPoolExecutor:
    return pool(min(cores(), count), _begin, form, issued_template(form))


def _alone(write: partial[dict[str, bytes]], parcel: Parcel) -> dict[str, bytes]:
    with _workers(1, parcel.notice.form) as workers:
        future = workers.submit(write, parcel)
        if not _lost(future):
            return future.result()
    # Without the bytes there is nothing to mark; the unit gets a fresh workbook.
    return write(Parcel(parcel.notice, b"", parcel.last, parcel.identity))


def _write(password: str, key: str, parcel: Parcel) -> dict[str, bytes]:
    with watched(LIMITS.seconds):
        return return_files(
            parcel.notice,
            parcel.content,
            parcel.last,
            parcel.identity,
            password=password,
            key=key,
        )


def _put_away(collection: CollectionFolder, standing: Standing) -> None:
    folder = home(collection, standing)
    if folder.is_dir():
        done = collection.folder / "returned" / say("returned.mended")
        done.mkdir(exist_ok=True)
        target, number = done / folder.name, 1
        while target.exists():
            number += 1
            target = done / f"{folder.name}-{number}"
        with suppress(FileNotFoundError):  # somebody else is tidying up at the same time
            folder.rename(target)
