"""Exact sums of many units over a tree, in 64-bit integers with a decimal scale.

All sums of all branches are one sparse matrix product: branches × units by units × items. An item
with a figure that does not fit (more decimals, or out of the range of 64-bit integers) is added with
Python's own exact numbers instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from toolkit.form.expression import PLACES, Number
from toolkit.form.model import WHOLE, Aggregation, Form
from toolkit.form.ratios import Ratio

Ints: TypeAlias = npt.NDArray[np.int64]
Figures: TypeAlias = Mapping[str, Number | None]
"""Item → exact figure (件 as ``int``; 万元, 元 as ``Decimal``), ``None`` where it is not known."""

MONEY_PLACES = PLACES
"""Decimal places kept in the integers of money items."""
AT_ONCE = 5_000
"""Number of units whose figures are unpacked together; limits the use of memory."""
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
            found[item] = Decimal(total).scaleb(-places).normalize() + 0 if places else total
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
    rows = {name: n for n, name in enumerate(dict.fromkeys(chain.from_iterable(branches.values())))}
    parts = list(figures.values())
    numbers, unknown, misfits = _matrix(places, parts)
    pairs = [(rows[branch], n) for n, unit in enumerate(figures) for branch in branches.get(unit, ())]
    at = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    member = sparse.csr_array(
        (np.ones(len(at), dtype=np.int64), (at[:, 0], at[:, 1])), shape=(len(rows), len(parts))
    )
    exact: dict[str, Sequence[Number | None]] = {}
    apart = {
        item.id: item.aggregation
        for item in (form.items.values() if form else ())
        if item.aggregation != "sum"
    }
    for item in dict.fromkeys((*misfits, *apart)):
        found: list[list[Number]] = [[] for _ in rows]
        for row, n in pairs:
            if (value := parts[n].get(item)) is not None:
                found[row].append(value)
        exact[item] = [_gathered(apart.get(item, "sum"), values) for values in found]
    totals = np.asarray(member @ numbers, dtype=np.int64)
    gaps = np.asarray(member @ unknown, dtype=np.int64) if unknown.any() else np.zeros_like(totals)
    return Sums(dict(places), rows, totals, gaps, exact, form.rates if form else {}, frozenset(apart))


def _gathered(how: Aggregation, values: Sequence[Number]) -> Number | None:
    """Return the figure of a total by those of its parts."""
    match how:
        case "sum":
            return sum(values)
        case "maximum":
            return max(values, default=None)
        case "minimum":
            return min(values, default=None)
    return None


def _matrix(
    places: Mapping[str, int], parts: Sequence[Figures]
) -> tuple[Ints, npt.NDArray[np.int8], list[str]]:
    """Return scaled integers (units × items), where figures are not known, and items that do not fit."""
    numbers = np.zeros((len(parts), len(places)), dtype=np.int64)
    unknown = np.zeros((len(parts), len(places)), dtype=np.int8)
    misfits: dict[str, None] = {}
    for start in range(0, len(parts), AT_ONCE):
        chunk = parts[start : start + AT_ONCE]
        end = start + len(chunk)
        for column, (item, values) in enumerate(zip(places, _columns(tuple(places), chunk), strict=True)):
            kinds = set(map(type, values))
            scaled = _scaled(values, kinds, places[item])
            if scaled is None:
                misfits[item] = None
            else:
                numbers[start:end, column] = scaled
            if type(None) in kinds:
                unknown[start:end, column] = [value is None for value in values]
    for column, item in enumerate(places):
        # Python's integers, because the product itself must not overflow.
        if int(np.abs(numbers[:, column]).max(initial=0)) * len(parts) > _LIMIT:
            misfits[item] = None
    return numbers, unknown, list(misfits)


def _columns(items: Sequence[str], chunk: Sequence[Figures]) -> Iterable[Sequence[Number | None]]:
    """Return the figures of some units, item by item."""
    try:
        if len(items) > 1:
            return zip(*map(itemgetter(*items), chunk), strict=True)
    except KeyError:
        pass
    return zip(*(tuple(map(part.get, items)) for part in chunk), strict=True)


def _scaled(values: Sequence[Number | None], kinds: set[type], places: int) -> Ints | None:
    """Return figures as multiples of ``10 ** -places``, 0 where not known; ``None`` if one does not fit."""
    try:
        if kinds == {int} and not places:
            return np.array(values, dtype=np.int64)
        scale = 10**places
        scaled = [0 if value is None else value * scale for value in values]
        whole = list(map(int, scaled))
        return np.array(whole, dtype=np.int64) if whole == scaled else None
    except OverflowError:
        return None
