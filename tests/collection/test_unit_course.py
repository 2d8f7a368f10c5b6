"""The course of each unit's report, by what was received, returned and decided."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.collection.office import UNITS, figures, office, put, take, workbook
from toolkit.collection import deciding
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.receiving.intake import read_again
from toolkit.collection.returning import send_back
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import take_stock
from toolkit.collection.unit_course import Arrived, Course, Mended, courses

GOOD = figures(received=3, granted=3)
WRONG = figures(received=3, granted=2)
TODAY = date(2024, 2, 6)


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    return office(tmp_path / "c", (*UNITS, ReportingUnit("103", "样例市统计局")))


def found(collection: CollectionFolder, ledger: Ledger, on: date = TODAY) -> dict[str, Course]:
    return {one.standing.unit.code: one for one in courses(take_stock(collection, ledger, on))}


def test_in_time_late_returned_and_mended(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    def send(code: str, values: dict[str, object], on: date) -> None:
        file = put(tmp_path, f"{code}-{on}.xlsx", workbook(collection, code, values))  # type: ignore[arg-type]
        send_back(collection, take(collection, ledger, file, on=on).after, on)

    send("101", {**WRONG}, date(2024, 1, 20))
    send("101", figures(received=4, granted=2), date(2024, 1, 22))  # type: ignore[arg-type]
    send("101", {**GOOD}, date(2024, 1, 24))
    send("102", {**GOOD}, date(2024, 2, 2))
    send("103", {**WRONG}, date(2024, 1, 30))
    course = found(collection, ledger)
    assert course.keys() == {"001", "101", "102", "103", "201"}, "excluded units must not report"
    assert {code: one.arrived for code, one in course.items()} == {
        "001": Arrived.OVERDUE, "101": Arrived.IN_TIME, "102": Arrived.LATE, "103": Arrived.IN_TIME,
        "201": Arrived.AWAITED,
    }  # fmt: skip
    one = course["101"]
    assert (one.returns, one.mended, one.mended_on) == (2, Mended.IN_TIME, date(2024, 1, 24))
    assert [fault.code for fault in one.faults] == ["T3-01"], "the same kind of fault is one"
    assert all(fault.title for fault in one.faults)
    assert (course["102"].returns, course["102"].mended) == (0, Mended.NOT_RETURNED)
    assert (course["103"].mended, course["103"].mend_days) == (Mended.OPEN, 4)
    send("103", {**GOOD}, date(2024, 2, 5))
    one = found(collection, ledger)["103"]
    assert (one.mended, one.mended_on, one.mend_days) == (Mended.LATE, date(2024, 2, 5), 3)


def test_mended_by_a_decision(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    file = put(tmp_path, "1.xlsx", workbook(collection, "101", WRONG))
    send_back(collection, take(collection, ledger, file).after, date(2024, 1, 20))
    item = "requests.granted.natural_person"
    deciding.correct(take_stock(collection, ledger), "101", item, "2", "3", why="来电")
    read_again(collection, ledger)
    one = found(collection, ledger)["101"]
    assert (one.returns, one.mended, one.mended_on) == (1, Mended.DECIDED, None)


def test_the_return_of_a_file_that_was_withdrawn_is_none_of_the_unit(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    for number, values in enumerate((GOOD, WRONG), start=1):
        file = put(tmp_path, f"{number}.xlsx", workbook(collection, "101", values))
        send_back(collection, take(collection, ledger, file).after, date(2024, 1, 20))
    deciding.withdraw(take_stock(collection, ledger), "2", why="误发")
    one = found(collection, ledger)["101"]
    assert (one.returns, one.mended, one.faults) == (0, Mended.NOT_RETURNED, ())
    file = put(tmp_path, "3.xlsx", workbook(collection, "101", figures(received=5, granted=2)))
    (made,) = send_back(collection, take(collection, ledger, file).after, date(2024, 1, 21))
    assert made.round == 2, "the first one was written"
    assert found(collection, ledger)["101"].returns == 1


def test_the_return_of_a_file_that_was_taken_for_its_own_is_none_of_the_unit(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    data = workbook(collection, "102", WRONG, name="某局", issued_in="")
    take(collection, ledger, put(tmp_path, "1.xlsx", data))
    stock = take_stock(collection, ledger)
    assert stock.unidentified
    _, _, number = deciding.identify(stock, "1", "101", why="来电")
    read_again(collection, ledger)
    send_back(collection, take_stock(collection, ledger), date(2024, 1, 20))
    assert found(collection, ledger)["101"].returns == 1
    deciding.undo(take_stock(collection, ledger), number, why="认错了")
    read_again(collection, ledger)
    one = found(collection, ledger)["101"]
    assert (one.returns, one.mended) == (0, Mended.NOT_RETURNED)
