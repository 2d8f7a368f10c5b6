"""Published reports of units and what comparing them came to, as rows of the ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from toolkit.collection.ledger.records import ComparedPublication

_LAST = "SELECT * FROM publication WHERE id IN (SELECT max(id) FROM publication GROUP BY unit)"
_ADD = """
INSERT INTO publication
    (unit, sha256, name, format, reading, result, differences, published_on, address, run, compared_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def add(
    connection: sqlite3.Connection, found: Iterable[tuple[ComparedPublication, bytes]], run: int, at: str
) -> None:
    """Add comparisons with the files they are about; one that says what the last one says is left out."""
    before = latest(connection)
    for one, content in found:
        if one.unit in before and _said(before[one.unit]) == _said(one):
            continue
        connection.execute(
            "INSERT OR IGNORE INTO file (sha256, size, content) VALUES (?, ?, ?)",
            (one.sha256, len(content), content),
        )
        differences = json.dumps([dict(entry) for entry in one.differences], ensure_ascii=False)
        connection.execute(
            _ADD,
            (
                one.unit, one.sha256, one.name, one.format, one.reading, one.result, differences,
                one.published_on or None, one.address or None, run, at,
            ),
        )  # fmt: skip


def latest(connection: sqlite3.Connection) -> dict[str, ComparedPublication]:
    """The last comparison of each unit, by its code."""
    return {row["unit"]: _publication(row) for row in connection.execute(_LAST)}


def _said(one: ComparedPublication) -> tuple[object, ...]:
    differences = tuple(tuple(sorted(entry.items())) for entry in one.differences)
    return one.sha256, one.reading, one.result, differences


def _publication(row: sqlite3.Row) -> ComparedPublication:
    return ComparedPublication(
        row["unit"], row["sha256"], row["name"], row["format"], row["reading"], row["result"],
        tuple(json.loads(row["differences"])), row["published_on"] or "", row["address"] or "",
        row["compared_at"], row["id"],
    )  # fmt: skip
