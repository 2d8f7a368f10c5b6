"""The part of the ledger that records what went out: templates, returns, reports, and every file written."""

from __future__ import annotations

import getpass
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path

from toolkit.collection.ledger import report_rows
from toolkit.collection.ledger.chain import last_link
from toolkit.collection.ledger.connection import reading, told
from toolkit.collection.ledger.records import Reported, SentBack


class Outgoing(ABC):
    """What went out; a base class of the ledger, which opens the file and writes in transactions."""

    connection: sqlite3.Connection
    file: Path

    @abstractmethod
    def _writing(self) -> AbstractContextManager[None]: ...

    @abstractmethod
    def _run(self, verb: str) -> int: ...

    @property
    def written_at(self) -> str:
        """When something was last recorded, ISO 8601; the beginning of the chain, where nothing was yet."""
        with told(self.file):
            return last_link(self.connection).at

    def wrote(self, verb: str, kind: str, files: Collection[tuple[str, str, str]]) -> None:
        """Record files that are about to be written, so that they are known when they come back.

        Args:
            files: of each its path in the collection's folder, its sha256, and the code of the unit it is
                for, empty where it is for no single one.
        """
        if not files:
            return
        with self._writing():
            run = self._run(verb)
            self.connection.executemany(
                "INSERT OR IGNORE INTO written (kind, unit, file, sha256, run) VALUES (?, ?, ?, ?, ?)",
                [(kind, unit or None, file, sha256, run) for file, sha256, unit in files],
            )

    def wrote_before(self, sha256: str) -> bool:
        """Whether the toolkit wrote a file with these bytes into the collection's folder."""
        with told(self.file):
            sql = "SELECT 1 FROM written WHERE sha256 = ? LIMIT 1"
            return self.connection.execute(sql, (sha256,)).fetchone() is not None

    def own_output(self) -> dict[str, tuple[str, str]]:
        """Files received that the toolkit had written itself: sha256 → path and unit code.

        Bytes that were written out only after they had arrived are none of ours.
        """
        sql = """
        SELECT out.sha256, out.file, out.unit, min(out.run) AS written_in, min(receipt.run) AS arrived_in
        FROM (
            SELECT sha256, file, unit, run FROM written
            UNION ALL SELECT sha256, 'outbox/' || file, unit, run FROM issue
        ) AS out JOIN receipt USING (sha256)
        GROUP BY out.sha256
        """
        with told(self.file):
            found = self.connection.execute(sql).fetchall()
        ours = (row for row in found if row["written_in"] < row["arrived_in"])
        return {row["sha256"]: (row["file"], row["unit"] or "") for row in ours}

    def issued(self) -> dict[str, tuple[str, str, str]]:
        """Unit → file name, sha256 and basis of the workbook last issued to it."""
        with told(self.file):
            found = self.connection.execute("SELECT unit, file, sha256, basis FROM issue ORDER BY id")
            return {row["unit"]: (row["file"], row["sha256"], row["basis"]) for row in found}

    def issue(self, issued: Iterable[tuple[str, str, str, str]]) -> None:
        """Record issued workbooks: unit, file name, sha256, basis."""
        with self._writing():
            run = self._run("distribute")
            self.connection.executemany(
                "INSERT INTO issue (unit, file, sha256, basis, run) VALUES (?, ?, ?, ?, ?)",
                [(*one, run) for one in issued],
            )

    def send_back(self, returns: Iterable[SentBack]) -> None:
        """Record that returns were written; the same reading goes back to its unit once."""
        with self._writing():
            run = self._run("collect")
            self.connection.executemany(
                "INSERT OR IGNORE INTO sent_back (unit, reading, round, sent_on, due_on, run) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (one.unit, one.reading, one.round, one.sent_on.isoformat(), one.due_on.isoformat(), run)
                    for one in returns
                ],
            )

    def sent_back(self) -> dict[str, list[SentBack]]:
        """Unit → its returns, oldest first."""
        returns: dict[str, list[SentBack]] = {}
        with reading(self.file):
            for row in self.connection.execute(
                "SELECT sent_back.*, reading.sha256, reading.status = 'accepted' AS asks_only FROM sent_back "
                "JOIN reading ON reading.id = sent_back.reading ORDER BY sent_back.id"
            ):
                sent_on, due_on = date.fromisoformat(row["sent_on"]), date.fromisoformat(row["due_on"])
                about = row["unit"], row["reading"], row["round"]
                sent = SentBack(*about, sent_on, due_on, bool(row["asks_only"]), row["sha256"])
                returns.setdefault(sent.unit, []).append(sent)
        return returns

    def readings_since(self, sha256: str, number: int) -> list[int]:
        """Numbers of the readings of a file from one of them on."""
        with reading(self.file):
            sql = "SELECT id FROM reading WHERE sha256 = ? AND id >= ? ORDER BY id"
            return [row["id"] for row in self.connection.execute(sql, (sha256, number))]

    def report(self, figures: str, units: Iterable[Reported]) -> None:
        """Record that reports were written: the city's figures (JSON), and how each unit stood."""
        with self._writing():
            report_rows.add(self.connection, figures, units, self._run("rollup"), now())

    def last_report(self) -> tuple[str, dict[str, Reported]] | None:
        """When reports were last written, and how each unit stood in them."""
        with told(self.file):
            return report_rows.last(self.connection)

    def same_figures(self, one: int | None, other: int | None) -> bool:
        """Whether two readings came to the same figures and answers."""
        if one == other:
            return True
        with told(self.file):
            (different,) = self.connection.execute(
                "SELECT count(DISTINCT item_list || ' ' || figures || ifnull(stated, '') "
                "|| ifnull(not_applicable, '')) FROM reading WHERE id IN (?, ?)",
                (one, other),
            ).fetchone()
        return one is not None and other is not None and int(different) == 1


def now() -> str:
    """The time, as the ledger writes it (UTC, ISO 8601)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def who() -> str:
    """The person at the machine, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user number without a name
        return "?"
