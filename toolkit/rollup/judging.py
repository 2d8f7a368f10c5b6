"""The total itself before the rulebook: last year's total included, changes of the roster explained.

A failed rule is told in the words of the clerk's findings; the cells are those of the city workbook,
whose official tables stand where they stand in every workbook of the form. Rules are linear, so what is
out of balance in the total is out of balance in some units: they are named, with their shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.findings import Finding
from toolkit.form.evaluation import Record
from toolkit.form.expression import Number, magnitude, plain
from toolkit.form.model import PRIOR, EditCheck
from toolkit.messages import say
from toolkit.review.checks import judge
from toolkit.rollup.addition import Figures
from toolkit.workbook.submission import Submission

if TYPE_CHECKING:
    from toolkit.rollup.aggregate import Rollup
    from toolkit.rollup.past import Past

SHARES = 8
"""Units named as the source of a difference."""
_READING = ("missing_texts", "characters", "altered", "converted_units", "blank")
"""Measures of a workbook that somebody typed; a total has none."""


def judged(rolled: Rollup, past: Past | None) -> list[Finding]:
    """Findings of the edit rules on a total.

    Nothing is said where nobody is in yet: a total of nothing breaks no rule.
    """
    if not rolled.counted:
        return []
    form = rolled.form
    prior = past.seen_from(form.id) if past else {}
    record = Record({item: rolled.values[item] for item in form.inputs}, prior=prior)
    submission = Submission(rolled.name, "", form, record=record)
    found = []
    for finding in judge(submission).findings:
        check = form.check_by_key.get(finding.check)
        if check is None or any(name.startswith(_READING) for name in check.comparison.variables()):
            continue
        found.append(_explained(rolled, past, check, finding))
    return _answered(rolled, found) if any(finding.severity == "soft" for finding in found) else found


def _answered(rolled: Rollup, findings: Sequence[Finding]) -> list[Finding]:
    """What units wrote to the same rule travels with the total's own finding."""
    answers: dict[str, list[tuple[str, str]]] = {}
    for line in rolled.counted:
        for finding, answer in rolled.stock.answered(line.standing):
            if finding.check and finding.severity == "soft" and answer:
                answers.setdefault(finding.check, []).append((line.unit.name, answer))
    return [
        replace(finding, reason=finding.reason + _listed(answers[finding.check]))
        if finding.severity == "soft" and finding.check in answers
        else finding
        for finding in findings
    ]


def _listed(answers: Sequence[tuple[str, str]]) -> str:
    told = "；".join(say("rollup.answer", name=name, answer=answer) for name, answer in answers[:SHARES])
    return say("rollup.answers", count=len(answers), listed=told)


def _explained(rolled: Rollup, past: Past | None, check: EditCheck, finding: Finding) -> Finding:
    """With the units a difference comes from. What the roster explains is not held against the total."""
    if not past or not any(name.startswith(PRIOR) for name in check.assessed):
        return finding
    if not past.units or past.edition != rolled.form.id:
        return finding
    joined, left = roster_changes(rolled, past)
    reason = ""
    if check.comparison.relation == "=":
        shares = _shares(rolled, past, check)
        listed = "；".join(
            say("rollup.share", name=name, amount=plain(share)) for name, share in shares[:SHARES]
        )
        if shares:
            reason = say("rollup.shares", count=len(shares), listed=listed)
        # A published total may differ from the sum of what the units reported then.
        whole = _difference(check, rolled.values, past.values)
        missing = {line.unit.name for line in rolled.lacking}
        if whole == sum(share for _, share in shares) and {n for n, _ in shares} <= {
            *joined,
            *left,
            *missing,
        }:
            finding = replace(finding, severity="soft")
    if joined or left:
        reason += say(
            "rollup.roster_changed",
            joined="、".join(joined) or say("word.none"),
            left="、".join(left) or say("word.none"),
        )
    return replace(finding, reason=reason)


def roster_changes(rolled: Rollup, past: Past) -> tuple[list[str], list[str]]:
    """Names of the units that are in the total this year and were not last year, and the other way round."""
    joined = [line.unit.name for line in rolled.counted if line.unit.code not in past.units]
    here = {line.unit.code for line in (*rolled.counted, *rolled.lacking)}
    gone = [line.unit.name for line in rolled.scope if line.unit.code in past.units.keys() - here]
    return joined, [*past.ended, *gone]


def _shares(rolled: Rollup, past: Past, check: EditCheck) -> Sequence[tuple[str, Number]]:
    """Units out of balance by a rule, the largest share first; ended units by what they leave behind."""
    names = {line.unit.code: line.unit.name for line in rolled.scope}
    sources: list[tuple[str, Figures, Figures]] = [
        (names[code], rolled.parts.get(code, {}), past.units.get(code, {}))
        for code in names
        if code in rolled.parts or code in past.units
    ]
    sources += [(name, {}, figures) for name, figures in past.ended.items()]
    found = []
    for name, now, before in sources:
        if difference := _difference(check, now, before):
            found.append((name, difference))
    return sorted(found, key=lambda pair: -magnitude(pair[1]))


def _difference(check: EditCheck, now: Figures, before: Figures) -> Number:
    """Left side less right side; what is not known adds nothing."""
    known: dict[str, Number] = {}
    for variable in check.comparison.variables():
        figures = before if variable.startswith(PRIOR) else now
        known[variable] = figures.get(variable.removeprefix(PRIOR)) or 0
    left, right = check.comparison.evaluate(known)
    return left - right
