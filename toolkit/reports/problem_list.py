"""Every open or answered finding of a collection, one line each, in the words of the returns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.collection.copied_units import copied_among
from toolkit.collection.foreign_names import names_among
from toolkit.collection.ledger.records import Received
from toolkit.collection.returning import notice_of
from toolkit.collection.returns.problems import problem_alone
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.snapshot_results import kept_with_snapshot
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.findings import LEFT_OUT, Finding
from toolkit.form.edit_rules import EditCheck
from toolkit.form.layout import layout_of
from toolkit.form.model import Form
from toolkit.messages import say
from toolkit.messages import words as worded
from toolkit.paper.office_text import shortened
from toolkit.review.reasons import says_little
from toolkit.statements.named_units import NamedUnit
from toolkit.statements.near_copies import NearCopy

Nature: TypeAlias = Literal["correct", "explain", "explained", "briefly", "accepted", "noted"]
"""The unit must correct it, must explain it, has explained it (or in hardly a word), the office accepted it;
or it is only told."""

SHARED = 3
"""Number of units with the same finding from which it is listed once, with the units."""
_CLAUSE_ENDS = "。；，（："
_LONGEST_CLAUSE, _LONGEST_QUOTE = 40, 16
_BRACKETS = {"“": "”", "‘": "’", "（": "）", "(": ")", "[": "]", "《": "》", "【": "】"}
_QUOTED = re.compile(r"“([^“”]*)”")


@dataclass(frozen=True)
class ProblemLine:
    """One finding on the file of one unit.

    Attributes:
        code, unit: of the unit; the name is a file name where the unit is not known.
        receipt: number of the file.
        sheets, labels: where it is: names of sheets and cells, official labels.
        present: what the cells hold.
        wrong, remedy: Chinese, as in the 退回单; for what was explained, ``remedy`` is the reason given.
        rule: code of the rule.
    """

    code: str
    unit: str
    receipt: int
    sheets: str
    labels: str
    present: str
    wrong: str
    remedy: str
    nature: Nature
    rule: str


def problem_lines(stock: Snapshot) -> Iterator[ProblemLine]:
    """Yield the findings on the files that count and on files of unknown units, unit by unit."""
    for standing in stock.standings:
        yield from problems_of(stock, standing)
    for file in stock.unidentified:
        name = say("problems.unidentified", file=file.name)
        yield from _of_file(stock, ReportingUnit("", name, "other"), file, accepted=False)


def problems_of(stock: Snapshot, standing: Standing) -> Iterator[ProblemLine]:
    """Yield the findings on the file that counts for one unit."""
    if standing.received is not None and standing.state is not UnitState.EXCLUDED:
        accepted = standing.accepted is not None
        yield from _of_file(stock, standing.unit, standing.received, accepted=accepted)
        yield from _among_others(stock, standing, standing.received, accepted=accepted)


def _among_others(
    stock: Snapshot, standing: Standing, file: Received, *, accepted: bool
) -> Iterator[ProblemLine]:
    """Yield what a unit's file alone cannot show: texts that are another one's, or name it (W-03, W-02)."""
    unit = standing.unit
    nature: Nature = "accepted" if accepted else "explain"
    form = stock.collection.form
    for text, quote, check, words in _told_among(stock).get(unit.code, ()):
        cell = layout_of(form).texts[text]
        label = next(known.label for known in form.texts if known.id == text)
        yield ProblemLine(
            unit.code, unit.name, file.number, f"{cell.sheet} {cell.a1}", label, quote, words,
            check.rule.remedy, nature, check.code,
        )  # fmt: skip


@kept_with_snapshot
def _told_among(stock: Snapshot) -> Mapping[str, list[tuple[str, str, EditCheck, str]]]:
    """Unit → text, quote, check and words of everything told of it, where the form has a rule for that."""
    checks = {m.kind: c for c in stock.collection.form.checks if (m := c.comparison.measure())}
    found: dict[str, list[tuple[str, str, EditCheck, str]]] = {}
    if check := checks.get("copies"):
        for copy in copied_among(stock):
            found.setdefault(copy.unit, []).append((copy.text, copy.quote, check, _copy_words(stock, copy)))
    if check := checks.get("leftovers"):
        for one in names_among(stock):
            found.setdefault(one.unit, []).append((one.text, one.quote, check, _name_words(stock, one)))
    return found


def _copy_words(stock: Snapshot, one: NearCopy) -> str:
    details = {
        "place": "", "other": stock.by_code[one.other].unit.name, "likeness": one.likeness,
        "quote": one.quote, "earlier": one.other_quote, "remedy": "",
    }  # fmt: skip
    same = one.quote == one.other_quote  # words that are the same are quoted once
    return worded("check.text.copied_equally" if same else "check.text.copied", **details).wrong


def _name_words(stock: Snapshot, one: NamedUnit) -> str:
    roster = stock.collection.roster.by_code
    details = {"place": "", "other": roster[one.other].name, "quote": one.quote, "remedy": ""}
    return worded("check.text.other_unit", **details).wrong


def _of_file(
    stock: Snapshot, unit: ReportingUnit, file: Received, *, accepted: bool
) -> Iterator[ProblemLine]:
    asked = [
        (finding, nature)
        for finding in stock.ledger.findings(file)
        if (nature := _nature(finding, accepted=accepted)) is not None
    ]
    if not asked:
        return  # most files: their figures and texts need not be looked up
    notice = notice_of(stock, unit, file)
    for finding, nature in asked:
        told = problem_alone(notice, finding)
        remedy = told.repair
        if nature in ("explained", "briefly"):
            remedy = say("review.reason", reason=finding.reason)
            remedy += say("problems.briefly") if nature == "briefly" else ""
        sheets = "；".join(f"{sheet} {cells}".strip() for sheet, cells in told.places)
        yield ProblemLine(
            unit.code, unit.name, file.number, sheets, told.labels, told.present, told.wrong, remedy,
            nature, finding.code,
        )  # fmt: skip


def _nature(finding: Finding, *, accepted: bool) -> Nature | None:
    """Return what is to be done about a finding; ``None`` for conversions and rules not assessed."""
    if finding.sends_back:
        return "correct"
    if finding.outcome != "fail":
        return None
    if finding.severity != "soft":
        return "noted" if finding.code in LEFT_OUT else None
    if finding.reason:
        return "briefly" if says_little(finding.reason) else "explained"
    return "accepted" if accepted else "explain"


def short_words(form: Form, finding: Finding) -> str:
    """Return a finding in a few words with its code: the title of its rule, or the first clause."""
    check = form.check_by_key.get(finding.check)
    words = check.rule.title if check else ""
    if not words:
        words = _first_clause(finding.wrong)
    return words + say("check.code", code=finding.code)


def _first_clause(text: str) -> str:
    """The first clause; a long one is cut, but within no quotation, bracket or number."""
    text = _QUOTED.sub(lambda quoted: f"“{shortened(quoted[1], _LONGEST_QUOTE)}”", text)
    closing, outside = list[str](), list[int]()
    for at, here in enumerate(text):
        if not closing and here in _CLAUSE_ENDS and at:
            text = text[:at]
            break
        if not closing and at < _LONGEST_CLAUSE:
            outside.append(at)
        if here in closing:
            del closing[closing.index(here) :]
        elif here in _BRACKETS:
            closing.append(_BRACKETS[here])
    longest = _LONGEST_CLAUSE if len(text) <= _LONGEST_CLAUSE else outside[-1] + 1
    return shortened(text, longest if longest > 1 else _LONGEST_CLAUSE)


def shared_findings(findings: Iterable[tuple[str, Finding]]) -> dict[str, list[str]]:
    """Return message → units, for messages that at least :data:`SHARED` units have in common."""
    found: dict[str, list[str]] = {}
    for unit, finding in findings:
        units = found.setdefault(finding.message, [])
        if unit not in units:
            units.append(unit)
    return {message: units for message, units in found.items() if len(units) >= SHARED}
