"""The smallest set of changes that makes a system of linear rules true (Fellegi–Holt error localization).

Everything is decided in whole numbers. Where one cell is enough, every cell is tried. Where more are needed,
cells and rules form a set-covering problem, as in the original paper: a broken rule demands that one of its
cells change. A cover whose cells still cannot make all rules true yields an implied rule that it does not
cover, found by elimination, and so on until one does. Only the covering itself, in zeros and ones, is
left to a solver (SciPy's HiGHS), so that neither large figures nor its tolerances can lead to a wrong repair.

I. P. Fellegi, D. Holt: A Systematic Approach to Automatic Edit and Imputation. JASA 71 (1976), 17–35.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from math import inf

from toolkit.form.expression import Relation

MOST = 6
"""Cells changed at most: longer lists help nobody find a mistake."""

_AGAIN = 6  # calls of the solver for further repairs, once there is one
_NODES = 100  # of the solver's search tree; unlike seconds, the same on every machine
_INFEASIBLE = 2  # status of scipy.optimize.milp
_HINT = 0.01  # how much less a suspicious cell costs: settles ties, never the number of cells
FAR = 10**60
"""Beyond every figure: stands for no bound."""


@dataclass(frozen=True)
class LocalizationProblem:
    """Linear rules in the whole-number changes of cells.

    Attributes:
        least: cell → smallest admissible change.
        forced: cells that count as changed whatever happens.
        hinted: cells preferred among equals.
        rows: per rule, cell → coefficient.
        relations, residuals: a rule holds if its residual plus its changes stands in the relation to 0.
    """

    least: Mapping[str, int]
    forced: frozenset[str]
    hinted: frozenset[str]
    rows: Sequence[Mapping[str, int]]
    relations: Sequence[Relation]
    residuals: Sequence[int]

    @cached_property
    def uses(self) -> Mapping[str, frozenset[int]]:
        """Cell → the rows it stands in."""
        uses: dict[str, set[int]] = {cell: set() for cell in self.least}
        for row, cells in enumerate(self.rows):
            for cell in cells:
                uses[cell].add(row)
        return {cell: frozenset(rows) for cell, rows in uses.items()}

    def broken(self, residuals: Sequence[int]) -> frozenset[int]:
        pairs = enumerate(zip(self.relations, residuals, strict=True))
        return frozenset(row for row, (relation, amount) in pairs if not holds(relation, amount))

    def after(self, residuals: Sequence[int], changes: Mapping[str, int]) -> list[int]:
        """Residuals once the cells are changed."""
        moved = list(residuals)
        for cell, change in changes.items():
            for row in self.uses[cell]:
                moved[row] += self.rows[row][cell] * change
        return moved

    def is_mended(self, changes: Mapping[str, int]) -> bool:
        """Every rule holds and every cell is admissible after the changes."""
        admissible = all(change >= self.least[cell] for cell, change in changes.items())
        return admissible and not self.broken(self.after(self.residuals, changes))

    def singles(self, residuals: Sequence[int], ignored: Collection[int] = ()) -> dict[str, int]:
        """Every cell whose change alone makes the broken rows hold and breaks none, with that change."""
        broken = self.broken(residuals)
        among = min((self.rows[row] for row in sorted(broken)), key=len, default=sorted(self.forced))
        able = (cell for cell in among if broken <= self.uses[cell])
        changes = ((cell, self._change(residuals, cell, ignored)) for cell in able)
        return {cell: change for cell, change in changes if change is not None}

    def _change(self, residuals: Sequence[int], cell: str, ignored: Collection[int]) -> int | None:
        """The change nearest to 0 of this cell that makes its rows hold."""
        low, high = self.least[cell], FAR
        for row in self.uses[cell]:
            if row in ignored:
                continue
            relation, amount, factor = self.relations[row], residuals[row], self.rows[row][cell]
            at_most = (relation == "<=") == (factor > 0)
            if relation == "=" or at_most:
                high = min(high, -amount // factor)
            if relation == "=" or not at_most:
                low = max(low, -(amount // factor))
        return max(low, min(high, 0)) if low <= high else None


def holds(relation: Relation, amount: int | Fraction) -> bool:
    """Whether ``amount relation 0``."""
    return amount == 0 if relation == "=" else amount <= 0 if relation == "<=" else amount >= 0


@dataclass(frozen=True, slots=True)
class Found:
    """Repairs of one independent problem.

    Attributes:
        rows: the broken rows they mend.
        size: cells that must change at least.
        repairs: cell → change, each of ``size`` cells.
        alternatives: how many there are, at least.
        complete: there are no more.
    """

    rows: frozenset[int]
    size: int
    repairs: list[dict[str, int]]
    alternatives: int
    complete: bool = True


def search(problem: LocalizationProblem, calls: Iterator[int]) -> list[Found]:
    """Minimal repairs, apart where broken rows are independent; ``calls`` limits the use of the solver."""
    broken = problem.broken(problem.residuals)
    apart = [] if problem.forced else _apart(problem, broken)
    if apart and all(found.repairs for found in apart):
        return apart
    if len(problem.forced) == 1:
        only = {c: change for c, change in problem.singles(problem.residuals).items() if c in problem.forced}
        if only:
            return [Found(broken, 1, [only], 1)]
    most = max((len(rows & broken) for rows in problem.uses.values()), default=0) or 1
    size = max(2, len(apart), len(problem.forced), -(-len(broken) // most))
    repairs, complete = _several(problem, broken, calls) if size <= MOST else ([], False)
    return [Found(broken, len(repairs[0]) if repairs else size, repairs, len(repairs), complete)]


def _apart(problem: LocalizationProblem, broken: frozenset[int]) -> list[Found]:
    """Broken rows without a common cell, each group mended by one cell while the others stay as they are."""
    rows = sorted(broken)
    groups = [frozenset(rows[i] for i in group) for group in connected([problem.rows[row] for row in rows])]
    touched = [
        frozenset(r for row in group for c in problem.rows[row] for r in problem.uses[c]) for group in groups
    ]
    found = []
    for n, group in enumerate(groups):
        elsewhere = frozenset(row for m, other in enumerate(touched) if m != n for row in other)
        residuals = [0 if row in broken - group else amount for row, amount in enumerate(problem.residuals)]
        singles = problem.singles(residuals)
        # Two problems might also be mended together, by cells that only jointly keep a shared row true.
        alternatives = len(problem.singles(residuals, (touched[n] & elsewhere) - broken))
        found.append(Found(group, 1, [{cell: change} for cell, change in singles.items()], alternatives))
    return found


def connected(sets: Sequence[Iterable[str]]) -> tuple[tuple[int, ...], ...]:
    """Indices of the sets, grouped so that sets with a common element are together."""
    leader = list(range(len(sets)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = i = leader[leader[i]]
        return i

    first: dict[str, int] = {}
    for i, members in enumerate(sets):
        for name in members:
            a, b = find(i), find(first.setdefault(name, i))
            leader[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = {}
    for i in range(len(sets)):
        groups.setdefault(find(i), []).append(i)
    return tuple(tuple(group) for group in groups.values())


# --- more than one cell -------------------------------------------------------------------------------


def _several(
    problem: LocalizationProblem, broken: frozenset[int], calls: Iterator[int]
) -> tuple[list[dict[str, int]], bool]:
    """Repairs of the smallest size above one, and whether these are all.

    They are those of covers, and those one cell different from them.
    """
    demands = [_able(problem, problem.rows[row], problem.residuals[row]) for row in sorted(broken)]
    found: dict[frozenset[str], dict[str, int]] = {}
    size = MOST
    while next(calls, None) is not None:
        cover = _cover(problem, demands, list(found), size)
        if not cover:
            return list(found.values()), bool(found) and cover is not None
        changes, unmet = _solved(problem, cover)
        demands += unmet
        if unmet:
            continue
        repair = {cell: change for cell, change in changes.items() if change or cell in problem.forced}
        if not problem.is_mended(repair) or (found and len(repair) != size):
            break
        if not found:
            calls = islice(calls, _AGAIN)
        size = len(repair)
        for other in (repair, *_exchanged(problem, repair)):
            found.setdefault(frozenset(other), other)
    return list(found.values()), False


def _exchanged(problem: LocalizationProblem, repair: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Repairs in which one cell of this one is left alone and another changed instead."""
    for cell in repair:
        if cell in problem.forced:
            continue
        others = {c: change for c, change in repair.items() if c != cell}
        for instead, change in problem.singles(problem.after(problem.residuals, others)).items():
            if instead not in repair:
                yield {**others, instead: change}


