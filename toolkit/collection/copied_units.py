"""Texts of a collection that are nearly those of another unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.collection.snapshot_results import kept_with_snapshot
from toolkit.statements.near_copies import NearCopy, near_copies

if TYPE_CHECKING:
    from toolkit.collection.standing import Snapshot


@kept_with_snapshot
def copied_among(stock: Snapshot) -> tuple[NearCopy, ...]:
    """The nearest copy of each text, among the files that count for units in the scope of the collection."""
    texts, names = {}, {}
    for standing in stock.standings:
        if standing.received is not None and standing.received.reading and standing.state != "excluded":
            texts[standing.unit.code] = stock.ledger.texts(standing.received)
            names[standing.unit.code] = standing.unit.name
    return near_copies(texts, names)
