"""Where a person waits: the demo, handing out, a return, a roll-up, the page."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.benchmarks.collecting import collected, prepared
from tests.benchmarks.lines import Line, at_most, once, timed
from tests.clerk import FORM
from tests.collection.returns.faulty_workbooks import notice, unsummed
from tests.conftest import REPORT_NAMES, real_report
from tests.desk.browsers import Browser
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.last_year import Priors
from toolkit.collection.prior_files import FOLDER
from toolkit.collection.returns import annotate, return_files
from toolkit.collection.roster import ReportingUnit
from toolkit.form.identity import Identity, Unit

OGI = Path(sys.executable).with_name("ogi")
COMPLETE = [name for name in REPORT_NAMES if not name.startswith("p_")]


def waiting(folder: Path) -> list[Line]:
    """Lines of the report."""
    folder = folder / "waiting"
    folder.mkdir()
    return [_demo(folder), *_distributing(folder), *_returning(), _rolling_up(folder), _listing(folder)]


def _demo(folder: Path) -> Line:
    command = [str(OGI), "demo", "--out", str(folder / "demo")]
    seconds = []
    for _ in range(3):
        shutil.rmtree(folder / "demo", ignore_errors=True)
        seconds.append(once(partial(subprocess.run, command, capture_output=True, check=True)))
    return at_most("ogi demo: a sample city through its year", sorted(seconds)[1], 8, "s")


def _distributing(folder: Path, count: int = 500) -> list[Line]:
    """The command with last year's figures of each unit, all that it writes; then again, nothing changed."""
    units = tuple(ReportingUnit(f"{n}", f"样例市第{n}局") for n in range(1000, 1000 + count))
    collection = CollectionFolder.create(folder / "issued", "样例市", 2023, units=units)
    for n, unit in enumerate(units):
        figures = real_report(COMPLETE[n % len(COMPLETE)]).values
        data = {
            "edition": FORM.id, "year": 2022, "unit": {"name": unit.name, "code": unit.code},
            "values": {item: str(figures[item]) for item in FORM.items if figures.get(item) is not None},
        }  # fmt: skip
        (collection.folder / FOLDER / f"{unit.code}.json").write_text(json.dumps(data, ensure_ascii=False))
    command = partial(subprocess.run, [OGI, "distribute", collection.folder], capture_output=True, check=True)
    first, again = once(command), once(command)
    assert len(list((collection.folder / "outbox").glob("*.xlsx"))) == count + 1  # and the list
    return [
        at_most(
            f"ogi distribute of {count} prefilled templates: notes, parcels, list, notice", first, 5, "s"
        ),
        Line("the same again, nothing changed", f"{again:.1f} s"),
    ]


def _returning() -> list[Line]:
    data = unsummed()
    told = notice(data)
    marking = partial(annotate, data, told.verdict, FORM)
    identity = Identity(FORM.id, FORM.version, Unit(told.unit, told.code), told.year)
    everything = partial(return_files, told, data, Priors(), identity)
    assert marking() is not None
    assert len(everything()) == 3
    return [
        at_most("annotated return of one workbook", timed(marking, 15), 0.05, "ms"),
        at_most("all that goes back to one unit: workbook, note, message", timed(everything, 15), 0.05, "ms"),
    ]


def _rolling_up(folder: Path, count: int = 60) -> Line:
    (folder / "city").mkdir()
    place, mail = prepared(folder / "city", count)
    collected(place, mail)
    command = [str(OGI), "rollup", str(place)]
    seconds = []
    for _ in range(3):
        shutil.rmtree(place / "reports", ignore_errors=True)
        seconds.append(once(partial(subprocess.run, command, capture_output=True, check=False)))
        assert list((place / "reports").glob("*.xlsx"))
    return at_most(f"ogi rollup of {count} units, all reports", sorted(seconds)[1], 2.5, "s")


def _listing(folder: Path, count: int = 1000) -> Line:
    (folder / "desk").mkdir()
    place, mail = prepared(folder / "desk", count)
    collected(place, mail)
    browser = Browser(place)
    try:
        seconds = timed(partial(browser.client.get, "/"), 9)
        assert browser.client.get("/").text.count("Unit-") >= count
    finally:
        browser.runs._line.shutdown()
    return at_most(f"unit list of the page, {count:,} units", seconds, 0.1, "ms")
