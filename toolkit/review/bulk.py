"""Judging many submissions at once: all rules over all records are one sparse matrix product.

Exact, not approximate: numbers are held as 64-bit integers in units of 10⁻⁶. A record that does not
fit (more than six decimals, more than ten thousand million) is judged one by one instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from toolkit.form.evaluation import Outcome, Record, Result, counted_as_zero, evaluate, said_numbers
from toolkit.form.expression import Comparison, Number, rounded
from toolkit.form.measures import Blank, Invalid
from toolkit.form.model import Form
from toolkit.form.ratios import Ratio
from toolkit.form.variables import Figure, UnitProperty, Variable, prior_of
from toolkit.review.frame_figures import SCALE, absences, aligned, known_items, scaled, scaled_column

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

OUTCOMES = (Outcome.PASS, Outcome.FAIL, Outcome.NOT_ASSESSABLE, Outcome.RULE_ERROR)


@dataclass(frozen=True)
class Batch:
    """Many records of one form as arrays, a row a record, a column a variable of :func:`variables`.

    Attributes:
        numbers: int64, value × 10⁶; 0 where not known.
        known: bool, whether the value is known.
        misfits: rows that must be judged one by one, with their records.
    """

    form: Form
    keys: tuple[object, ...]
    numbers: Ints
    known: Bools
    misfits: dict[int, Record]

    @classmethod
    def from_records(cls, form: Form, records: Sequence[Record]) -> Batch:
        """Records as they come from reading."""
        names = variables(form)
        numbers = np.zeros((len(records), len(names)), dtype=np.int64)
        known = np.zeros((len(records), len(names)), dtype=np.bool_)
        position: dict[str, int] = {name: n for n, name in enumerate(names)}
        misfits: dict[int, Record] = {}
        for row, record in enumerate(records):
            for name, value in _flat(form, record):
                whole = scaled(value)
                if whole is None:
                    misfits[row] = record
                    break
                numbers[row, position[name]] = whole
                known[row, position[name]] = True
        blocked = np.zeros_like(known)
        for row, record in enumerate(records):
            for item in (*record.unreadable, *record.cleared):
                if item in position:  # answers in words are no numbers
                    blocked[row, position[item]] = True
        batch = cls(form, tuple(range(len(records))), numbers, known, misfits)
        batch._complete(blocked)
        return batch

    @classmethod
    def from_frame(
        cls,
        form: Form,
        values: pd.DataFrame,
        prior: pd.DataFrame | None = None,
        *,
        blanks_are_zero: bool = False,
        not_applicable: pd.DataFrame | None = None,
    ) -> Batch:
        """Figures an analyst has in a frame.

        Args:
            values: a row a submission; columns are item ids; counts integer, money ``Decimal`` or
                integer, missing where blank. Totals that are absent are computed.
            prior: last year's values, same index.
            blanks_are_zero: take missing inputs as 0.
            not_applicable: which figures do not apply, same index; true or false.

        Texts are not judged (no ``missing_texts``, no ``characters``). Raises ``ValueError`` as
        :func:`check` does.
        """
        frames: list[tuple[Callable[[str], str], pd.DataFrame, list[str]]]
        frames = [(Figure, values, known_items(form, values))]
        if prior is not None:
            items = known_items(form, prior)
            frames.append((prior_of, aligned(prior, values.index), items))
        names = variables(form)
        position: dict[str, int] = {name: n for n, name in enumerate(names)}
        numbers = np.zeros((len(values), len(names)), dtype=np.int64)
        known = np.zeros((len(values), len(names)), dtype=np.bool_)
        for variable, frame, items in frames:
            for item in items:
                if (column := position.get(variable(item))) is not None:
                    numbers[:, column], known[:, column] = scaled_column(frame[item])
        inputs = [position[item] for item in form.inputs]
        unfilled = ~known[:, inputs]
        if not_applicable is not None:
            for item, absent in absences(form, not_applicable, values):
                known[absent, position[item]] = True
        blank = ~known[:, inputs]
        if blanks_are_zero:
            known[:, inputs] = True
            blank[:] = False
        batch = cls(form, tuple(values.index), numbers, known, {})
        batch._measure_numbers(blank, unfilled, inputs)
        batch._complete(np.zeros_like(known))
        return batch

    def _measure_numbers(self, blank: Bools, unfilled: Bools, inputs: list[int]) -> None:
        """Measures that follow from the numbers alone."""
        order = {item: n for n, item in enumerate(self.form.inputs)}
        invalid = np.zeros_like(blank)
        for item, n in order.items():
            wrong = self.form.items[item].admissible.faults(self.numbers[:, inputs[n]], SCALE)
            # What holds no number is stored as 0, which a minimum may not admit.
            invalid[:, n] = wrong & ~unfilled[:, n]
        for at, name in enumerate(variables(self.form)):
            if isinstance(name, Blank | Invalid):
                columns = [order[item] for item in name.inputs(self.form)]
                source = blank if isinstance(name, Blank) else invalid
                self.numbers[:, at] = source[:, columns].sum(axis=1) * SCALE
                self.known[:, at] = True

    def _complete(self, blocked: Bools) -> None:
        """Compute the totals nobody typed over."""
        position: dict[str, int] = {name: n for n, name in enumerate(variables(self.form))}
        for total in self.form.computation_order:
            at, parts = position[total], [position[part] for part in self.form.totals[total]]
            ready = ~self.known[:, at] & ~blocked[:, at] & self.known[:, parts].all(axis=1)
            rate = self.form.ratios.get(total)
            if rate is None:
                self.numbers[ready, at] = self.numbers[ready][:, parts].sum(axis=1)
            else:
                self._compute_rate(rate, np.nonzero(ready)[0].tolist(), at, parts)
            self.known[ready, at] = True

    def _compute_rate(self, rate: Ratio, rows: list[int], at: int, parts: list[int]) -> None:
        """A rate is no linear product: it is computed record by record, exactly."""
        names = variables(self.form)
        for row in rows:
            known: dict[str, Number] = {names[n]: Decimal(int(self.numbers[row, n])) / SCALE for n in parts}
            self.numbers[row, at] = int(rate.value(known) * SCALE)


@dataclass(frozen=True)
class BulkResult:
    """Outcomes of every check for every record.

    Attributes:
        outcomes: int8, position in ``OUTCOMES``; a row a record, a column a check.
        differences: int64, left minus right × 10⁶; 0 where not assessable, and in the rows of
            ``exact``.
        exact: results of the records that were judged one by one, by row.
    """

    form: Form
    keys: tuple[object, ...]
    outcomes: npt.NDArray[np.int8]
    differences: Ints
    exact: Mapping[int, tuple[Result, ...]]

    def difference(self, row: int, column: int) -> Number:
        """Left minus right of one check, exactly; 0 where not assessable."""
        if row in self.exact:
            return self.exact[row][column].difference or 0
        return Decimal(int(self.differences[row, column])) / SCALE

    def frame(self) -> pd.DataFrame:
        """Outcomes as words: index as given, columns are check keys, dtype category."""
        words = pd.CategoricalDtype([str(outcome) for outcome in OUTCOMES])
        columns = {
            check.key: pd.Categorical.from_codes(self.outcomes[:, n], dtype=words)
            for n, check in enumerate(self.form.checks)
        }
        return pd.DataFrame(columns, index=pd.Index(self.keys))

    def failures(self) -> pd.DataFrame:
        """One row a failure: record, check, code, severity, difference (exact ``Decimal``)."""
        rows, columns = np.nonzero(self.outcomes == 1)
        checks = [self.form.checks[column] for column in columns]
        differences = map(self.difference, rows.tolist(), columns.tolist())
        return pd.DataFrame(
            {
                "record": pd.Index(self.keys)[rows],
                "check": pd.Series([check.key for check in checks], dtype="str"),
                "code": pd.Series([check.code for check in checks], dtype="str"),
                "severity": pd.Series([str(check.severity) for check in checks], dtype="str"),
                "difference": pd.Series(list(differences), dtype=object),
            }
        )


def evaluate_many(batch: Batch) -> BulkResult:
    """Judge a batch by every check of its form, exactly as :func:`evaluate` judges one record."""
    matrices = _matrices(batch.form)
    unknown = (~batch.known).astype(np.int64)
    missing = np.asarray((matrices.assessed @ unknown.T).T)
    waiting = missing > 0
    difference: Ints = (matrices.rules @ batch.numbers.T).T - matrices.bounds
    holds = _holds(difference, matrices.relations)
    applies = matrices.applies(batch.numbers)
    _judge_ratios(batch, waiting, difference, holds, applies)
    outcomes = np.where(waiting, 2, np.where(applies & ~holds, 1, 0)).astype(np.int8)
    difference[waiting] = 0
    exact = {row: evaluate(batch.form, record) for row, record in batch.misfits.items()}
    for row, results in exact.items():
        outcomes[row] = [OUTCOMES.index(result.outcome) for result in results]
        difference[row] = 0
    return BulkResult(batch.form, batch.keys, outcomes, difference, exact)


def check(
    form: Form,
    values: pd.DataFrame,
    prior: pd.DataFrame | None = None,
    *,
    blanks_are_zero: bool = False,
    not_applicable: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Check a frame of figures by every rule of a form.

    Args:
        values: one row per report, item ids as columns: counts as integers, money as ``Decimal`` or
            integers, missing where blank. A float counts as it is printed. Totals that have no column are
            computed.
        prior: last year's figures, same index; without them rules about last year are not assessable.
        blanks_are_zero: take missing inputs as 0.
        not_applicable: which figures do not apply, true or false by report and item, as
            :meth:`Stock.not_applicable` returns it; these are no blanks, and count as 0 in rules.

    Returns:
        One row per violated rule, none if all hold. ``record``: index label in ``values``; ``check``,
        ``code``, ``severity``: text; ``difference``: left minus right side of the rule, exact ``Decimal``.

    Raises:
        ValueError: a column is no item of the form or stands twice, a cell is no number, a number has more
            than six decimals or is beyond ten thousand million, ``prior`` or ``not_applicable`` has a label
            twice or none of those of ``values``, or a figure that does not apply has a value or must apply.
    """
    batch = Batch.from_frame(
        form, values, prior, blanks_are_zero=blanks_are_zero, not_applicable=not_applicable
    )
    found = evaluate_many(batch).failures()
    return found.astype({"record": values.index.dtype})


