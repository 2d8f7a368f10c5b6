"""The state of the collection for pages, taken again when something in its folder has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Lock

from toolkit.collection.folder import CONFIG, ROSTER, CollectionFolder
from toolkit.collection.ledger.store import LEDGER
from toolkit.collection.standing import Snapshot, take_stock


class PresentState:
    """What there is in a folder, for as many readers as come; each has the ledger open for itself.

    Args:
        busy: whether a command of this page is at work, which changes the ledger all the time. The page says
            so, and shows meanwhile what was there before.
    """

    def __init__(self, folder: Path, busy: Callable[[], bool] = lambda: False) -> None:
        self.folder, self._busy = folder, busy
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
        taken = self._known(key)
        if taken is not None:
            # It was checked when stock was taken; every look at a page would check it again.
            with taken.collection.ledger(reading_only=True, checked=False) as ledger:
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
        taken = self._known(self._now())
        if taken is not None:
            return taken
        with self.stock() as stock:
            return stock

    def _known(self, key: object) -> Snapshot | None:
        """The stock that was taken, where it still holds, or will do while a command is at work."""
        with self._lock:
            return self._taken if key == self._key or self._busy() else None

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
