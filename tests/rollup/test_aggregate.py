"""Adding up, exactly, and saying who is missing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from tests.collection.office import figures, office, put, take, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import take_stock
from toolkit.form.expression import Number
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.total import RollupResult

MONEY = "proactive.administrative_charges.amount"
UNITS = (
    *(ReportingUnit(f"10{n}", f"第{n}局") for n in range(1, 5)),
    ReportingUnit("201", "某县", "county"),
    ReportingUnit("20101", "某县教育局", parent="201", counting="reconciled"),
)


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    return office(tmp_path / "c", UNITS)


def rolled(
    collection: CollectionFolder, ledger: Ledger, sent: Mapping[str, Mapping[str, Number]]
) -> RollupResult:
    files = [
        put(collection.folder.parent, f"{code}.xlsx", workbook(collection, code, values))
        for code, values in sent.items()
    ]
    return roll_up(take(collection, ledger, *files).after)


def test_sums_are_exact_and_totals_agree(collection: CollectionFolder, ledger: Ledger) -> None:
    amounts = ["0.1", "0.2", "24252.311082", "0.000001", "7"]
    counted = [unit for unit in UNITS if unit.counted]
    sent = {
        unit.code: {MONEY: Decimal(amount), **figures(received=2, granted=2)}
        for unit, amount in zip(counted, amounts, strict=True)
    }
    rollup = rolled(collection, ledger, sent)
    assert rollup.complete
    # The county's unit is not in yet, and one amount is nearly the whole.
    assert {finding.code: finding.severity for finding in rollup.findings} == {
        "H-03": "note",
        "T2-05": "soft",
    }
    assert rollup.values[MONEY] == sum(map(Decimal, amounts))
    assert rollup.values["requests.received.total"] == rollup.values["requests.total_processed.total"] == 10


def test_missing_and_returned_units_are_named_and_not_added(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    rollup = rolled(collection, ledger, {"101": figures(received=2, granted=2), "102": figures(received=5)})
    assert not rollup.complete
    assert rollup.values["requests.received.total"] == 2
    words = "".join(finding.message for finding in rollup.findings)
    assert {finding.code for finding in rollup.findings} == {"H-02"}
    assert all(name in words for name in ("第2局", "第3局", "第4局"))
    assert "第1局" not in words


def test_what_a_declared_total_contains_is_not_added_again(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    county = figures(received=9, granted=9)
    rollup = rolled(collection, ledger, {"201": county, "20101": figures(received=4, granted=4)})
    assert rollup.values["requests.received.total"] == 9
    assert "某县教育局" not in "".join(finding.message for finding in rollup.findings)


def test_nothing_received_is_zero_of_five(collection: CollectionFolder, ledger: Ledger) -> None:
    rollup = roll_up(take_stock(collection, ledger))
    assert set(rollup.values.values()) == {0}
    assert not rollup.complete
