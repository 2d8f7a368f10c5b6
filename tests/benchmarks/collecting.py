"""Ten thousand workbooks through the ledger, beside what one would use instead.

Each is the workbook of a unit of its own, signed for it, with figures of a published report, stored as one
of several programs stores it. Writing them all would take longer than everything that is measured, so a
few are written for each program and then made out to their units within the package.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd

from tests.benchmarks.lines import Line, at_least, at_most
from tests.conftest import REPORT_NAMES, real_report
from tests.oracle.libreoffice import convert
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import LEDGER
from toolkit.collection.processes import cores
from toolkit.collection.roster import ReportingUnit
from toolkit.form.identity import Identity, Unit
from toolkit.workbook.template_writer import Prefill, write_template

TEXT = "本年按照要求做好政府信息公开各项工作。" * 6
PROGRAMS = {"xlsx": 60, "openpyxl": 20, "LibreOffice xlsx": 10, "LibreOffice ods": 10}
"""Of a hundred workbooks, how many each program saved; the first as spreadsheet programs store them."""
MODELS = 10
CODE, NAME, SIGNATURE = "C000000", "Unit-000000", "0" * 32
"""In the models, what is made out to each unit."""
STATED = (("rule_making", 0), ("covers_own", 1))
_PARTS = ("xl/sharedStrings.xml", "xl/worksheets/", "content.xml")


@dataclass(frozen=True)
class Collected:
    """What collecting came to: sizes in bytes, times in seconds."""

    files: int
    seconds: float
    ledger: int
    received: int
    parent_peak: int
    worker_peak: int
    states: Mapping[str, int]


def unit(number: int) -> ReportingUnit:
    return ReportingUnit(f"C{number:06}", f"Unit-{number:06}")


def models(collection: CollectionFolder, folder: Path) -> dict[str, list[bytes]]:
    """Workbooks made out to nobody, by program."""
    form = collection.form
    texts = {text.id: TEXT for text in form.texts}
    native = []
    complete = [name for name in REPORT_NAMES if not name.startswith("p_")]
    for number in range(MODELS):
        given = real_report(complete[number % len(complete)]).values
        values = {item: v for item in form.inputs if (v := given.get(item)) is not None}
        stream = io.BytesIO()
        identity = Identity(form.id, form.version, Unit(NAME, CODE, STATED), collection.year, collection.id)
        write_template(stream, form, identity, Prefill({}, values, texts, True), key=collection.key)
        mark = {identity.signature({}, collection.key): SIGNATURE}
        native.append(made_out(stream.getvalue(), mark))
    (folder / "models").mkdir()
    files = [folder / "models" / f"{number}.xlsx" for number in range(MODELS)]
    for file, data in zip(files, native, strict=True):
        file.write_bytes(data)
    by_openpyxl = []
    for file in files:
        stream = io.BytesIO()
        openpyxl.load_workbook(file).save(stream)
        by_openpyxl.append(stream.getvalue())
    found = {"xlsx": native, "openpyxl": by_openpyxl}
    for suffix in ("xlsx", "ods"):
        saved = convert(files, suffix, folder / suffix)
        found[f"LibreOffice {suffix}"] = [file.read_bytes() for file in saved]
    return found


def made_out(data: bytes, words: Mapping[str, str]) -> bytes:
    """The same package with other words in the parts that hold texts."""
    target = io.BytesIO()
    found = set()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename.startswith(_PARTS):
                found |= {word for word in words if word.encode() in content}
                for word, other in words.items():
                    content = content.replace(word.encode(), other.encode())
            new.writestr(member.filename, content, compresslevel=1)
    assert found == set(words)
    return target.getvalue()


def _write(folder: Path, key: str, template: Identity, models: dict[str, list[bytes]], number: int) -> None:
    programs = [name for name, share in PROGRAMS.items() for _ in range(share)]
    program = programs[number * 37 % 100]
    made = unit(number)
    identity = Identity(
        template.edition,
        template.version,
        Unit(made.name, made.code, STATED),
        template.year,
        template.collection,
    )
    words = {CODE: made.code, NAME: made.name, SIGNATURE: identity.signature({}, key)}
    data = made_out(models[program][number // 100 % MODELS], words)
    suffix = "ods" if program.endswith("ods") else "xlsx"
    (folder / f"{made.code}.{suffix}").write_bytes(data)


def prepared(folder: Path, count: int) -> tuple[Path, Path]:
    """A collection of that many units, and the folder of their workbooks."""
    units = tuple(unit(number) for number in range(count))
    collection = CollectionFolder.create(folder / "c", "Benchmark", 2023, units=units)
    mail = folder / "mail"
    mail.mkdir()
    write = partial(_write, mail, collection.key, collection.identity(units[0]), models(collection, folder))
    with ProcessPoolExecutor(cores()) as pool:
        list(pool.map(write, range(count), chunksize=100))
    return collection.folder, mail


_COLLECT = """
import json, sys, time
from functools import partial
from pathlib import Path
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.receiving.intake import collect
from toolkit.collection.receiving.workers import ClusterCrew
from toolkit.collection.standing import UnitState
if __name__ == "__main__":
    collection = CollectionFolder.open(Path(sys.argv[1]))
    crew = partial(ClusterCrew, address=sys.argv[3]) if sys.argv[3] else None
    start = time.perf_counter()
    with collection.ledger() as ledger:
        intake = collect(collection, ledger, [Path(sys.argv[2])], crew=crew)
        seconds = time.perf_counter() - start
        states = {str(state): intake.after.count(state) for state in UnitState}
    print(json.dumps([len(intake.read), seconds, states]))
