"""``ogi collect`` killed for real at many moments, run twice at once, and on disks that refuse.

After every kill the ledger opens, nothing in it is half there, and no received file is lost; in the end
everything stands as if nothing had ever happened.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.collection.office import figures, office, put, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import LEDGER
from toolkit.collection.roster import ReportingUnit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills with signals"),
]

UNITS = tuple(ReportingUnit(f"{n}", f"样例市第{n}局") for n in range(101, 201))
KILLS = 30
OGI = [sys.executable, "-c", "from toolkit.cli.main import run; run()"]


def ogi(*arguments: object, **options: object) -> subprocess.Popen[str]:
    """Start a command; when it is killed, the processes it has begun end with it, and close its output."""
    started: subprocess.Popen[str] = subprocess.Popen(
        [*OGI, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )
    return started


def done(*arguments: object, **options: object) -> tuple[int, str, str]:
    process = ogi(*arguments, **options)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A collection nobody has collected yet, and its mail: files, faulty ones among them, and an archive."""
    folder = tmp_path_factory.mktemp("kills")
    collection = office(folder / "c", UNITS)
    for number, unit in enumerate(UNITS[:80]):
        wrong = number % 20 == 0
        data = workbook(collection, unit.code, figures(received=number, granted=number + wrong))
        put(folder / "mail", f"{unit.code}.xlsx", data)
    with zipfile.ZipFile(folder / "mail" / "rest.zip", "w") as archive:
        for unit in UNITS[80:]:
            archive.writestr(
                f"{unit.code}.xlsx", workbook(collection, unit.code, figures(received=1, granted=1))
            )
    put(folder / "mail", "torn.xlsx", workbook(collection, "101")[:-900])
    return folder / "c", folder / "mail"


def standings(folder: Path) -> dict[str, object]:
    code, out, err = done("status", folder, "--json", "--on", "2024-01-20")
    assert code == 1, err
    data = json.loads(out)
    return {
        "units": {u["code"]: (u["state"], u["review"] and u["review"]["sha256"]) for u in data["units"]},
        "values": {u["code"]: u["review"] and u["review"]["values"] for u in data["units"]},
        "unidentified": sorted(f["sha256"] for f in data["unidentified"]),
        "outdated": data["outdated"],
    }


