"""Which cells are most likely wrong, and what should stand in them.

A record that fails hard checks is mended by changing the fewest cells that make all hard linear checks hold
(:mod:`toolkit.review.localization`). Where several cells would do, evidence decides which are named, as an
accountant would look for it: a total left at 0, transposed digits, a figure equal to the difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from toolkit.form.evaluation import Outcome, Record, Result, completed, evaluate
from toolkit.form.expression import Number, plain
from toolkit.form.model import Form
from toolkit.review.linear import Case, Scale, System, in_whole_numbers, linear_keys, system_of
from toolkit.review.localization import Found, LocalizationProblem, search

NAMED = 3
"""Repairs named at most: a longer list is no help to whoever looks for the mistake."""

RANK: Mapping[str, int] = {
    "inadmissible": 0,  # a negative number or a fraction of a case
    "total_not_filled": 1,  # a total of 0 whose parts are not all 0
    "prior_year": 2,  # a carried-over figure departs from last year's report, and that figure would do
    "transposed": 3,  # two adjacent digits in the wrong order
    "only": 4,  # no other single cell would do
    "swapped": 5,  # two figures stand in each other's place
    "equals_difference": 6,  # the figure is counted twice; or a total leaves a part out or has it twice
    "half_difference": 7,  # half the difference: the figure stands on the wrong side of the balance
    "fewest": 9,  # no evidence beyond the number of cells
}
"""Every reason that can be given, the strongest first."""

_CALLS = 30  # of the solver, per record


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell that may be wrong, the value that would satisfy every check, and why it is named.

    ``current`` is ``None`` for a blank cell; ``reason`` is one of :data:`RANK`.
    """

    item: str
    current: Number | None
    proposed: Number
    reason: str


@dataclass(frozen=True, slots=True)
class Localization:
    """One independent problem of a record.

    Attributes:
        checks: keys of the failing checks it explains, in the order of the rulebook.
        size: cells that must change at least.
        repairs: the best supported first. All there are, if those are at most three; else all for which there
            is evidence, if those are at most three; else none, for nothing speaks more against one cell than
            against another. Each satisfies every hard linear check, together with a repair of the other
            problems. Empty, too, when none could be confirmed.
            A repair of reason ``half_difference`` names two cells even where one would do.
        alternatives: how many repairs of ``size`` cells there are, at least; 0 if none could be confirmed.
            For size 1 all are counted exactly (where other problems share a check that holds, also those
            that only both together might allow).
        complete: there are no more. For size 1 proved by trying every cell; else the solver knows no other.
    """

    checks: tuple[str, ...]
    size: int
    repairs: tuple[tuple[Suspect, ...], ...]
    alternatives: int
    complete: bool = True

    @property
    def unique(self) -> bool:
        """There is no other repair of as few cells: only then may one be called the most likely."""
        return self.complete and self.alternatives == 1 and len(self.repairs) == 1

    @property
    def candidates(self) -> int:
        """Repairs that there are, at least; 1 only if it is unique."""
        return 1 if self.unique else max(self.alternatives, len(self.repairs) + (not self.complete), 2)


def localize(form: Form, record: Record, results: Sequence[Result]) -> tuple[Localization, ...]:
    """Find the smallest corrections that satisfy all hard linear checks.

    Args:
        form: the edition.
        record: what the workbook states.
        results: ``evaluate(form, record)``.

    Returns:
        One localization per independent problem, in the order of the rulebook; nothing for a record
        without a hard failure, or whose failures no cell of a linear check can mend (blanks, texts).
    """
    failing = tuple(r.check for r in results if r.outcome is Outcome.FAIL and r.check.severity == "hard")
    if not failing:
        return ()
    case = Case(form, record, completed(form, record), failing)
    linear = linear_keys(form)
    assessed = [r for r in results if r.outcome in (Outcome.PASS, Outcome.FAIL) and r.check.key in linear]
    keys = tuple(r.check.key for r in assessed if r.applies)
    computed = frozenset(total for total in form.totals if total in case.known and not case.is_cell(total))
    system = system_of(form, keys, computed, frozenset(record.not_applicable))
    calls = iter(range(_CALLS))
    parts = [part for component in system.components for part in _parts(case, system, component, calls)]
    order = {check.key: place for place, check in enumerate(failing)}
    parts.sort(key=lambda part: min((order[key] for key in part.localization.checks), default=len(order)))
    return tuple(_confirmed(case, [r.check.key for r in assessed], parts))


@dataclass(frozen=True, slots=True)
class _Part:
    """A localization with the repair that stands for it while others are confirmed, named or not."""

    localization: Localization
    repair: tuple[Suspect, ...]


