"""Analysis of a total: shares with intervals, unusual units, reports of zeros, copies of last year's report.

Every result states its figures and the bound that was exceeded. It is not a verdict: an unusual figure may
be right. The methods are those of official statistics:

- change against a unit's own last year: Hidiroglou and Berthelot, *Statistical Editing and Imputation for
  Periodic Business Surveys*, Survey Methodology 12 (1986), which weighs ratios by size;
- a unit compared with its peers: modified z-score by median and MAD on the logarithm, Iglewicz and Hoaglin,
  *How to Detect and Handle Outliers* (1993);
- a share compared with the share of its peers: exact binomial test; intervals after Wilson.

They are those of ``scipy.stats``, to which the tests compare them. Loading it takes a second, longer than the
whole analysis of a city, so its building blocks in ``scipy.special`` are put together here.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

import numpy as np
from scipy import special

from toolkit.collection.roster import ReportingUnit
from toolkit.form.comparability import common_base, restated
from toolkit.form.expression import Number, magnitude
from toolkit.form.indicators import Indicator, group_of, indicators
from toolkit.rollup.past import Past
from toolkit.rollup.scope import TELLING
from toolkit.rollup.total import RollupResult
from toolkit.rollup.unit_figures import Figures

Beside: TypeAlias = Literal["last_year", "peers", "peer_share"]

SMALL = 30
"""Number of cases below which a share is shown with a caution."""
PEERS = 8
"""Smallest number of units of a kind for a comparison with peers."""
NOTABLE = 10
"""Smallest difference that is reported."""
HB_SIZE, HB_FLOOR, HB_WIDTH = 0.5, 0.05, 6.0
"""Parameters U, A and C of Hidiroglou and Berthelot."""
MODIFIED_Z = 3.5
"""Bound of Iglewicz and Hoaglin for the modified z-score."""
_NINETY_FIVE, _QUARTER = float(special.ndtri(0.975)), float(special.ndtri(0.75))
"""Quantiles of the normal distribution: of an interval of 95 %, and by which a MAD is its deviation."""
_AS_LIKELY = 1 + 1e-7
"""Binary numbers that differ by less count as equal likelihoods, as in SciPy and R."""
RARE = 0.001
"""Probability below which a unit's share is reported as unlike that of its peers."""


@dataclass(frozen=True)
class Share:
    """A share with its interval.

    Attributes:
        low, high: 95 % interval after Wilson, as fractions of 1.
        small: the share is based on few cases and is shown with a caution.
    """

    indicator: Indicator
    numerator: Number
    denominator: Number
    low: float
    high: float

    @property
    def value(self) -> Decimal:
        return Decimal(self.numerator) / Decimal(self.denominator)

    @property
    def small(self) -> bool:
        return self.denominator < SMALL


@dataclass(frozen=True)
class Unusual:
    """A unit's figure that lies far from its reference value.

    Attributes:
        beside: the comparison: its own last year, the units of its kind, or their share.
        now: its figure, or share as a fraction of 1.
        usual: the reference value: last year's figure, the median of its peers, or their common share.
        score, bound: result of the method, and the bound beyond which it is reported. For a share: the
            probability of such a difference by chance.
        peers: number of units behind the reference value.
    """

    unit: ReportingUnit
    indicator: Indicator
    beside: Beside
    now: Number
    usual: Number
    score: float
    bound: float
    peers: int


@dataclass(frozen=True)
class Copy:
    """A report with the same figures as the unit's own report of last year.

    Attributes:
        figures: number of figures other than 0 in both; all are equal.
    """

    unit: ReportingUnit
    figures: int


@dataclass(frozen=True)
class Analysis:
    """Results of the analysis of a total.

    Attributes:
        shares: shares of the total, in the order of the indicators.
        zeros: units whose every figure is 0.
        copies: units whose figures are those of last year.
    """

    shares: Sequence[Share]
    unusual: Sequence[Unusual]
    zeros: Sequence[ReportingUnit]
    copies: Sequence[Copy]


