"""Comparison of years: every item with last year, every indicator over all years on file.

Editions declare which of their items are comparable (:mod:`toolkit.form.comparability`). For other items
there is no figure, and the reason is given instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.form.comparability import common_base, measured
from toolkit.form.expression import Number
from toolkit.form.indicators import Indicator, indicators, quotient
from toolkit.messages import say
from toolkit.rollup.past import Past
from toolkit.rollup.total import RollupResult

FEW = 20
"""Smallest figure of last year for which a percentage of change is shown."""


@dataclass(frozen=True)
class Change:
    """One figure of this year and of last year.

    Attributes:
        now, before: exact figures, or shares as fractions of 1; ``None`` where not known.
        notes: why there is no figure of last year, or what limits the comparison.
    """

    now: Number | None
    before: Number | None
    notes: tuple[str, ...] = ()

    @property
    def difference(self) -> Number | None:
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def ratio(self) -> Decimal | None:
        """Return the change as a fraction of last year's figure; ``None`` where that is 0 or not known."""
        difference = self.difference
        return None if difference is None or not self.before else Decimal(difference) / Decimal(self.before)

    @property
    def few(self) -> bool:
        """Whether last year's figure is too small for a percentage."""
        return self.before is not None and self.before < FEW


@dataclass(frozen=True)
class Year:
    """Indicators of one year.

    Attributes:
        values: indicator → sum, or share as a fraction of 1; ``None`` where not known.
        notes: indicator → notes to print beside it.
        complete: no unit is missing, as far as known.
    """

    year: int
    edition: str
    values: Mapping[str, Number | None]
    notes: Mapping[str, tuple[str, ...]]
    complete: bool
    source: str = ""

    @property
    def mark(self) -> str:
        """Suffix of the year where it is printed, if its figures lack units."""
        return "" if self.complete else say("year.incomplete")

    @property
    def label(self) -> str:
        """Label of the year in charts."""
        return f"{self.year}{self.mark}"


@dataclass(frozen=True)
class YearComparison:
    """Comparison of a total with those of earlier years.

    Attributes:
        items: item → this year and last year.
        indicators: indicator → this year and last year.
        years: all years on file, the earliest first, this one last.
        same_units: indicator → the same for the units that are in both years; empty where the units' own
            reports of last year are not on file.
    """

    items: Mapping[str, Change]
    indicators: Mapping[str, Change]
    years: Sequence[Year]
    same_units: Mapping[str, Change] = field(default_factory=dict)

    @property
    def last(self) -> Year | None:
        """Last year, or ``None`` where it is not on file."""
        return next((year for year in self.years[:-1] if year.year == self.years[-1].year - 1), None)


def compare(rolled: RollupResult, earlier: Sequence[Past]) -> YearComparison:
    """Compare a total with its earlier years.

    Args:
        earlier: see :func:`toolkit.rollup.earlier.earlier_years`.
    """
    form, year = rolled.form, rolled.collection.year
    now = _year(year, form.id, form.id, rolled.added, rolled.complete, "")
    years = [_year(p.year, p.edition, form.id, p.values, p.complete, p.source) for p in earlier]
    years = sorted([*years, now], key=lambda one: one.year)
    last = next((past for past in earlier if past.year == year - 1), None)
    before = next((one for one in years if one.year == year - 1), None)
    changes = {
        one.id: Change(
            now.values[one.id],
            before.values[one.id] if before else None,
            before.notes.get(one.id, ()) if before else (),
        )
        for one in indicators(form.id)
    }
    return YearComparison(_items(rolled, last), changes, years, _same_units(rolled, last))


def _items(rolled: RollupResult, last: Past | None) -> dict[str, Change]:
    if last is None:
        return {item: Change(rolled.values[item], None) for item in rolled.form.items}
    return {
        item: Change(rolled.values[item], *measured(last.edition, last.values, rolled.form.id, [item]))
        for item in rolled.form.items
    }


def _year(
    year: int, edition: str, other: str, values: Mapping[str, Number | None], complete: bool, source: str
) -> Year:
    """Return the indicators of ``other`` from the figures of ``edition``."""
    found: dict[str, Number | None] = {}
    notes: dict[str, tuple[str, ...]] = {}
    for one in indicators(other):
        numerator, told = measured(edition, values, other, one.numerator)
        denominator: Number | None = None
        if one.is_share:
            denominator, more = measured(edition, values, other, one.denominator)
            told = tuple(dict.fromkeys((*told, *more)))
        found[one.id] = quotient(numerator, denominator) if one.is_share else numerator
        if told:
            notes[one.id] = told
    return Year(year, edition, found, notes, complete, source)


def _same_units(rolled: RollupResult, last: Past | None) -> dict[str, Change]:
    """Return indicators of the units that are in both years, unaffected by changes of the roster."""
    if last is None or not last.units or not common_base(last.edition, rolled.form.id):
        return {}
    both = [code for code in rolled.parts if code in last.units]
    if not both:
        return {}
    return {
        one.id: Change(
            _pooled(one, [rolled.parts[code] for code in both]),
            _pooled(one, [last.units[code] for code in both]),
        )
        for one in indicators(rolled.form.id)
    }


def _pooled(one: Indicator, parts: Sequence[Mapping[str, Number | None]]) -> Number | None:
    numerator: Number = 0
    denominator: Number = 0
    for part in parts:
        above, below = one.parts(part)
        if above is None or (one.is_share and below is None):
            return None
        numerator += above
        denominator += below or 0
    return quotient(numerator, denominator) if one.is_share else numerator
