"""The ledger: whole or not at all, append-only, readable with plain SQL."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.collection.ledger.keeping import keep
from tests.collection.office import IN_TIME, figures, only, put, take, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger import schema
from toolkit.collection.ledger.records import Arrival
from toolkit.collection.ledger.store import LEDGER, Ledger
from toolkit.errors import MisuseError


def test_a_verdict_comes_back_as_it_went_in(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    from toolkit.review.checks import judge
    from toolkit.review.verdict import verdict_of
    from toolkit.workbook.submission import read_submission

    values = {
        "proactive.administrative_charges.amount": Decimal("5949.088667"),
        **figures(received=3, granted=1),
    }
    values["requests.received.business"] = "2件"  # type: ignore[assignment]
    data = workbook(collection, "101", values, texts=False)
    file = only(take(collection, ledger, put(tmp_path, "a.xlsx", data)).read)
    direct = verdict_of(judge(read_submission(data, name="a.xlsx", key=collection.key)))
    kept = ledger.verdict(file)
    assert kept.values == direct.values
    assert kept.values["proactive.administrative_charges.amount"] == Decimal("5949.088667")
    assert [f.as_json() for f in kept.findings] == [f.as_json() for f in direct.findings]
    assert kept.as_json() == direct.as_json()


def test_plain_sql_reads_it(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    take(
        collection,
        ledger,
        put(tmp_path, "a.xlsx", workbook(collection, "101", figures(received=7, granted=7))),
    )
    with closing(sqlite3.connect(collection.folder / LEDGER)) as plain:
        rows = plain.execute(
            "SELECT unit, item, value, unit_of_measure FROM figure WHERE item = 'requests.received.total'"
        ).fetchall()
        assert rows == [("101", "requests.received.total", 7, "件")]
        names = plain.execute("SELECT name, arrived_on FROM receipt").fetchall()
        assert names == [("a.xlsx", IN_TIME.isoformat())]


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
def test_nothing_is_changed_or_deleted(ledger: Ledger, table: str) -> None:
    triggers = {
        row[0] for row in ledger.connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    }
    assert {f"{table}_is_append_only_update", f"{table}_is_append_only_delete"} <= triggers


def test_changing_a_row_is_refused(ledger: Ledger) -> None:
    ledger.keep([Arrival("a.xlsx", b"a")], IN_TIME)
    for change in ("UPDATE file SET content = 'b'", "DELETE FROM receipt"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            ledger.connection.execute(change)


def test_every_table_is_append_only(ledger: Ledger) -> None:
    tables = {
        row[0]
        for row in ledger.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        )
    }
    assert tables == set(schema.APPEND_ONLY)


# --- migrations --------------------------------------------------------------------------------


def test_an_old_ledger_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A further migration, as a later version would bring, on a ledger with content."""
    with Ledger.open(tmp_path) as ledger:
        ledger.keep([Arrival("a.xlsx", b"a")], IN_TIME)

    def second(db: object) -> None:
        db.execute("CREATE TABLE later (id INTEGER)")  # type: ignore[attr-defined]
        db.execute("PRAGMA user_version = 99")  # type: ignore[attr-defined]

    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, ("099_later", second)))
    for module in ("connection", "rows"):
        monkeypatch.setattr(f"toolkit.collection.ledger.{module}.LATEST", 99)
    with Ledger.open(tmp_path) as ledger:
        assert schema.version(ledger.connection) == 99
        assert [file.name for file in ledger.received()] == ["a.xlsx"]
        applied = [row[0] for row in ledger.connection.execute("SELECT name FROM _sqlite_migrations")]
        assert applied == [name for name, _ in schema.STEPS]


def test_a_migration_that_fails_leaves_the_old_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Ledger.open(tmp_path).close()

    def second(db: object) -> None:
        db.execute("CREATE TABLE later (id INTEGER)")  # type: ignore[attr-defined]
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(schema, "STEPS", (*schema.STEPS, ("099_later", second)))
        patched.setattr("toolkit.collection.ledger.connection.LATEST", 99)
        with pytest.raises(RuntimeError, match="power cut"):
            Ledger.open(tmp_path)
    with Ledger.open(tmp_path) as ledger:
        assert schema.version(ledger.connection) == schema.LATEST
        assert not ledger.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchall()


