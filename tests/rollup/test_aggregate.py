"""Adding up, exactly, and saying who is missing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.collection.folder import Collection
from toolkit.collection.intake import distribute, receive, take_stock
from toolkit.collection.roster import ReportingUnit
from toolkit.form.values import Values
from toolkit.rollup.aggregate import Rollup, roll_up
from toolkit.workbook.fill import fill

MONEY = "proactive.administrative_charges.amount"
UNITS = tuple(ReportingUnit(f"10{n}", f"第{n}局") for n in range(1, 5))


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    made = Collection.create(tmp_path / "c", "样例市", 2023, units=UNITS)
    distribute(made)
    return made


def send(collection: Collection, code: str, values: dict[str, int | Decimal | str | None]) -> None:
    template = next((collection.folder / "outbox").glob(f"{code}-*"))
    fill(template, Values(values=values, blanks_are_zero=True), collection.folder / "inbox" / f"{code}.xlsx")


def rolled(collection: Collection) -> Rollup:
    return roll_up(collection, take_stock(collection))


def test_sums_are_exact_and_totals_agree(collection: Collection) -> None:
    amounts = ["0.1", "0.2", "24252.311082", "0.000001"]
    for unit, amount in zip(UNITS, amounts, strict=True):
        send(
            collection,
            unit.code,
            {MONEY: Decimal(amount), "requests.received.business": 2, "requests.granted.business": 2},
        )
    rollup = rolled(collection)
    assert rollup.complete
    assert rollup.findings == ()
    assert rollup.values[MONEY] == sum(map(Decimal, amounts))
    assert rollup.values["requests.received.total"] == rollup.values["requests.total_processed.total"] == 8


def test_missing_and_returned_units_are_named_and_not_added(collection: Collection) -> None:
    send(collection, "101", {"requests.received.business": 2, "requests.granted.business": 2})
    send(collection, "102", {"requests.received.business": 5})
    rollup = rolled(collection)
    assert not rollup.complete
    assert rollup.values["requests.received.total"] == 2
    words = "".join(finding.message for finding in rollup.findings)
    assert {finding.code for finding in rollup.findings} == {"H-02"}
    assert all(name in words for name in ("第2局", "第3局", "第4局"))
    assert "第1局" not in words


def test_nothing_received_is_zero_of_four(collection: Collection) -> None:
    rollup = rolled(collection)
    assert set(rollup.values.values()) == {0}
    assert not rollup.complete
    assert receive(collection, []) == []