@lru_cache(maxsize=16)
def variables(form: Form) -> tuple[Variable, ...]:
    """Names of the columns: items, last year's items, unit properties, measures."""
    used = dict.fromkeys(name for check in form.checks for name in check.assessed)
    outside = (name for name in used if name not in form.items)
    return (*map(Figure, form.items), *outside)


@dataclass(frozen=True)
class _Matrices:
    rules: sparse.csr_array[np.int64]
    bounds: Ints
    relations: tuple[str, ...]
    conditions: sparse.csr_array[np.int64]
    condition_bounds: Ints
    condition_relations: tuple[str, ...]
    alternatives: Mapping[int, tuple[tuple[int, ...], ...]]
    assessed: sparse.csr_array[np.int64]

    def applies(self, numbers: Ints) -> Bools:
        """Where the condition of each check holds; ``alternatives`` are rows of ``conditions``."""
        difference: Ints = (self.conditions @ numbers.T).T - self.condition_bounds
        held = _holds(difference, self.condition_relations)
        found = np.ones((len(numbers), len(self.relations)), dtype=np.bool_)
        for check, alternatives in self.alternatives.items():
            found[:, check] = np.any([held[:, list(rows)].all(axis=1) for rows in alternatives], axis=0)
        return found


@lru_cache(maxsize=16)
def _matrices(form: Form) -> _Matrices:
    names = variables(form)
    linear = [check.comparison if check.comparison.linear else None for check in form.checks]
    rules, bounds = _linear(linear, names)
    parts: list[Comparison] = []
    alternatives: dict[int, tuple[tuple[int, ...], ...]] = {}
    for row, check in enumerate(form.checks):
        if check.condition is not None:
            first = len(parts)
            parts += check.condition.comparisons()
            numbers = iter(range(first, len(parts)))
            alternatives[row] = tuple(
                tuple(next(numbers) for _ in one) for one in check.condition.alternatives
            )
    conditions, condition_bounds = _linear(parts, names)
    position: dict[str, int] = {name: n for n, name in enumerate(names)}
    pairs = [(row, position[name]) for row, check in enumerate(form.checks) for name in check.assessed]
    return _Matrices(
        rules,
        bounds,
        tuple(check.comparison.relation for check in form.checks),
        conditions,
        condition_bounds,
        tuple(part.relation for part in parts),
        alternatives,
        _csr([(row, column, 1) for row, column in pairs], (len(form.checks), len(names))),
    )


