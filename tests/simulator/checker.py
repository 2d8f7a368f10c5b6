"""A verdict compared with what the file must come to: wrong, silent, missed, false alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tests.clerk import FORM
from tests.simulator.clerk_draft import OF_SUMS, Expectation, Told
from tests.simulator.simulation import Sent
from toolkit.findings import Finding
from toolkit.review.checks import Status
from toolkit.review.verdict import Verdict

Fault: TypeAlias = Literal["traceback", "lost", "wrong", "silent", "missed", "false_alarm"]
FAULTS: tuple[Fault, ...] = ("traceback", "lost", "wrong", "silent", "missed", "false_alarm")
OF_CELLS = ("N-INT", "N-BLANK", "S-01", "R-formula", "R-total", "R-converted")
"""Codes whose findings name exactly the cells they are about."""


@dataclass(frozen=True)
class Problem:
    """Something that is not as it must be.

    ``traceback``: an exception; ``lost``: not read though it can be, or of nobody knows whom;
    ``wrong``: a value that the sheet does not show; ``silent``: unknown or converted, and not told;
    ``missed``: a finding owed; ``false_alarm``: a finding that nothing explains.
    """

    fault: Fault
    seed: int
    what: str
    habit: str = ""


def problems(sent: Sent, verdict: Verdict | Exception) -> list[Problem]:
    """What is not as it must be; empty for a file read and judged rightly."""
    if isinstance(verdict, Exception):
        return [Problem("traceback", sent.seed, repr(verdict))]
    return [
        Problem(fault, sent.seed, what, habit) for fault, what, habit in _found(sent.expectation, verdict)
    ]


def _found(expected: Expectation, verdict: Verdict) -> Iterator[tuple[Fault, str, str]]:
    codes = [finding.code for finding in verdict.findings]
    if verdict.status is Status.UNREADABLE:
        if not expected.unreadable:
            yield "lost", f"not read: {codes}", ""
        elif len(codes) != 1 or codes[0] not in expected.unreadable:
            yield "missed", f"{expected.unreadable} expected, found {codes}", ""
        return
    if expected.unreadable and not expected.or_exact:
        yield "missed", f"read, but {expected.unreadable} expected", ""
        return
    yield from _values(expected, verdict)
    yield from _texts(expected, verdict)
    yield from _identity(expected, verdict)
    for told in expected.told:
        # What may not be found again is told of by S-02 instead; see the values.
        owed = told.items - expected.doubtful
        if (owed or not told.items) and not _is_told(told, owed, verdict.findings):
            yield "missed", f"{told.codes} {told.severity} {sorted(told.items)[:4]} {told.words}", told.habit
    yield from _marks(expected, verdict)
    yield from _sums(expected, verdict)
    if (verdict.status is Status.RETURNED) != any(finding.sends_back for finding in verdict.findings):
        yield "missed", f"status {verdict.status}", ""


def _values(expected: Expectation, verdict: Verdict) -> Iterator[tuple[Fault, str, str]]:
    doubted = any(finding.code == "S-02" and finding.severity == "hard" for finding in verdict.findings)
    for item, shown in expected.values.items():
        read = verdict.values.get(item)
        if read == shown and (read is None or isinstance(read, int) or FORM.items[item].kind == "money"
                              or shown is None or shown % 1 != 0):  # fmt: skip
            continue
        if read is None and item in expected.doubtful and doubted:
            continue
        if read is None:
            yield "silent", f"{item}: {shown} is shown, and it is unknown", ""
        elif not (item in expected.doubtful and shown is None):
            yield "wrong", f"{item}: {shown} is shown, read as {read!r}", ""


def _texts(expected: Expectation, verdict: Verdict) -> Iterator[tuple[Fault, str, str]]:
    for text, words in expected.texts.items():
        if verdict.texts.get(text) != words:
            yield "wrong", f"{text}: {words!r} read as {verdict.texts.get(text)!r}", ""


def _identity(expected: Expectation, verdict: Verdict) -> Iterator[tuple[Fault, str, str]]:
    identity = verdict.identity
    if identity is None or (identity.unit.code, identity.year) != (expected.unit, expected.year):
        yield "lost", f"of {expected.unit} {expected.year}, taken for {identity}", ""


def _is_told(told: Told, items: frozenset[str], findings: Iterable[Finding]) -> bool:
    """Whether findings of the code together name the items, and one says the words."""
    fitting = [f for f in findings if f.code in told.codes and f.severity == told.severity]
    named = {cell.item for finding in fitting for cell in finding.cells}
    spoken = any(told.words in finding.message for finding in fitting)
    return bool(fitting) and named >= items and spoken


def _marks(expected: Expectation, verdict: Verdict) -> Iterator[tuple[Fault, str, str]]:
    """Findings about cells name those that are concerned, all of them and no others."""
    named: dict[tuple[str, str], set[str]] = {}
    for finding in verdict.findings:
        if finding.outcome != "fail" or finding.code in OF_SUMS:
            continue
        if finding.severity == "hard" or finding.code.startswith(("R-", "S-02")):
            cells = named.setdefault((finding.code, finding.severity), set())
            cells |= {cell.item for cell in finding.cells if cell.item}
    for mark in named.keys() | expected.marks.keys():
        items = set(expected.marks.get(mark, ()))
        found = named.get(mark, set())
        if items and items <= expected.doubtful:
            continue
        if mark not in named:
            owed: Fault = "silent" if mark[0] == "R-converted" else "missed"
            yield owed, f"{mark} not told of {sorted(items)[:4]}", ""
        elif mark not in expected.marks and mark[0] not in expected.may:
            yield "false_alarm", f"{mark} told of {sorted(found)[:4]}", ""
        elif items - found - expected.doubtful:
            yield "silent" if mark[0] in OF_CELLS else "missed", f"{mark}: {sorted(items - found)[:4]}", ""
        elif found - items - expected.doubtful:
            yield "false_alarm", f"{mark}: {sorted(found - items)[:4]}", ""


def _sums(expected: Expectation, verdict: Verdict) -> Iterator[tuple[Fault, str, str]]:
    """The sums that the figures shown break, exactly."""
    owed = {(rule.code, rule.items) for rule in expected.sums}
    told = {
        (finding.code, frozenset(cell.item for cell in finding.cells))
        for finding in verdict.findings
        if finding.code in OF_SUMS and finding.sends_back
    }
    for code, items in owed - told:
        if not items & expected.doubtful:
            yield "missed", f"{code} of {sorted(items)[:3]}", ""
    for code, items in told - owed:
        if not items & expected.doubtful:
            yield "false_alarm", f"{code} of {sorted(items)[:3]}", ""


@dataclass
class Tally:
    """Counts over many files."""

    files: int = 0
    clean: int = 0
    unreadable: int = 0
    done: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    faults: Counter[tuple[str, Fault]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def take(self, sent: Sent, verdict: Verdict | Exception) -> None:
        """Count one file."""
        found = problems(sent, verdict)
        self.files += 1
        self.clean += not sent.habits
        self.unreadable += isinstance(verdict, Verdict) and verdict.status is Status.UNREADABLE
        self.problems += found
        blamed = {problem.habit for problem in found if problem.habit} or set(sent.habits if found else ())
        for habit in sent.habits:
            self.done[habit] += 1
            self.found[habit] += habit not in blamed
            for fault in {problem.fault for problem in found if habit in blamed}:
                self.faults[habit, fault] += 1

    def total(self, fault: Fault) -> int:
        """Files with that fault."""
        return len({problem.seed for problem in self.problems if problem.fault == fault})

    def table(self) -> str:
        """habit × count, found, and what went wrong."""
        lines = [f"{'habit':36}{'count':>7}{'right':>7}" + "".join(f"{fault:>12}" for fault in FAULTS)]
        for habit, count in sorted(self.done.items()):
            cells = "".join(f"{self.faults[habit, fault]:>12}" for fault in FAULTS)
            lines.append(f"{habit:36}{count:>7}{self.found[habit]:>7}{cells}")
        totals = "".join(f"{self.total(fault):>12}" for fault in FAULTS)
        right = self.files - len({problem.seed for problem in self.problems})
        lines.append(f"{'files (' + str(self.clean) + ' clean)':36}{self.files:>7}{right:>7}{totals}")
        return "\n".join(lines)

    def told(self, most: int = 30) -> str:
        """The problems, with the seeds that show them again."""
        lines = [f"seed {p.seed}: {p.fault}: {p.what}{' (' + p.habit + ')' if p.habit else ''}"
                 for p in self.problems[:most]]  # fmt: skip
        rest = len(self.problems) - most
        return "\n".join([*lines, f"… and {rest} more"] if rest > 0 else lines)
