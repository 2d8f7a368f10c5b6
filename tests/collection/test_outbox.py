"""Templates out: once, and again only where something changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.collection.office import UNITS, figures, office, put, take, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.outbox import distribute
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.workbook.submission import read_submission

PRIOR = b'{"year": 2022, "values": {"requests.carried_over_to_next_year.natural_person": 4}}'


def test_one_workbook_and_one_note_for_each_that_reports(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    ticks: list[tuple[int, int]] = []
    done = distribute(collection, ledger, lambda *tick: ticks.append(tick))
    assert [file.name for file in done.written] == [
        "001-样例市人民政府（本级）-2023.xlsx",
        "101-样例市教育局-2023.xlsx",
        "102-样例市民政局-2023.xlsx",
        "201-样例县-2023.xlsx",
    ]
    assert ticks == [(n, 4) for n in range(1, 5)]
    assert len(list((collection.folder / "outbox").iterdir())) == 8


def test_the_covering_note_says_who_what_by_when(collection: CollectionFolder, ledger: Ledger) -> None:
    distribute(collection, ledger)
    note = (collection.folder / "outbox" / "201-样例县-2023-通知.txt").read_bytes()
    assert note.startswith(b"\xef\xbb\xbf") and b"\r\n" in note, "for Notepad"
    text = note.decode("utf-8-sig")
    for words in ("样例县：", "201-样例县-2023.xlsx", "2024年2月20日", "政务公开办 0000-9", "本地区的汇总数"):
        assert words in text
    assert text.rstrip().endswith("样例市人民政府")


def test_again_writes_nothing(collection: CollectionFolder, ledger: Ledger) -> None:
    first = distribute(collection, ledger)
    times = {file: file.stat().st_mtime_ns for file in first.written}
    again = distribute(collection, ledger)
    assert again.written == [] and len(again.unchanged) == 4
    assert {file: file.stat().st_mtime_ns for file in times} == times


@pytest.mark.parametrize("harm", ["deleted", "filled in by mistake"])
def test_what_is_not_as_issued_is_written_anew(
    collection: CollectionFolder, ledger: Ledger, harm: str
) -> None:
    file = distribute(collection, ledger).written[1]
    issued = file.read_bytes()
    if harm == "deleted":
        file.unlink()
    else:
        file.write_bytes(workbook(collection, "101", figures(received=1)))
    assert distribute(collection, ledger).written == [file]
    assert file.read_bytes() == issued


def test_last_years_figures_bring_a_new_workbook(collection: CollectionFolder, ledger: Ledger) -> None:
    distribute(collection, ledger)
    put(collection.folder / "prior", "101.json", PRIOR)
    (file,) = distribute(collection, ledger).written
    record = read_submission(file, key=collection.key).record
    assert record.prior["requests.carried_over_to_next_year.natural_person"] == 4
    assert "上年数字，供核对用" in file.with_name("101-样例市教育局-2023-通知.txt").read_text("utf-8-sig")


def test_a_renamed_unit_gets_a_new_file_and_the_old_one_is_put_aside(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    distribute(collection, ledger)
    renamed = ReportingUnit("101", "样例市教育体育局", former_names=("样例市教育局",))
    write_roster(collection.folder / "roster.xlsx", [renamed, *(u for u in UNITS if u.code != "101")])
    done = distribute(CollectionFolder.open(collection.folder), ledger)
    assert [file.name for file in done.written] == ["101-样例市教育体育局-2023.xlsx"]
    assert sorted(file.name for file in done.retired) == [
        "101-样例市教育局-2023-通知.txt",
        "101-样例市教育局-2023.xlsx",
    ]
    assert all(file.parent.name == "作废" and file.exists() for file in done.retired)


def test_what_was_issued_to_a_unit_that_is_gone_is_put_aside(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    distribute(collection, ledger)
    write_roster(collection.folder / "roster.xlsx", [u for u in UNITS if u.code != "102"])
    done = distribute(CollectionFolder.open(collection.folder), ledger)
    assert done.written == []
    assert [file.name for file in done.retired] == [
        "102-样例市民政局-2023.xlsx",
        "102-样例市民政局-2023-通知.txt",
    ]
    assert distribute(CollectionFolder.open(collection.folder), ledger).retired == []
    write_roster(collection.folder / "roster.xlsx", UNITS)
    again = distribute(CollectionFolder.open(collection.folder), ledger)
    assert [file.name for file in again.written] == ["102-样例市民政局-2023.xlsx"]


def test_a_workbook_issued_before_the_renaming_still_counts(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    old = workbook(collection, "101", figures(received=1, granted=1))
    renamed = ReportingUnit("101", "样例市教育体育局", former_names=("样例市教育局",))
    write_roster(collection.folder / "roster.xlsx", [renamed])
    anew = CollectionFolder.open(collection.folder)
    standing = take(anew, ledger, put(tmp_path, "a.xlsx", old)).after.standing("101")
    assert standing.state == "included"


def test_many_are_written_by_several_processes(tmp_path: Path) -> None:
    units = tuple(ReportingUnit(f"{n}", f"第{n}局") for n in range(100, 120))
    collection = office(tmp_path / "c", units)
    with collection.ledger() as ledger:
        done = distribute(collection, ledger)
    assert len(done.written) == 20
    for unit, file in zip(units, done.written, strict=True):
        identity = read_submission(file, key=collection.key).identity
        assert identity and identity.unit.code == unit.code


def test_a_copied_collection_goes_on(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    distribute(collection, ledger)
    copied = CollectionFolder.open(shutil.copytree(collection.folder, tmp_path / "copy"))
    with copied.ledger() as other:
        assert distribute(copied, other).written == []
