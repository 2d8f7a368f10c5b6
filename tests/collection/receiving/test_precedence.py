"""Several files of one unit at once: which counts, by what, and that it is said."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from tests.collection.office import UNITS, figures, office, take, workbook
from toolkit.cli.collect_text import run_text
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.receiving.precedence import saved_at, stated_by
from toolkit.rollup.twins import twins


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("教育局.xlsx", "教育局（最终版）.xlsx"),
        ("教育局（初稿）.xlsx", "教育局.xlsx"),
        ("教育局第一次.xlsx", "教育局第二次.xlsx"),
        ("教育局v2.xlsx", "教育局V10.xlsx"),
        ("教育局.xlsx", "教育局（改）.xlsx"),
        ("教育局（改）.xlsx", "教育局（定稿）.xlsx"),
        ("教育局定稿.xlsx", "教育局定稿（改）.xlsx"),
    ],
)
def test_versions_in_names(earlier: str, later: str) -> None:
    assert stated_by(earlier, 2024).version < stated_by(later, 2024).version


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("a/教育局20240126.xlsx", "2024-01-26"),
        ("教育局2024-1-26.xlsx", "2024-01-26"),
        ("教育局1月26日.xlsx", "2024-01-26"),
        ("20101-某镇-2023.xlsx", ""),
        ("101-教育局-2023.xlsx", ""),
    ],
)
def test_days_in_names(name: str, day: str) -> None:
    assert stated_by(name, 2024).day == day


def test_the_names_of_units_state_no_version() -> None:
    names = ("发展和改革委员会.xlsx", "发改委.xlsx")
    assert {stated_by(name, 2024).version for name in names} == {100}


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    return office(tmp_path / "c", UNITS[1:3])


def saved(data: bytes, at: str) -> bytes:
    """The workbook as a program saves it at that time."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                before = saved_at(data)
                content = content.replace(before.encode(), at.encode())
            new.writestr(part, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("first", "second", "counts", "evidence"),
    [
        # name of the file, time of saving, time of the file (seconds)
        (("局（最终版）.xlsx", "2024-01-01", 1), ("局.xlsx", "2024-01-20", 2), 4, "version"),
        (("局20240125.xlsx", "2024-01-01", 1), ("局20240120.xlsx", "2024-01-20", 2), 4, "day"),
        (("a.xlsx", "2024-01-20", 1), ("b.xlsx", "2024-01-10", 2), 4, "saved"),
        (("a.xlsx", "2024-01-10", 1), ("b.xlsx", "2024-01-10", 2), 7, "arrived"),
    ],
)  # fmt: skip
def test_which_of_two_counts_and_why(
    collection: CollectionFolder,
    ledger: Ledger,
    tmp_path: Path,
    first: tuple[str, str, int],
    second: tuple[str, str, int],
    counts: int,
    evidence: str,
) -> None:
    for (name, day, seconds), count in ((first, 4), (second, 7)):
        data = workbook(collection, "101", figures(received=count, granted=count))
        file = tmp_path / "m" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(saved(data, f"{day}T08:00:00"))
        os.utime(file, (seconds, seconds))
    intake = take(collection, ledger, tmp_path / "m")
    standing = intake.after.standing("101")
    assert intake.after.values(standing)["requests.received.total"] == counts
    (one,) = twins(intake.after, intake.run)
    assert one.evidence == evidence and len(one.differences) >= 4
    told = "\n".join(run_text(intake, [], [], dry_run=False))
    assert f"以收件 {one.files[-1].number} 为准" in told and first[0] in told and second[0] in told
    assert ("只按文件时间" in told) == (evidence == "arrived")
    # What comes in another run is later, whatever it says of itself.
    data = workbook(collection, "101", figures(received=9, granted=9))
    late = tmp_path / "局（初稿）.xlsx"
    late.write_bytes(data)
    after = take(collection, ledger, late).after
    assert after.values(after.standing("101"))["requests.received.total"] == 9
