"""The sample city after its first round of mail, made once for the tests that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolkit.collection.folder import Collection
from toolkit.collection.outbox import distribute
from toolkit.collection.receiving.intake import collect
from toolkit.collection.standing import Stock
from toolkit.demo import city


@contextmanager
def after_round(folder: Path, rounds: int = 1) -> Iterator[Stock]:
    """The collection as it stands after some rounds; its ledger is open in the block."""
    collection: Collection = city.start(folder)
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        for batch in city.ROUNDS[:rounds]:
            mail = list(city.mail(collection, batch))
            assert mail
            intake = collect(collection, ledger, [mail[0].parent], arrived_on=batch.arrives)
        yield intake.after
