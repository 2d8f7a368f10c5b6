"""Deciding and what follows from it, the same for the command, the sheet 办理 and the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.receiving.intake import read_again, read_waiting
from toolkit.collection.returning import put_away
from toolkit.collection.standing import Snapshot, take_stock


@contextmanager
def deciding_alone(
    collection: CollectionFolder, ledger: Ledger, on: date | None = None
) -> Iterator[Snapshot]:
    """Yield the collection as it is before a decision; nobody else writes in the block.

    The decision and the new reading of the few files it affects are one transaction: after it both are
    recorded, or neither. An exception in the block takes back what was recorded in it.

    Args:
        on: the day for which lateness is told; today by default.
    """
    with ledger.alone():
        yield take_stock(collection, ledger, on)
        read_again(collection, ledger)


def settle(collection: CollectionFolder, ledger: Ledger, on: date | None = None) -> Snapshot:
    """Read what decisions affect beyond those files, put away returns that are void; return the stock after.

    A run killed before this leaves nothing undone: the next ``ogi collect`` does the same.
    """
    read_waiting(collection, ledger)
    after = take_stock(collection, ledger, on)
    put_away(after)
    return after