def _parts(case: Case, system: System, component: Sequence[int], calls: Iterator[int]) -> Iterator[_Part]:
    rows = [system.rows[row] for row in component]
    wrong = [cell for cell in dict.fromkeys(c for row in rows for c in row.cells) if case.is_wrong(cell)]
    if not wrong and case.failing_keys.isdisjoint(row.key for row in rows):
        return
    whole = in_whole_numbers(case, rows, lambda cell: _is_hinted(case, cell))
    if whole is None:
        yield _Part(Localization(system.explained(case, component, wrong), 1, (), 0, False), ())
        return
    problem, scales = whole
    for found in search(problem, calls):
        own = component if wrong else [component[row] for row in found.rows]
        repairs = _ranked(case, problem, scales, found)
        checks = system.explained(case, own, wrong)
        best = repairs[0] if repairs else ()
        alternatives = max(found.alternatives, sum(len(repair) == found.size for repair in repairs))
        named = _named(repairs, alternatives if found.complete else NAMED + 1)
        one = Localization(checks, found.size, named, alternatives, found.complete)
        yield _Part(one, best)


def _confirmed(case: Case, keys: Collection[str], parts: Sequence[_Part]) -> Iterator[Localization]:
    """Keep the repairs that, applied with one of every other problem, satisfy the form's own checks."""
    hopeless = {key for part in parts if not part.repair for key in part.localization.checks}
    explained = {key for part in parts for key in part.localization.checks}
    asked = {key for key in keys if key in explained or key not in case.failing_keys} - hopeless
    for part in parts:
        others = [suspect for other in parts if other is not part for suspect in other.repair]
        one = part.localization
        repairs = tuple(repair for repair in one.repairs if _satisfies(case, asked, (*others, *repair)))
        lost = len(repairs) < len(one.repairs)
        yield replace(one, repairs=repairs, alternatives=len(repairs), complete=False) if lost else one


def _satisfies(case: Case, keys: Collection[str], repair: Iterable[Suspect]) -> bool:
    values = {**case.record.values, **{suspect.item: suspect.proposed for suspect in repair}}
    results = evaluate(case.form, replace(case.record, values=values))
    return all(r.outcome is Outcome.PASS for r in results if r.check.key in keys)


# --- naming -------------------------------------------------------------------------------------------


def _ranked(
    case: Case, problem: LocalizationProblem, scales: Mapping[str, Scale], found: Found
) -> list[tuple[Suspect, ...]]:
    """The repairs as suspects, the best supported first; among equals totals, then figures other than 0."""
    alone = found.size == 1 and found.alternatives == 1
    supports = [*found.repairs, *_further(case, problem, scales, found)]
    changes = {frozenset(repair): repair for repair in supports}
    repairs = [_suspects(case, problem, scales, repair, alone) for repair in changes.values()]
    order = {cell: place for place, cell in enumerate(scales)}

    def key(repair: tuple[Suspect, ...]) -> tuple[float, int, int, list[int]]:
        rank = sum(RANK[suspect.reason] for suspect in repair) / len(repair)
        inputs = sum(suspect.item not in case.form.totals for suspect in repair)
        zeros = sum(not suspect.current for suspect in repair)
        return rank, inputs, zeros, [order[suspect.item] for suspect in repair]

    return sorted(repairs, key=key)


def _further(
    case: Case, problem: LocalizationProblem, scales: Mapping[str, Scale], found: Found
) -> Iterator[dict[str, int]]:
    """Repairs that evidence suggests rather than the search."""
    if problem.forced or (found.size == 1 and found.alternatives <= 1 and found.repairs):
        return
    left = problem.broken(problem.residuals) - found.rows
    for one, other in _pairs(case, problem, scales, found):
        shift = int((scales[other].base - scales[one].base) / scales[one].step)
        changes = {one: shift, other: -shift}
        admissible = shift >= problem.least[one] and -shift >= problem.least[other]
        if shift and admissible and problem.broken(problem.after(problem.residuals, changes)) == left:
            yield changes
    if not found.repairs:
        filled = _filled(case, scales)
        if problem.is_mended(filled):
            yield filled


def _pairs(
    case: Case, problem: LocalizationProblem, scales: Mapping[str, Scale], found: Found
) -> Iterator[tuple[str, str]]:
    """Cells whose figures may have been interchanged.

    Where one cell would do: a figure carried over from last year and the one to be carried over to the next,
    if one of them is 0, so that the other is half the difference. Where it takes two: any that would do.
    """
    if found.size == 1:
        for cell in scales:
            other = case.form.items[cell].prefill or ""
            if other in scales and bool(case.known[cell]) != bool(case.known[other]):
                yield cell, other
    elif found.size == 2:
        for cell in min((problem.rows[row] for row in sorted(found.rows)), key=len):
            rest = found.rows - problem.uses[cell]
            yield from ((cell, other) for other in scales if rest <= problem.uses[other])