def analyse(rolled: RollupResult) -> Analysis:
    """Analyse a total and the units in it."""
    units = [line.unit for line in rolled.counted]
    form = rolled.form
    last = rolled.past if rolled.past and common_base(rolled.past.edition, form.id) else None
    zeros = [unit for unit in units if not any(rolled.parts[unit.code].get(item) for item in form.inputs)]
    return Analysis(
        tuple(shares(form.id, rolled.added)),
        sorted(
            (*_beside_last_year(rolled, last), *_beside_peers(rolled), *_beside_peer_shares(rolled)),
            key=lambda one: (one.beside, one.unit.code),
        ),
        zeros,
        tuple(_copies(rolled, last)) if last else (),
    )


def shares(edition: str, values: Figures) -> Iterator[Share]:
    """Yield every share of cases in an edition that can be computed from the figures."""
    for one in of_cases(edition):
        numerator, denominator = one.parts(values)
        # A part exceeds its whole only where figures are wrong; then no share is given.
        if denominator and numerator is not None and 0 <= numerator <= denominator:
            yield Share(one, numerator, denominator, *wilson(int(numerator), int(denominator)))


def wilson(cases: int, of: int) -> tuple[float, float]:
    """Bounds of the share's 95 % interval after Wilson, as fractions of 1."""
    share, square = cases / of, _NINETY_FIVE**2
    middle = (2 * cases + square) / (2 * (of + square))
    reach = _NINETY_FIVE / (2 * (of + square)) * math.sqrt(4 * of * share * (1 - share) + square)
    return (0.0 if cases == 0 else middle - reach), (1.0 if cases == of else middle + reach)


def binomial_chance(cases: int, of: int, share: float) -> float:
    """Chance of a number of cases no more likely than this one, to both sides, where that share is usual.

    Chances fall on both sides of the most likely number, so the far end is found by halving.
    """

    def likelihood(number: int) -> float:
        ways = special.gammaln(of + 1) - special.gammaln(number + 1) - special.gammaln(of - number + 1)
        return float(np.exp(ways + special.xlogy(number, share) + special.xlog1py(of - number, -share)))

    def is_as_rare(number: int) -> bool:
        return likelihood(number) <= bound

    bound, expected = likelihood(cases) * _AS_LIKELY, share * of
    if cases == expected:
        return 1.0
    if cases < expected:
        above = range(math.ceil(expected), of + 1)
        far = above.start + bisect_left(above, True, key=is_as_rare)
        return min(1.0, float(special.bdtr(cases, of, share)) + float(special.bdtrc(far - 1, of, share)))
    below = range(math.floor(expected), -1, -1)
    far = below.start - bisect_left(below, True, key=is_as_rare)
    near = float(special.bdtrc(cases - 1, of, share))
    return near if far < 0 else min(1.0, near + float(special.bdtr(far, of, share)))


def of_cases(edition: str) -> list[Indicator]:
    """Shares whose parts are cases: only these have intervals and chances."""
    return [one for one in indicators(edition) if one.is_share and group_of(edition, one).cases]


def _counted(edition: str) -> list[Indicator]:
    """Sums by which units are compared in size."""
    return [one for one in indicators(edition) if not one.is_share and group_of(edition, one).by_size]


def _beside_last_year(rolled: RollupResult, last: Past | None) -> Iterator[Unusual]:
    if last is None:
        return
    for one in _counted(rolled.form.id):
        pairs = [
            (line.unit, now, before)
            for line in rolled.counted
            if (now := one.value(rolled.parts[line.unit.code]))
            and (before := one.value(last.units.get(line.unit.code, {})))
        ]
        if len(pairs) < PEERS:
            continue
        scores = _hidiroglou_berthelot([float(now) for _, now, _ in pairs], [float(b) for *_, b in pairs])
        for (unit, now, before), (score, bound) in zip(pairs, scores, strict=True):
            # Where most units did not change at all there is no spread to measure against.
            if 0 < bound < abs(score) and magnitude(now - before) >= NOTABLE:
                yield Unusual(unit, one, "last_year", now, before, score, bound, len(pairs))


