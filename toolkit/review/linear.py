"""The hard linear checks of a record as a system of rules over its cells, in whole numbers.

A cell is what somebody typed, or a blank declared to be 0. Computed totals are no cells: a rule over them
becomes a rule over the inputs behind them. Rules that follow from sparser ones are left out, and what
remains is split where no cell is shared: two wrong columns are two problems although their total fails too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, lcm

from toolkit.form.edit_rules import EditCheck
from toolkit.form.evaluation import Record
from toolkit.form.expression import Number, Relation
from toolkit.form.measures import Invalid
from toolkit.form.model import Form
from toolkit.form.variables import OUTSIDE, Measure, Prior, Said, UnitProperty
from toolkit.review.localization import FAR, LocalizationProblem, connected, subtract

_MAGNITUDE, _PLACES = 10**18, 9
"""Larger figures, and finer ones, are not localized."""


@dataclass(frozen=True, slots=True)
class Case:
    """The record under judgement, all values known of it, and the hard checks it fails."""

    form: Form
    record: Record
    known: Mapping[str, Number]
    failing: tuple[EditCheck, ...]

    @property
    def failing_keys(self) -> frozenset[str]:
        return frozenset(check.key for check in self.failing)

    def is_cell(self, item: str) -> bool:
        """Its value was typed, or stands for a declared blank: it is not computed."""
        return item not in self.form.totals or item in self.record.values

    def is_wrong(self, cell: str) -> bool:
        """The value is inadmissible whatever the others are."""
        known = self.known[cell]
        return _is_moderate(known) and self.form.items[cell].admissible.fault(known) is not None

    def constant(self, name: str) -> Number:
        """Last year's figure, a property of the unit, or 1."""
        match name:
            case Prior(item=item):
                return self.record.prior[item]
            case UnitProperty(of=of_unit):
                return self.record.unit[of_unit]
        return 1


# --- rules as rows ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """``Σ coefficient·cell + Σ coefficient·constant {=, <=, >=} 0``; the nameless constant is 1."""

    key: str
    cells: Mapping[str, Number]
    constants: Mapping[str, Number]
    relation: Relation


@dataclass(frozen=True, slots=True)
class System:
    """Rows without those that follow from others, split into components that share no cell.

    ``implied`` holds, for each row left out, its key and the rows it follows from.
    """

    rows: tuple[Row, ...]
    components: tuple[tuple[int, ...], ...]
    implied: tuple[tuple[str, frozenset[int]], ...]

    def explained(self, case: Case, rows: Iterable[int], wrong: Iterable[str]) -> tuple[str, ...]:
        """Failing checks that come from these rows, from rows they imply, or from inadmissible cells."""
        broken = {row for row in rows if self.rows[row].key in case.failing_keys}
        keys = {self.rows[row].key for row in broken} | {key for key, by in self.implied if by & broken}
        invalid = {Invalid(case.form.items[cell].table) for cell in wrong}
        return tuple(
            check.key
            for check in case.failing
            if check.key in keys or not invalid.isdisjoint(check.comparison.variables())
        )


@lru_cache(maxsize=16)
def linear_keys(form: Form) -> frozenset[str]:
    """Hard checks over items, last year and the unit alone: measures of cells and texts stay out."""
    return frozenset(
        check.key
        for check in form.checks
        if check.severity == "hard"
        and check.comparison.linear
        and check.comparison.relation in ("=", "<=", ">=")
        and not any(isinstance(name, Measure | Said) or name in form.ratios for name in check.assessed)
    )


@lru_cache(maxsize=128)
def system_of(
    form: Form, keys: tuple[str, ...], computed: frozenset[str], absent: frozenset[str] = frozenset()
) -> System:
    """The system of these checks where these totals are computed, and these figures do not apply."""
    rows = [row for key in keys if (row := _row(form, form.check_by_key[key], computed, absent)).cells]
    implied = _implied(rows)
    kept = [place for place in range(len(rows)) if place not in implied]
    number = {place: n for n, place in enumerate(kept)}
    left_out = ((rows[place].key, frozenset(number[i] for i in by)) for place, by in implied.items())
    left = tuple(rows[place] for place in kept)
    return System(left, connected([row.cells for row in left]), tuple(left_out))


def _row(form: Form, check: EditCheck, computed: frozenset[str], absent: frozenset[str]) -> Row:
    coefficients, bound = check.comparison.coefficients()
    cells: dict[str, Number] = {}
    constants: dict[str, Number] = {"": -bound}
    for name, factor in coefficients.items():
        if isinstance(name, OUTSIDE):
            constants[name] = factor
        else:
            for leaf in _leaves(form, name, computed):
                cells[leaf] = cells.get(leaf, 0) + factor
    kept = {cell: factor for cell, factor in cells.items() if factor and cell not in absent}
    return Row(check.key, kept, constants, check.comparison.relation)


def _leaves(form: Form, item: str, computed: frozenset[str]) -> Iterator[str]:
    """The cells an item is computed from."""
    if item not in computed or item in form.ratios:
        yield item
        return
    for part in form.totals[item]:
        yield from _leaves(form, part, computed)