def test_a_newer_ledger_is_not_touched(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        ledger.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(MisuseError, match="更新的版本"):
        Ledger.open(tmp_path)


# --- adversity ---------------------------------------------------------------------------------


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_bytes(b"this is no database, this is no database")
    with pytest.raises(MisuseError, match="不是台账或已损坏"):
        Ledger.open(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="打不开台账"):
        Ledger.open(tmp_path / "nowhere")


def test_a_full_disk_is_told_and_takes_nothing(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        ledger.keep([Arrival("a.xlsx", b"a")], IN_TIME)
        pages = ledger.connection.execute("PRAGMA page_count").fetchone()[0]
        ledger.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(MisuseError, match="磁盘满"):
            ledger.keep([Arrival("b.xlsx", bytes(100_000)), Arrival("c.xlsx", b"c")], IN_TIME)
        assert [file.name for file in ledger.received()] == ["a.xlsx"]


def test_reading_needs_no_right_to_write(collection: CollectionFolder, tmp_path: Path) -> None:
    with collection.ledger() as ledger:
        take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101")))
    with collection.ledger(reading_only=True) as ledger:
        assert len(ledger.received()) == 1
        with pytest.raises(MisuseError, match="只能读，不能写"):
            ledger.keep([Arrival("b.xlsx", b"b")], date(2024, 1, 1))


def test_no_ledger_yet_reads_as_an_empty_one(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, reading_only=True) as ledger:
        assert ledger.received() == []
    assert not (tmp_path / LEDGER).exists()


def test_four_processes_create_and_fill_one_ledger(tmp_path: Path) -> None:
    """From nothing: the tables too are made once."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(4)
    jobs = [context.Process(target=keep, args=(tmp_path, 20 * n, barrier)) for n in range(4)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(120)
        assert job.exitcode == 0
    with Ledger.open(tmp_path) as ledger:
        # Neighbours overlap by half: what two of them kept is there once.
        assert len(ledger.received()) == 100
        assert ledger.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_copy_is_whole(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101")))
    copied = shutil.copytree(collection.folder, tmp_path / "copy")
    with CollectionFolder.open(copied).ledger() as other:
        assert [file.sha256 for file in other.received()] == [file.sha256 for file in ledger.received()]


def test_what_a_killed_writer_left_is_rolled_back_before_reading(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    """A journal is left beside the ledger; who only asks for the standing must not be refused."""
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101")))
    ledger.close()
    torn = (
        "import os, sys, sqlite3\n"
        "plain = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "plain.execute('PRAGMA cache_size = 1')\n"
        "plain.execute('BEGIN IMMEDIATE')\n"
        "for n in range(40):\n"
        "    plain.execute('INSERT INTO file VALUES (?, 9, zeroblob(90000))', (str(n),))\n"
        "os._exit(9)\n"
    )
    file = collection.folder / LEDGER
    subprocess.run([sys.executable, "-c", torn, str(file)], check=False)
    assert file.with_name(f"{LEDGER}-journal").stat().st_size
    with collection.ledger(reading_only=True) as again:
        assert [one.name for one in again.received()] == ["a.xlsx"]
        assert again.connection.execute("SELECT count(*) FROM file").fetchone()[0] == 1


def test_what_was_taken_back_leaves_no_run_behind(collection: CollectionFolder, ledger: Ledger) -> None:
    def fail() -> None:
        with ledger.alone():
            ledger.keep([Arrival("a.xlsx", b"x")], IN_TIME)
            raise OSError

    with pytest.raises(OSError):
        fail()
    ledger.keep([Arrival("a.xlsx", b"x")], IN_TIME)
    assert ledger.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert [row[0] for row in ledger.connection.execute("SELECT verb FROM run")] == ["collect"]


def test_the_list_of_files_is_made_anew_only_when_something_changed(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger, Ledger.open(tmp_path) as other:
        ledger.keep([Arrival("a.xlsx", b"a")], IN_TIME)
        (first,) = ledger.received()
        assert ledger.received()[0] is first
        ledger.received().clear()
        assert ledger.received() == [first]
        other.keep([Arrival("b.xlsx", b"b")], IN_TIME)
        assert [file.name for file in ledger.received()] == ["a.xlsx", "b.xlsx"], "another process"
        with pytest.raises(ZeroDivisionError), ledger.alone():
            ledger.keep([Arrival("c.xlsx", b"c")], IN_TIME)
            assert len(ledger.received()) == 3
            raise ZeroDivisionError
        assert len(ledger.received()) == 2, "taken back"
