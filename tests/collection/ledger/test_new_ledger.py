"""A new ledger is what the library of migrations would have made."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlite_utils import Database, Migrations

from toolkit.collection.ledger import schema
from toolkit.collection.ledger.new_ledger import SET, is_new


def by_library(connection: sqlite3.Connection) -> None:
    steps = Migrations(SET)
    for name, step in schema.STEPS:
        steps(name=name)(step)
    steps.apply(Database(connection))


def made(connection: sqlite3.Connection) -> tuple[object, ...]:
    tables = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid")
    steps = connection.execute("SELECT id, migration_set, name FROM _sqlite_migrations")
    links = connection.execute("SELECT count(*) FROM link")
    return tables.fetchall(), steps.fetchall(), links.fetchone(), schema.version(connection)


def test_it_is_what_the_library_makes() -> None:
    ours, theirs = (sqlite3.connect(":memory:", isolation_level=None) for _ in range(2))
    with closing(ours), closing(theirs):
        assert is_new(ours)
        schema.migrate(ours)
        by_library(theirs)
        assert not is_new(ours)
        assert made(ours) == made(theirs)
        recorded = [
            connection.execute("SELECT applied_at FROM _sqlite_migrations").fetchone()[0]
            for connection in (ours, theirs)
        ]
        assert len(recorded[0]) == len(recorded[1]), "written alike"


def test_the_library_finds_nothing_left_to_do() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        before = made(connection)
        by_library(connection)
        assert made(connection) == before
