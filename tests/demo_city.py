"""The sample city after its first round of mail, made once for the tests that look at it."""

from __future__ import annotations

from pathlib import Path

from toolkit.collection.folder import Collection
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.outbox import distribute
from toolkit.collection.receiving.intake import collect
from toolkit.collection.standing import Stock
from toolkit.demo import city


def after_round(folder: Path, rounds: int = 1) -> Stock:
    """The collection as it stands after some rounds; its ledger stays open."""
    collection: Collection = city.start(folder)
    ledger: Ledger = collection.ledger()
    distribute(collection, ledger)
    for batch in city.ROUNDS[:rounds]:
        mail = list(city.mail(collection, batch))
        assert mail
        intake = collect(collection, ledger, [mail[0].parent], arrived_on=batch.arrives)
    return intake.after
