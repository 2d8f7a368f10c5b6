"""What each of several processes does to one ledger; it imports little, as each of them imports it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from toolkit.collection.ledger.records import Arrival
from toolkit.collection.ledger.store import Ledger


def keep(folder: Path, start: int, barrier: object) -> None:
    """Open the ledger when all have come so far, and keep 40 files of these numbers."""
    barrier.wait()  # type: ignore[attr-defined]
    with Ledger.open(folder) as ledger:
        for number in range(start, start + 40):
            ledger.keep([Arrival(f"{number}.xlsx", str(number).encode())], date(2024, 1, 20))