def _judge_ratios(batch: Batch, waiting: Bools, difference: Ints, holds: Bools, applies: Bools) -> None:
    """Judge checks that are no linear (in)equalities one by one, exactly."""
    names = variables(batch.form)
    position: dict[str, int] = {name: n for n, name in enumerate(names)}
    for column, check in enumerate(batch.form.checks):
        if check.comparison.linear:
            continue
        used = [(name, position[name]) for name in check.comparison.variables()]
        for row in np.nonzero(~waiting[:, column])[0].tolist():
            known: dict[str, Number] = {
                name: Decimal(int(batch.numbers[row, at])) / SCALE for name, at in used
            }
            left, right = check.comparison.evaluate(known)
            difference[row, column] = int(rounded(left - right) * SCALE)
            holds[row, column] = check.comparison.between(left, right)
            applies[row, column] &= check.comparison.applies(known)


def _linear(
    comparisons: Sequence[Comparison | None], names: tuple[Variable, ...]
) -> tuple[sparse.csr_array[np.int64], Ints]:
    position: dict[str, int] = {name: n for n, name in enumerate(names)}
    entries, bounds = [], np.zeros(len(comparisons), dtype=np.int64)
    for row, comparison in enumerate(comparisons):
        if comparison is None:
            continue
        coefficients, bound = comparison.coefficients()
        whole = scaled(bound)
        if whole is None or any(value != int(value) for value in coefficients.values()):
            raise ValueError("coefficients must be whole numbers")
        bounds[row] = whole
        entries += [(row, position[name], int(value)) for name, value in coefficients.items()]
    return _csr(entries, (len(comparisons), len(names))), bounds


