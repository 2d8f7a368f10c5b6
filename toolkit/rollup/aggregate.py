"""Rolling up: exact totals of a city, or of any unit of its tree, from the submissions below it.

The scope ledger decides what is added (:mod:`toolkit.rollup.scope`); last year's total is an argument
(:mod:`toolkit.rollup.past`). Nothing is estimated: a total that lacks units is marked as incomplete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.collection.roster import ReportingUnit, Roster
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.findings import Finding
from toolkit.form.evaluation import as_added
from toolkit.form.expression import Number, plain
from toolkit.form.model import Item
from toolkit.messages import code_of, say
from toolkit.messages.code_types import FindingCode
from toolkit.rollup.addition import add_up, scale_of
from toolkit.rollup.copied_texts import copied
from toolkit.rollup.fallen_words import fallen_details
from toolkit.rollup.given_stock import GivenStock
from toolkit.rollup.judging import judged
from toolkit.rollup.past import Past
from toolkit.rollup.predominance import predominant
from toolkit.rollup.scope import Role, ScopeLine, ScopeLines, doubles, listed, scope
from toolkit.rollup.total import WHOLE, Reconciliation, RollupResult, branch_of
from toolkit.rollup.unit_figures import Figures, UnitFigures

SHOWN = 5
"""Items that a finding about many names."""


def roll_up(stock: Snapshot, of: str = "", past: Past | None = None) -> RollupResult:
    """Add up a collection or one unit of its tree.

    Args:
        of: code or name of the unit; empty: the collecting government itself.
        past: last year's total of the same unit, for the rules that need it.

    Raises:
        MisuseError: there is no such unit.
    """
    unit = stock.collection.roster.find(of) if of else None
    lines = scope(stock.collection.roster, stock.by_code, unit)
    rolled = _added(stock, unit, lines, past)
    totals = [
        line for line in lines if line.unit.scope == "total" and line.standing.state is UnitState.INCLUDED
    ]
    reconciliations = tuple(filter(None, (_reconciled(stock, line) for line in totals)))
    findings = (
        *_fallen(rolled),
        *_completeness(rolled),
        *_disagreements(lines, reconciliations),
        *_exceeding(stock, totals),
        *judged(rolled, past),
        *predominant(rolled),
        *copied(rolled),
        *_decided(rolled),
    )
    return replace(rolled, reconciliations=reconciliations, findings=findings)


def _figures(stock: Snapshot, standing: Standing) -> Figures:
    """Return the figures of a unit as they are added up and compared."""
    answers = stock.answers(standing)
    return as_added(stock.collection.form, stock.values(standing), answers.not_applicable)


def _added(
    stock: Snapshot,
    unit: ReportingUnit | None,
    lines: ScopeLines,
    past: Past | None = None,
) -> RollupResult:
    form = stock.collection.form
    counted = {line.standing.unit.code: line for line in lines.counted}
    if isinstance(stock, GivenStock):
        parts = stock.figures.only(counted)
    else:
        stream = ((code, _figures(stock, line.standing)) for code, line in counted.items())
        parts = UnitFigures.of(scale_of(form), stream)
    asked = form.stated or form.exempt
    answers = {code: stock.answers(line.standing) for code, line in counted.items()} if asked else {}
    belongs = {
        code: line.branches if len(line.branches) > 1 else (*line.branches, branch_of(line))
        for code, line in counted.items()
    }
    sums = add_up(scale_of(form), parts, belongs, form)
    return RollupResult(stock, unit, lines, parts, sums, past, answers=answers)


def city_totals(stock: Snapshot) -> Mapping[str, Number | None]:
    """Return the sums of the collecting government alone, without findings or comparisons."""
    return _added(stock, None, scope(stock.collection.roster, stock.by_code, None)).values


def _reconciled(stock: Snapshot, line: ScopeLine) -> Reconciliation | None:
    """Compare a declared total with its units; ``None`` if none of these is to be added."""
    if not stock.collection.roster.children(line.unit.code):
        return None
    below = scope(stock.collection.roster, stock.by_code, line.unit)
    counted = {one.unit.code for one in below.counted}
    lacking = tuple(below.lacking)
    if not lacking and not counted - {line.unit.code}:
        return None
    added = _added(stock, line.unit, below).values
    return Reconciliation(line.unit, _figures(stock, line.standing), added, len(counted), lacking)


def _fallen(rolled: RollupResult) -> Iterator[Finding]:
    """Yield H-02: accepted reports that are in no sum, because their units left the roster."""
    for one in rolled.fallen:
        yield Finding.worded("rollup.fallen", "hard", fallen_details(rolled.stock, one))


def _completeness(rolled: RollupResult) -> list[Finding]:
    """Yield H-02: units that are missing, and units that may be counted twice."""
    findings = []
    for state in (UnitState.MISSING, UnitState.RETURNED):
        lacking = [line for line in rolled.lacking if line.standing.state is state]
        if lacking:
            details = {"count": len(lacking), "names": listed(lacking)}
            findings.append(Finding.worded(code_of("rollup.*", state), "hard", details))
    if not rolled.counted and not rolled.lacking:
        findings.append(Finding.worded("rollup.nobody", "hard", {"name": rolled.name}))
    left = [line for line in rolled.scope if line.role is Role.STRANDED]
    for whose, total in (("units", False), ("total", True)):
        stranded = [line for line in left if (line.unit.scope == "total") is total]
        if stranded:
            findings.append(
                Finding.worded(code_of("rollup.stranded.*", whose), "hard", {"names": listed(stranded)})
            )
    for same in doubles(rolled.form, rolled.counted, rolled.parts):
        findings.append(Finding.worded("rollup.double", "soft", {"names": listed(same)}))
    for item, count in rolled.sums.left_open(WHOLE).items():
        details = {"label": rolled.form.items[item].label, "count": count}
        findings.append(Finding.worded("rollup.open", "hard", details))
    for item, count in rolled.not_applicable.items():
        if item not in rolled.form.items:
            continue
        details = {"label": rolled.form.items[item].label, "count": count}
        details |= {"word": rolled.form.words.not_applicable, "all": len(rolled.counted)}
        absent = item in rolled.absent()
        key: FindingCode = "rollup.not_applicable.all" if absent else "rollup.not_applicable"
        findings.append(Finding.worded(key, "note", details))
    return findings


def _disagreements(lines: Sequence[ScopeLine], reconciliations: Sequence[Reconciliation]) -> list[Finding]:
    """Yield H-03: a declared total differs from the sum of its units, where both are on file and the office
    says that the list of the units is complete."""
    codes: dict[UnitState, FindingCode] = {
        UnitState.MISSING: "rollup.reconciliation.awaited",
        UnitState.RETURNED: "rollup.reconciliation.returned",
    }
    findings = [
        _unassessed(codes[line.standing.state], {"name": line.unit.name})
        for line in lines
        if line.role is Role.COMPARED and line.standing.state in codes
    ]
    for one in reconciliations:
        details = {"name": one.unit.name, "count": len(one.differences), "lacking": listed(one.lacking)}
        if one.lacking:
            findings.append(_unassessed("rollup.reconciliation.open", details))
        elif not one.listed and one.differences:
            findings.append(_unassessed("rollup.reconciliation.partial", details))
        elif one.differences:
            findings.append(Finding.worded("rollup.reconciliation.differs", "hard", details))
    return findings


def _exceeding(stock: Snapshot, totals: Sequence[ScopeLine]) -> list[Finding]:
    """Yield H-04: a unit states more than the declared total that contains it, whatever else is missing, and
    also where that total is only compared.

    Changes are left out: of a total they may be less, as other units of it may have fewer.
    """
    roster, form = stock.collection.roster, stock.collection.form
    added = {
        item.id: item
        for item in form.items.values()
        if item.aggregation == "sum" and item.id not in form.rates and item.admissible.least >= 0
    }
    findings = []
    for line in totals:
        declared = _figures(stock, line.standing)
        for unit in roster.below(line.unit.code):
            standing = stock.by_code.get(unit.code)
            if standing is None or standing.state is not UnitState.INCLUDED:
                continue
            if _total_above(roster, unit) is not line.unit:
                continue  # of a smaller total, which is compared itself
            own = _figures(stock, standing)
            more = [
                added[item]
                for item, value in own.items()
                if value and item in added and value > (declared.get(item) or 0)
            ]
            if more:
                findings.append(_exceeds(unit, line.unit, more, own, declared))
    return findings


def _total_above(roster: Roster, unit: ReportingUnit) -> ReportingUnit | None:
    """The nearest unit above that reports a total, added up or only compared."""
    above = roster.ancestors(unit.code)
    return next((one for one in above if one.scope == "total" and one.reports), None)


def _exceeds(
    unit: ReportingUnit, total: ReportingUnit, more: Sequence[Item], own: Figures, declared: Figures
) -> Finding:
    words = "、".join(
        say(
            "rollup.exceeds.item", label=item.label,
            value=plain(own.get(item.id) or 0), total=plain(declared.get(item.id) or 0),
        )
        for item in more[:SHOWN]
    )  # fmt: skip
    details = {"unit": unit.name, "total": total.name, "count": len(more), "items": words}
    return Finding.worded("rollup.exceeds", "soft", details)


def _decided(rolled: RollupResult) -> Iterator[Finding]:
    """Yield what people decided about figures that are counted: it is printed with the total."""
    for line in rolled.counted:
        for one in line.standing.corrections:
            item = rolled.form.items[one.details["item"]]
            details = {
                "name": line.unit.name, "label": item.label, "old": one.details["old"] or say("word.blank"),
                "new": one.details["new"], "number": one.number, "who": one.who, "why": one.why,
            }  # fmt: skip
            yield Finding.worded("rollup.corrected", "note", details)
        for file, one in line.standing.joined:
            details = {
                "name": line.unit.name, "other": file.unit_name,
                "receipt": file.number, "number": one.number, "who": one.who, "why": one.why,
            }  # fmt: skip
            anew = (file, one) in line.standing.joined_anew
            new = {"new": line.standing.received.number} if anew and line.standing.received else {}
            key: FindingCode = "rollup.joined.anew" if anew else "rollup.joined"
            yield Finding.worded(key, "soft" if anew else "note", {**details, **new})
        for one in line.standing.waivers:
            if any(
                f.code == one.details["rule"] and f.reason for f, _ in rolled.stock.answered(line.standing)
            ):
                details = {
                    "name": line.unit.name, "rule": one.details["rule"], "number": one.number,
                    "who": one.who, "why": one.why,
                }  # fmt: skip
                yield Finding.worded("rollup.waived", "note", details)


def _unassessed(key: FindingCode, details: Mapping[str, object]) -> Finding:
    return Finding.worded(key, "note", details, outcome="not_assessable")
