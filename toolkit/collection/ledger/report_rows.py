"""Reports that were written, as rows of the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple

from toolkit.collection.ledger.records import Reported


def add(connection: sqlite3.Connection, figures: str, units: Iterable[Reported], run: int, at: str) -> None:
    """A report with the state of each unit."""
    cursor = connection.execute(
        "INSERT INTO report (figures, written_at, run) VALUES (?, ?, ?)", (figures, at, run)
    )
    connection.executemany(
        "INSERT INTO report_unit (report, unit, state, counted, sha256, reading) VALUES (?, ?, ?, ?, ?, ?)",
        [(cursor.lastrowid, *astuple(unit)) for unit in units],
    )


def last(connection: sqlite3.Connection) -> tuple[str, dict[str, Reported]] | None:
    """When reports were last written, and how each unit stood in them."""
    found = connection.execute("SELECT id, written_at FROM report ORDER BY id DESC LIMIT 1").fetchone()
    if found is None:
        return None
    units = connection.execute("SELECT * FROM report_unit WHERE report = ?", (found["id"],))
    return found["written_at"], {
        row["unit"]: Reported(row["unit"], row["state"], bool(row["counted"]), row["sha256"], row["reading"])
        for row in units
    }