def _csr(entries: list[tuple[int, int, int]], shape: tuple[int, int]) -> sparse.csr_array[np.int64]:
    rows, columns, data = zip(*entries, strict=True) if entries else ((), (), ())
    built = sparse.coo_array((np.array(data, dtype=np.int64), (rows, columns)), shape=shape)
    return sparse.csr_array(built)


def _holds(difference: Ints, relations: tuple[str, ...]) -> Bools:
    held = np.zeros(difference.shape, dtype=np.bool_)
    tests = {"=": np.equal, "<=": np.less_equal, ">=": np.greater_equal, "<": np.less, ">": np.greater}
    for relation, test in tests.items():
        columns = [n for n, found in enumerate(relations) if found == relation]
        held[:, columns] = test(difference[:, columns], 0)
    return held


def _flat(form: Form, record: Record) -> list[tuple[str, Number]]:
    """The record's known variables; totals that nobody typed are left to the batch."""
    flat: list[tuple[str, Number]] = list(record.values.items())
    outside = record.values.keys() | record.unreadable
    flat += [(item, 0) for item in counted_as_zero(form, record) if item not in outside]
    known = set(variables(form))
    beside: list[tuple[Variable, Number]] = [(prior_of(item), value) for item, value in record.prior.items()]
    beside += [(UnitProperty(name), value) for name, value in record.unit.items()]
    beside += said_numbers(form, record)
    flat += [(name, value) for name, value in beside if name in known]
    flat += [(measure, measure.counted(form, record)) for measure in form.measures]
    return flat
