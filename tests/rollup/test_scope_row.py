"""One row per unit, from which every list of units is made."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from tests.demo_city import after_round
from tests.rollup.towns import collected, units
from toolkit.collection.standing import UnitState
from toolkit.collection.unit_row import UnitRow, unit_rows
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.scope import Role


def test_a_row_says_what_the_ledger_says(tmp_path: Path) -> None:
    with after_round(tmp_path / "c") as stock:
        rows = {row.code: row for row in unit_rows(stock)}
    assert list(rows) == [standing.unit.code for standing in stock.standings]
    returned, excluded = rows["202"], rows["901"]
    assert returned.state is UnitState.RETURNED and returned.hard and returned.sha256 and returned.received_on
    assert excluded.state is UnitState.EXCLUDED and excluded.reason and excluded.receipt is None
    assert rows["20201"].parent_name == returned.name


def test_a_row_of_the_scope_adds_what_the_unit_is_to_the_total(tmp_path: Path) -> None:
    roster = units("201 东县 county - total -\n2011 东县一局 department 201 - reconciled")
    with collected(tmp_path / "c", roster, {"201": 5, "2011": 4}) as stock:
        rolled = roll_up(stock)
        county, office = rolled.rows
        assert isinstance(county, UnitRow) and county.counted and county.role is Role.ADDED
        assert (office.role, office.within, office.counted) == (Role.INSIDE, "201", False)
        assert (office.state, office.state_in_total) == (UnitState.INCLUDED, UnitState.EXCLUDED)
    with pytest.raises(FrozenInstanceError):
        county.name = "x"  # type: ignore[misc]


def test_until_when_to_correct_is_only_said_of_what_is_returned(tmp_path: Path) -> None:
    with after_round(tmp_path / "c") as stock:
        rows = list(unit_rows(stock))
        returned = {row.code for row in rows if row.state is UnitState.RETURNED}
        assert returned and {row.code for row in rows if row.correct_by is not None} == returned
