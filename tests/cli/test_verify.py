"""``ogi verify``: what is said, and the exit codes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.typed import ogi, told
from tests.collection.office import office, put, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import LEDGER


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    collection = office(tmp_path / "c")
    file = put(tmp_path, "a.xlsx", workbook(collection, "101"))
    assert ogi("collect", collection.folder, file, "--received", "2024/1/20").exit_code in (0, 1)
    return collection


def test_sound_with_the_head_that_reports_print(collection: CollectionFolder) -> None:
    printed = told("rollup", collection.folder)["ledger_head"]
    done = ogi("verify", collection.folder, "--head", printed[:32])
    assert done.exit_code == 0
    assert "台账完好" in done.stdout and f"{printed[:32]} 在校验链里" in done.stdout


def test_a_head_that_is_none_and_a_head_of_another_history(collection: CollectionFolder) -> None:
    assert "至少前 12 位" in str(ogi("verify", collection.folder, "--head", "xyz").exception)
    done = ogi("verify", collection.folder, "--head", "0" * 16)
    assert done.exit_code == 1 and "（L-head）" in done.stdout


def test_findings_name_table_and_row(collection: CollectionFolder) -> None:
    with closing(sqlite3.connect(collection.folder / LEDGER, isolation_level=None)) as plain:
        plain.execute("DROP TRIGGER receipt_is_append_only_update")
        plain.execute("UPDATE receipt SET name = 'b.xlsx'")
    done = told("verify", collection.folder)
    assert not done["sound"]
    found = {(f["code"], f["table"], f["row"]) for f in done["findings"]}
    assert found == {
        ("L-trigger", "receipt_is_append_only_update", ""), ("L-changed", "receipt", "1"),
    }  # fmt: skip
    assert "在本程序之外被改动过" in str(ogi("rollup", collection.folder).exception)
    assert not (collection.folder / "reports" / "rollup.json").exists()


def test_no_ledger_to_verify(tmp_path: Path) -> None:
    assert "不是收集文件夹" in str(ogi("verify", tmp_path).exception)


@pytest.mark.parametrize("received", ["2023-12-01", "2027年1月1日", "2024-02-30", "昨天"])
def test_an_unlikely_day_of_arrival_takes_nothing_in(tmp_path: Path, received: str) -> None:
    collection = office(tmp_path / "c")
    file = put(tmp_path, "a.xlsx", workbook(collection, "101"))
    done = ogi("collect", collection.folder, file, "--received", received)
    assert "2024-01-31" in str(done.exception) or "--confirm-received" in str(done.exception)
    with collection.ledger(reading_only=True) as ledger:
        assert ledger.received() == []
