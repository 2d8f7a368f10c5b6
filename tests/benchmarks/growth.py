"""How cost grows: collections of 10 to 10,000 units, a province in three rounds, a country by levels.

``python -m tests.benchmarks.growth --write`` takes a quarter of an hour; its tables and its chart stand in
docs/performance.md beside those of ``make bench``.
"""

from __future__ import annotations

import io
import math
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from pygal import XY

from tests.benchmarks.collecting import (
    CODE,
    NAME,
    SIGNATURE,
    STATED,
    TEXT,
    collected,
    made_out,
    prepared,
    unit,
    watched,
)
from tests.benchmarks.lines import PAGE, write_page
from tests.conftest import real_report
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import LEDGER
from toolkit.collection.processes import cores
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import UnitState, take_stock
from toolkit.form.identity import Identity, Unit
from toolkit.reports.drawing import FONTS, SHADES
from toolkit.workbook.template_writer import Prefill, write_template

OGI = Path(sys.executable).with_name("ogi")
CHART = PAGE.parent / "images" / "cost-curves.svg"
SIZES = (10, 100, 1_000, 10_000)
COMMANDS = ("distribute", "collect", "status", "rollup")
LEVELS = (("county", 14, 2_850), ("city", 8, 340), ("province", 11, 31), ("country", 31, 1))
"""Level, collections of the level below (or units) in one of its own, how many there are of it."""


@dataclass(frozen=True)
class Cost:
    """What a command cost: seconds, and the most memory of the process and of any of its workers."""

    seconds: float
    parent: int
    worker: int

    @property
    def memory(self) -> str:
        return f"{self.parent / 1e6:.0f} MB" + (f", {self.worker / 1e6:.0f} MB" if self.worker else "")


