"""Random events: nothing stops counting without a line, and all outputs agree on every unit's state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.collection.events import Happenings, in_progress_workbook
from toolkit.messages import say_of


def _events(office: Happenings) -> list[Callable[[], None]]:
    """What can happen now."""
    choose, count = office.random.choice, office.random.randint(1, 30)
    accounts = office.accounts
    found: list[Callable[[], None]] = [office.own_file_comes_back]
    listed = [code for code, account in accounts.items() if account.listed]
    free = [code for code in listed if not accounts[code].excluded]
    counted = [
        code for code in office.expected() if not office.expected()[code] - (accounts[code].counts() or 0)
    ]
    with_files = [c for c in listed if any(not f.withdrawn for f in accounts[c].sent)]
    fallen = sorted(office.fallen())
    if free:
        code = choose(free)
        found += [lambda: office.send(code, count), lambda: office.send(code, count, count + 1)]
        found += [lambda: office.send(code, count, right=False), lambda: office.extend(code)]
        found += [lambda: office.exclude(choose(free))]
    if excluded := [code for code in listed if accounts[code].excluded]:
        found.append(lambda: office.undo_exclusion(choose(excluded)))
    if with_files:
        found.append(lambda: office.withdraw(choose(with_files)))
    if counted:
        corrected = choose(counted)
        found.append(lambda: office.correct(corrected, (accounts[corrected].counts() or 0) + count))
    if len(listed) > 2:
        gone, other = office.random.sample(listed, 2)
        found += [lambda: office.strike(gone), lambda: office.strike(gone, other)]
    if struck := [code for code, account in accounts.items() if not account.listed]:
        found.append(lambda: office.restore(choose(struck)))
    if fallen and listed:
        other, onto = choose(fallen), choose(listed)
        found.append(lambda: office.merge(other, onto, choose(["one", "new"])))
        both = [code for code in office.expected() if accounts[other].passed()]
        if both:
            target = choose(both)
            found.append(lambda: office.merge(other, target, "both"))
    return found


def _happen(folder: Path, seed: int, units: int, steps: int) -> None:
    office = Happenings(folder, units, seed)
    try:
        for unit in office.units[: units - 1]:
            office.send(unit.code, office.random.randint(1, 30))
        counted = office.check({})
        for _ in range(steps):
            office.random.choice(_events(office))()
            counted = office.check(counted)
        stock = office.stock()
        for code, state in in_progress_workbook(stock, office.day):
            assert state == say_of("state.*", stock.standing(code).state)
    finally:
        office.close()


@pytest.mark.parametrize("seed", (1, 2))
def test_a_few_events(tmp_path: Path, seed: int) -> None:
    _happen(tmp_path, seed, units=4, steps=6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 112))
def test_many_events(tmp_path: Path, seed: int) -> None:
    _happen(tmp_path, seed, units=6, steps=25)
