"""A line of the report: what was measured, what is wanted, and whether that is met."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

REASONS = {
    "read and judge one workbook": (
        "The value reader alone takes 1 ms, the texts another; every cell is read twice, compared, "
        "and judged by 103 checks."
    ),
    "ogi demo": (
        "It writes 70 workbooks as units would and plays four rounds, each of which waits for what is read,"
        " then for what is returned; a second comes from loading libraries."
    ),
    "ogi distribute of 500": (
        "Workbooks are changed from a prepared one, for 9 ms of a processor each; the rest is loading "
        "libraries, 2,000 new files, the ledger's rows and the notice with its list of units."
    ),
    "ogi check": "Most of it is starting Python and loading libraries.",
    "ogi rollup of 60": "Half of it is loading libraries: pandas, pyarrow, scipy, python-docx, xlsxwriter.",
    "read one published page": (
        "A third is walking its elements with what hides them; the rest is spread over rows, columns, title"
        " and sections."
    ),
    "compare the texts": "Seven texts with twenty statements; half of it is matching phrases.",
    "collect 10,000": (
        "Reading costs what the lines above say, and one workbook in ten is an ods, three times as slow."
        " Keeping and recording take 1.5 ms a file of the office's process, on the same two cores."
    ),
    "growth of the parent": (
        "It is what is known while a run lasts: of each unit its line of the roster, where it stood before"
        " and stands now; of each file its row of the ledger. Some hundred bytes each, and here every file is"
        " of a unit of its own."
    ),
    "size of the ledger": (
        "Received files are deflated already, and deflating them again bit for bit is not possible for what"
        " Excel writes. Keeping equal parts of packages once gives 0.44 here, where ten sets of figures come"
        " again and again, but 0.83 where every unit has its own (decision 0008)."
    ),
    "add up 100,000": "Most is work on each unit's place in the tree, not on its figures.",
}
"""Begin of a line → why it misses what is wanted, where that is known."""


PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
_PARTS = "<!-- how cost grows -->"
"""Parts the page: ``make bench`` writes what is above, the measurement of growth what is below."""


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        value: measured, in words.
        wanted: in words; empty where nothing is.
        met: ``None`` where nothing is wanted.
    """

    what: str
    value: str
    wanted: str = ""
    beside: str = ""
    met: bool | None = None


def at_most(what: str, found: float, limit: float, unit: str, value: str = "", beside: str = "") -> Line:
    """A line whose figure should not exceed a limit; milliseconds and seconds are both given in seconds."""
    return Line(what, value or shown(found, unit), f"≤ {shown(limit, unit)}", beside, found <= limit)


def at_least(what: str, found: float, limit: float, unit: str, value: str = "", beside: str = "") -> Line:
    """A line whose figure should reach a limit."""
    return Line(what, value or shown(found, unit), f"≥ {shown(limit, unit)}", beside, found >= limit)


def shown(number: float, unit: str) -> str:
    """A figure with its unit, with as many digits as tell something."""
    if unit == "ms":
        number *= 1e3
    digits = 0 if number >= 20 else 1 if number >= 1 else 2
    return f"{number:.{digits}f} {unit}".strip()


def table(lines: Iterable[Line]) -> list[str]:
    """The lines as a table, and what is missed with its reason below it."""
    lines = list(lines)
    found = [
        "| What | Measured | Wanted | Met | Beside it, in the same run |",
        "|---|---|---|---|---|",
        *(f"| {one.what} | {one.value} | {one.wanted} | {_MARKS[one.met]} | {one.beside} |" for one in lines),
    ]
    missed = [one for one in lines if one.met is False]
    if missed:
        found += ["", "Missed:", ""]
        found += [f"- {one.what}: {one.value}, wanted {one.wanted}. {_reason(one)}" for one in missed]
    return found


_MARKS = {True: "yes", False: "no", None: ""}


def _reason(line: Line) -> str:
    return next((why for begin, why in REASONS.items() if line.what.startswith(begin)), "Not yet explained.")


def timed(action: Callable[[], object], rounds: int) -> float:
    """Median seconds of one call, after one that is not counted."""
    action()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def once(action: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def write_page(above: str = "", below: str = "") -> None:
    """Write one part of docs/performance.md anew, and leave the other."""
    old_above, _, old_below = PAGE.read_text("utf-8").partition(_PARTS)
    parts = (above or old_above, _PARTS, below or old_below)
    PAGE.write_text("\n\n".join(part.strip() for part in parts) + "\n", "utf-8")