def _implied(rows: Sequence[Row]) -> dict[int, frozenset[int]]:
    """Equations that are linear combinations of sparser ones, with those: exact Gaussian elimination."""
    basis: dict[str, tuple[dict[str, Fraction], dict[str, Fraction]]] = {}
    implied: dict[int, frozenset[int]] = {}
    equations = (place for place, row in enumerate(rows) if row.relation == "=")
    for place in sorted(equations, key=lambda place: len(rows[place].cells)):
        terms = (*rows[place].cells.items(), *rows[place].constants.items())
        vector, used = {name: Fraction(a) for name, a in terms if a}, {str(place): Fraction(1)}
        for pivot, (other, of) in basis.items():
            factor = vector.get(pivot, Fraction(0))
            subtract(vector, factor, other)
            subtract(used, factor, of)
        lead = next((name for name in vector if name and not isinstance(name, OUTSIDE)), "")
        if lead:
            scale = vector[lead]
            basis[lead] = ({n: a / scale for n, a in vector.items()}, {n: a / scale for n, a in used.items()})
        elif not vector:
            implied[place] = frozenset(map(int, used)) - {place}
    return implied


# --- whole numbers ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """How the change of a cell, counted in whole steps from an admissible value, becomes a figure."""

    base: Fraction
    step: Fraction

    @property
    def is_whole(self) -> bool:
        """Whether every figure is a whole number."""
        return self.step == 1 and self.base.denominator == 1

    def value(self, change: int) -> Number:
        value = self.base + change * self.step
        return int(value) if self.step == 1 else Decimal(value.numerator) / Decimal(value.denominator)


def in_whole_numbers(
    case: Case, rows: Sequence[Row], is_hinted: Callable[[str], bool]
) -> tuple[LocalizationProblem, dict[str, Scale]] | None:
    """The rows as a problem; ``None`` where a figure is too large or too fine."""
    used = {cell for row in rows for cell in row.cells}
    cells = [item for item in case.form.items if item in used]
    constants = {name: case.constant(name) for row in rows for name in row.constants}
    figures = [*(case.known[cell] for cell in cells), *constants.values()]
    if not all(map(_is_moderate, figures)):
        return None
    step = Fraction(1, 10 ** max(map(_places, figures)))
    scales = {cell: _scale(case, cell, step) for cell in cells}
    whole = [_whole(row, scales, constants) for row in rows]
    problem = LocalizationProblem(
        least={cell: _least(case, cell, scales[cell]) for cell in cells},
        forced=frozenset(filter(case.is_wrong, cells)),
        hinted=frozenset(filter(is_hinted, cells)),
        rows=[factors for factors, _ in whole],
        relations=[row.relation for row in rows],
        residuals=[residual for _, residual in whole],
    )
    return problem, scales


def _scale(case: Case, cell: str, step: Fraction) -> Scale:
    """Changes count from what stands in the cell, or from an admissible value beside it."""
    admitted, value = case.form.items[cell].admissible, Fraction(case.known[cell])
    if admitted.whole:
        value, step = Fraction(floor(value)), Fraction(1)
    return Scale(value if admitted.minimum is None else max(value, Fraction(admitted.minimum)), step)


def _least(case: Case, cell: str, scale: Scale) -> int:
    minimum = case.form.items[cell].admissible.minimum
    return -FAR if minimum is None else ceil((minimum - scale.base) / scale.step)


def _whole(
    row: Row, scales: Mapping[str, Scale], constants: Mapping[str, Number]
) -> tuple[dict[str, int], int]:
    """Coefficients and residual of a row, multiplied to whole numbers."""
    if _is_whole(row, scales, constants):
        residual = sum(int(a) * scales[cell].base.numerator for cell, a in row.cells.items())
        residual += sum(int(a) * int(constants[name]) for name, a in row.constants.items())
        return {cell: int(a) for cell, a in row.cells.items()}, residual
    factors = {cell: Fraction(a) * scales[cell].step for cell, a in row.cells.items()}
    rest = sum((Fraction(a) * scales[cell].base for cell, a in row.cells.items()), Fraction(0))
    for name, a in row.constants.items():
        rest += Fraction(a) * Fraction(constants[name])
    scale = lcm(rest.denominator, *(factor.denominator for factor in factors.values()))
    return {cell: int(factor * scale) for cell, factor in factors.items()}, int(rest * scale)


def _is_whole(row: Row, scales: Mapping[str, Scale], constants: Mapping[str, Number]) -> bool:
    """Whether a row is of whole numbers alone, as most are: fractions take ten times as long."""
    return all(a == int(a) and scales[cell].is_whole for cell, a in row.cells.items()) and all(
        a == int(a) and constants[name] == int(constants[name]) for name, a in row.constants.items()
    )


def _is_moderate(figure: Number) -> bool:
    if isinstance(figure, Decimal) and not figure.is_finite():
        return False
    return -_MAGNITUDE < figure < _MAGNITUDE and _places(figure) <= _PLACES


def _places(figure: Number) -> int:
    if isinstance(figure, int):
        return 0
    exponent = figure.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
