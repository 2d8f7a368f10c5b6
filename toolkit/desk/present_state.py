"""The state of the collection for pages, taken again when something in its folder has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Lock

from toolkit.collection.folder import CONFIG, ROSTER, CollectionFolder
from toolkit.collection.ledger.store import LEDGER
from toolkit.collection.standing import Snapshot, take_stock


class PresentState:
    """What there is in a folder, for as many readers as come; each has the ledger open for itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._key: object = None
        self._taken: Snapshot | None = None

    @contextmanager
    def stock(self) -> Iterator[Snapshot]:
        """The stock over a ledger that is open meanwhile.

        Raises:
            MisuseError: the folder, its roster or its ledger cannot be read.
        """
        key = self._now()
        with self._lock:
            taken = self._taken if key == self._key else None
        if taken is not None:
            with taken.collection.ledger(reading_only=True) as ledger:
                yield replace(taken, ledger=ledger)
            return
        collection = CollectionFolder.open(self.folder)
        with collection.ledger(reading_only=True) as ledger:
            stock = take_stock(collection, ledger)
            with self._lock:
                self._key, self._taken = key, stock
            yield stock

    def listed(self) -> Snapshot:
        """The stock for lists, which read nothing more from the ledger."""
        key = self._now()
        with self._lock:
            if self._taken is not None and key == self._key:
                return self._taken
        with self.stock() as stock:
            return stock

    def settings(self) -> CollectionFolder:
        """What the collection's settings say, whatever its roster is like.

        Raises:
            MisuseError: they cannot be read.
        """
        return CollectionFolder.open(self.folder)

    def _now(self) -> object:
        """What changes whenever the state does."""
        return date.today(), tuple(_stamp(self.folder / name) for name in (CONFIG, ROSTER, LEDGER))


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
