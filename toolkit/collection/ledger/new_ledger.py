"""A new ledger: its migrations run without the library, which takes half a second to import.

What comes of it is what the library makes, and the library finds nothing left to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SET = "ogi-toolkit"
"""Name under which the library records the migrations."""
_RECORD = (
    """CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
)""",
    """CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name")""",
)
"""As sqlite-utils 4 makes it."""


@dataclass(frozen=True)
class _Tables:
    """Of the library's ``Database``, what migrations use."""

    conn: sqlite3.Connection

    def execute(self, statement: str) -> sqlite3.Cursor:
        return self.conn.execute(statement)


def is_new(connection: sqlite3.Connection) -> bool:
    """Whether there is no table yet."""
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def begin_tables(connection: sqlite3.Connection, steps: Iterable[tuple[str, Callable[[Any], None]]]) -> None:
    """Run every migration on a database without tables; to be called within a transaction."""
    for statement in _RECORD:
        connection.execute(statement)
    for name, step in steps:
        step(_Tables(connection))
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
            (SET, name, str(datetime.now(UTC))),
        )
