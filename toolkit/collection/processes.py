"""Work in processes of its own, bounded in time and memory: reading, marking returns, writing workbooks."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

SECONDS = 30.0
"""Time one file may take; the reader's own bounds end nearly everything in a tenth of it."""
MEGABYTES = 1_024
"""Memory one file may take on top of what a worker needs to start."""
PRELOADED = ["toolkit.collection.warm_workers"]
"""What most workers need, loaded once where the system allows."""


@dataclass(frozen=True)
class Limits:
    """What one file may cost."""

    seconds: float = SECONDS
    megabytes: int = MEGABYTES


def pool(size: int, begin: Callable[..., None] | None = None, *given: Any) -> ProcessPoolExecutor:
    """Return processes that start clean; ``begin(*given)`` is called first in each of them."""
    return ProcessPoolExecutor(size, mp_context=_context(), initializer=_begun, initargs=(begin, *given))


def _begun(begin: Callable[..., None] | None, *given: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends a worker without a word
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    # The executor's own workers would wait for more work for ever when the command is ended by force.
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    if begin is not None:
        begin(*given)


def _end_with(parent: multiprocessing.process.BaseProcess | None) -> None:
    """End this process as soon as the one it works for is gone."""
    if parent is not None:
        parent.join()
        os._exit(1)


def make_ready() -> None:
    """Have what workers need loaded while this process does something else first."""
    _context()


def shared_out(
    work: Callable[[Item], Result], items: Sequence[Item], few: int, at_once: int = 8
) -> Iterator[Result]:
    """Results in order; by several processes where that pays, and by this one where there are none to be had.

    Args:
        few: number of items up to which it does not.
        at_once: number that a process takes together.
    """
    if len(items) <= few or cores() == 1:
        yield from map(work, items)
        return
    done = 0
    try:
        with pool(cores()) as workers:
            for result in workers.map(work, items, chunksize=at_once):
                done += 1
                yield result
    except BrokenProcessPool:  # slower, and as good
        yield from map(work, items[done:])


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of so many items, the last perhaps shorter (``itertools.batched``, which Python 3.11 lacks)."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _context() -> multiprocessing.context.BaseContext:
    """Processes that start clean and fast; what they all need is loaded once where the system allows."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415  (there is none on Windows)

    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(PRELOADED)
    # The server would import what lies in the current folder first: mail may hold a "toolkit" of its own.
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        resource_tracker.ensure_running()  # it would let signals through again
        with _undisturbed():
            forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before
    return server


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back, also from what begins meanwhile; it would print where in loading it was."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def bound_memory(megabytes: int) -> None:
    """Refuse memory beyond what is in use now and that much more, where the system can do so.

    Bounds a worker process for good; what libraries print when they die no longer reaches the terminal.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if sys.platform == "win32":
        return  # the scan's bounds hold everywhere; a ceiling by the system is not to be had here
    import resource  # noqa: PLC0415

    with suppress(ValueError, OSError):  # no such accounts, or a lower limit is set already
        used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * 1_000_000, resource.RLIM_INFINITY))


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """End the process when this takes longer, even while a library holds the interpreter."""
    if sys.platform != "win32" and signal.getsignal(signal.SIGALRM) is signal.SIG_DFL:
        # The system itself ends the process. A thread that watches costs a third of a millisecond a file.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return
    with Path(os.devnull).open("w", encoding="ascii") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
