"""Check a total by the rulebook, last year's total and changes of the roster included.

A failed rule is worded like a finding of a clerk's workbook; its cells are those of the city workbook, in
which the official tables have the same positions; what it has no sheet for is named by its label. Rules are
linear, so a difference in the total is the sum of differences in units: these are named with their shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from toolkit.findings import Finding
from toolkit.form.comparability import common_base
from toolkit.form.edit_rules import EditCheck
from toolkit.form.evaluation import Record
from toolkit.form.expression import Number, magnitude, plain
from toolkit.form.variables import Measure, Prior
from toolkit.messages import say
from toolkit.review.checks import judge
from toolkit.rollup.past import Past
from toolkit.rollup.total import RollupResult
from toolkit.rollup.unit_figures import Figures
from toolkit.workbook.submission import TotalFigures

SHARES = 8
"""Largest number of units named as the source of a difference."""


def judged(rolled: RollupResult, past: Past | None) -> list[Finding]:
    """Return the findings of the edit rules on a total; none while no unit is in it."""
    if not rolled.counted:
        return []
    form = rolled.form
    prior = past.seen_from(form.id) if past else {}
    facts = rolled.collection.properties_of_total(rolled.of)
    values = {item: v for item in form.inputs if (v := rolled.values[item]) is not None}
    record = Record(values, prior=prior, unit=facts, not_applicable=set(rolled.absent()))
    submission = TotalFigures(rolled.name, "", form, record=record)
    groups = _groups(rolled, past) if past and common_base(past.edition, form.id) else []
    found = []
    for finding in judge(submission).findings:
        check = form.check_by_key.get(finding.check)
        if check is not None and not _about_typing(check):
            found.append(_explained(rolled, past, groups, check, finding))
    return _answered(rolled, found) if any(finding.severity == "soft" for finding in found) else found


def _about_typing(check: EditCheck) -> bool:
    """Whether it measures how a workbook was filled in, which does not apply to a total."""
    return any(isinstance(name, Measure) and not name.of_figures for name in check.comparison.variables())


def _answered(rolled: RollupResult, findings: Sequence[Finding]) -> list[Finding]:
    """Add the reasons that units gave for the same rule to the finding of the total."""
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
    told = "；".join(
        say("rollup.answer", name=name, answer=answer.rstrip("。")) for name, answer in answers[:SHARES]
    )
    return say("rollup.answers", count=len(answers), listed=told)


def _explained(
    rolled: RollupResult, past: Past | None, groups: Sequence[_Group], check: EditCheck, finding: Finding
) -> Finding:
    """Add the units a difference comes from. The finding is soft where changes of the roster or waivers
    explain it, or where the other year lacks units."""
    if past is None or not any(isinstance(name, Prior) for name in check.assessed):
        return finding
    reason = ""
    if groups and (past.units or past.ended):
        if check.comparison.relation == "=":
            shares = _shares(check, groups)
            reason = _told(shares)
            # A published total may differ from the sum of the units' reports of that year.
            whole = _difference(check, [rolled.values], [past.values])
            known = all(group.one_sided or check.code in group.waived for group, _ in shares)
            if whole == sum(share for _, share in shares) and known:
                finding = replace(finding, severity="soft")
        changed = [group for group in groups if group.one_sided and not group.lacking]
        joined = [group.name for group in changed if group.now]
        left = [group.name for group in changed if group.before]
        if joined or left:
            none = say("word.none")
            listed = {"joined": "、".join(joined) or none, "left": "、".join(left) or none}
            reason += say("rollup.roster_changed", **listed)
    if not (rolled.complete and past.complete):
        reason += say("rollup.years_incomplete")
        finding = replace(finding, severity="soft") if finding.severity == "hard" else finding
    return replace(finding, reason=reason)


@dataclass
class _Group:
    """Units that correspond in both years: one unit, or a county and the units it was made of.

    Attributes:
        lacking: it should be in this year's total and is missing.
        waived: codes of rules whose failure was let stand for one of them.
    """

    name: str
    lacking: bool = False
    waived: set[str] = field(default_factory=set)
    now: list[Figures] = field(default_factory=list)
    before: list[Figures] = field(default_factory=list)

    @property
    def one_sided(self) -> bool:
        """Whether it is in the total of one year only."""
        return not self.now or not self.before


def _groups(rolled: RollupResult, past: Past) -> list[_Group]:
    """Group the units of both totals. A county in one year and its units in the other form one group."""
    roster = rolled.collection.roster
    new, gone = rolled.parts.keys() - past.units.keys(), past.units.keys() - rolled.parts.keys()

    totals = {code for code in rolled.parts if roster.by_code[code].scope == "total"}

    def home(code: str) -> str:
        others = gone if code in new else new | totals if code in gone else frozenset()
        above = [unit.code for unit in roster.ancestors(code) if unit.code in others]
        return above[-1] if above else code

    lacking = {line.unit.code for line in rolled.lacking}
    groups: dict[str, _Group] = {}
    for line in rolled.scope:
        code = line.unit.code
        if code in rolled.parts or code in past.units:
            at = home(code)
            group = groups.setdefault(at, _Group(roster.by_code[at].name))
            group.lacking |= at in lacking
            group.waived |= {one.details["rule"] for one in line.standing.waivers}
            group.now += [rolled.parts[code]] if code in rolled.parts else []
            group.before += [past.units[code]] if code in past.units else []
    for name, figures in past.ended.items():
        above = past.ended_under.get(name, "")
        at = above if above in new | totals else f"{_ENDED}{name}"
        groups.setdefault(at, _Group(name)).before.append(figures)
    return list(groups.values())


_ENDED = "ended "


def _shares(check: EditCheck, groups: Sequence[_Group]) -> list[tuple[_Group, Number]]:
    """Return the groups that differ by a rule, largest share first."""
    found = [(group, _difference(check, group.now, group.before)) for group in groups]
    return sorted(((g, share) for g, share in found if share), key=lambda pair: -magnitude(pair[1]))


def _told(shares: Sequence[tuple[_Group, Number]]) -> str:
    if not shares:
        return ""
    named = (say("rollup.share", name=group.name, amount=plain(share)) for group, share in shares[:SHARES])
    return say("rollup.shares", count=len(shares), listed="；".join(named))


def _difference(check: EditCheck, now: Sequence[Figures], before: Sequence[Figures]) -> Number:
    """Return left side minus right side over all records; unknown figures add nothing."""
    known: dict[str, Number] = {}
    for variable in check.comparison.variables():
        item, figures = (variable.item, before) if isinstance(variable, Prior) else (variable, now)
        known[variable] = sum((part.get(item) or 0 for part in figures), start=0)
    left, right = check.comparison.evaluate(known)
    return left - right