def run(*words: str | Path) -> Cost:
    """Run a command as the office types it, from start to end."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [OGI, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    found = watched(process, 0.05)
    seconds = time.perf_counter() - start
    assert process.stderr is not None
    assert process.returncode in (0, 1), process.stderr.read()[-2000:]
    parent = found.pop(process.pid, 0)
    return Cost(seconds, parent, max(found.values(), default=0))


def disk(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _included(place: Path) -> int:
    """Units of a collection that are counted: all of them, or the measurement is of something else."""
    collection = CollectionFolder.open(place)
    with collection.ledger() as ledger:
        return take_stock(collection, ledger).count(UnitState.INCLUDED)


# --- cost curves -------------------------------------------------------------------------------


def curves(folder: Path, sizes: Sequence[int]) -> dict[str, list[Cost]]:
    """Command → what it cost with each number of units."""
    found: dict[str, list[Cost]] = {command: [] for command in COMMANDS}
    for size in sizes:
        here = folder / str(size)
        here.mkdir()
        place, mail = prepared(here, size)
        for command in COMMANDS:
            found[command].append(run(command, place, *([mail] if command == "collect" else [])))
            print(size, command, found[command][-1], file=sys.stderr, flush=True)
        shutil.rmtree(here)
    return found


def curve_table(sizes: Sequence[int], found: dict[str, list[Cost]]) -> list[str]:
    """The curves in words: seconds with start, peak memory, and how much the last step grew."""
    heads = " | ".join(f"{size:,} units" for size in sizes)
    lines = [f"| Command | {heads} | last step | n log n |", "|---|" + "---|" * (len(sizes) + 2)]
    allowed = sizes[-1] * math.log(sizes[-1]) / (sizes[-2] * math.log(sizes[-2]))
    for command, costs in found.items():
        cells = " | ".join(f"{one.seconds:.1f} s, {one.parent / 1e6:.0f} MB" for one in costs)
        growth = costs[-1].seconds / costs[-2].seconds
        mark = "within" if growth <= allowed else "**worse**"
        lines.append(f"| `ogi {command}` | {cells} | {growth:.1f} × | {mark} ({allowed:.1f} ×) |")
    return lines


def chart(sizes: Sequence[int], found: dict[str, list[Cost]]) -> bytes:
    """The curves as a drawing; both axes logarithmic."""
    drawing = XY(
        logarithmic=True,
        xrange=(sizes[0], sizes[-1]),
        title="Seconds of a command, by number of units (both axes logarithmic)",
        x_title="units",
        y_title="seconds",
        width=760,
        height=440,
        legend_at_bottom=True,
        show_x_guides=True,
        js=(),
    )
    drawing.config.style.colors = SHADES
    drawing.config.style.font_family = FONTS
    drawing.x_labels = list(sizes)
    drawing.y_labels = [0.5, 1, 3, 10, 30, 100, 300]
    for command, costs in found.items():
        points = [(size, round(one.seconds, 2)) for size, one in zip(sizes, costs, strict=True)]
        drawing.add(f"ogi {command}", points)
    return bytes(etree.tostring(etree.fromstring(drawing.render()), encoding="utf-8"))


# --- a province in one collection, three rounds --------------------------------------------------


def _wrong(collection: CollectionFolder) -> bytes:
    """A workbook made out to nobody in which a total of table three is missed."""
    form, stream = collection.form, io.BytesIO()
    given = real_report("suqian2023").values
    values = {item: v for item in form.inputs if (v := given.get(item)) is not None}
    item = "requests.received.natural_person"
    values[item] = int(values[item]) + 1
    identity = Identity(form.id, form.version, Unit(NAME, CODE, STATED), collection.year, collection.id)
    texts = {text.id: TEXT for text in form.texts}
    write_template(stream, form, identity, Prefill({}, values, texts, True), key=collection.key)
    return made_out(stream.getvalue(), {identity.signature({}, collection.key): SIGNATURE})


def _for(collection: CollectionFolder, model: bytes, to: ReportingUnit) -> bytes:
    form = collection.form
    identity = Identity(form.id, form.version, Unit(to.name, to.code, STATED), collection.year, collection.id)
    signature = identity.signature({}, collection.key)
    return made_out(model, {CODE: to.code, NAME: to.name, SIGNATURE: signature})


def province(folder: Path, count: int) -> list[str]:
    """Four fifths send at first, one in ten of them wrong; these are mended; the rest comes; added up."""
    place, mail = prepared(folder, count)
    collection = CollectionFolder.open(place)
    files = sorted(mail.iterdir())
    rounds = [folder / f"round{n}" for n in (1, 2, 3)]
    for one in rounds:
        one.mkdir()
    model = _wrong(collection)
    first = len(files) * 8 // 10
    for n, file in enumerate(files):
        to = rounds[0] if n < first else rounds[2]
        if n < first and n % 10 == 0:
            (rounds[0] / f"{file.stem}.xlsx").write_bytes(_for(collection, model, unit(int(file.stem[1:]))))
            to = rounds[1]
        file.rename(to / file.name)
    steps = [("issue", run("distribute", place))]
    for n, mails in enumerate(rounds, start=1):
        steps.append((f"round {n}: {len(list(mails.iterdir())):,} files", run("collect", place, mails)))
    steps.append(("who has sent what", run("status", place)))
    assert _included(place) == count
    steps.append(("add up, all reports", run("rollup", place)))
    steps.append(("verify the ledger", run("verify", place)))
    for what, cost in steps:
        print("province", what, cost, file=sys.stderr, flush=True)
    received, ledger = sum(disk(one) for one in rounds), (place / LEDGER).stat().st_size
    return [
        "| Step | Time | Peak memory: process, largest worker |",
        "|---|---|---|",
        *(f"| {what} | {cost.seconds:.0f} s | {cost.memory} |" for what, cost in steps),
        "",
        f"On disk: {received / 1e6:,.0f} MB received, {ledger / 1e6:,.0f} MB ledger, "
        f"{disk(place) / 1e6:,.0f} MB in all with templates, returns and reports.",
    ]


# --- a country as levels -------------------------------------------------------------------------


def country(folder: Path) -> list[str]:
    """One collection of each level with real files; the others of the level cost the same."""
    lines = [
        "| Level | collections | units in one | issue | collect | add up | submit | on disk | all of them |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    below: Path | None = None
    for level, units, number in LEVELS:
        here = folder / level
        here.mkdir()
        place, mail = prepared(here, units) if below is None else _above(here, units, below)
        issue = run("distribute", place)
        take, add = run("collect", place, mail), run("rollup", place)
        assert _included(place) == units, level
        submit = run("rollup", place, "--as-submission")
        costs = (issue, take, add, submit)
        hours = sum(one.seconds for one in costs) * number / 3600
        lines.append(
            f"| {level} | {number:,} | {units} | "
            + " | ".join(f"{one.seconds:.1f} s" for one in costs)
            + f" | {disk(place) / 1e6:.1f} MB | {hours:.1f} h, {disk(place) * number / 1e9:.1f} GB |"
        )
        print(lines[-1], file=sys.stderr, flush=True)
        below = place
    return lines


def _above(here: Path, count: int, below: Path) -> tuple[Path, Path]:
    """A collection of that many totals, and their workbooks: one real submission, made out to each."""
    lower = CollectionFolder.open(below)
    units = tuple(ReportingUnit(unit(n).code, unit(n).name, scope="total") for n in range(1, count + 1))
    model = ReportingUnit(CODE, lower.city, scope="total")
    collection = CollectionFolder.create(here / "c", f"Level {here.name}", 2023, units=(model, *units[1:]))
    run("distribute", collection.folder)
    issued = collection.folder / "outbox" / f"{collection.stem(model)}.xlsx"
    run("rollup", below, "--as-submission", "--issued", issued)
    [made] = (below / "reports").glob("*上报*.xlsx")
    mail = here / "mail"
    mail.mkdir()
    data = made.read_bytes()
    (mail / "0.xlsx").write_bytes(data)
    signature = collection.identity(model).signature({}, collection.key)
    for to in units[1:]:
        words = {
            CODE: to.code, lower.city: to.name,
            signature: collection.identity(to).signature({}, collection.key),
        }  # fmt: skip
        (mail / f"{to.code}.xlsx").write_bytes(made_out(data, words))
    return collection.folder, mail


# --- a cluster -----------------------------------------------------------------------------------


def cluster(folder: Path, count: int) -> list[str]:
    """The same workbooks read by one worker process of a cluster, and by two."""
    import distributed

    library: Any = distributed  # it has no annotations
    _, mail = prepared(folder, count)
    seconds = []
    for workers in (1, 2):
        place = folder / f"by{workers}"
        shutil.copytree(folder / "c", place)
        with library.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as local:
            assert len(local.scheduler.workers) == workers
            seconds.append(collected(place, mail, local.scheduler_address).seconds)
        assert _included(place) == count
    one, two = seconds
    return [
        f"{count:,} workbooks kept, read and judged through `--scheduler` on a dask cluster on this machine: "
        f"{one:.1f} s with one worker process, {two:.1f} s with two, **{one / two:.2f} ×** (wanted: 1.7 ×). "
        f"Beside the workers, the office's process and the scheduler share the {cores()} cores."
    ]


def page(
    sizes: Sequence[int],
    found: dict[str, list[Cost]],
    levels: list[str],
    rounds: list[str],
    shared: list[str],
) -> str:
    """The part of docs/performance.md."""
    return "\n".join(
        [
            "## How cost grows",
            "",
            "Commands as an office types them, start included; `python -m tests.benchmarks.growth`.",
            "",
            "![Seconds of a command, by number of units](images/cost-curves.svg)",
            "",
            *curve_table(sizes, found),
            "",
            f"## A province in one collection: {sizes[-1]:,} units, three rounds",
            "",
            *rounds,
            "",
            "## The country as levels",
            "",
            "One collection of each level is measured with real files, each collecting submissions of the "
            "level below; the last column is what all of a level come to, one after the other on one "
            "machine.",
            "",
            *levels,
            "",
            "## A cluster",
            "",
            *shared,
        ]
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("curves", "province", "country", "cluster"):
            (folder / part).mkdir()
        shared = cluster(folder / "cluster", SIZES[-2])
        levels = country(folder / "country")
        found = curves(folder / "curves", SIZES)
        rounds = province(folder / "province", SIZES[-1])
    text = page(SIZES, found, levels, rounds, shared)
    print(text)
    if "--write" in sys.argv:
        CHART.write_bytes(chart(SIZES, found))
        write_page(below=text)


if __name__ == "__main__":
    main()