def _able(
    problem: LocalizationProblem, terms: Mapping[str, int | Fraction], amount: int | Fraction
) -> list[str]:
    """The cells that can bring the amount of a broken rule towards 0: of these one has to change."""
    return [cell for cell, a in terms.items() if cell and (a * amount < 0 or problem.least[cell] < 0)]


def _solved(problem: LocalizationProblem, cover: Sequence[str]) -> tuple[dict[str, int], list[list[str]]]:
    """The changes of these cells that make all rules true, else the demands that they do not meet.

    Gauss–Jordan elimination of the cells. What remains of a rule without them, and is not true, must be made
    true by other cells; so must what remains of a cell that would become inadmissible.
    """
    left, solved = _eliminated(problem, cover)
    changes = dict.fromkeys(cover, 0)
    demands = []
    for number, row in left.items():
        amount = row.get("", Fraction(0))
        if not holds(problem.relations[number], amount):
            demands.append(_able(problem, row, amount))
    for cell, row in solved.items():
        amount = row.pop("", Fraction(0))
        changes[cell] = int(-amount)
        del row[cell]
        if amount.denominator != 1:
            demands.append(list(row))
        elif -amount < problem.least[cell]:
            demands.append(_able(problem, row, amount))
    return changes, [demand for demand in demands if set(cover).isdisjoint(demand)]


