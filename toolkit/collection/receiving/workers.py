"""Reading in processes of their own, so that no file can take the collection down with it.

Everything is written against ``concurrent.futures.Executor``: local processes by default, a
dask.distributed cluster by its scheduler's address. A batch that comes back with anything but results
is taken apart until the file that kills its worker stands alone; the others are read again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol

from toolkit.collection.ledger.records import Judged
from toolkit.collection.processes import Limits, batched, bound_memory, pool, watched
from toolkit.collection.receiving.task import Desk, Waiting
from toolkit.errors import MisuseError
from toolkit.messages import say

BATCH = 25
LOOK_EVERY = 15.0
"""Seconds without a result after which somebody looks whether there are workers at all."""
PATIENCE = 60.0
"""Seconds a cluster has to start workers in the place of those that died."""
POLL = 0.2
"""Seconds between two looks at a cluster without workers."""
ATTEMPTS = 5
"""To hand the desk to workers that keep dying."""


class Crew(Protocol):
    """Workers that share a desk."""

    size: int

    def submit(self, batch: Sequence[Waiting]) -> Future[list[Judged]]: ...

    def restore(self) -> None:
        """Make it work again after workers died."""

    def look(self) -> None:
        """Look whether anybody is still at work.

        Raises:
            MisuseError: nobody is.
        """

    def __enter__(self) -> Crew: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def read_all(crew: Crew, desk: Desk, files: Iterable[Waiting]) -> Iterator[list[Judged]]:
    """Read files in batches, as they are done; one that kills its worker ends in a verdict that says so."""
    batches = batched(files, BATCH)
    flying: dict[Future[list[Judged]], Sequence[Waiting]] = {}
    while True:
        # Few batches in flight: memory stays flat however many files there are. Enough of them that nobody
        # waits while results are recorded.
        for batch in batches:
            flying[crew.submit(batch)] = batch
            if len(flying) > 2 * crew.size:
                break
        if not flying:
            return
        done, _ = wait(flying, timeout=LOOK_EVERY, return_when=FIRST_COMPLETED)
        if not done:
            crew.look()
        lost: list[Sequence[Waiting]] = []
        for future in done:
            landed = flying.pop(future)
            if future.cancelled() or future.exception() is not None:
                lost.append(landed)
            else:
                yield future.result()
        if lost:
            # Whoever died may have taken the batches of others along: all are read again, one by one.
            lost += flying.values()
            flying.clear()
            for suspect in lost:
                yield from _apart(crew, desk, suspect)


def _apart(crew: Crew, desk: Desk, batch: Sequence[Waiting]) -> Iterator[list[Judged]]:
    """Read a batch alone; halve it as long as it kills its worker."""
    crew.restore()
    try:
        yield crew.submit(batch).result()
        return
    except Exception:  # whatever the executor calls the death of a worker
        crew.restore()
    if len(batch) == 1:
        _must_work(crew)
        yield [desk.gave_up(batch[0])]
        return
    middle = len(batch) // 2
    yield from _apart(crew, desk, batch[:middle])
    yield from _apart(crew, desk, batch[middle:])


def _must_work(crew: Crew) -> None:
    """Before a file is blamed: can the workers do anything at all?

    Raises:
        MisuseError: they cannot; whatever is unread stays so.
    """
    try:
        crew.submit([]).result()
    except Exception as error:
        raise MisuseError(say("collect.no_processes", reason=type(error).__name__)) from error


# --- within a worker ---------------------------------------------------------------------------

_desk: Desk | None = None
_limits = Limits()


def _begin(desk: Desk, limits: Limits) -> None:
    """Start of a local worker: its memory is bounded, and nothing a library prints reaches the terminal."""
    global _desk, _limits
    _desk, _limits = desk, limits
    bound_memory(limits.megabytes)


def _read_batch(
    batch: Sequence[Waiting], desk: Desk | None = None, limits: Limits | None = None
) -> list[Judged]:
    """Read some files one after another, each within the time limit."""
    desk, limits = desk or _desk, limits or _limits
    assert desk is not None
    judged = []
    for file in batch:
        with watched(limits.seconds):
            judged.append(desk.read(*file))
    return judged


# --- local processes ---------------------------------------------------------------------------


@dataclass
class LocalCrew:
    """Processes on this machine.

    Attributes:
        size: how many; never more than there are cores.
    """

    desk: Desk
    size: int
    limits: Limits = field(default_factory=Limits)
    _pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> LocalCrew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def submit(self, batch: Sequence[Waiting]) -> Future[list[Judged]]:
        if self._pool is None:
            self._pool = pool(self.size, _begin, self.desk, self.limits)
        return self._pool.submit(_read_batch, batch)

    def restore(self) -> None:
        # A pool that lost a worker stays broken for good.
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def look(self) -> None:
        """The pool itself notices when a worker dies."""


# --- a cluster ---------------------------------------------------------------------------------


class ClusterCrew:
    """Workers of a dask.distributed cluster.

    Args:
        address: of its scheduler, e.g. ``tcp://192.0.2.7:8786``.

    Raises:
        MisuseError: dask.distributed is not installed, or nobody answers at the address.
    """

    def __init__(self, desk: Desk, address: str, limits: Limits | None = None) -> None:
        try:
            from distributed import Client  # noqa: PLC0415  (an extra)
        except ImportError as error:
            raise MisuseError(say("collect.no_dask")) from error
        try:
            make: Any = Client  # the library has no annotations
            self.client: Any = make(address, timeout=10)
        except (OSError, ValueError) as error:
            raise MisuseError(say("collect.no_scheduler", address=address, reason=error)) from error
        self.limits = limits or Limits()
        self.desk = desk
        self.executor: Executor = self.client.get_executor(pure=False)
        self.restore()
        self.size = len(self.client.ncores())

    def __enter__(self) -> ClusterCrew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def submit(self, batch: Sequence[Waiting]) -> Future[list[Judged]]:
        return self.executor.submit(_read_batch, batch, self.shared, self.limits)

    def restore(self) -> None:
        # Handed to every worker once, and not with every batch; those who died took their copy along.
        for _ in range(ATTEMPTS):
            self.look()
            # Whoever takes it may die at that moment, over the very file that is being looked for.
            with suppress(Exception):
                self.shared = self.client.scatter(self.desk, broadcast=True)
                return
        raise MisuseError(say("collect.no_workers"))

    def look(self) -> None:
        # The library's own waiting looks at a list that may still name the dead; the scheduler knows.
        until = time.monotonic() + PATIENCE
        while not self.client.ncores():
            if time.monotonic() > until:
                raise MisuseError(say("collect.no_workers"))
            time.sleep(POLL)
