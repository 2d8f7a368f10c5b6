"""The chain over the ledger's rows: every transaction adds a link that covers the rows it added.

A link holds the digest of each of its rows, and its head is a digest over the head before it and all it
holds. A row that was changed, removed or put in past the toolkit no longer agrees with its link; a link
that was changed no longer agrees with the heads after it. Who recalculates the whole chain gets another
last head, which the reports written before do not show.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

LinkKind: TypeAlias = Literal["begun", "found", "written"]
LINKED = (
    *("run", "file", "receipt", "item_list", "item", "reading", "finding", "decision", "issue"),
    *(
        "sent_back",
        "report",
        "report_unit",
        "paper",
        "earlier_year",
        "earlier_unit",
        "written",
        "publication",
    ),
)
"""Tables whose rows are covered by links."""


class Linked(NamedTuple):
    """A link of the chain: its number from 1, when it was written, its head; 0 and nothing for none."""

    number: int
    at: str
    head: str


@dataclass(frozen=True, slots=True)
class ChainedTable:
    """A table as the chain sees it.

    Attributes:
        columns: all but blobs, for which the sha256 beside them answers.
        keys: columns of the primary key.
    """

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]

    def key(self, row: Sequence[object]) -> str:
        """A row's primary key in words, for example ``12`` or ``12:3``."""
        return ":".join(str(row[self.columns.index(key)]) for key in self.keys)

    def digest(self, row: Sequence[object]) -> str:
        """SHA-256 of a row; a column added later and left NULL does not change it."""
        values = {c: value for c, value in zip(self.columns, row, strict=True) if value is not None}
        return _sha256({c: _plain(value) for c, value in values.items()})

    def rows(self, connection: sqlite3.Connection) -> Iterator[Sequence[object]]:
        yield from connection.execute(f"SELECT {', '.join(self.columns)} FROM main.{self.name}")


def tables(connection: sqlite3.Connection) -> list[ChainedTable]:
    """The linked tables as they are in this ledger; one from before a migration lacks the later ones."""
    found = []
    for name in LINKED:
        columns = connection.execute(f"PRAGMA main.table_info({name})").fetchall()
        if not columns:
            continue
        keys = sorted((column[5], column[1]) for column in columns if column[5])
        names = tuple(column[1] for column in columns if column[2] != "BLOB")
        found.append(ChainedTable(name, names, tuple(name for _, name in keys)))
    return found


class Chain:
    """The end of the chain at which one connection adds links."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.tables = {table.name: table for table in tables(connection)}

    def watch(self) -> None:
        """Note every row that this connection adds; rows added past the toolkit stay without a link."""
        self.connection.execute("PRAGMA temp_store = MEMORY")
        self.connection.execute("CREATE TEMP TABLE added_row (place TEXT, first, second)")
        for table in self.tables.values():
            first, second = [*(f"NEW.{key}" for key in table.keys), "NULL"][:2]
            self.connection.execute(
                f"CREATE TEMP TRIGGER {table.name}_added AFTER INSERT ON main.{table.name} "
                f"BEGIN INSERT INTO added_row VALUES ('{table.name}', {first}, {second}); END"
            )

    def link(self, at: str) -> Linked | None:
        """Cover what was added since the last link; to be called within the transaction that added it."""
        places = [row[0] for row in self.connection.execute("SELECT DISTINCT place FROM added_row")]
        if not places:
            return None
        covered = {name: self._added(table) for name, table in self.tables.items() if name in places}
        linked = add_link(self.connection, "written", at, covered)
        self.connection.execute("DELETE FROM added_row")
        return linked

    def _added(self, table: ChainedTable) -> dict[str, str]:
        columns = ", ".join(f"own.{column}" for column in table.columns)
        same = " AND ".join(
            f"own.{key} = added_row.{place}"
            for key, place in zip(table.keys, ("first", "second"), strict=False)
        )
        found = self.connection.execute(
            f"SELECT {columns} FROM added_row JOIN main.{table.name} AS own ON {same} "
            "WHERE added_row.place = ? ORDER BY added_row.rowid",
            (table.name,),
        )
        return {table.key(row): table.digest(row) for row in found}


def begin(connection: sqlite3.Connection, at: str) -> None:
    """The first link; it covers what an older ledger holds, as it is found."""
    covered = {
        table.name: {table.key(row): table.digest(row) for row in table.rows(connection)}
        for table in tables(connection)
    }
    covered = {name: digests for name, digests in covered.items() if digests}
    add_link(connection, "found" if covered else "begun", at, covered)


def add_link(
    connection: sqlite3.Connection, kind: LinkKind, at: str, covered: dict[str, dict[str, str]]
) -> Linked:
    last, text = last_link(connection), _canonical(covered)
    number = last.number + 1
    linked = Linked(number, at, head_of(last.head, number, kind, at, text))
    connection.execute(
        "INSERT INTO link (id, kind, linked_at, covered, head) VALUES (?, ?, ?, ?, ?)",
        (number, kind, at, text, linked.head),
    )
    return linked


def head_of(before: str, number: int, kind: str, at: str, covered: str) -> str:
    """The head of a link: SHA-256, in hexadecimal, over the head before it and what it holds."""
    return _sha256([before, number, kind, at, covered])


def last_link(connection: sqlite3.Connection) -> Linked:
    """The end of the chain."""
    row = connection.execute("SELECT id, linked_at, head FROM link ORDER BY id DESC LIMIT 1").fetchone()
    return Linked(*row) if row else Linked(0, "", "")


def _plain(value: object) -> object:
    return {"sha256": hashlib.sha256(value).hexdigest()} if isinstance(value, bytes) else value


_canonical = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode


def _sha256(value: object) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()