def _filled(case: Case, scales: Mapping[str, Scale]) -> dict[str, int]:
    """Every total left at 0, with the sum of its parts."""
    values, changes = dict(case.known), {}
    for total in case.form.computation_order:
        if total in scales and case.known[total] == 0:
            amount = sum((Fraction(values.get(part, 0)) for part in case.form.totals[total]), Fraction(0))
            changes[total] = int(amount / scales[total].step)
            values[total] = scales[total].value(changes[total])
    return {total: change for total, change in changes.items() if change}


def _named(repairs: Sequence[tuple[Suspect, ...]], alternatives: int) -> tuple[tuple[Suspect, ...], ...]:
    """All repairs where they are few, else all that have evidence, else none: never some of equals."""
    if max(alternatives, len(repairs)) <= NAMED:
        return tuple(repairs)
    supported = [repair for repair in repairs if all(suspect.reason != "fewest" for suspect in repair)]
    return tuple(supported) if len(supported) <= NAMED else ()


def _suspects(
    case: Case,
    problem: LocalizationProblem,
    scales: Mapping[str, Scale],
    changes: Mapping[str, int],
    alone: bool,
) -> tuple[Suspect, ...]:
    cells = [cell for cell in scales if cell in changes]
    proposed = {cell: scales[cell].value(changes[cell]) for cell in cells}
    reasons = {cell: _reason(case, problem, cell, changes[cell], proposed[cell]) for cell in cells}
    if alone and RANK[reasons[cells[0]]] > RANK["only"]:
        reasons[cells[0]] = "only"
    if len(cells) == 2 and all(proposed[a] == case.known[b] for a, b in (cells, cells[::-1])):
        reasons = dict.fromkeys(cells, "half_difference" if _is_link(case, cells) else "swapped")
    return tuple(Suspect(c, case.record.values.get(c), proposed[c], reasons[c]) for c in cells)


def _is_link(case: Case, cells: Sequence[str]) -> bool:
    return any(case.form.items[cell].prefill in cells for cell in cells)


# --- evidence -----------------------------------------------------------------------------------------


def _reason(case: Case, problem: LocalizationProblem, cell: str, change: int, proposed: Number) -> str:
    """The strongest evidence against one cell."""
    current, last_year = case.known[cell], _carried(case, cell)
    if cell in problem.forced:
        return "inadmissible"
    if _is_unfilled(case, cell):
        return "total_not_filled"
    if last_year is not None and last_year in (current, proposed):
        return "prior_year" if proposed == last_year else "fewest"
    if _is_transposed(current, proposed):
        return "transposed"
    return "equals_difference" if _equals_difference(case, problem, cell, change, proposed) else "fewest"


def _is_hinted(case: Case, cell: str) -> bool:
    """Suspicious before anything is computed."""
    last_year = _carried(case, cell)
    return _is_unfilled(case, cell) or (last_year is not None and last_year != case.known[cell])


def _is_unfilled(case: Case, cell: str) -> bool:
    parts = case.form.totals.get(cell, ())
    return case.known[cell] == 0 and any(case.known.get(part) for part in parts)


def _carried(case: Case, cell: str) -> Number | None:
    """Last year's figure that this cell should repeat, if there is one."""
    prefill = case.form.items[cell].prefill
    return case.record.prior.get(prefill) if prefill else None


def _equals_difference(
    case: Case, problem: LocalizationProblem, cell: str, change: int, proposed: Number
) -> bool:
    """The difference of a broken rule is the figure itself, or a part that the total lacks or has twice."""
    current = case.known[cell]
    if not current or not any(
        problem.residuals[row] and problem.residuals[row] + problem.rows[row][cell] * change == 0
        for row in problem.uses[cell]
    ):
        return False
    parts = case.form.totals.get(cell, ())
    return proposed == 0 or any(case.known.get(part) == abs(proposed - current) for part in parts)


def _is_transposed(current: Number, proposed: Number) -> bool:
    """One is the other with two adjacent digits swapped."""
    old, new = plain(current), plain(proposed)
    if len(old) != len(new):
        return False
    wrong = [place for place, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]]
    if len(wrong) != 2 or wrong[1] != wrong[0] + 1:
        return False
    first, second = wrong
    return old[first] == new[second] and old[second] == new[first]
