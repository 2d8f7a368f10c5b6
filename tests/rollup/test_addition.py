"""Sums of many branches at once are those of exact decimal arithmetic."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.form.expression import Group, Number
from toolkit.form.ratios import Ratio
from toolkit.form.registry import load_form
from toolkit.form.variables import Figure, Symbol
from toolkit.rollup.addition import MONEY_PLACES, Sums, add_up, scale_of
from toolkit.rollup.unit_figures import Figures

FORM = load_form("ogi-2021", 2023)
PLACES = {"count": 0, "money": MONEY_PLACES}

counts = st.one_of(st.none(), st.integers(0, 10**6), st.integers(2**55, 2**70))
money = st.one_of(
    st.none(),
    st.decimals(0, 10**9, places=6),
    st.decimals(0, 10**6, places=9),
    st.integers(0, 100),
)
units = st.lists(st.fixed_dictionaries({"count": counts, "money": money}), min_size=1, max_size=12)


def added(
    figures: Mapping[str, Figures], branches: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[str, Number]]:
    """The same, one number after the other."""
    found: dict[str, dict[str, Number]] = defaultdict(lambda: dict.fromkeys(PLACES, 0))
    for unit, values in figures.items():
        for branch in branches[unit]:
            for item in PLACES:
                found[branch][item] += values.get(item) or 0
    return found


@given(units, st.randoms(use_true_random=False))
def test_every_branch_is_the_exact_sum_of_its_units(parts: list[Figures], chance: random.Random) -> None:
    figures = {str(n): part for n, part in enumerate(parts)}
    branches = {unit: tuple({"whole", chance.choice("ab"), chance.choice("cd")}) for unit in figures}
    sums = add_up(PLACES, figures, branches)
    for branch, expected in added(figures, branches).items():
        assert sums.of(branch) == expected
        assert isinstance(sums.of(branch)["count"], int)
        gaps = {
            item: count
            for item in PLACES
            if (count := sum(figures[u].get(item) is None for u in figures if branch in branches[u]))
        }
        assert sums.left_open(branch) == gaps


def test_a_branch_nobody_belongs_to_is_zero() -> None:
    assert add_up(PLACES, {}, {}).of("x") == {"count": 0, "money": 0}


def test_tenths_do_not_gather_dust() -> None:
    figures: dict[str, Figures] = {str(n): {"count": 1, "money": Decimal("0.1")} for n in range(1000)}
    total = add_up(PLACES, figures, dict.fromkeys(figures, ("",))).of("")
    assert total == {"count": 1000, "money": 100}
    assert str(total["money"]) in ("100", "1E+2")


fine = st.one_of(st.integers(-(2**80), 2**80), st.decimals(-(10**20), 10**20, places=30), money)


@given(st.lists(fine, min_size=1, max_size=20))
def test_no_digit_is_lost_however_many_there_are(values: list[Number | None]) -> None:
    """More than six decimals, more than 64 bits, more digits than decimals are calculated with."""
    figures: dict[str, Figures] = {str(n): {"money": value} for n, value in enumerate(values)}
    total = add_up({"money": 6}, figures, dict.fromkeys(figures, ("",))).of("")["money"]
    assert total is not None
    assert Fraction(total) == sum(Fraction(value) for value in values if value is not None)


@pytest.mark.parametrize("figure", [2**62, -(2**62)])
def test_a_sum_beyond_64_bits_of_figures_that_fit_is_exact(figure: int) -> None:
    figures: dict[str, Figures] = {str(n): {"count": figure, "money": 1} for n in range(9)}
    assert add_up(PLACES, figures, dict.fromkeys(figures, ("",))).of("") == {"count": 9 * figure, "money": 9}


def test_a_rate_of_which_a_part_is_not_added_up_is_not_known() -> None:
    over, under = (Group(1, (Figure(name),), Symbol(name)) for name in "ab")
    rate = Ratio((over,), (under,), 2)
    nothing = np.zeros((1, 3), np.int64)
    sums = Sums({"a": 0, "b": 0, "r": 2}, {"": 0}, nothing, nothing, {"b": [None]}, {"r": rate})
    assert sums.of("") == {"a": 0, "b": None, "r": None}
    known = replace(sums, exact={"a": [1], "b": [4]})
    assert known.of("")["r"] == Decimal("0.25")


@pytest.mark.slow
def test_a_hundred_thousand_units_in_four_levels() -> None:
    """Province, cities, counties, units: every total to the last of six decimals."""
    chance = random.Random(20240310)
    places = scale_of(FORM)
    scale = 10**MONEY_PLACES
    figures: dict[str, Figures] = {}
    branches: dict[str, tuple[str, ...]] = {}
    expected: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(places, 0))
    for n in range(100_000):
        whole = [chance.randrange(10**12) if digits else chance.randrange(500) for digits in places.values()]
        figures[str(n)] = {
            item: Decimal(number) / scale if digits else number
            for (item, digits), number in zip(places.items(), whole, strict=True)
        }
        branches[str(n)] = (f"county {n % 2850}", f"city {n % 340}", f"province {n % 31}", "")
        for branch in branches[str(n)]:
            sums = expected[branch]
            for item, number in zip(places, whole, strict=True):
                sums[item] += number
    sums_of = add_up(places, figures, branches)
    assert len(expected) == 2850 + 340 + 31 + 1
    for branch, exact in expected.items():
        assert sums_of.of(branch) == {
            item: Decimal(number) / scale if places[item] else number for item, number in exact.items()
        }
