"""The sample city after its first rounds of mail: played once a test run, copied for each who asks."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.receiving.intake import collect
from toolkit.collection.standing import Snapshot, take_stock
from toolkit.demo import city

OGI = Path(sys.executable).with_name("ogi")
PATIENCE = 900.0
"""Seconds to wait for another process that is playing the rounds."""


class Cities:
    """The city after each number of rounds, in a folder that all processes of a test run share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def after(self, rounds: int) -> Path:
        """The collection's folder after so many rounds. It is shared: copy it, change nothing."""
        folder = self.folder / f"after-{rounds}"
        with self._alone():
            for number in range(rounds + 1):
                self._play(number)
        return folder

    def _play(self, number: int) -> None:
        """Play one round on a copy of what the rounds before it left; round 0 distributes."""
        done = self.folder / f"after-{number}"
        if done.exists():
            return
        beginning = self.folder / f"playing-{number}"  # a process that died left it
        shutil.rmtree(beginning, ignore_errors=True)
        if number == 0:
            collection = city.start(beginning)
            with collection.ledger() as ledger:
                distribute(collection, ledger)
        else:
            shutil.copytree(self.folder / f"after-{number - 1}", beginning)
            collection, batch = CollectionFolder.open(beginning), city.ROUNDS[number - 1]
            with collection.ledger() as ledger:
                mail = list(city.mail(collection, batch))
                assert mail
                collect(collection, ledger, [mail[0].parent], arrived_on=batch.arrives)
        beginning.rename(done)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time: SQLite's lock is released by the system when a process dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(self.folder / "lock.sqlite", timeout=PATIENCE, isolation_level=None)
        with closing(lock):
            lock.execute("BEGIN EXCLUSIVE")
            yield


@dataclass(frozen=True)
class Demo:
    """What ``ogi demo`` said and left behind. The folder is shared: copy it, change nothing."""

    process: subprocess.CompletedProcess[str]
    folder: Path


def played(folder: Path) -> Demo:
    """Run ``ogi demo`` as somebody types it; the collection goes into the folder."""
    process = subprocess.run(
        [OGI, "demo", "--out", folder],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=600,
    )  # fmt: skip
    return Demo(process, folder)


_shared: list[Cities] = []


def share(folder: Path) -> None:
    """Play the rounds in this folder from now on."""
    _shared[:] = [Cities(folder)]


@contextmanager
def after_round(folder: Path, rounds: int = 1) -> Iterator[Snapshot]:
    """A copy of its own of the collection after some rounds; its ledger is open in the block."""
    shutil.copytree(_shared[0].after(rounds), folder)
    collection = CollectionFolder.open(folder)
    with collection.ledger() as ledger:
        yield take_stock(collection, ledger, city.ROUNDS[rounds - 1].arrives)
