"""Files that are no workbooks, as rows of the ledger: their receipts and their words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date

from toolkit.collection.ledger.records import Paper, PaperWords

_PAPERS = """
SELECT receipt.number, receipt.sha256, receipt.names, receipt.arrived_on, receipt.packed,
       paper.id, paper.reader, paper.format, paper.sender, paper.subject, paper.text
FROM (
    SELECT min(id) AS number, sha256, json_group_array(name) AS names, min(arrived_on) AS arrived_on,
           max(kind = 'archive') AS packed
    FROM (SELECT * FROM receipt ORDER BY id)
    WHERE sha256 NOT IN (SELECT sha256 FROM receipt WHERE kind = 'workbook')
    GROUP BY sha256
) AS receipt
LEFT JOIN paper ON paper.id = (SELECT max(id) FROM paper AS own WHERE own.sha256 = receipt.sha256)
ORDER BY receipt.number
"""
_ADD = """
INSERT INTO paper (sha256, reader, format, sender, subject, text, run, read_at)
SELECT ?, ?, ?, ?, ?, ?, ?, ?
WHERE NOT EXISTS (SELECT 1 FROM paper WHERE sha256 = ? AND reader >= ?)
"""


def add(connection: sqlite3.Connection, read: Iterable[PaperWords], run: int, at: str) -> None:
    """What papers say; once for each version of the reader."""
    for one in read:
        connection.execute(
            _ADD,
            (
                one.sha256, one.reader, one.format, one.sender, one.subject, one.text, run, at,
                one.sha256, one.reader,
            ),
        )  # fmt: skip


def papers(connection: sqlite3.Connection) -> list[Paper]:
    """Every received file that never came as a workbook, in the order of arrival."""
    return [_paper(row) for row in connection.execute(_PAPERS)]


def _paper(row: sqlite3.Row) -> Paper:
    words = None
    if row["id"] is not None:
        fields = (row[name] for name in ("sha256", "format", "sender", "subject", "text", "reader"))
        words = PaperWords(*fields)
    names = tuple(json.loads(row["names"]))
    arrived = date.fromisoformat(row["arrived_on"])
    return Paper(row["number"], row["sha256"], names, arrived, bool(row["packed"]), words)