"""


def collected(folder: Path, mail: Path, scheduler: str = "") -> Collected:
    """Collect in a process of its own: start to finish, ledger on disk; read by a cluster if there is one."""
    script = folder.parent / "collect.py"
    script.write_text(_COLLECT, "utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder), str(mail), scheduler],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    found = watched(process, 0.2)
    assert process.stdout is not None and process.returncode == 0
    files, seconds, states = json.loads(process.stdout.read())
    parent = found.pop(process.pid)
    workers = max(found.values(), default=0)
    received = sum(file.stat().st_size for file in mail.iterdir())
    size = (folder / LEDGER).stat().st_size
    return Collected(files, seconds, size, received, parent, workers, states)


def watched(process: subprocess.Popen[str], pause: float) -> dict[int, int]:
    """Wait for a process with a session of its own; process → most memory it had, of all that were seen."""
    found: dict[int, int] = {}
    while process.poll() is None:
        found |= _peaks(process.pid)
        time.sleep(pause)
    return found


def _peaks(session: int) -> dict[int, int]:
    """Process → most memory it ever had, of a session: workers are no children of the process measured."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError, IndexError):  # gone since
            fields = (entry / "stat").read_text("ascii", errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == session:
                status = (entry / "status").read_text("utf-8", errors="replace")
                found[int(entry.name)] = int(status.partition("VmHWM:")[2].split()[0]) * 1024
    return found


def _by_pandas(file: Path) -> int:
    engine = "odf" if file.suffix == ".ods" else "openpyxl"
    return len(pd.read_excel(file, sheet_name=None, header=None, engine=engine))  # type: ignore[call-overload]


def pandas_reads(files: Sequence[Path]) -> float:
    """Files a second, read (no more) by pandas and openpyxl on as many cores."""
    with ProcessPoolExecutor(cores()) as pool:
        list(pool.map(_by_pandas, files[: 2 * cores()]))  # imports are not counted
        start = time.perf_counter()
        list(pool.map(_by_pandas, files, chunksize=4))
        return len(files) / (time.perf_counter() - start)


def collecting(folder: Path, count: int = 10_000) -> list[Line]:
    """Lines of the report."""
    small = folder / "small"
    small.mkdir()
    few = collected(*prepared(small, max(100, count // 10)))
    place, mail = prepared(folder, count)
    many = collected(place, mail)
    assert many.files == count and many.states["missing"] == 0, many.states
    xlsx = sorted(mail.glob("*.xlsx"))[:: max(1, count // 160)]
    theirs = pandas_reads(xlsx)
    rate = many.files / many.seconds
    megabyte = 1e6
    growth = (many.parent_peak - few.parent_peak) / (many.files - few.files)
    return [
        at_least(
            f"collect {count:,} workbooks (four programs), kept, read, judged, in the ledger",
            rate,
            300,
            "a second",
            f"{many.seconds:.0f} s, {rate:.0f} a second",
            f"pandas + openpyxl, reading the xlsx among them alone, {cores()} processes: "
            f"{theirs:.0f} a second, {rate / theirs:.0f}×",
        ),
        Line(
            "peak memory of collecting: parent, largest worker",
            f"{many.parent_peak / megabyte:.0f} MB, {many.worker_peak / megabyte:.0f} MB",
            beside=f"with {few.files:,} workbooks: {few.parent_peak / megabyte:.0f} MB, "
            f"{few.worker_peak / megabyte:.0f} MB",
        ),
        at_most("growth of the parent's memory a file", growth / 1e3, 1, "KB"),
        at_most(
            "size of the ledger, in parts of the files",
            many.ledger / many.received,
            0.6,
            "",
            f"{many.ledger / many.received:.2f} ({many.ledger / megabyte:.0f} MB)",
            f"the files themselves: {many.received / megabyte:.0f} MB",
        ),
    ]
