"""Whether a ledger still is what was written: file, tables, triggers, chain, rows, contents.

Each check yields faults and changes nothing. Triggers and rows are checked whenever a ledger is opened,
everything by ``ogi verify`` (:mod:`toolkit.collection.ledger.inspection`).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from toolkit.collection.ledger.chain import head_of, tables
from toolkit.collection.ledger.rows import item_list_digest
from toolkit.collection.ledger.schema import blank, triggers
from toolkit.messages import say, say_of

MOST = 100
"""Problems that SQLite lists at most."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a ledger that is not as it was written.

    Attributes:
        code: ``L-…``.
        table, row: where; empty where the file as a whole is meant.
    """

    code: str
    message: str
    table: str = ""
    row: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


# --- the file ------------------------------------------------------------------------------------


def structure_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """What SQLite itself finds: pages, records, indexes, constraints."""
    for row in connection.execute(f"PRAGMA integrity_check({MOST})"):
        if row[0] != "ok":
            yield Fault("L-file", say("ledger.fault.file", reason=row[0]))


def trigger_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Triggers that are missing, changed or none of ours."""
    found = connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'")
    for name, kind in _differences(found, triggers().items()):
        yield Fault("L-trigger", say_of("ledger.fault.trigger.*", kind, name=name), name)


def table_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Tables, views and indexes that are missing, changed or none of ours; SQLite's own statistics may be."""
    sql = (
        "SELECT name, sql FROM main.sqlite_master WHERE type <> 'trigger' "
        "AND name NOT GLOB 'sqlite_*' AND name <> '_sqlite_migrations'"
    )
    for name, kind in _differences(connection.execute(sql), blank(sql)):
        yield Fault("L-table", say_of("ledger.fault.table.*", kind, name=name), name)


def _differences(
    found: Iterable[Sequence[str]], wanted: Iterable[Sequence[str]]
) -> Iterator[tuple[str, str]]:
    there, ours = ({row[0]: row[1] for row in rows} for rows in (found, wanted))
    for name in {**ours, **there}:
        if there.get(name) != ours.get(name):
            yield name, "missing" if name not in there else "changed" if name in ours else "foreign"


def reference_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Rows that refer to a row that is not there."""
    for row in connection.execute("PRAGMA foreign_key_check"):
        table, number, other = row[0], "" if row[1] is None else str(row[1]), row[2]
        yield Fault(
            "L-reference", say("ledger.fault.reference", table=table, row=number, other=other), table, number
        )


# --- rows ----------------------------------------------------------------------------------------


def row_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Links that do not follow each other, and rows that are not as their links say."""
    linked: dict[str, dict[str, str]] = {}
    yield from _link_faults(connection, linked)
    for table in tables(connection):
        digests = linked.get(table.name, {})
        for row in table.rows(connection):
            key = table.key(row)
            digest = digests.pop(key, None)
            if digest != table.digest(row):
                yield _row_fault("added" if digest is None else "changed", table.name, key)
        yield from (_row_fault("deleted", table.name, key) for key in digests)


def _row_fault(kind: str, table: str, row: str) -> Fault:
    return Fault(f"L-{kind}", say_of("ledger.fault.*", kind, table=table, row=row), table, row)


def _link_faults(connection: sqlite3.Connection, linked: dict[str, dict[str, str]]) -> Iterator[Fault]:
    before = ""
    last = 0
    for number, kind, at, covered, head in connection.execute(
        "SELECT id, kind, linked_at, covered, head FROM link ORDER BY id"
    ):
        try:
            for table, digests in json.loads(covered).items():
                linked.setdefault(table, {}).update(digests)
            sound = number == last + 1 and head == head_of(before, number, kind, at, covered)
        except (ValueError, TypeError, AttributeError):
            sound = False
        if not sound:
            yield Fault("L-chain", say("ledger.fault.chain", row=number), "link", str(number))
        before, last = head, number
    if not last:
        yield Fault("L-chain", say("ledger.fault.no_chain"), "link")


def head_faults(connection: sqlite3.Connection, given: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """Heads printed in reports that the chain does not hold (any more)."""
    heads = [str(row[0]) for row in connection.execute("SELECT head FROM link")]
    for printed, where in given:
        if not any(head.startswith(printed) for head in heads):
            yield Fault("L-head", say("ledger.fault.head", head=printed, where=where), "link", printed)


def content_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Contents that are not what their sha256 says; each is read once."""
    names = {row[0]: (row[1], row[2]) for row in connection.execute(
        "SELECT sha256, min(id), name FROM receipt GROUP BY sha256")}  # fmt: skip
    for (rowid,) in connection.execute("SELECT rowid FROM file ORDER BY rowid").fetchall():
        sha256, size, content = connection.execute(
            "SELECT sha256, size, content FROM file WHERE rowid = ?", (rowid,)
        ).fetchone()
        found = content_digest(content)
        if found != sha256 or len(content) != size:
            number, name = names.get(sha256, ("", ""))
            words = say(
                "ledger.fault.content", number=number, file=name, expected=sha256, found=found or "",
            )  # fmt: skip
            yield Fault("L-content", words, "file", str(sha256))


def content_digest(content: object) -> str:
    """SHA-256 of a content; nothing where it is no bytes."""
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else ""


def item_list_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Lists of items that lack some, and readings with more or fewer figures than their list has items."""
    counts: dict[int, int] = {}
    for number, edition, version, digest in connection.execute(
        "SELECT id, edition, version, digest FROM item_list"
    ).fetchall():
        sql = "SELECT item FROM item WHERE item_list = ? ORDER BY position"
        items = [row[0] for row in connection.execute(sql, (number,))]
        counts[number] = len(items)
        if digest != item_list_digest(edition, version, items):
            yield Fault("L-items", say("ledger.fault.items", row=number), "item_list", str(number))
    for number, listed, figures in connection.execute("SELECT id, item_list, figures FROM reading"):
        if _length(figures) != counts.get(listed, 0):
            yield Fault("L-figures", say("ledger.fault.figures", row=number), "reading", str(number))


def _length(text: str) -> int:
    try:
        return len(json.loads(text))
    except (ValueError, TypeError):
        return -1
