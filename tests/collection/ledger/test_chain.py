"""The chain and ``ogi verify``: what somebody edits past the toolkit, and what a disk does to the file."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from tests.collection.office import IN_TIME, figures, office, put, take, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger import schema
from toolkit.collection.ledger.chain import Chain, last_link
from toolkit.collection.ledger.head_note import HEAD_NOTE
from toolkit.collection.ledger.inspection import Verified, verify_ledger
from toolkit.collection.ledger.records import Arrival
from toolkit.collection.ledger.store import LEDGER, Ledger
from toolkit.collection.outbox import distribute
from toolkit.collection.standing import take_stock
from toolkit.errors import MisuseError


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with something in most tables."""
    folder = tmp_path_factory.mktemp("chain")
    collection = office(folder / "c")
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        files = [
            put(folder, f"{code}.xlsx", workbook(collection, code, figures(received=7, granted=granted)))
            for code, granted in (("101", 7), ("102", 3))
        ]
        take(collection, ledger, *files)
        ledger.decide("exclude", why="垂直管理", unit="102")
    return collection.folder


@pytest.fixture
def collection(source: Path, tmp_path: Path) -> CollectionFolder:
    return CollectionFolder.open(shutil.copytree(source, tmp_path / "c"))


def verified(collection: CollectionFolder, head: str = "") -> Verified:
    return verify_ledger(collection.folder / LEDGER, head)


def edit(collection: CollectionFolder, *statements: str) -> None:
    """Edit rows as somebody does who knows SQL: without the triggers, which are put back."""
    with closing(sqlite3.connect(collection.folder / LEDGER, isolation_level=None)) as plain:
        sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        found = plain.execute(sql).fetchall()
        for name, _ in found:
            plain.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert plain.execute(statement).rowcount, statement
        for _, text in found:
            plain.execute(text)


def test_a_ledger_as_written_is_sound_and_proves_its_heads(collection: CollectionFolder) -> None:
    with collection.ledger(reading_only=True) as ledger:
        before = ledger.head
    with collection.ledger() as ledger:
        ledger.decide("exclude", why="并入", unit="001")
        assert ledger.head != before
    result = verified(collection, before[:16])
    assert result.faults == [] and result.files == 2 and result.links > 4
    assert [f.code for f in verified(collection, "0" * 16).faults] == ["L-head"]


