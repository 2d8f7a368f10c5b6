"""报送进度.xlsx is replaced, and what somebody typed or saved meanwhile is never lost."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.typed import ogi, told
from tests.collection.office import office, put, take
from tests.reports.handling.office_sheet import (
    TODAY,
    UNITS,
    Sheet,
    decisions,
    file_of,
    run,
    written,
)
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.head_note import HEAD_NOTE
from toolkit.collection.ledger.store import LEDGER
from toolkit.errors import MisuseError
from toolkit.messages import say
from toolkit.reports import progress_workbook
from toolkit.reports.handling import progress_files
from toolkit.reports.handling.handle import handle_sheet, read_sheets
from toolkit.reports.handling.matters import Choice, MatterKind
from toolkit.reports.handling.progress_files import ProgressFile, replaced


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    """Everybody is overdue."""
    made = office(tmp_path / "c", UNITS[:3])
    written(made)
    return made


def typed(collection: CollectionFolder, code: str, why: str = "搬迁") -> Sheet:
    sheet = Sheet(file_of(collection))
    return sheet.type(sheet.find(MatterKind.OVERDUE, code), Choice.EXTEND, "2月20日", why)


def reasons(collection: CollectionFolder) -> list[str]:
    """What stands in the column 原因."""
    return [row["why"] for row in Sheet(file_of(collection)).rows() if row["why"]]


def drafts(collection: CollectionFolder) -> list[Path]:
    return sorted((collection.folder / "reports" / "旧稿").glob("*"))


def leftovers(collection: CollectionFolder) -> list[Path]:
    """Hidden files of runs that ended."""
    return list((collection.folder / "reports").glob(".*"))


def between(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[], object]) -> None:
    """Let something happen once, just before a step of the replacement."""
    step = getattr(progress_files, name)
    done: list[object] = []

    def first(*given: object) -> object:
        if not done:
            done.append(act())
        return step(*given)

    monkeypatch.setattr(progress_files, name, first)


def test_what_is_saved_while_a_run_goes_on_stays(
    collection: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved after the rows were read and before the new workbook is put: typed rows are in the new one."""
    typed(collection, "101", "第一").save()
    handling = handle_sheet(collection, TODAY)
    both = typed(collection, "101", "第一")
    both.type(both.find(MatterKind.OVERDUE, "102"), Choice.EXTEND, "2月21日", "第二")
    between(monkeypatch, "_moved_aside", both.save)
    written(collection, handling)
    assert reasons(collection) == ["第二"] and len(decisions(collection)) == 1
    row = Sheet(file_of(collection)).find(MatterKind.OVERDUE, "102")
    assert row["answer"] == "填好了，还没有登记。请再运行一次收件或查看状态。"
    assert [one.decision for one in run(collection).answers] == [2] and leftovers(collection) == []


