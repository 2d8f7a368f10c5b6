"""Speed, beside what a user would use instead, in the same run: ``make bench``.

``--write`` puts the figures into docs/performance.md.
"""

from __future__ import annotations

import io
import os
import platform
import random
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

from tests.benchmarks.adding import adding, reporting
from tests.benchmarks.collecting import collecting
from tests.benchmarks.lines import Line, at_most, table, timed, write_page
from tests.benchmarks.published_pages import publishing
from tests.benchmarks.waiting import waiting
from tests.clerk import FORM, UNIT, filled
from tests.conftest import REPORT_NAMES, real_report
from toolkit.form.identity import Identity
from toolkit.form.values import Values
from toolkit.review.bulk import Batch, evaluate_many
from toolkit.review.checks import judge
from toolkit.workbook.filling import fill
from toolkit.workbook.submission import read_submission
from toolkit.workbook.template_writer import Prefill, write_template


def workbooks(folder: Path, count: int) -> dict[str, list[bytes]]:
    """Workbooks of as many units, filled with multiples of real figures, in two spellings.

    No two have the same figures, names or texts: what equal sheets save must not count.
    Spreadsheet programs and our writer store Chinese as it is; openpyxl, which other systems use,
    spells it as character references and drops cached results.
    """
    rng = random.Random(7)
    reports = [real_report(name) for name in REPORT_NAMES]
    template, file = folder / "template.xlsx", folder / "f.xlsx"
    found: dict[str, list[bytes]] = {"as spreadsheet programs store it": [], "saved by openpyxl": []}
    for number in range(1, count + 1):
        name = "甲乙丙丁戊己庚辛壬癸"[number % 10] + "子丑寅卯辰巳午未申酉戌亥"[number % 12]
        unit = replace(UNIT, name=f"{name}局", code=str(100 + number))
        texts = {text.id: f"{unit.name}按照要求做好政府信息公开各项工作。" * 6 for text in FORM.texts}
        given = rng.choice(reports).values
        typed = {item: value * number for item in FORM.inputs if (value := given.get(item)) is not None}
        values = {item: typed.get(item) for item in FORM.inputs}
        identity = Identity(FORM.id, FORM.version, unit, 2023)
        stream = io.BytesIO()
        write_template(stream, FORM, identity, Prefill({}, typed, texts, True))
        found["as spreadsheet programs store it"].append(stream.getvalue())
        write_template(template, FORM, identity)
        fill(template, Values(values=values, texts=texts, blanks_are_zero=True), file)
        openpyxl.load_workbook(file).save(file)
        found["saved by openpyxl"].append(file.read_bytes())
    return found


def reading(folder: Path) -> list[Line]:
    figures = []
    for spelling, data in workbooks(folder, 60).items():

        def read_all(data: list[bytes] = data) -> None:
            for content in data:
                judge(read_submission(content))

        def pandas_openpyxl(sample: list[bytes] = data[:8]) -> None:
            for content in sample:
                pd.read_excel(io.BytesIO(content), sheet_name=None, header=None, engine="openpyxl")

        ours, theirs = timed(read_all, 9) / len(data), timed(pandas_openpyxl, 3) / 8
        beside = f"pandas + openpyxl, reading alone: {theirs * 1e3:.0f} ms, {theirs / ours:.1f}×"
        what = f"read and judge one workbook, one core, in bulk ({spelling})"
        limit = 0.008 if "openpyxl" in spelling else 0.006
        figures.append(at_most(what, ours, limit, "ms", beside=beside))
    return figures


def writing(_: Path) -> list[Line]:
    identity = Identity(FORM.id, FORM.version, UNIT, 2023)
    prefill = Prefill(prior=dict.fromkeys(FORM.prior_items, 3))

    def write() -> None:
        write_template(io.BytesIO(), FORM, identity, prefill)

    return [at_most("write one template", timed(write, 15), 0.06, "ms")]


def judging(_: Path) -> list[Line]:
    rng = np.random.default_rng(7)
    count = 10_000
    values = pd.DataFrame({item: rng.integers(0, 50, count) for item in FORM.inputs})
    money = "proactive.administrative_charges.amount"
    exact = [Decimal(int(n)) / 10**6 for n in rng.integers(0, 10**12, count)]
    values[money] = pd.Series(exact, dtype=object)
    prior = pd.DataFrame({item: rng.integers(0, 50, count) for item in FORM.prior_items})

    def bulk() -> None:
        evaluate_many(Batch.from_frame(FORM, values, prior))

    def plain_pandas() -> None:
        """The arithmetic rules alone, as an analyst would write them column by column."""
        for check in FORM.checks:
            names = check.comparison.variables()
            if not all(name in FORM.items for name in names):
                continue
            row, bound = check.comparison.coefficients()
            parts = [values[n].astype(float) * float(row[n]) for n in names if n in values]
            _ = sum(parts) - float(bound) == 0 if parts else None

    beside = f"rules without last year, floats, pandas column by column: {timed(plain_pandas, 3):.2f} s"
    what = "judge 10,000 submissions by the whole rulebook"
    return [at_most(what, timed(bulk, 5), 1, "s", beside=beside)]


def cold_start(folder: Path) -> list[Line]:
    good, bad = folder / "good.xlsx", folder / "bad.xlsx"
    good.write_bytes(filled())
    bad.write_bytes(filled({"requests.received.natural_person": 63, "requests.granted.natural_person": 36}))
    ogi = Path(sys.executable).with_name("ogi")
    figures = []
    for file, what in ((good, "a clean workbook"), (bad, "one that fails, with suspects")):
        command = [str(ogi), "check", str(file)]
        seconds = timed(partial(subprocess.run, command, capture_output=True, check=False), 7)
        figures.append(at_most(f"ogi check of {what}, cold start", seconds, 0.35, "s"))
    return figures


def page(figures: list[Line]) -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    day = datetime.now(UTC).date().isoformat()
    lines = [
        "# Performance",
        "",
        f"Measured {day}: {platform.system()} {platform.machine()}, {cores} cores, "
        f"Python {platform.python_version()}; medians. Absolute figures vary with the machine, up to 2× "
        "between runs on the same one; ratios are what counts.",
        "Run it yourself with `make bench`.",
        "",
        *table(figures),
        "",
        "The workbooks carry figures of real reports and seven texts of 120 characters.",
    ]
    return "\n".join(lines) + "\n"


PARTS = (writing, judging, reading, cold_start, waiting, publishing, collecting, reporting, adding)


def main() -> None:
    figures: list[Line] = []
    with tempfile.TemporaryDirectory() as name:
        for part in PARTS:
            found = part(Path(name))
            figures += found
            for one in found:  # the whole takes minutes
                print(f"{one.what}: {one.value}", file=sys.stderr, flush=True)
    text = page(figures)
    print(text)
    if "--write" in sys.argv:
        write_page(above=text)


if __name__ == "__main__":
    main()
