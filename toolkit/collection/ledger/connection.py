"""Opening the ledger's file; whatever the disk or another process does to it is told in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain, islice
from pathlib import Path

from toolkit.collection.ledger.schema import LATEST, migrate, version
from toolkit.collection.ledger.verification import row_faults, trigger_faults
from toolkit.collection.phrases import as_typed
from toolkit.errors import DamagedLedgerError, MisuseError
from toolkit.messages import say
from toolkit.messages.code_types import Code

PATIENCE = 60.0
"""Seconds to wait for another process that is writing."""
SHOWN = 3
"""Faults that a refusal names; ``ogi verify`` names them all."""

_REFUSALS: dict[int, Code] = {
    sqlite3.SQLITE_READONLY: "ledger.readonly",
    sqlite3.SQLITE_CANTOPEN: "ledger.cannot_open",
    sqlite3.SQLITE_PERM: "ledger.cannot_open",
    sqlite3.SQLITE_FULL: "ledger.full",
    sqlite3.SQLITE_IOERR: "ledger.full",
    sqlite3.SQLITE_BUSY: "ledger.busy",
    sqlite3.SQLITE_LOCKED: "ledger.busy",
    sqlite3.SQLITE_CORRUPT: "ledger.damaged",
    sqlite3.SQLITE_NOTADB: "ledger.damaged",
}


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Put around work on the ledger: what the system refuses becomes misuse in words.

    Raises:
        MisuseError: read-only, full disk, busy beyond patience, damaged.
    """
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except UnicodeDecodeError as error:  # the system's own message quotes letters of the file that are none
        raise DamagedLedgerError(
            say("ledger.damaged", path=file, folder=as_typed(file.parent), reason=error)
        ) from error
    except sqlite3.Error as error:
        # Extended codes carry the plain one in their low byte. Whatever else SQLite refuses in a sound
        # program comes from the file: tables that are gone, letters that are none, keys that lead nowhere.
        plain = getattr(error, "sqlite_errorcode", 0) & 0xFF
        key = _REFUSALS.get(plain, "ledger.damaged")
        refusal = DamagedLedgerError if key == "ledger.damaged" else MisuseError
        raise refusal(say(key, path=file, folder=as_typed(file.parent), reason=error)) from error


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Put around rows that become records: also a value that is none becomes misuse in words.

    Raises:
        MisuseError: as :func:`told`, or a row does not hold what the toolkit writes.
    """
    with told(file):
        try:
            yield
        except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
            raise DamagedLedgerError(
                say("ledger.damaged", path=file, folder=as_typed(file.parent), reason=error)
            ) from error


def connect(file: Path, *, reading_only: bool = False) -> sqlite3.Connection:
    """A connection whose transactions are begun and ended by hand.

    The rollback journal is kept on purpose: the write-ahead log needs shared memory, which the network
    folders that offices work in do not have.
    """
    mode = "ro" if reading_only else "rwc"
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None
    )
    with closed_on_error(connection):
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
    return connection


@contextmanager
def closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    """Close a connection that could not be made ready; an open one is a locked file on Windows."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


def roll_back(file: Path) -> None:
    """Take back what a process was writing when it was killed; only who may write can do so.

    The journal it left makes every reader read what stood before, but none that opens the file for
    reading only.
    """
    if file.with_name(f"{file.name}-journal").exists():
        with suppress(sqlite3.Error), closing(connect(file)) as connection:  # what remains, reading tells
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def sound(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a file whose pages do not fit together before anything is written into it.

    Raises:
        MisuseError: it is damaged.
    """
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise DamagedLedgerError(say("ledger.damaged", path=file, reason=found))


def unaltered(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a ledger whose triggers or rows are not as they were written.

    Raises:
        MisuseError: with the first faults.
    """
    with _at_one_moment(connection):
        faults = list(islice(chain(trigger_faults(connection), row_faults(connection)), SHOWN + 1))
    if faults:
        words = "\n".join(fault.message for fault in faults[:SHOWN])
        more = say("ledger.altered.more") if len(faults) > SHOWN else ""
        raise DamagedLedgerError(
            say("ledger.altered", path=file, folder=as_typed(file.parent), faults=words, more=more)
        )


@contextmanager
def _at_one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """Rows and their links as they are together, whoever writes meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; one writer at a time, others wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def upgraded(connection: sqlite3.Connection, file: Path) -> None:
    """Bring the tables up to date.

    Raises:
        MisuseError: the ledger was written by a newer version of the toolkit.
    """
    found = version(connection)
    if found > LATEST:
        raise MisuseError(say("ledger.newer", path=file, found=found, known=LATEST))
    if found < LATEST:
        # A table that is made anew is referred to by others; whether all still fit is checked at the end.
        connection.execute("PRAGMA foreign_keys = OFF")
        try:
            with transaction(connection):
                migrate(connection)
                if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
                    where = f"{broken[0]} {broken[1]}"
                    raise DamagedLedgerError(say("ledger.damaged", path=file, reason=where))
        finally:
            connection.execute("PRAGMA foreign_keys = ON")
