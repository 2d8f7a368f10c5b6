"""Texts of a collection that are nearly those of another unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.statements.near_copies import NearCopy, near_copies

if TYPE_CHECKING:
    from toolkit.collection.standing import Snapshot

_KEPT = "_copied_texts"


def copied_among(stock: Snapshot) -> tuple[NearCopy, ...]:
    """The nearest copy of each text, among the files that count for units in the scope of the collection.

    It takes seconds for a thousand units, and several documents of one run ask: kept with the snapshot.
    """
    kept = vars(stock)
    if _KEPT not in kept:
        kept[_KEPT] = _copied(stock)
    found: tuple[NearCopy, ...] = kept[_KEPT]
    return found


def _copied(stock: Snapshot) -> tuple[NearCopy, ...]:
    texts, names = {}, {}
    for standing in stock.standings:
        if standing.received is not None and standing.received.reading and standing.state != "excluded":
            texts[standing.unit.code] = stock.verdict(standing.received).texts
            names[standing.unit.code] = standing.unit.name
    return near_copies(texts, names)
