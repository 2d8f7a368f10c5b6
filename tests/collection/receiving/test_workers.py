"""Files that kill, hang or exhaust the process that reads them, and the files beside them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.collection.office import figures, office, put, workbook
from toolkit.collection.ledger.records import Judged
from toolkit.collection.processes import Limits
from toolkit.collection.receiving import workers
from toolkit.collection.receiving.intake import desk_of
from toolkit.collection.receiving.task import Desk, Waiting
from toolkit.collection.receiving.workers import LocalCrew, read_all
from toolkit.review.checks import Status


class Trap(Desk):
    """A desk at which some files do what hostile files do."""

    def read(self, sha256: str, name: str, content: bytes, paper: bool = False) -> Judged:
        match name:
            case "kills.xlsx":
                os.kill(os.getpid(), signal.SIGKILL)
            case "hangs.xlsx":
                time.sleep(60)
            case "devours.xlsx":
                bytearray(8_000_000_000)
            case "breaks.xlsx":
                raise_from_within()
        return super().read(sha256, name, content, paper)

    def _read(self, sha256: str, name: str, content: bytes) -> Judged:
        if name == "faulty.xlsx":
            raise ZeroDivisionError("ours")
        return super()._read(sha256, name, content)


def raise_from_within() -> None:
    """As a Rust library does: abort, without any Python exception."""
    os.abort()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Trap:
    collection = office(tmp_path_factory.mktemp("desk") / "c")
    with collection.ledger() as ledger:
        return Trap(**vars(desk_of(collection, ledger)))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    collection = office(tmp_path_factory.mktemp("good") / "c")
    return workbook(collection, "101", figures(received=3, granted=3))


def read(desk: Desk, names: list[str], good: bytes, limits: Limits | None = None) -> dict[str, Judged]:
    files = [Waiting(f"sha-{name}", name, good) for name in names]
    with LocalCrew(desk, 2, limits or Limits()) as crew:
        return {one.verdict.file: one for batch in read_all(crew, desk, files) for one in batch}


@pytest.mark.skipif(sys.platform == "win32", reason="kills with signals")
@pytest.mark.parametrize(
    ("name", "others"),
    [("kills.xlsx", 6), ("hangs.xlsx", 1), pytest.param("breaks.xlsx", 6, marks=pytest.mark.slow)],
)
def test_the_file_that_ends_its_worker_stands_alone(
    desk: Trap, good: bytes, name: str, others: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the others of its batch and, where there are more than a batch, with another in flight."""
    monkeypatch.setattr(workers, "BATCH", 4)
    names = [f"{n}.xlsx" for n in range(others)]
    names.insert(others // 2, name)
    read_ones = read(desk, names, good, Limits(seconds=1.0))
    assert read_ones.keys() == set(names), "nothing is lost"
    assert {n for n, one in read_ones.items() if one.verdict.status is Status.UNREADABLE} == {name}
    (finding,) = read_ones[name].verdict.findings
    assert finding.code == "R-killed" and "其他文件不受影响" in finding.message


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by the system on Linux")
def test_memory_has_a_ceiling(desk: Trap, good: bytes) -> None:
    outcomes = read(desk, ["1.xlsx", "devours.xlsx", "2.xlsx"], good, Limits(megabytes=600))
    assert outcomes["devours.xlsx"].verdict.status is Status.UNREADABLE
    assert outcomes["1.xlsx"].verdict.status is not Status.UNREADABLE


def test_a_fault_of_ours_blames_nobody(desk: Trap, good: bytes) -> None:
    (finding,) = read(desk, ["faulty.xlsx"], good)["faulty.xlsx"].verdict.findings
    assert finding.code == "R-internal"
    assert "这不是填报单位的问题" in finding.message and "ZeroDivisionError" in finding.message


def test_few_batches_are_in_memory_at_a_time(
    desk: Trap, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are asked for as they are read, however many there are."""
    monkeypatch.setattr(workers, "BATCH", 4)
    asked = 0

    def files() -> object:
        nonlocal asked
        for number in range(workers.BATCH * 12):
            asked += 1
            yield f"sha{number}", f"{number}.xlsx", good

    with LocalCrew(desk, 2) as crew:
        first = next(read_all(crew, desk, files()))  # type: ignore[arg-type]
        assert len(first) == workers.BATCH
        assert asked <= workers.BATCH * 5


def test_workers_that_cannot_start_blame_no_file(tmp_path: Path, good: bytes) -> None:
    """As in a script that forgot its main guard: every file would look like one that kills."""
    script = put(
        tmp_path,
        "unguarded.py",
        b"import sys\nfrom toolkit import Collection\nCollection.open(sys.argv[1]).collect(sys.argv[2:])\n",
    )
    collection = office(tmp_path / "c")
    mail = put(tmp_path, "a.xlsx", good)
    command = [sys.executable, str(script), str(collection.folder), str(mail)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode and "MisuseError" in done.stderr and "启动不了" in done.stderr
    with collection.ledger() as ledger:
        (file,) = ledger.received()
        assert file.reading is None, "kept, not read, not blamed"
