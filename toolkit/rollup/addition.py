"""Exact sums of many units over a tree, in 64-bit integers with a decimal scale.

Units that the same branches count are one group: every item is added group by group, and the groups'
sums are added to the branches by one sparse matrix product. An item with a figure that does not fit (more
decimals, or sums out of the range of 64-bit integers) is added with Python's own exact numbers instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from itertools import chain, pairwise

import numpy as np
from scipy import sparse

from toolkit.form.expression import PLACES, Number
from toolkit.form.model import WHOLE, Aggregation, Form
from toolkit.form.ratios import Ratio
from toolkit.rollup.unit_figures import Bools, Figures, Ints, ItemColumn, UnitFigures, unscaled

MONEY_PLACES = PLACES
"""Decimal places kept in the integers of money items."""
_LIMIT = 2**62
"""Largest absolute value allowed for a sum."""


def scale_of(form: Form) -> dict[str, int]:
    """Return item → decimal places of its column."""
    return {item.id: 0 if item.kind in WHOLE else MONEY_PLACES for item in form.items.values()}


@dataclass(frozen=True)
class Sums:
    """Exact totals of every branch.

    Attributes:
        places: item → decimal places of its column, in the order of the columns.
        branches: branch → row.
        totals: int64, branches × items, in units of ``10 ** -places``.
        open: int64, branches × items: number of units for which the item is not known.
        exact: item that did not fit, or is not added → totals in the order of the rows.
        rates: items that are made of other totals.
        apart: items that are not added up.
    """

    places: Mapping[str, int]
    branches: Mapping[str, int]
    totals: Ints
    open: Ints
    exact: Mapping[str, Sequence[Number | None]]
    rates: Mapping[str, Ratio] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()

    def of(self, branch: str) -> dict[str, Number | None]:
        """Return item → exact total of one branch; 0 for a branch without units.

        A rate is made of the branch's totals; ``None`` where no figure of a total follows from its parts'.
        """
        if branch not in self.branches:
            return dict.fromkeys(self.places, 0)
        row = self.branches[branch]
        found: dict[str, Number | None] = {}
        for (item, places), total in zip(self.places.items(), self.totals[row].tolist(), strict=True):
            found[item] = unscaled(total, places)
        for item, sums in self.exact.items():
            found[item] = sums[row]
        known = {item: value for item, value in found.items() if value is not None and item not in self.rates}
        for item, rate in self.rates.items():
            if known.keys() >= rate.items():
                known[item] = rate.value(known)
        return {item: known.get(item) for item in found}

    def left_open(self, branch: str) -> dict[str, int]:
        """Return item → number of units for which it is not known, if there are any."""
        if branch not in self.branches:
            return {}
        counts = self.open[self.branches[branch]].tolist()
        # What is not added up cannot be left out of a sum.
        added = zip(self.places, counts, strict=True)
        return {item: n for item, n in added if n and item not in self.rates and item not in self.apart}


def add_up(
    places: Mapping[str, int],
    figures: Mapping[str, Figures],
    branches: Mapping[str, Iterable[str]],
    form: Form | None = None,
) -> Sums:
    """Add every unit to every branch that counts it.

    Args:
        places: item → decimal places, see :func:`scale_of`.
        form: says of which items the largest or smallest figure is taken, or none; without it, all are added.
        figures: unit → its figures; an item that is absent or ``None`` is counted as not known, not as 0.
        branches: unit → the branches that count it.
    """
    table = figures if isinstance(figures, UnitFigures) else UnitFigures.of(places, figures.items())
    groups = _Groups.of(table, branches)
    apart: dict[str, Aggregation] = {
        item.id: item.aggregation
        for item in (form.items.values() if form else ())
        if item.aggregation != "sum"
    }
    totals = np.zeros((len(groups.branches), len(places)), dtype=np.int64)
    gaps = np.zeros_like(totals)
    exact: dict[str, Sequence[Number | None]] = {}
    for n, item in enumerate(places):
        column = table.columns[item]
        totals[:, n] = groups.sums(column.numbers)
        if column.unknown is not None:
            gaps[:, n] = groups.sums(column.unknown)
        if item in apart or column.misfits or _may_overflow(column, len(table)):
            how = apart.get(item, "sum")
            exact[item] = [_gathered(how, values) for values in groups.values(column)]
    return Sums(
        dict(places), groups.branches, totals, gaps, exact, form.rates if form else {}, frozenset(apart)
    )


@dataclass(frozen=True)
class _Groups:
    """Units that the same branches count.

    Attributes:
        branches: branch → row.
        order: rows of the units' figures, group after group.
        begins: where each group begins in that order.
        members: branches × groups, 1 where a branch counts a group.
    """

    branches: Mapping[str, int]
    order: Ints
    begins: Ints
    members: sparse.csr_array[np.int64]

    @classmethod
    def of(cls, table: UnitFigures, branches: Mapping[str, Iterable[str]]) -> _Groups:
        found: dict[tuple[str, ...], list[int]] = {}
        for code, row in table.rows.items():
            if counted_by := tuple(branches.get(code, ())):
                found.setdefault(counted_by, []).append(row)
        rows = {name: n for n, name in enumerate(dict.fromkeys(chain.from_iterable(branches.values())))}
        pairs = [(rows[branch], n) for n, names in enumerate(found) for branch in names]
        at = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        members = sparse.csr_array(
            (np.ones(len(at), dtype=np.int64), (at[:, 0], at[:, 1])), shape=(len(rows), len(found))
        )
        order = np.fromiter(chain.from_iterable(found.values()), np.int64)
        begins = np.cumsum([0, *map(len, found.values())], dtype=np.int64)[:-1]
        return cls(rows, order, begins, members)

    def sums(self, numbers: Ints | Bools) -> Ints:
        """Sums of every branch."""
        if not len(self.order):
            return np.zeros(len(self.branches), dtype=np.int64)
        groups = np.add.reduceat(numbers[self.order], self.begins, dtype=np.int64)
        return np.asarray(self.members @ groups, dtype=np.int64)

    def values(self, column: ItemColumn) -> list[list[Number]]:
        """The known figures of every branch, one by one."""
        parts = np.split(self.order, self.begins[1:].tolist())
        known = [
            [value for row in rows.tolist() if (value := column.value(row)) is not None] for rows in parts
        ]
        found: list[list[Number]] = []
        for begin, end in pairwise(self.members.indptr.tolist()):
            groups = self.members.indices[begin:end].tolist()
            found.append([value for group in groups for value in known[group]])
        return found


def _may_overflow(column: ItemColumn, count: int) -> bool:
    """Whether a sum of so many figures may leave the range of 64-bit integers."""
    least, most = (int(find(column.numbers, initial=0)) for find in (np.min, np.max))
    # Python's integers: the product itself must not overflow.
    return max(-least, most) * count > _LIMIT


def _gathered(how: Aggregation, values: Sequence[Number]) -> Number | None:
    """Return the figure of a total by those of its parts."""
    match how:
        case "sum":
            return _exact_sum(values)
        case "maximum":
            return max(values, default=None)
        case "minimum":
            return min(values, default=None)
    return None


def _exact_sum(values: Sequence[Number]) -> Number:
    """The sum with as many digits as it takes: decimals are else rounded to 28."""
    above = below = 0
    for value in values:
        if isinstance(value, Decimal):
            exponent = value.as_tuple().exponent
            assert isinstance(exponent, int), value
            above, below = max(above, value.adjusted() + 1), max(below, -exponent)
        else:
            above = max(above, value.bit_length() // 3 + 1)
    with localcontext() as context:
        context.prec = max(context.prec, above + below + len(str(len(values))))
        return sum(values)