def test_what_is_saved_in_the_moment_of_the_exchange_stays(
    collection: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved while there is no workbook in the place: nothing is put over it."""
    sheet = typed(collection, "103", "正好")
    between(monkeypatch, "_put_new", sheet.save)
    written(collection)
    assert reasons(collection) == ["正好"] and leftovers(collection) == []


def test_somebody_who_saves_all_the_time_is_left_alone(
    collection: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_workbook, "replaced", lambda *_: False)
    before = file_of(collection).read_bytes()
    with pytest.raises(MisuseError, match="不能写入"):
        written(collection)
    assert file_of(collection).read_bytes() == before


@pytest.mark.parametrize("placed", (False, True), ids=["before the new one", "before the old one is kept"])
def test_killed_in_the_exchange(
    collection: CollectionFolder, placed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workbook that was moved aside is read by the next run, and kept among the drafts then."""
    typed(collection, "101", "").save()
    if placed:
        monkeypatch.setattr(progress_files, "_keep", lambda *_: None)
        written(collection)
        monkeypatch.undo()
    else:
        progress_files._moved_aside(file_of(collection))
    assert file_of(collection).exists() == placed and leftovers(collection)
    (row,) = {(one.typed.choice, one.typed.value) for one in read_sheets(collection).rows}
    assert row == ("延期", "2月20日")
    written(collection)
    assert Sheet(file_of(collection)).find(MatterKind.OVERDUE, "101")["value"] == "2月20日"
    assert leftovers(collection) == []
    assert [one.read_bytes()[:2] for one in drafts(collection)] == [b"PK"]


@pytest.mark.parametrize("mark", ("~${}", ".~lock.{}#", ".~{}"))
def test_open_in_another_program(collection: CollectionFolder, mark: str) -> None:
    """Rows that are saved are recorded; the workbook is left alone until it is closed."""
    typed(collection, "101").save()
    before = file_of(collection).read_bytes()
    lock = put(collection.folder, f"reports/{mark.format(file_of(collection).name)}", b"")
    done = ogi("status", collection.folder, "--on", TODAY)
    assert "已登记为决定 1" in done.stdout and f"正开着（旁边有 {lock.name}）" in done.stderr
    assert file_of(collection).read_bytes() == before
    lock.unlink()
    assert [str(one.outcome) for one in run(collection).answers] == ["already"]
    assert len(decisions(collection)) == 1 and reasons(collection) == []


def test_an_unreadable_workbook_is_put_aside(collection: CollectionFolder) -> None:
    file_of(collection).write_bytes(b"PK\3\4 half of it")
    data = told("status", collection.folder)
    (sentence,) = data["handling"]["unread"]
    assert "报送进度.xlsx" in sentence and "移到“旧稿”文件夹" in sentence
    assert [one.read_bytes() for one in drafts(collection)] == [b"PK\3\4 half of it"]
    assert Sheet(file_of(collection)).kinds()


def test_a_workbook_without_the_sheet_is_named(collection: CollectionFolder) -> None:
    """One that somebody took it out of; not one that an earlier version wrote."""
    sheet = Sheet(file_of(collection))
    sheet.book.remove(sheet.sheet)
    sheet.save()
    (sentence,) = handle_sheet(collection, TODAY).unread
    assert "里没有“办理”表" in sentence
    with collection.ledger() as ledger:
        ledger.wrote(
            "status",
            "report",
            [("reports/x", hashlib.sha256(file_of(collection).read_bytes()).hexdigest(), "")],
        )
    assert handle_sheet(collection, TODAY).unread == []


def test_copies_are_read_and_put_among_the_drafts(collection: CollectionFolder) -> None:
    copy = file_of(collection).with_name("报送进度 - 副本.xlsx")
    typed(collection, "102").save(copy)
    typed(collection, "103", "").save(file_of(collection).with_name("报送进度(1).xlsx"))
    put(collection.folder, "reports/报送进度 (2).xlsx", b"no workbook")
    handling = run(collection)
    assert [(one.row.file, str(one.outcome)) for one in handling.answers] == [
        (copy.name, "recorded"), ("报送进度(1).xlsx", "incomplete"),
    ]  # fmt: skip
    assert ["报送进度 (2).xlsx" in one and "仍在原处" in one for one in handling.unread] == [True]
    assert [one.name.partition("-2")[0] for one in drafts(collection)] == ["报送进度 - 副本", "报送进度(1)"]
    assert Sheet(file_of(collection)).find(MatterKind.OVERDUE, "103")["value"] == "2月20日"


def test_a_workbook_as_written_leaves_no_draft(collection: CollectionFolder) -> None:
    written(collection)
    assert drafts(collection) == []
    typed(collection, "101", "").save()
    written(collection)
    assert len(drafts(collection)) == 1


def test_drafts_are_no_trace_of_a_ledger(collection: CollectionFolder) -> None:
    """A status writes the workbook before anything was recorded."""
    typed(collection, "101", "").save()
    written(collection)
    for name in (LEDGER, HEAD_NOTE):
        (collection.folder / name).unlink()
    with collection.ledger(reading_only=True):
        assert drafts(collection)


def test_folders_without_hard_links(collection: CollectionFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", refuses)
    typed(collection, "101", "").save()
    written(collection)
    assert Sheet(file_of(collection)).find(MatterKind.OVERDUE, "101")["value"] == "2月20日"
    file = file_of(collection)
    assert not replaced(file, b"new", [ProgressFile(file, b"other bytes")], lambda _: False)
    assert Sheet(file).kinds() and leftovers(collection) == []


def test_one_that_comes_by_mail_is_no_report(collection: CollectionFolder, tmp_path: Path) -> None:
    """Told what it is, and left where it lies; one that nobody changed is known as our own."""
    own = put(tmp_path, "a.xlsx", file_of(collection).read_bytes())
    mailed = typed(collection, "101").save(tmp_path / "b.xlsx")
    with collection.ledger() as ledger:
        intake = take(collection, ledger, own, mailed)
    assert list(intake.originals) == ["a.xlsx"] and intake.read == intake.after.unidentified == []
    assert intake.refused == [say("handling.mailed", file="b.xlsx", folder=collection.folder / "reports")]
    assert decisions(collection) == []
