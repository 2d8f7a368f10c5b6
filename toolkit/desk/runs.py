"""Commands at work behind the page, one after the other; what they said stays until the page ends.

They run in one process of their own, so that the page answers meanwhile, and goes on should one of them die.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from toolkit.messages import say
from toolkit.messages.code_types import Code

PATIENCE = 3.0
"""Seconds within which most decisions are recorded, so that no page in between is needed."""


HowEnded: TypeAlias = Literal["clean", "open", "misuse"]


@dataclass(frozen=True)
class Ended:
    """What a command printed, and its exit code."""

    code: int
    printed: str
    remarks: str = ""

    @property
    def how(self) -> HowEnded:
        """What the exit code means."""
        return get_args(HowEnded)[self.code] if 0 <= self.code <= 2 else "misuse"


@dataclass
class Run:
    """One command.

    Attributes:
        back: page from which it was begun.
        label, done, total: how far it is.
    """

    number: int
    title: Code
    back: str
    future: Future[Ended] = field(default_factory=Future)
    label: str = ""
    done: int = 0
    total: int = 0

    @property
    def at_work(self) -> bool:
        return not self.future.done()

    @property
    def outcome(self) -> Ended:
        """What it came to, once it is not at work any more."""
        return self.future.result()


class Runs:
    """Every command of this page, in one line: two windows never get into each other's way.

    Args:
        worker: starts the process that runs commands.
    """

    def __init__(self, worker: Sequence[str]) -> None:
        self.all: list[Run] = []
        self._worker = worker
        self._line = ThreadPoolExecutor(1, thread_name_prefix="command")
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Runs:
        """Start the process already: the first command then waits less."""
        self._line.submit(self._started)
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing more is begun; what has begun is finished, by a process that then ends by itself."""
        self._line.shutdown(cancel_futures=True)
        if self._process is not None:
            self._close(self._process)

    @property
    def at_work(self) -> Run | None:
        """The first command that has not ended."""
        return next((run for run in self.all if run.at_work), None)

    def start(self, title: Code, words: Sequence[str], back: str) -> Run:
        """Begin a command, and wait a little for its end."""
        run = Run(len(self.all) + 1, title, back)
        self.all.append(run)
        run.future = self._line.submit(self._run, run, list(words))
        wait([run.future], PATIENCE)
        return run

    def find(self, number: str) -> Run | None:
        """A command by its number on this page."""
        return next((run for run in self.all if str(run.number) == number), None)

    def _started(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is not None:
            self._close(self._process)
            self._process = None
        if self._process is None:
            self._process = subprocess.Popen(
                self._worker,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                # The page comes first; elsewhere the worker says so itself.
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            )
        return self._process

    def _run(self, run: Run, words: list[str]) -> Ended:
        process = self._started()
        with suppress(OSError):
            for told in _answers(process, {"words": words}):
                if "code" in told:
                    return Ended(told["code"], told["printed"], told["remarks"])
                run.label, run.done, run.total = told["label"], told["done"], told["total"]
        self._process = None
        self._close(process)
        return Ended(2, say("desk.worker_died"))

    @staticmethod
    def _close(process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None and process.stdout is not None
        with suppress(OSError):
            process.stdin.close()
        process.wait()
        process.stdout.close()


def _answers(process: subprocess.Popen[str], asked: object) -> Iterator[dict[str, Any]]:
    """Ask for a command, and yield what is said of it."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    for line in process.stdout:
        yield json.loads(line)
