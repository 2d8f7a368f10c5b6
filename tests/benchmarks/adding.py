"""A hundred thousand units added up over four levels; five hundred in a city workbook; beside pandas."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.collecting import collected, prepared
from tests.benchmarks.lines import Line, at_most, once
from tests.clerk import FORM
from toolkit import Collection
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.roster import ReportingUnit, Roster
from toolkit.collection.standing import take_stock
from toolkit.reports.publishing import publish
from toolkit.reports.report_data import prepare
from toolkit.reports.workbook import write_city_workbook
from toolkit.rollup.addition import scale_of
from toolkit.rollup.frames import figures_frame

CITIES, COUNTIES, SCALE = 30, 10, 10**6
"""Cities in the province; counties in each; millionths of money."""


def tree(count: int) -> tuple[ReportingUnit, ...]:
    """A province: its cities, their counties, and units below the counties."""
    found = [ReportingUnit(f"C{c:02}", f"城市{c}", "county") for c in range(CITIES)]
    for c in range(CITIES):
        found += [
            ReportingUnit(f"C{c:02}K{k}", f"城市{c}县{k}", "county", f"C{c:02}", scope="own")
            for k in range(COUNTIES)
        ]
    counties = [unit.code for unit in found[CITIES:]]
    found += [
        ReportingUnit(f"U{n:06}", f"单位{n}", "department", counties[n % len(counties)])
        for n in range(count - len(found))
    ]
    return tuple(
        ReportingUnit(u.code, u.name, u.kind, u.parent, scope="own") if u.kind == "county" else u
        for u in found
    )


def table(units: tuple[ReportingUnit, ...]) -> tuple[pd.DataFrame, dict[str, int]]:
    """Figures of every unit, money to six decimals; and their exact sums in whole millionths."""
    chance, columns, sums = np.random.default_rng(7), {}, {}
    for item, places in scale_of(FORM).items():
        numbers = chance.integers(0, 10**10 if places else 300, len(units))
        sums[item] = sum(numbers.tolist())
        columns[item] = [Decimal(n) / SCALE for n in numbers.tolist()] if places else numbers
    index = pd.Index([unit.code for unit in units], name="unit_code")
    return pd.DataFrame(columns, index=index, copy=False), sums


def _peak() -> int:
    """The most memory this program had; ``getrusage`` says no less than what its parent had when it began."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def measure_adding(folder: Path, count: int) -> dict[str, object]:
    """Run in a process of its own, so that its memory is its own: from an analyst's frame to the total with
    its scope and findings."""
    collection = Collection.create(folder, "Benchmark", 2023)
    collection._folder.__dict__["roster"] = Roster(tree(count))
    frame, exact = table(collection._folder.roster)
    before = _peak()
    start = time.perf_counter()
    rolled = collection.stock(figures=frame).roll_up()
    totals = dict(rolled.values)
    seconds = time.perf_counter() - start
    peak = _peak()
    right = all(
        totals[item] == (Decimal(number) / SCALE if FORM.items[item].kind == "money" else number)
        for item, number in exact.items()
    )
    cities = [code.split("K")[0] for code in frame.index]
    start = time.perf_counter()
    numbers = frame.astype(float)
    numbers.groupby(cities).sum()
    floats = numbers.sum()
    theirs = time.perf_counter() - start
    wrong = sum(
        Decimal(repr(float(floats[item]))) != totals[item]
        for item in exact
        if FORM.items[item].kind == "money"
    )
    return {
        "seconds": seconds, "frame": before, "peak": peak, "exact": right,
        "branches": len(rolled._report.rolled.sums.branches), "pandas": theirs, "wrong": wrong,
    }  # fmt: skip


def adding(folder: Path, count: int = 100_000) -> list[Line]:
    """Lines of the report."""
    command = [sys.executable, "-m", "tests.benchmarks.adding", str(folder / "province"), str(count)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert found["exact"]
    return [
        at_most(
            f"add up {count:,} units over four levels ({found['branches']} totals of 203 items), exactly",
            found["seconds"],
            1.5,
            "s",
            beside=f"pandas, floats, one level: {found['pandas']:.1f} s, "
            f"{found['wrong']} of 3 sums of money not exact",
        ),
        at_most(
            "memory at the peak of adding up",
            found["peak"] / 1e6,
            600,
            "MB",
            beside=f"before it, the frame and the roster alone: {found['frame'] / 1e6:.0f} MB",
        ),
    ]


def reporting(folder: Path, count: int = 500) -> list[Line]:
    """A city of that many units: its workbook alone, and every report; beside a bare table."""
    (folder / "city").mkdir()
    place, mail = prepared(folder / "city", count)
    collected(place, mail)
    collection = CollectionFolder.open(place)

    with collection.ledger() as ledger:
        stock = take_stock(collection, ledger)
        report = prepare(stock)
        assert len(report.rolled.counted) == count
        book = once(lambda: write_city_workbook(report, folder / "city.xlsx"))
        everything = once(lambda: publish(stock))
        wide = figures_frame(report.rolled).pivot(index="unit_code", columns="item", values="value")
        bare = once(lambda: wide.astype(float).to_excel(io.BytesIO()))
    size = (folder / "city.xlsx").stat().st_size
    return [
        at_most(
            f"city workbook of {count} units (16 sheets, live formulas, links, charts)",
            book,
            10,
            "s",
            f"{book:.1f} s, {size / 1e6:.1f} MB",
            f"pandas.to_excel of the bare table of figures: {bare:.1f} s",
        ),
        Line(f"every report of {count} units, from the ledger", f"{everything:.1f} s"),
    ]


if __name__ == "__main__":
    print(json.dumps(measure_adding(Path(sys.argv[1]), int(sys.argv[2]))))
