"""Figures kept as columns of integers are given back as they were."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.form.expression import Number
from toolkit.rollup import unit_figures
from toolkit.rollup.unit_figures import Figures, ItemColumn, UnitFigures

PLACES = {"count": 0, "money": 6, "other": 0}

numbers = st.one_of(
    st.none(),
    st.integers(-3, 3),
    st.integers(2**62, 2**70),
    st.decimals(-2, 2, places=1),
    st.decimals(0, 10**9, places=6),
    st.decimals(0, 1, places=40),
)
records = st.lists(st.fixed_dictionaries(dict.fromkeys(PLACES, numbers)), max_size=9)


def table(parts: list[Figures]) -> UnitFigures:
    return UnitFigures.of(PLACES, ((f"u{n}", part) for n, part in enumerate(parts)))


@given(records)
def test_every_figure_comes_back_exactly(parts: list[Figures]) -> None:
    found = table(parts)
    assert list(found) == [f"u{n}" for n in range(len(parts))]
    assert [dict(row) for row in found.values()] == parts


def test_chunks_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gaps and misfits of a later chunk stay with their units."""
    monkeypatch.setattr(unit_figures, "AT_ONCE", 2)
    values: list[Number | None] = [1, 2, None, 2**70, 5, Decimal("0.5"), None]
    found = table([{"count": value} for value in values])
    assert [row["count"] for row in found.values()] == values
    assert all(row["money"] is None for row in found.values())


def test_ordinary_figures_are_integers_and_nothing_else() -> None:
    found = table([{"count": 3, "money": Decimal("1.25"), "other": 0}, {"count": 0, "money": 7, "other": 1}])
    assert found.columns["money"].numbers.tolist() == [1_250_000, 7_000_000]
    assert not any(column.misfits or column.unknown is not None for column in found.columns.values())


@pytest.mark.parametrize(
    "value", ["0.0000001", "1.0000000000000000000000000000000000001", "9223372036854.775808"]
)
def test_a_figure_that_does_not_fit_is_kept_as_it_is(value: str) -> None:
    """Also where the difference is smaller than decimals are usually calculated with."""
    column = ItemColumn.of([Decimal(value), Decimal(1)], 6)
    assert column.misfits == {0: Decimal(value)} and column.value(0) == Decimal(value)
    assert column.value(1) == 1


def test_some_units_share_the_figures_of_all() -> None:
    everything = table([{"count": n, "money": 0, "other": 0} for n in range(5)])
    some = everything.only(["u4", "u1"])
    assert [row["count"] for row in some.values()] == [4, 1] and "u0" not in some
    assert np.shares_memory(some.columns["count"].numbers, everything.columns["count"].numbers)


@given(records)
def test_units_with_equal_figures_are_among_the_likely_ones(parts: list[Figures]) -> None:
    found = table(parts)
    rows = Counter(tuple(part.values()) for part in parts)
    equal = {
        f"u{n}"
        for n, part in enumerate(parts)
        if rows[tuple(part.values())] > 1 and sum(map(bool, part.values())) > 1
    }
    assert equal <= set(found.likely_equal(PLACES, 2))


def test_different_units_are_not_likely_equal() -> None:
    parts: list[Figures] = [{"count": n % 7, "money": n % 11, "other": n} for n in range(1_000)]
    assert table(parts).likely_equal(PLACES, 1) == []
    assert table([*parts, parts[5]]).likely_equal(PLACES, 1) == ["u5", "u1000"]


@given(records)
def test_the_largest_figure_is_found_with_its_unit(parts: list[Figures]) -> None:
    found = table(parts).only(f"u{n}" for n in range(len(parts)) if n % 3 != 1)
    stated = {code: value for code, row in found.items() if (value := row["money"])}
    most = max(stated, key=stated.__getitem__, default="")
    assert found.largest("money") == ((len(stated), most, stated[most]) if most else None)
