"""Commands killed at any moment: outputs still agree on every unit, and nothing stops counting silently."""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.collection.events import TOTAL, agree
from tests.collection.office import figures, office, put, workbook
from tests.faults.test_kills import done, must_be_whole, ogi
from toolkit.collection.folder import ROSTER, CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import take_stock
from toolkit.rollup.aggregate import roll_up

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills with signals"),
]

UNITS = tuple(ReportingUnit(f"{n}", f"样例市第{n}局") for n in range(101, 113))
RECEIVED, GRANTED = "requests.received.natural_person", "requests.granted.natural_person"
WHY = ("--why", "来电", "--by", "李工")
DAY = ("--on", "2024-01-20")
KILLS = 3
"""Times that each command is killed before it is let finish."""


@pytest.fixture
def city(tmp_path: Path) -> CollectionFolder:
    collection = office(tmp_path / "c", UNITS)
    with collection.ledger() as ledger:
        distribute(collection, ledger)
    for number, unit in enumerate(UNITS[:-1], start=1):
        wrong = number == 4
        data = workbook(collection, unit.code, figures(received=number, granted=number + wrong))
        put(tmp_path / "mail", f"{unit.code}.xlsx", data)
    shutil.copytree(collection.folder / "outbox", tmp_path / "mail" / "发出的")
    return collection


def agreed(folder: Path) -> dict[str, str]:
    """State of every unit, the same in all outputs, whatever the kill left."""
    collection = CollectionFolder.open(folder)
    with collection.ledger(reading_only=True) as ledger:
        stock = take_stock(collection, ledger, date(2024, 1, 20))
        agree(stock)
        rolled = roll_up(stock)
        parts = [stock.values(line.standing)[TOTAL] or 0 for line in rolled.counted]
        assert rolled.values[TOTAL] == sum(parts)
        return {standing.unit.code: str(standing.state) for standing in stock.standings}


def test_killed_anywhere_in_a_year(city: CollectionFolder, tmp_path: Path) -> None:
    folder, moments = city.folder, random.Random(12)
    fewer = [replace(UNITS[0], former_names=(UNITS[1].name,)), *UNITS[2:]]

    def strike() -> None:
        write_roster(folder / ROSTER, fewer)

    steps: list[tuple[object, ...] | Callable[[], None]] = [
        ("collect", folder, tmp_path / "mail", "--received", "2024-01-20"),
        ("decide", "correct", folder, "103", RECEIVED, "3", "5", *WHY),
        ("decide", "correct", folder, "103", GRANTED, "3", "5", *WHY),
        ("decide", "exclude", folder, "105", *WHY),
        strike,
        ("collect", folder, "--received", "2024-01-20"),
        ("decide", "merge", folder, "102", "101", "--how", "both", *WHY),
        ("distribute", folder),
        ("decide", "withdraw", folder, "106.xlsx", *WHY),
    ]
    before: dict[str, str] = {}
    for step in steps:
        if callable(step):
            step()
            continue
        said = ""
        start = time.monotonic()
        for _ in range(KILLS):
            process = ogi(*step)
            time.sleep(moments.uniform(0.2, 4.0))
            if process.poll() is None:
                process.kill()
            said += "".join(process.communicate())
            must_be_whole(folder)
            agreed(folder)
        _, out, err = done(*step)
        _, lines, _ = done("status", folder, *DAY)
        said += out + err + lines
        after = agreed(folder)
        for code, state in before.items():
            if state == "included" and after.get(code) != "included":
                unit = next(unit for unit in UNITS if unit.code == code)
                named = [line for line in said.splitlines() if unit.name in line and "已计入" not in line]
                assert named, f"{unit.name} stopped counting, and nothing said so"
        before = after
        print(f"{step[0]} {step[1]}: {time.monotonic() - start:.1f} s")
    assert before["101"] == "included" and before["105"] == "excluded" and before["106"] == "missing"
