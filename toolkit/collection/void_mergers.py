"""Decisions on mergers that no longer hold, because the unit that had left is in the roster again."""

from __future__ import annotations

from toolkit.collection.decisions import Decided
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.messages import say


def void_mergers(collection: CollectionFolder, ledger: Ledger) -> list[str]:
    """Undo decisions on units that became part of another and are in the roster again.

    Such a unit reports for itself. If it leaves the roster once more, somebody has to say anew what becomes
    of its report.

    Returns:
        A sentence for each.
    """
    listed = collection.roster.by_code
    told: list[str] = []
    if not Decided(ledger.decisions()).merged.keys() & listed.keys():
        return told
    with ledger.alone():
        for other, one in Decided(ledger.decisions()).merged.items():
            if other in listed:
                words = {"name": listed[other].name, "code": other, "number": one.number}
                why = say("merger.void.why", **words)
                ledger.decide("undo", why=why, by=say("word.program"), unit=one.unit, undoes=one.number)
                told.append(say("merger.void", **words))
    return told
