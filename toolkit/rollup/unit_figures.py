"""Figures of many units, a column an item: 64-bit integers, and beside them what does not fit.

A hundred thousand dictionaries of two hundred numbers take a gigabyte and are slow to go through. Here an
item's figures are one array of multiples of ``10 ** -places``; a figure with more decimals, or out of the
range of 64-bit integers, is kept as it is. A unit's figures can still be looked up like a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import cached_property
from itertools import islice, repeat
from operator import itemgetter
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from toolkit.form.expression import Number

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Figures: TypeAlias = Mapping[str, Number | None]
"""Item → exact figure (件 as ``int``; 万元, 元 as ``Decimal``), ``None`` where it is not known."""

AT_ONCE = 5_000
"""Number of units whose figures are unpacked together; limits the use of memory."""
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
"""Refuses whatever it would have to round."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Any large odd number: spreads the digits of a digest."""


def unscaled(number: int, places: int) -> Number:
    """The figure of so many multiples of ``10 ** -places``."""
    return Decimal(number).scaleb(-places).normalize() + 0 if places else number


@dataclass(frozen=True)
class ItemColumn:
    """Figures of one item, a row a unit.

    Attributes:
        numbers: multiples of ``10 ** -places``; 0 where not known or not fitting.
        unknown: where the figure is not known; ``None`` where all are.
        misfits: row → figure that does not fit.
    """

    places: int
    numbers: Ints
    unknown: Bools | None = None
    misfits: Mapping[int, Number] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Sequence[Number | None], places: int) -> ItemColumn:
        """Figures as they are, ``None`` where not known."""
        kinds = set(map(type, values))
        unknown: Bools | None = None
        if type(None) in kinds:
            unknown = np.fromiter((value is None for value in values), np.bool_, len(values))
        known = [0 if value is None else value for value in values] if unknown is not None else values
        try:
            return cls(places, _scaled(known, places), unknown)  # type: ignore[arg-type]
        except (ArithmeticError, ValueError):
            pass
        numbers, misfits = np.zeros(len(values), dtype=np.int64), {}
        for row, value in enumerate(values):
            if value is not None:
                try:
                    numbers[row] = _scaled([value], places)[0]
                except (ArithmeticError, ValueError):
                    misfits[row] = value
        return cls(places, numbers, unknown, misfits)

    @classmethod
    def joined(cls, columns: Sequence[ItemColumn]) -> ItemColumn:
        """The rows of several columns below each other."""
        numbers = np.concatenate([column.numbers for column in columns])
        unknown: Bools | None = None
        if any(column.unknown is not None for column in columns):
            gaps = (np.zeros(len(c.numbers), np.bool_) if c.unknown is None else c.unknown for c in columns)
            unknown = np.concatenate(list(gaps))
        misfits, begin = {}, 0
        for column in columns:
            misfits.update({begin + row: value for row, value in column.misfits.items()})
            begin += len(column.numbers)
        return cls(columns[0].places, numbers, unknown, misfits)

    def value(self, row: int) -> Number | None:
        """The exact figure of one unit."""
        if self.unknown is not None and self.unknown[row]:
            return None
        if self.misfits and row in self.misfits:
            return self.misfits[row]
        return unscaled(self.numbers.item(row), self.places)


def _scaled(values: Sequence[Number], places: int) -> Ints:
    """Figures as multiples of ``10 ** -places``.

    Raises:
        ArithmeticError, ValueError: one has more decimals, or is beyond 64 bits, or no number.
    """
    if not places and set(map(type, values)) <= {int}:
        return np.array(values, dtype=np.int64)
    scaled = map(_EXACT.multiply, values, repeat(Decimal(10**places)))
    return np.array(list(map(int, map(_EXACT.to_integral_exact, scaled))), dtype=np.int64)


