"""The ledger of a collection: everything received, read, found and decided; append-only.

One SQLite file beside the roster. Rows are added and never changed (triggers see to it); what stands
now follows from what was added last. ``docs/ledger.md`` describes the tables for readers of plain SQL.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version as installed
from pathlib import Path
from types import TracebackType

from toolkit.collection.ledger import carried_rows, paper_rows, publication_rows, rows
from toolkit.collection.ledger.carried_rows import CarriedYear
from toolkit.collection.ledger.chain import Chain, Linked, last_link
from toolkit.collection.ledger.connection import (
    closed_on_error,
    connect,
    reading,
    roll_back,
    sound,
    told,
    transaction,
    unaltered,
    upgraded,
)
from toolkit.collection.ledger.head_note import must_be_the_last, write_note
from toolkit.collection.ledger.outgoing import Outgoing, now, who
from toolkit.collection.ledger.records import (
    Arrival,
    ComparedPublication,
    Decision,
    DecisionKind,
    Judged,
    Paper,
    PaperWords,
    Received,
)
from toolkit.collection.ledger.schema import version
from toolkit.collection.ledger.verification import content_digest
from toolkit.errors import MisuseError
from toolkit.findings import Finding
from toolkit.form.model import Form
from toolkit.messages import say
from toolkit.review.verdict import Verdict

LEDGER = "ledger.sqlite"
_HOLDS_SOMETHING = "SELECT 1 FROM link WHERE kind <> 'begun' LIMIT 1"


class Ledger(Outgoing):
    """The open ledger of one collection; a context manager.

    Every method that writes is one transaction: after it everything is there, or nothing. All raise
    :class:`~toolkit.errors.MisuseError` where the disk is full or read-only, the file damaged, or
    another process writes for longer than a minute.
    """

    def __init__(self, file: Path, connection: sqlite3.Connection, chain: Chain | None = None) -> None:
        self.file, self.connection, self._chain = file, connection, chain
        self._linked: Linked | None = None
        self._runs: dict[str, int] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        self._received: tuple[tuple[int, int], list[Received]] | None = None

    @classmethod
    def open(
        cls, folder: Path, *, reading_only: bool = False, traces: str = "", checked: bool = True
    ) -> Ledger:
        """Open the ledger of a collection's folder; it is made where there is none.

        Args:
            reading_only: never write; an absent ledger is then an empty one.
            traces: what in the folder shows that a ledger existed, in words; an absent or empty one is
                then refused.
            checked: refuse a ledger whose triggers or rows were altered; false only for getting
                contents out, which their own sha256 vouches for.

        Raises:
            MisuseError: it is gone, damaged, altered, or of a newer version.
        """
        ledger = cls._opened(folder / LEDGER, reading_only=reading_only, traces=traces)
        with closed_on_error(ledger.connection), reading(ledger.file):
            if checked and ledger.file.exists():
                unaltered(ledger.connection, ledger.file)
                must_be_the_last(ledger.connection, ledger.file)
            if traces and not ledger.connection.execute(_HOLDS_SOMETHING).fetchone():
                raise MisuseError(say("ledger.gone", path=ledger.file, traces=traces))
            if not reading_only:
                sound(ledger.connection, ledger.file)
        return ledger

    @classmethod
    def _opened(cls, file: Path, *, reading_only: bool, traces: str) -> Ledger:
        if traces and (not file.exists() or not file.stat().st_size):
            raise MisuseError(say("ledger.gone", path=file, traces=traces))
        with told(file):
            if reading_only and file.exists():
                roll_back(file)
                connection = connect(file, reading_only=True)
                with closed_on_error(connection):
                    if rows.up_to_date(connection):
                        return cls(file, connection)
                connection.close()
            elif reading_only:
                connection = sqlite3.connect(":memory:", isolation_level=None)
                with closed_on_error(connection):
                    connection.row_factory = sqlite3.Row
                    upgraded(connection, file)
                return cls(file, connection)
            connection = connect(file)
            with closed_on_error(connection):
                if traces and not version(connection):  # a file without tables is none either
                    raise MisuseError(say("ledger.gone", path=file, traces=traces))
                upgraded(connection, file)
                return cls(file, connection, _watching(connection))

    @property
    def reading_only(self) -> bool:
        """Whether it was opened to be read only."""
        return self._chain is None

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, and note beside it what was written last."""
        self.connection.close()
        if self._linked:
            write_note(self.file.parent, self._linked)

    def copied_to(self, folder: Path) -> Ledger:
        """A copy to try something on."""
        with told(self.file):
            connection = connect(folder / LEDGER)
            with closed_on_error(connection):
                self.connection.backup(connection)
                return Ledger(folder / LEDGER, connection, _watching(connection))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self.connection.in_transaction:
            yield  # within :meth:`alone`
            return
        try:
            with told(self.file), transaction(self.connection):
                yield
                linked = self._chain.link(now()) if self._chain else None
            self._linked = linked or self._linked
        except BaseException:
            self._runs.clear()  # a run noted in what was taken back is not there
            self._names.clear()
            raise

    @contextmanager
    def alone(self) -> Iterator[None]:
        """What is read and then written in here, nobody else changes in between; all or nothing."""
        with self._writing():
            yield

    def _run(self, verb: str) -> int:
        """Number of this run of a verb; written with the first thing it records."""
        if verb not in self._runs:
            cursor = self.connection.execute(
                "INSERT INTO run (verb, started_at, who, toolkit) VALUES (?, ?, ?, ?)",
                (verb, now(), who(), installed("ogi-toolkit")),
            )
            assert cursor.lastrowid is not None
            self._runs[verb] = cursor.lastrowid
        return self._runs[verb]

    def begin(self, verb: str) -> None:
        """Record that a run of a verb begins: files it writes are then never without a ledger."""
        with self._writing():
            self._run(verb)

    def run_of(self, verb: str) -> int:
        """Number of the present run of a verb; 0 while it has recorded nothing."""
        return self._runs.get(verb, 0)

    def begin_anew(self, verb: str) -> None:
        """Let what follows be another run of a verb, though the ledger stayed open."""
        self._runs.pop(verb, None)

    @property
    def head(self) -> str:
        """Last head of the chain: SHA-256 over everything recorded so far, in hexadecimal."""
        with told(self.file):
            return last_link(self.connection).head

    # --- files ---------------------------------------------------------------------------------

    def keep(self, arrivals: Sequence[Arrival], arrived_on: date) -> list[bool]:
        """Keep bytes and note their arrival; says of each whether its bytes are new."""
        new = []
        with self._writing():
            run = self._run("collect")
            for arrival in arrivals:
                added = self.connection.execute(
                    "INSERT OR IGNORE INTO file (sha256, size, content) VALUES (?, ?, ?)",
                    (arrival.sha256, len(arrival.content), arrival.content),
                ).rowcount
                self.connection.execute(
                    "INSERT OR IGNORE INTO receipt (sha256, name, kind, arrived_on, modified_at, run) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        arrival.sha256,
                        arrival.name,
                        arrival.kind,
                        arrived_on.isoformat(),
                        arrival.modified_at,
                        run,
                    ),
                )
                new.append(bool(added))
        return new

    def content(self, sha256: str) -> bytes:
        """The bytes of a file.

        Raises:
            MisuseError: they are not there, or are not those that its sha256 was taken from.
        """
        with told(self.file):
            row = self.connection.execute("SELECT content FROM file WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None or content_digest(row[0]) != sha256:
            raise MisuseError(say("ledger.content", path=self.file, sha256=sha256))
        return bytes(row[0])

    def names(self) -> dict[tuple[str, str], str]:
        """sha256 and name of everything that ever arrived → when its sender's file was last changed."""
        with told(self.file):
            found = self.connection.execute("SELECT sha256, name, modified_at FROM receipt")
            return {(row[0], row[1]): row[2] for row in found}

    def received(self) -> list[Received]:
        """Every workbook received, in the order of arrival, with its last reading.

        The list is asked for several times in a run, and kept by some: while nothing changes, it is made of
        the same objects.
        """
        with reading(self.file):
            (others,) = self.connection.execute("PRAGMA data_version").fetchone()
            state = self.connection.total_changes, others
            if self._received is None or self._received[0] != state or self.connection.in_transaction:
                self._received = None  # the one before need not be there with it
                found = rows.received(self.connection, self.own_output())
                # What is taken back again leaves no trace in these numbers.
                self._received = None if self.connection.in_transaction else (state, found)
                return list(found)
            return list(self._received[1])

    def papers(self) -> list[Paper]:
        """Every other file received, in the order of arrival, with what was read of it."""
        with reading(self.file):
            return paper_rows.papers(self.connection)

    def record_papers(self, read: Iterable[PaperWords]) -> None:
        """Add what papers say of themselves; what another process read meanwhile is left out."""
        with self._writing():
            paper_rows.add(self.connection, read, self._run("collect"), now())

    # --- readings ------------------------------------------------------------------------------

    def record(self, judged: Iterable[Judged], form_of: Callable[[str], Form]) -> None:
        """Add readings; one that is already there (another process read the same) is left out.

        Args:
            form_of: edition → form, to spell the figures.
        """
        with self._writing():
            run, lists = self._run("collect"), dict[str, int]()
            for one in judged:
                identity = one.verdict.identity
                form = form_of(identity.edition) if identity and one.verdict.values else None
                if form is not None and form.id not in lists:
                    lists[form.id] = self._item_list(form)
                listed = lists[form.id] if form else None
                rows.add_reading(self.connection, one, form, listed, run, now())

    def _item_list(self, form: Form) -> int:
        digest = rows.item_list_digest(form.id, form.version, form.items)
        found = self.connection.execute("SELECT id FROM item_list WHERE digest = ?", (digest,)).fetchone()
        return int(found[0]) if found else rows.add_item_list(self.connection, form, digest)

    def verdict(self, received: Received) -> Verdict:
        """The last reading of a file with its figures, texts and findings."""
        with reading(self.file):
            return rows.verdict(self.connection, received, self._item_names)

    def texts(self, received: Received) -> dict[str, str]:
        """The texts of its last reading: what is compared among all units, without all the rest."""
        with reading(self.file):
            return rows.texts(self.connection, received.reading)

    def _item_names(self, listed: int) -> tuple[str, ...]:
        """The items of a list; looked up once, because every reading is made with one of a few lists."""
        if listed not in self._names:
            self._names[listed] = rows.item_names(self.connection, listed)
        return self._names[listed]

    def contact(self, received: Received) -> dict[str, str]:
        """Who filled it in."""
        with reading(self.file):
            sql = "SELECT contact FROM reading WHERE id = ?"
            row = self.connection.execute(sql, (received.reading,)).fetchone()
            return dict(json.loads(row[0])) if row else {}

    def findings(self, received: Received) -> tuple[Finding, ...]:
        """The findings of its last reading."""
        return self.findings_of(received.reading)

    def readings_with(self, codes: Collection[str]) -> frozenset[int]:
        """Numbers of the readings that have a finding of one of these rules."""
        gaps = ", ".join("?" * len(codes))
        with reading(self.file):
            sql = f"SELECT DISTINCT reading FROM finding WHERE code IN ({gaps})"
            return frozenset(row["reading"] for row in self.connection.execute(sql, tuple(codes)))

    def readings_explained(self) -> frozenset[int]:
        """Numbers of the readings in which a unit gave a reason for something."""
        with reading(self.file):
            sql = "SELECT DISTINCT reading FROM finding WHERE reason <> ''"
            return frozenset(row["reading"] for row in self.connection.execute(sql))

    def findings_of(self, number: int | None) -> tuple[Finding, ...]:
        """The findings of a reading, also of an earlier one."""
        with reading(self.file):
            return rows.findings(self.connection, number)

    # --- decisions -----------------------------------------------------------------------------

    def decide(
        self,
        kind: DecisionKind,
        *,
        why: str,
        by: str = "",
        unit: str = "",
        sha256: str = "",
        undoes: int | None = None,
        details: Mapping[str, str] | None = None,
    ) -> int:
        """Record what a person decided; returns its number."""
        decision = Decision(0, kind, unit, sha256, undoes, by or who(), why, now(), details or {})
        with self._writing():
            return rows.add_decision(self.connection, decision)

    def decisions(self) -> list[Decision]:
        """Every decision ever made, in order."""
        with reading(self.file):
            return rows.decisions(self.connection)

    # --- published reports ---------------------------------------------------------------------

    def compared(self, found: Iterable[tuple[ComparedPublication, bytes]]) -> None:
        """Keep published reports with what their comparison came to, each once."""
        with self._writing():
            publication_rows.add(self.connection, found, self._run("published"), now())

    def publications(self) -> dict[str, ComparedPublication]:
        """The published report of each unit that was compared last, by code."""
        with reading(self.file):
            return publication_rows.latest(self.connection)

    # --- earlier years -------------------------------------------------------------------------

    def carry(self, years: Sequence[CarriedYear], forms: Mapping[str, Form], decision: int | None) -> None:
        """Keep a copy of earlier years' collections; ``forms`` by edition, to spell the figures."""
        with self._writing():
            run = self._run("carry")
            lists = {edition: self._item_list(form) for edition, form in forms.items()}
            items = {edition: tuple(form.items) for edition, form in forms.items()}
            carried_rows.add(self.connection, years, lists, items, decision, run, now())

    def carried(self, undone: Iterable[int] = ()) -> list[CarriedYear]:
        """The copies of earlier years that hold, the latest year first; ``undone`` decisions do not hold."""
        with reading(self.file):
            return carried_rows.years(self.connection, undone)


def _watching(connection: sqlite3.Connection) -> Chain:
    chain = Chain(connection)
    chain.watch()
    return chain