EDITS = {
    "a figure": ("UPDATE reading SET figures = replace(figures, 7, 1) WHERE id = 1", "reading", "1"),
    "its status": ("UPDATE reading SET status = 'accepted' WHERE id = 2", "reading", "2"),
    "a unit exchanged": ("UPDATE reading SET unit = '102' WHERE id = 1", "reading", "1"),
    "a reading deleted": ("DELETE FROM reading WHERE id = 2", "reading", "2"),
    "a receipt deleted": ("DELETE FROM receipt WHERE id = 1", "receipt", "1"),
    "a row replaced": (
        "INSERT OR REPLACE INTO decision "
        "SELECT id, kind, unit, sha256, undoes, 'x', why, decided_at, details FROM decision",
        "decision", "1",
    ),
    "a row put in": (
        "INSERT INTO decision (kind, unit, who, why, decided_at) VALUES ('exclude', '101', 'x', 'y', 'z')",
        "decision", "2",
    ),
    "a link taken out": ("DELETE FROM link WHERE id = 3", "link", "4"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_reported_with_table_and_row(collection: CollectionFolder, name: str) -> None:
    statement, table, row = EDITS[name]
    edit(collection, statement)
    assert (table, row) in {(fault.table, fault.row) for fault in verified(collection).faults}
    with pytest.raises(MisuseError, match="在本程序之外被改动过"):
        collection.ledger()


def test_a_content_exchanged_is_reported_and_not_handed_out(collection: CollectionFolder) -> None:
    edit(collection, "UPDATE file SET content = zeroblob(size) WHERE rowid = 1")
    (fault,) = verified(collection).faults
    assert (fault.code, fault.table) == ("L-content", "file") and "101.xlsx" in fault.message
    with collection.ledger() as ledger, pytest.raises(MisuseError, match="sha256"):
        ledger.content(fault.row)


@pytest.mark.parametrize(
    "change",
    ["DROP TRIGGER reading_is_append_only_update",
     "CREATE TRIGGER own AFTER INSERT ON reading BEGIN UPDATE receipt SET name = 'x'; END"],
)  # fmt: skip
def test_the_triggers_are_demanded(collection: CollectionFolder, change: str) -> None:
    with closing(sqlite3.connect(collection.folder / LEDGER, isolation_level=None)) as plain:
        plain.execute(change)
    assert [fault.code for fault in verified(collection).faults] == ["L-trigger"]
    with pytest.raises(MisuseError, match="触发器"):
        collection.ledger()


@pytest.mark.parametrize(
    ("change", "named", "words"),
    [("DROP INDEX reading_by_file", "reading_by_file", "缺失"),
     ("DROP VIEW figure; CREATE VIEW figure AS SELECT 1", "figure", "不同"),
     ("CREATE VIEW own AS SELECT * FROM reading", "own", "不是本程序建立的"),
     ("CREATE TABLE own (n)", "own", "不是本程序建立的"),
     ("CREATE INDEX own ON reading (unit)", "own", "不是本程序建立的")],
)  # fmt: skip
def test_tables_views_and_indexes_are_those_of_the_toolkit(
    collection: CollectionFolder, change: str, named: str, words: str
) -> None:
    with closing(sqlite3.connect(collection.folder / LEDGER, isolation_level=None)) as plain:
        plain.executescript(f"{change}; ANALYZE")
    (fault,) = verified(collection).faults
    assert (fault.code, fault.table) == ("L-table", named) and words in fault.message


def test_an_older_ledger_is_chained_as_it_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        closing(sqlite3.connect(tmp_path / LEDGER, isolation_level=None)) as plain,
        monkeypatch.context() as old,
    ):
        old.setattr(schema, "STEPS", schema.STEPS[:1])
        schema.migrate(plain)
        plain.execute("INSERT INTO run VALUES (1, 'collect', 't', 'w', '0.3')")
    result = verify_ledger(tmp_path / LEDGER)
    assert result.faults == [] and result.found[0] == 1
    edit(CollectionFolder(tmp_path, "", 0, "", "", None), "UPDATE run SET who = 'x'")  # type: ignore[arg-type]
    assert [(f.code, f.row) for f in verify_ledger(tmp_path / LEDGER).faults] == [("L-changed", "1")]


OLD = {
    "T4-01": "四复议诉讼：合计（E6）为 0，各项之和（A6:D6）为 2，相差 2。请核对。（T4-01）",
    "X-01": "结转衔接：没有上年数，12 处未核对（X-01）",
    "R-text": "四复议诉讼 A6“a：请。”：不是文字（TRUE），没有采用。（R-text）",
}
"""Findings as they were kept when a finding was one sentence."""


def _from_before(file: Path) -> str:
    """A ledger of the tables' second version with a reading in it; returns the chain's last head."""
    with closing(sqlite3.connect(file, isolation_level=None)) as plain:
        schema.migrate(plain)
        chain = Chain(plain)
        chain.watch()
        plain.execute("INSERT INTO run VALUES (1, 'collect', 't', 'w', '0.9')")
        plain.execute("INSERT INTO file VALUES (?, 1, x'61')", (sha256(b"a").hexdigest(),))
        plain.execute("INSERT INTO receipt VALUES (1, ?, 'a.xlsx', 'workbook', '2024-01-10', '', 1)",
                      (sha256(b"a").hexdigest(),))  # fmt: skip
        plain.execute(
            "INSERT INTO reading VALUES (1, ?, 'b', 'returned', NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
            "NULL, NULL, NULL, 'unknown', '[]', 1, 0, 0, NULL, '[]', '{}', '{}', '{}', 1, 't')",
            (sha256(b"a").hexdigest(),),
        )
        cells = '[{"item":"","sheet":"四复议诉讼","cell":"A6","raw":null}]'
        for number, (code, message) in enumerate(OLD.items()):
            plain.execute(
                "INSERT INTO finding VALUES (1, ?, ?, 'hard', 'fail', ?, '', '', ?, '[]', '')",
                (number, code, message, cells),
            )
        chain.link("t")
        return last_link(plain).head


def test_findings_from_before_they_had_parts_read_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as old:
        old.setattr(schema, "STEPS", schema.STEPS[:2])
        head = _from_before(tmp_path / LEDGER)
    result = verify_ledger(tmp_path / LEDGER, head)
    assert (result.faults, result.head) == ([], head)
    with Ledger.open(tmp_path) as ledger:
        (received,) = ledger.received()
        found = ledger.verdict(received).findings
        assert ledger.head == head
    assert {finding.code: finding.message for finding in found} == OLD
    assert {(finding.place, finding.remedy) for finding in found} == {("", "")}
    edit(CollectionFolder(tmp_path, "", 0, "", "", None), "UPDATE finding SET wrong = 'x' WHERE number = 1")  # type: ignore[arg-type]
    assert [(f.code, f.row) for f in verify_ledger(tmp_path / LEDGER).faults] == [("L-changed", "1:1")]


def test_findings_are_kept_in_parts(collection: CollectionFolder) -> None:
    with collection.ledger(reading_only=True) as ledger:
        kept = [f for received in ledger.received() for f in ledger.verdict(received).findings]
        told = ledger.connection.execute("SELECT message FROM finding ORDER BY reading, number").fetchall()
        formats = {row[0] for row in ledger.connection.execute("SELECT format FROM reading")}
    assert [finding.message for finding in kept] == [row[0] for row in told]
    assert any(finding.place and finding.wrong and finding.remedy for finding in kept)
    assert formats == {"xlsx"}


def test_what_is_taken_back_leaves_no_link(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        before = ledger.head
        with pytest.raises(OSError, match="cut"), ledger.alone():
            ledger.keep([Arrival("a.xlsx", b"a")], IN_TIME)
            raise OSError("cut")
        assert ledger.head == before
        ledger.keep([Arrival("b.xlsx", b"b")], IN_TIME)
    assert verify_ledger(tmp_path / LEDGER).faults == []


# --- the file ------------------------------------------------------------------------------------


def _noise(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + random.Random(2023).randbytes(5000) + data[middle + 5000 :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda data: data[:-5000],
    "noise": _noise,
    "page lost": lambda data: data[:8192] + data[12288:],
    "header lost": lambda data: bytes(100) + data[100:],
    "half": lambda data: data[: len(data) // 2],
    "text": lambda data: "台账".encode() * 500,
    "empty": lambda data: b"",
}


def told(action: Callable[[], object]) -> str:
    """What is refused in words; anything else that is raised fails the test."""
    try:
        action()
    except MisuseError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_told_and_nothing_is_written(collection: CollectionFolder, name: str) -> None:
    file = collection.folder / LEDGER
    file.write_bytes(DAMAGE[name](file.read_bytes()))
    damaged = file.read_bytes()
    found: list[Verified] = []
    refused = told(lambda: found.append(verify_ledger(file, traces="outbox")))
    assert refused or found[0].faults
    assert told(collection.ledger)
    assert file.read_bytes() == damaged


def test_a_flipped_bit_is_told_wherever_something_is_lost(collection: CollectionFolder) -> None:
    """Where nothing is, in space that no page uses, the ledger is sound and says the same as before."""
    file = collection.folder / LEDGER
    data = file.read_bytes()
    before = _standing(collection)
    moments = random.Random(14)
    outcomes = set()
    for number in range(40):
        bits = bytearray(data)
        place = moments.randrange(100 if number % 4 == 0 else len(bits))
        bits[place] ^= 1 << moments.randrange(8)
        file.write_bytes(bits)
        found: list[Verified] = []
        refused = told(lambda found=found: found.append(verify_ledger(file, traces="outbox")))  # type: ignore[misc]
        standing: list[object] = []
        refused_too = told(lambda standing=standing: standing.append(_standing(collection)))  # type: ignore[misc]
        outcomes.add("refused" if refused else "faults" if found[0].faults else "sound")
        if not refused and not found[0].faults:
            assert refused_too or standing == [before], place
    assert outcomes >= {"refused", "faults"}


def _standing(collection: CollectionFolder) -> object:
    with collection.ledger(reading_only=True) as ledger:
        stock = take_stock(collection, ledger)
        return [(s.unit.code, s.state, s.received and stock.values(s)) for s in stock.standings]


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("place", ["outbox", "returned", "reports"])
def test_a_ledger_that_existed_is_missed(tmp_path: Path, place: str, empty: bool) -> None:
    collection = office(tmp_path / "c")
    file = collection.folder / LEDGER
    file.unlink()
    if empty:
        file.touch()
    put(collection.folder / place, "a.xlsx", b"x")
    for reading_only in (False, True):
        with pytest.raises(MisuseError, match=r"不见了或是空的.*备份"):
            collection.ledger(reading_only=reading_only)
    assert file.exists() is empty


def test_another_empty_ledger_does_not_take_its_place(tmp_path: Path) -> None:
    collection = office(tmp_path / "c")
    put(collection.folder / "outbox", "a.xlsx", b"x")
    with pytest.raises(MisuseError, match="不见了或是空的"):
        collection.ledger()


def test_a_collection_just_made_misses_nothing(tmp_path: Path) -> None:
    collection = office(tmp_path / "c")
    (collection.folder / LEDGER).unlink()
    put(collection.folder / "reports", "报送进度.xlsx", b"status was asked for")
    with collection.ledger() as ledger:
        assert ledger.received() == []
        ledger.decide("exclude", why="垂直管理", unit="101")  # no run of a verb writes it
    collection.ledger().close()


def test_an_older_ledger_in_its_place_is_refused(collection: CollectionFolder, tmp_path: Path) -> None:
    file, kept = collection.folder / LEDGER, tmp_path / "kept.sqlite"
    with collection.ledger() as ledger:
        ledger.decide("exclude", why="备份以前", unit="901")
    shutil.copy(file, kept)
    with collection.ledger() as ledger:
        ledger.decide("exclude", why="备份以后", unit="901")
    newer = file.read_bytes()
    shutil.copy(kept, file)
    for reading_only in (False, True):
        with pytest.raises(MisuseError, match=r"不是最后用过的那一份.*第 \d+ 笔.*换回"):
            collection.ledger(reading_only=reading_only)
    assert file.read_bytes() == kept.read_bytes()
    assert [fault.code for fault in verified(collection).faults] == ["L-head"]
    file.write_bytes(newer)
    collection.ledger().close()
    # Who has nothing newer puts the note away; the ledger goes on from there.
    shutil.copy(kept, file)
    (collection.folder / HEAD_NOTE).unlink()
    with collection.ledger() as ledger:
        ledger.decide("exclude", why="从备份继续", unit="901")
    assert not verified(collection).faults


@pytest.mark.parametrize("note", [b"", b"\xff\xfe\x00", "旧".encode(), None])
def test_a_note_that_says_nothing_accuses_nobody(collection: CollectionFolder, note: bytes | None) -> None:
    file = collection.folder / HEAD_NOTE
    file.unlink()
    if note is not None:
        file.write_bytes(note)
    with collection.ledger() as ledger:
        ledger.decide("exclude", why="垂直管理", unit="901")
        head = ledger.head
    assert head in file.read_text("utf-8-sig")


def test_the_note_is_never_ahead_of_the_ledger(collection: CollectionFolder) -> None:
    with pytest.raises(ZeroDivisionError), collection.ledger() as ledger, ledger.alone():
        ledger.decide("exclude", why="没有成", unit="901")
        raise ZeroDivisionError
    collection.ledger().close()
    # Of two that write at once, the one that ends last may have written first.
    with collection.ledger() as first:
        first.decide("exclude", why="先", unit="901")
        with collection.ledger() as second:
            second.decide("exclude", why="后", unit="901")
    assert not verified(collection).faults
    collection.ledger().close()
