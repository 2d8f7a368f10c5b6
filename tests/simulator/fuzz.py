"""Changed bytes in filled workbooks: each ends in a finding or in a correct reading.

``python -m tests.simulator.fuzz COUNT [SEED] [FILE …]``: a process with 2 GB of memory that reads COUNT
damaged copies of filled workbooks (and of the FILEs, if any) and prints a line of counts. What it reads
is compared with what others see in the same bytes. If it dies, its last line names the copy.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from tests.clerk import FORM
from tests.simulator.figure_kinds import truth
from tests.simulator.kind_registry import HABITS
from tests.simulator.other_eyes import NOWHERE, Seen, by_openpyxl, by_walking
from tests.simulator.paper_kinds import KEY, packed
from tests.simulator.simulation import prepared
from tests.workbook.mutants import MEMORY, damaged, overwritten
from tests.workbook.received import unzipped
from toolkit.findings import Finding
from toolkit.review.checks import judge
from toolkit.review.verdict import verdict_of
from toolkit.workbook.numerals import read_numeral
from toolkit.workbook.readings import Reading
from toolkit.workbook.submission import Submission, read_submission

SLOW = 5.0
"""Seconds that no file may take."""
TABLES = tuple(
    f"xl/worksheets/sheet{number}.xml"
    for number, sheet in enumerate(FORM.sheets, 1)
    if any(table.sheet == sheet.id for table in FORM.tables)
)
_FIGURE = re.compile(rb"<v>[0-9]*?([0-9])")
FILLED = (3, 8, 14)
"""Seeds of the workbooks that are damaged: figures of three units, as issued and as openpyxl saves them."""


@lru_cache(maxsize=1)
def originals() -> tuple[tuple[int, bytes], ...]:
    """Seed of the truth, and a workbook in which it is written."""
    resaved = [HABITS["saved_by_openpyxl"]]
    return tuple((seed, prepared(seed, habits, "").data) for seed in FILLED for habits in ([], resaved))


def inside(data: bytes, chance: random.Random) -> bytes:
    """A sound zip with one damaged part, mostly one that is read."""
    parts = unzipped(data)
    names = [name for name in parts if name.endswith((".xml", ".rels")) and "docProps" not in name]
    name = chance.choice(TABLES if chance.random() < 0.6 else names)
    change = chance.choice((damaged, overwritten, digits, figures, figures))
    return packed(parts | {name: change(parts[name], chance)})


def digits(part: bytes, chance: random.Random) -> bytes:
    """Some digits changed: of values, and of addresses, styles and types as well."""
    copy = bytearray(part)
    places = [at for at, byte in enumerate(copy) if 48 <= byte <= 57]
    for at in chance.sample(places, min(len(places), chance.choice((1, 1, 2, 8)))):
        copy[at] = chance.choice(b"0123456789")
    return bytes(copy)


def figures(part: bytes, chance: random.Random) -> bytes:
    """Some digits of stored values changed, taken out or put in."""
    copy = bytearray(part)
    places = [found.start(1) for found in _FIGURE.finditer(part)]
    for at in chance.sample(places, min(len(places), chance.choice((1, 2, 5)))):
        copy[at] = chance.choice(b"0123456789.-e \t")
    return bytes(copy)


def copies(count: int, seed: int) -> Iterator[tuple[int, int, bytes]]:
    """Number of the copy, seed of its truth, its bytes."""
    for number in range(count):
        chance = random.Random(f"fuzz {seed} {number}")
        of, data = chance.choice(originals())
        change: Callable[[bytes, random.Random], bytes] = inside if number % 4 else damaged
        yield number, of, change(data, chance)


@dataclass
class Counts:
    """How many copies ended how."""

    files: int = 0
    unreadable: int = 0
    unchanged: int = 0
    changed: int = 0
    slowest: float = 0.0
    codes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def take(self, number: int, of: int, data: bytes) -> None:
        """Read one copy and judge how it was read."""
        self.files += 1
        started = time.monotonic()
        try:
            submission = read_submission(data, name=f"{number}.xlsx", key=KEY)
            findings = verdict_of(judge(submission)).findings
        except Exception as error:  # whatever the bytes are, none may come
            self.problems.append(f"{number}: {error!r}")
            return
        self.slowest = max(self.slowest, time.monotonic() - started)
        self.codes.update({finding.code for finding in findings if finding.sends_back})
        if not submission.readable:
            self.unreadable += 1
            if len(findings) != 1:
                self.problems.append(f"{number}: {len(findings)} findings on an unreadable file")
            return
        self._read(number, of, data, submission, findings)

    def _read(
        self, number: int, of: int, data: bytes, submission: Submission, findings: tuple[Finding, ...]
    ) -> None:
        original = truth(of)
        same = submission.record.values == original.values  # no total typed over either
        self.unchanged += same
        self.problems += [f"{number}: {item} is unknown, and nothing tells"
                          for item in unexplained(submission, findings)]  # fmt: skip
        self.problems += [f"{number}: {words}" for words in _stranger(of, submission, findings)]
        if not same:
            self.changed += 1
            self.problems += [f"{number}: {words}" for words in differences(submission, data)]

    def line(self) -> str:
        return json.dumps(self.__dict__, ensure_ascii=False)


def unexplained(submission: Submission, findings: tuple[Finding, ...]) -> list[str]:
    """Inputs that are unknown although no finding names them."""
    if submission.form is None or submission.form.id != FORM.id:
        return [] if any(finding.code == "S-02" for finding in findings) else ["another form"]
    named = {cell.item for finding in findings for cell in finding.cells}
    return [item for item in FORM.inputs if submission.values[item] is None and item not in named]


def _stranger(of: int, submission: Submission, findings: tuple[Finding, ...]) -> Iterator[str]:
    """Another unit, year or last year than was issued, believed without a word."""
    original, identity = truth(of), submission.identity
    assert identity is not None
    told = any(finding.code in ("S-02", "R-identity") for finding in findings)
    if not told and (identity.unit.code, identity.year) != (original.unit.code, original.year):
        yield f"taken for {identity.unit} {identity.year}"
    if not told and dict(submission.record.prior) != dict(original.prior or {}):
        yield "other figures of last year"


def differences(submission: Submission, data: bytes) -> list[str]:
    """Numbers read that nobody else sees in those cells, and blanks where others see something.

    openpyxl goes by the numbers of rows and gives up on strange styles and namespaces; what it does not
    confirm, a plain walk through the XML must.
    """
    for look in (by_openpyxl, by_walking):
        seen = look(data)
        found = ["nothing seen"] if seen is None else list(_differences(submission, seen))
        if not found:
            break
    return found


def _differences(submission: Submission, seen: Seen) -> Iterator[str]:
    for item, reading in submission.readings.items():
        if (reading.cell.sheet, *NOWHERE) in seen:
            continue
        content, formula = seen.get((reading.cell.sheet, reading.cell.row, reading.cell.column), ("", False))
        if formula != reading.formula:
            yield f"{item}: {'a' if formula else 'no'} formula {content!r}, taken for {reading.raw!r}"
        elif not formula and not _agree(reading, content):
            yield f"{item}: {content!r} read as {reading.numeral}"


def _agree(reading: Reading, content: object) -> bool:
    """Whether that content comes to the same number or blank; what is unreadable is told anyway."""
    if reading.numeral.state == "unreadable":
        return True
    item = FORM.items[reading.item]
    return read_numeral(content, item.unit, item.kind).value == reading.numeral.value


def main() -> None:
    import resource  # not on every system

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a caught panic of the value reader prints its stack
    counts = Counts()
    for number, of, data in copies(count, seed):
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        counts.take(number, of, data)
    for path in map(Path, sys.argv[3:]):
        for number in range(count // 10):
            chance = random.Random(f"fuzz {seed} {path.suffix} {number}")
            change = chance.choice((damaged, overwritten))
            read_submission(change(path.read_bytes(), chance), name=path.name, key=KEY)
            counts.files += 1
    sys.stdout.write(counts.line() + "\n")


if __name__ == "__main__":
    main()