def _hidiroglou_berthelot(now: Sequence[float], before: Sequence[float]) -> list[tuple[float, float]]:
    """Return, for every pair, the distance from the median of the size-weighted ratios, and the bound."""
    this, last = np.asarray(now), np.asarray(before)
    ratio = this / last
    middle = float(np.median(ratio))
    centred = np.where(ratio < middle, 1 - middle / ratio, ratio / middle - 1)
    effect = centred * np.maximum(this, last) ** HB_SIZE
    low, median, high = np.quantile(effect, (0.25, 0.5, 0.75))
    floor = abs(HB_FLOOR * median)
    below, above = max(median - low, floor), max(high - median, floor)
    return [(float(e - median), float(HB_WIDTH * (above if e >= median else below))) for e in effect]


def _by_kind(rolled: RollupResult) -> dict[str, list[ReportingUnit]]:
    """Group units into peers: one kind and level, with reports of the same coverage."""
    groups: defaultdict[str, list[ReportingUnit]] = defaultdict(list)
    for line in rolled.counted:
        level = len(rolled.collection.roster.ancestors(line.unit.code))
        groups[f"{line.unit.kind} {line.unit.scope} {level}"].append(line.unit)
    return {kind: units for kind, units in groups.items() if len(units) >= PEERS}


def _beside_peers(rolled: RollupResult) -> Iterator[Unusual]:
    for units in _by_kind(rolled).values():
        for one in _counted(rolled.form.id):
            # Zeros are left out: by their nature many units have none of an item.
            values = {u.code: v for u in units if (v := one.value(rolled.parts[u.code]))}
            if len(values) < PEERS:
                continue
            logs = np.log1p([float(value) for value in values.values()])
            middle = float(np.median(logs))
            spread = float(np.median(np.abs(logs - middle))) / _QUARTER
            if spread == 0:
                continue  # most of them are equal: no spread to measure against
            usual = Decimal(str(float(np.median([float(value) for value in values.values()]))))
            for unit in units:
                value = values.get(unit.code)
                if value is None:
                    continue
                score = (float(np.log1p(float(value))) - middle) / spread
                if abs(score) > MODIFIED_Z and magnitude(value - usual) >= NOTABLE:
                    yield Unusual(unit, one, "peers", value, usual, score, MODIFIED_Z, len(values))


def _beside_peer_shares(rolled: RollupResult) -> Iterator[Unusual]:
    """Yield shares that are improbable given the common share of the peers."""
    for units in _by_kind(rolled).values():
        for one in of_cases(rolled.form.id):
            parts = {unit.code: one.parts(rolled.parts[unit.code]) for unit in units}
            known = {c: (n, d) for c, (n, d) in parts.items() if n is not None and d and 0 <= n <= d}
            if len(known) < PEERS:
                continue
            cases, of = (sum(int(pair[n]) for pair in known.values()) for n in (0, 1))
            for unit in units:
                if unit.code not in known:
                    continue
                mine, mine_of = map(int, known[unit.code])
                if of == mine_of or mine_of < SMALL:
                    continue
                usual = Decimal(cases - mine) / Decimal(of - mine_of)
                chance = binomial_chance(mine, mine_of, float(usual))
                if chance < RARE:
                    now = Decimal(mine) / Decimal(mine_of)
                    yield Unusual(unit, one, "peer_share", now, usual, chance, RARE, len(known) - 1)


def _copies(rolled: RollupResult, last: Past) -> Iterator[Copy]:
    # Figures that only one of the two years asks for cannot be copied.
    both = restated(rolled.form.id, dict.fromkeys(rolled.form.inputs, 0), last.edition)
    asked = [item for item in rolled.form.inputs if item in both]
    for line in rolled.counted:
        now, before = rolled.parts[line.unit.code], last.units.get(line.unit.code, {})
        told = sum(bool(now.get(item)) for item in asked)
        if told >= TELLING and all(now.get(item) == before.get(item) for item in asked):
            yield Copy(line.unit, told)
