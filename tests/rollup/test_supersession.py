"""A file takes another one's place: what changed, and what it does to the city."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.collection.office import figures, office, put, take, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.rollup.supersession import Supersession, supersessions

RECEIVED = "requests.received.natural_person"


def resent(tmp_path: Path, first: dict[str, int], second: dict[str, int]) -> Supersession:
    collection: CollectionFolder = office(tmp_path / "c")
    with collection.ledger() as ledger:
        _other(collection, ledger, tmp_path)
        for number, rows in enumerate((first, second)):
            data = workbook(collection, "101", figures(**rows))
            intake = take(collection, ledger, put(tmp_path, f"{number}.xlsx", data))
        (one,) = supersessions(intake.before, intake.after)
    return one


def _other(collection: CollectionFolder, ledger: Ledger, folder: Path) -> None:
    data = workbook(collection, "102", figures(received=100, granted=100))
    take(collection, ledger, put(folder, "other.xlsx", data))


@pytest.mark.parametrize(
    ("first", "second", "counted", "effect", "total"),
    [
        ({"received": 3, "granted": 3}, {"received": 5, "granted": 5}, (True, True), 2, 105),
        ({"received": 3, "granted": 3}, {"received": 5, "granted": 4}, (True, False), -3, 100),
        ({"received": 3, "granted": 2}, {"received": 5, "granted": 5}, (False, True), 5, 105),
        ({"received": 3, "granted": 2}, {"received": 5, "granted": 2}, (False, False), 0, 100),
    ],
)
def test_difference_and_effect(
    tmp_path: Path,
    first: dict[str, int],
    second: dict[str, int],
    counted: tuple[bool, bool],
    effect: int,
    total: int,
) -> None:
    one = resent(tmp_path, first, second)
    assert (one.was_counted, one.is_counted) == counted
    change = next(change for change in one.changes if change.item == RECEIVED)
    assert (change.old, change.new, change.effect, change.total) == (3, 5, effect, total)
    assert RECEIVED in {change.item for change in one.differences}


def test_the_first_file_supersedes_nothing(tmp_path: Path) -> None:
    collection = office(tmp_path / "c")
    with collection.ledger() as ledger:
        intake = take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101")))
        assert supersessions(intake.before, intake.after) == []


def test_a_file_read_anew_with_the_same_figures_is_no_change(tmp_path: Path) -> None:
    collection = office(tmp_path / "c")
    with collection.ledger() as ledger:
        first = take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101")))
        prior = {"edition": "ogi-2021", "year": 2022, "values": {"requests.received.total": 20}}
        (collection.folder / "prior").mkdir(exist_ok=True)
        (collection.folder / "prior" / "101.json").write_text(json.dumps(prior), "utf-8")
        again = take(collection, ledger)
        assert [file.number for file in again.read] == [1]
        assert first.after.by_code["101"].received != again.after.by_code["101"].received
        assert supersessions(again.before, again.after) == []
