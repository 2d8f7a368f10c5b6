"""Matters that come up seldom: what they say, and what can be decided of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.collection.office import figures, office, put, take, workbook
from tests.reports.handling.office_sheet import GOOD, TODAY, UNITS, Sheet, decisions, file_of, run, written
from toolkit.collection import deciding
from toolkit.collection.folder import ROSTER, CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.outbox import distribute
from toolkit.collection.receiving.intake import read_again
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import take_stock
from toolkit.reports.handling.matters import Choice, Matter, MatterKind, open_matters


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    return office(tmp_path / "c", UNITS[:3])


def matter(collection: CollectionFolder, ledger: Ledger, kind: MatterKind) -> Matter:
    (found,) = (one for one in open_matters(take_stock(collection, ledger, TODAY)) if one.kind is kind)
    return found


def test_several_files_at_once(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    files = [
        put(tmp_path / "m", name, workbook(collection, "101", figures(received=count, granted=count)))
        for name, count in (("第1稿.xlsx", 3), ("第2稿.xlsx", 4))
    ]
    take(collection, ledger, *files)
    one = matter(collection, ledger, MatterKind.TWINS)
    assert "收件 1、2" in one.words and "现以收件 2 为准" in one.words
    assert (one.choices, one.candidates) == ((Choice.WITHDRAW,), ("1", "2"))
    written(collection)
    sheet = Sheet(file_of(collection))
    sheet.type(sheet.find(MatterKind.TWINS), Choice.WITHDRAW, "3").save()
    (refused,) = run(collection).answers
    assert "收件 3 不在这几份（1、2）里" in refused.message
    sheet = Sheet(file_of(collection))
    sheet.type(sheet.find(MatterKind.TWINS), Choice.WITHDRAW, "2").save()
    run(collection)
    standing = take_stock(collection, ledger).standing("101")
    assert standing.received is not None and standing.received.number == 1


def test_a_unit_under_another_name(collection: CollectionFolder, ledger: Ledger) -> None:
    """The roster says what it is: nothing can be chosen."""
    distribute(collection, ledger)
    write_roster(collection.folder / ROSTER, [replace(UNITS[0], name="样例市新局"), *UNITS[1:3]])
    collection = CollectionFolder.open(collection.folder)
    one = matter(collection, ledger, MatterKind.RENAMED)
    assert one.choices == () and "样例市第101局" in one.words and "曾用名" in one.words
    written(collection)
    sheet = Sheet(file_of(collection))
    row = sheet.find(MatterKind.RENAMED)
    assert all(sheet.sheet[f"{column}{row['row']}"].protection.locked for column in "FGHI")


def test_a_unit_that_reports_again_after_a_merger(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    for code in ("101", "102"):
        take(collection, ledger, put(tmp_path / "m", f"{code}.xlsx", workbook(collection, code, GOOD)))
    write_roster(collection.folder / ROSTER, UNITS[1:3])
    collection = CollectionFolder.open(collection.folder)
    deciding.merge(take_stock(collection, ledger), "101", "102", "both", why="机构改革")
    read_again(collection, ledger)
    again = workbook(collection, "102", figures(received=9, granted=9))
    take(collection, ledger, put(tmp_path / "m", "b.xlsx", again))
    assert "决定 1" in matter(collection, ledger, MatterKind.JOINED).words
    written(collection)
    sheet = Sheet(file_of(collection))
    sheet.type(sheet.find(MatterKind.JOINED), Choice.UNDO).save()
    run(collection)
    sheet = Sheet(file_of(collection))
    sheet.type(sheet.find(MatterKind.FALLEN), Choice.ONE, "102").save()
    run(collection)
    assert [one[0] for one in decisions(collection)] == ["merge", "undo", "merge"]
    assert open_matters(take_stock(collection, ledger, TODAY))[0].kind is MatterKind.OVERDUE


def test_last_year_changed(tmp_path: Path) -> None:
    last = office(tmp_path / "last", UNITS[:2], year=2022)
    with last.ledger() as ledger:
        take(last, ledger, put(tmp_path, "a.xlsx", workbook(last, "101", GOOD)))
    this = CollectionFolder.create(tmp_path / "this", last.city, 2023, last_year=last.folder)
    with this.ledger() as ledger:
        take(this, ledger)
        with last.ledger() as before:
            take(last, before, put(tmp_path, "b.xlsx", workbook(last, "101", figures(received=8, granted=8))))
        one = matter(this, ledger, MatterKind.LAST_YEAR)
        assert one.choices == (Choice.LAST_YEAR,) and "ogi" not in one.words
    written(this)
    sheet = Sheet(file_of(this))
    sheet.type(sheet.find(MatterKind.LAST_YEAR), Choice.LAST_YEAR).save()
    run(this)
    assert [one[0] for one in decisions(this)] == ["last_year"]