class UnitFigures(Mapping[str, Figures]):
    """Unit → its figures.

    Args:
        columns: item → figures of all units.
        rows: unit → row in the columns.
        source: what the arrays belong to, where it must be kept from being changed.
    """

    def __init__(
        self, columns: Mapping[str, ItemColumn], rows: Mapping[str, int], source: object = None
    ) -> None:
        self.columns, self.rows, self._source = columns, rows, source

    @classmethod
    def of(cls, places: Mapping[str, int], figures: Iterable[tuple[str, Figures]]) -> UnitFigures:
        """Figures that come unit after unit; items that are absent are not known.

        Args:
            places: item → decimal places of its column.
        """
        rows: dict[str, int] = {}
        parts: dict[str, list[ItemColumn]] = {item: [] for item in places}
        stream = iter(figures)
        while chunk := list(islice(stream, AT_ONCE)):
            for code, _ in chunk:
                rows[code] = len(rows)
            columns = _turned(tuple(places), [one for _, one in chunk])
            for (item, digits), values in zip(places.items(), columns, strict=True):
                parts[item].append(ItemColumn.of(values, digits))
        nothing = np.zeros(0, dtype=np.int64)
        # Each is taken out of the list, so that only one item is there twice at a time.
        found = {
            item: ItemColumn.joined(parts.pop(item) or [ItemColumn(digits, nothing)])
            for item, digits in places.items()
        }
        return cls(found, rows)

    def only(self, codes: Iterable[str]) -> UnitFigures:
        """Those of some units, in that order; the figures themselves are shared."""
        return UnitFigures(self.columns, {code: self.rows[code] for code in codes}, self._source)

    def __getitem__(self, code: str) -> Figures:
        return _Row(self.columns, self.rows[code])

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, code: object) -> bool:
        return code in self.rows

    @cached_property
    def positions(self) -> Ints:
        """The row of every unit."""
        return np.fromiter(self.rows.values(), np.int64, len(self.rows))

    def likely_equal(self, items: Iterable[str], telling: int) -> list[str]:
        """Units among which are all that have equal figures, at least so many of them other than 0.

        To be compared figure by figure: only a digest of their figures is known to be equal.
        """
        digests = np.zeros(len(self), dtype=np.uint64)
        stated = np.zeros(len(self), dtype=np.int64)
        for item in items:
            column = self.columns[item]
            numbers = column.numbers[self.positions]
            digests = digests * _ODD + numbers.view(np.uint64)
            stated += numbers != 0
            if column.misfits:
                stated += np.isin(self.positions, list(column.misfits))
        at = np.flatnonzero(stated >= telling)
        _, which, counts = np.unique(digests[at], return_inverse=True, return_counts=True)
        codes = list(self.rows)
        return [codes[n] for n in at[counts[which] > 1].tolist()]

    def largest(self, item: str) -> tuple[int, str, Number] | None:
        """How many units state something other than 0, and whose figure is the largest; ``None`` for none."""
        column = self.columns[item]
        numbers = column.numbers[self.positions]
        at = np.flatnonzero(numbers)
        if column.misfits:
            odd = np.isin(self.positions, list(column.misfits))
            at = np.flatnonzero((numbers != 0) | odd)
            best = max(at.tolist(), key=lambda n: column.value(self.positions.item(n)) or 0, default=None)
        else:
            best = at[numbers[at].argmax()].item() if len(at) else None
        if best is None:
            return None
        code = next(islice(self.rows, best, None))
        return len(at), code, column.value(self.rows[code]) or 0


class _Row(Mapping[str, "Number | None"]):
    """Figures of one unit, each made when it is asked for."""

    __slots__ = ("_columns", "_row")

    def __init__(self, columns: Mapping[str, ItemColumn], row: int) -> None:
        self._columns, self._row = columns, row

    def __getitem__(self, item: str) -> Number | None:
        return self._columns[item].value(self._row)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _turned(items: Sequence[str], chunk: Sequence[Figures]) -> Iterable[Sequence[Number | None]]:
    """The figures of some units, item by item."""
    try:
        if len(items) > 1:
            return zip(*map(itemgetter(*items), chunk), strict=True)
    except KeyError:
        pass
    return zip(*(tuple(map(part.get, items)) for part in chunk), strict=True)
