"""The stock of the page is taken anew when something changed, but not while a command is at work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collection.office import office
from toolkit.collection.deciding import exclude
from toolkit.collection.standing import UnitState, take_stock
from toolkit.desk.present_state import PresentState


@pytest.mark.parametrize("busy", [True, False])
def test_a_change_is_seen_at_once_unless_a_command_is_at_work(tmp_path: Path, busy: bool) -> None:
    collection, at_work = office(tmp_path / "c"), busy
    state = PresentState(collection.folder, lambda: at_work)
    assert state.listed().by_code["101"].state is UnitState.MISSING
    with collection.ledger() as ledger:
        exclude(take_stock(collection, ledger), "101", why="撤并", by="王")
    seen = state.listed().by_code["101"].state
    assert seen is (UnitState.MISSING if busy else UnitState.EXCLUDED)
    at_work = False
    assert state.listed().by_code["101"].state is UnitState.EXCLUDED
    with state.stock() as stock:
        assert stock.ledger.decisions()