def must_be_whole(folder: Path) -> tuple[int, int]:
    """The ledger as plain SQL sees it, right after a kill; files and readings in it."""
    if not (folder / LEDGER).exists():
        return 0, 0
    with closing(sqlite3.connect(folder / LEDGER)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        lost = "SELECT count(*) FROM receipt WHERE sha256 NOT IN (SELECT sha256 FROM file)"
        assert plain.execute(lost).fetchone() == (0,)
        halves = (
            "SELECT count(*) FROM reading WHERE hard + queries > "
            "(SELECT count(*) FROM finding WHERE finding.reading = reading.id)"
        )
        assert plain.execute(halves).fetchone() == (0,)
        counts = [plain.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("file", "reading")]
    return counts[0], counts[1]


def _wait(process: subprocess.Popen[str], folder: Path, table: str, count: int) -> None:
    """Until there are so many rows, or the process has ended."""
    found = 0
    while found < count and process.poll() is None:
        time.sleep(0.01)
        ledger = f"{(folder / LEDGER).as_uri()}?mode=ro"
        with suppress(sqlite3.Error), closing(sqlite3.connect(ledger, uri=True)) as plain:
            found = plain.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_killed_at_any_moment(mail: tuple[Path, Path], tmp_path: Path) -> None:
    source, letters = mail
    quiet = shutil.copytree(source, tmp_path / "quiet")
    start = time.monotonic()
    done("collect", quiet, letters, "--received", "2024-01-20")
    whole_run = time.monotonic() - start
    expected = standings(quiet)
    moments = random.Random(2023)
    landed = set()
    folder = shutil.copytree(source, tmp_path / "killed")
    for number in range(KILLS):
        if number % 3 == 0:  # begin anew; the next two go on with what the kill left
            shutil.rmtree(folder)
            shutil.copytree(source, folder)
        process = ogi("collect", folder, letters, "--received", "2024-01-20")
        if number % 2:
            time.sleep(moments.uniform(0.05, whole_run))
        else:  # while files are kept or readings recorded
            _wait(process, folder, moments.choice(("file", "reading")), moments.randint(1, 100))
        process.kill()
        process.communicate()
        if number % 4 == 0 and (folder / LEDGER).exists():  # before anything else opened it
            code, _, err = done("status", folder)
            assert code == 1, err
        landed.add(must_be_whole(folder))
        assert {file.name for file in letters.iterdir()} >= {"101.xlsx", "rest.zip", "torn.xlsx"}
    code, _, err = done("collect", folder, letters, "--received", "2024-01-20")
    assert (code, standings(folder)) == (1, expected), err
    print(
        f"\n{KILLS} kills within {whole_run:.1f} s; (files, readings) found in the ledger: {sorted(landed)}"
    )
    assert len(landed) > 3, "the kills fell on different moments"


def test_killed_while_distributing(mail: tuple[Path, Path], tmp_path: Path) -> None:
    source, _ = mail
    folder = shutil.copytree(source, tmp_path / "c")
    moments = random.Random(7)
    for _ in range(8):
        process = ogi("distribute", folder)
        time.sleep(moments.uniform(0.3, 2.5))
        process.kill()
        process.communicate()
        must_be_whole(folder)
    assert done("distribute", folder)[0] == 0
    code, out, _ = done("distribute", folder, "--json")
    assert code == 0 and json.loads(out)["unchanged"] == len(UNITS)
    books = sorted((folder / "outbox").glob("[0-9]*.xlsx"))
    assert len(books) == len(UNITS) and all(zipfile.is_zipfile(book) for book in books)
    left = [file for file in (folder / "outbox").iterdir() if file.name.startswith(".")]
    assert len(left) <= 8, "at most the one file a kill fell on"


def test_two_at_once(mail: tuple[Path, Path], tmp_path: Path) -> None:
    source, letters = mail
    alone = shutil.copytree(source, tmp_path / "alone")
    done("collect", alone, letters, "--received", "2024-01-20")
    both = shutil.copytree(source, tmp_path / "both")
    running = [ogi("collect", both, letters, "--received", "2024-01-20") for _ in range(3)]
    for process in running:
        _, err = process.communicate(timeout=300)
        assert (process.returncode, "Traceback" in err) == (1, False), err
    files, readings = must_be_whole(both)
    assert files == readings + 1, "every file is read once; the archive is no reading"
    assert standings(both) == standings(alone)


def test_a_folder_that_may_only_be_read(mail: tuple[Path, Path], tmp_path: Path) -> None:
    """As root one may write anywhere, so the refusal is the file system's: a read-only bind mount."""
    source, letters = mail
    folder = shutil.copytree(source, tmp_path / "c")
    with mounted(tmp_path / "ro", "--bind", folder, "-o", "ro") as place:
        code, _, err = done("collect", place, letters)
        assert (code, "Traceback" in err) == (2, False)
        assert "只能读，不能写" in err and "收到的文件没有动" in err
        code, out, err = done("status", place)
        assert code == 1 and "未报送 100 个" in out
    assert must_be_whole(folder) == (0, 0)


def test_a_full_disk(mail: tuple[Path, Path], tmp_path: Path) -> None:
    source, letters = mail
    with mounted(tmp_path / "small", "-t", "tmpfs", "tmpfs", "-o", "size=1500k") as place:
        folder = shutil.copytree(source, place / "c")
        code, _, err = done("collect", folder, letters)
        assert (code, "Traceback" in err) == (2, False), err
        assert "磁盘满了" in err or "磁盘空间" in err
        must_be_whole(folder)
        # With room made, the same command finishes the work.
        subprocess.run(["mount", "-o", "remount,size=50m", str(place)], check=True)
        code, _, err = done("collect", folder, letters, "--received", "2024-01-20")
        assert code == 1, err
        assert sum(s == "included" for s, _ in standings(folder)["units"].values()) == 96  # type: ignore[attr-defined]


class mounted:  # noqa: N801
    """A mount for the time of a test; skipped visibly where one may not mount."""

    def __init__(self, place: Path, *options: object) -> None:
        self.place, self.options = place, options

    def __enter__(self) -> Path:
        self.place.mkdir()
        first, *rest = map(str, self.options)
        command = ["mount", first, *rest, str(self.place)]
        if first == "--bind":
            command = ["mount", "--bind", rest[0], str(self.place)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("no right to mount file systems here")
        if "ro" in rest:
            subprocess.run(["mount", "-o", "remount,bind,ro", str(self.place)], check=True)
        return self.place

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "-l", str(self.place)], check=False)


def test_the_collection_of_the_tests_is_one(mail: tuple[Path, Path]) -> None:
    assert CollectionFolder.open(mail[0]).roster == UNITS