_Vector = dict[str, Fraction]
"""Coefficients by cell; that of the empty name is the amount."""


def _eliminated(
    problem: LocalizationProblem, cover: Sequence[str]
) -> tuple[dict[int, _Vector], dict[str, _Vector]]:
    """What is left of the rules without these cells, and an equation for each that could be solved for.

    Forced cells come last: they may also stay as they are.
    """
    rows = [(*problem.rows[row].items(), ("", amount)) for row, amount in enumerate(problem.residuals)]
    left = {row: {name: Fraction(a) for name, a in terms if a} for row, terms in enumerate(rows)}
    equations = [row for row in left if problem.relations[row] == "="]
    solved: dict[str, _Vector] = {}
    for cell in sorted(cover, key=lambda cell: cell in problem.forced):
        usable = [row for row in equations if cell in left[row]]
        pivot = min(usable, key=lambda row: len(left[row]), default=None)
        if pivot is None:
            continue
        equations.remove(pivot)
        lead = left[pivot][cell]
        solved[cell] = {name: a / lead for name, a in left.pop(pivot).items()}
        for other in (*left.values(), *(row for c, row in solved.items() if c != cell)):
            subtract(other, other.get(cell, Fraction(0)), solved[cell])
    return left, solved


def subtract(vector: dict[str, Fraction], factor: Fraction, other: Mapping[str, Fraction]) -> None:
    """``vector -= factor · other``, without keeping zeros."""
    if not factor:
        return
    for name, a in other.items():
        value = vector.get(name, Fraction(0)) - factor * a
        if value:
            vector[name] = value
        else:
            del vector[name]


def _cover(
    problem: LocalizationProblem,
    demands: Sequence[Collection[str]],
    known: Sequence[frozenset[str]],
    size: int,
) -> list[str] | None:
    """The fewest cells, ``size`` at most, of which every demand holds one and that are no known repair.

    Empty if there are none; ``None`` if the solver stopped before it knew.
    """
    if not all(demands):
        return []
    import numpy as np  # noqa: PLC0415  (more than a second of start-up, which few records need)
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

    cells = list(problem.least)
    number = {cell: i for i, cell in enumerate(cells)}
    groups = [*demands, *known, cells]
    matrix = np.zeros((len(groups), len(cells)))
    for row, group in enumerate(groups):
        matrix[row, [number[cell] for cell in group]] = 1
    low = [*(1 for _ in demands), *(-inf for _ in known), 0]
    high = [*(inf for _ in demands), *(len(support) - 1 for support in known), size]
    answer = milp(
        [1 - _HINT * (cell in problem.hinted) for cell in cells],
        integrality=np.ones(len(cells), dtype=np.int8),
        bounds=Bounds([float(cell in problem.forced) for cell in cells], 1),
        constraints=LinearConstraint(matrix, low, high),
        options={"node_limit": _NODES, "mip_rel_gap": 0},
    )
    if answer.status != 0:
        return [] if answer.status == _INFEASIBLE else None
    return [cells[i] for i in np.flatnonzero(answer.x > 0.5)]
