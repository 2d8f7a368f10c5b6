"""Figures of a frame or a stream are added up by the roster as received ones are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.rollup.test_tree import ALL, CITY
from tests.rollup.towns import RECEIVED, collected, units, whole
from toolkit import Collection, load_form
from toolkit.collection.folder import CollectionFolder
from toolkit.form.expression import Number
from toolkit.rollup import addition, unit_figures
from toolkit.rollup.addition import scale_of
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.given_figures import given_figures

FORM = load_form("ogi-2021", 2023)
PERSON, CHARGES = "requests.received.natural_person", "proactive.administrative_charges.amount"


def drawn(codes: list[str]) -> dict[str, dict[str, Number]]:
    """Figures of every unit, money to six decimals."""
    chance = random.Random(5)
    return {
        code: {
            item: Decimal(chance.randrange(10**10)) / 10**6 if places else chance.randrange(300)
            for item, places in scale_of(FORM).items()
        }
        for code in codes
    }


def as_frame(parts: dict[str, dict[str, Number]]) -> Any:
    return pd.DataFrame.from_dict(parts, orient="index")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Collection]:
    """A tree without any workbooks."""
    CollectionFolder.create(tmp_path / "c", "样例市", 2023, units=units(CITY))
    yield Collection(tmp_path / "c")


def test_the_same_scope_sums_and_findings_as_of_received_workbooks(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units(CITY), ALL) as stock:
        parts = {code: dict(stock.values(stock.standing(code))) for code in ALL}
    city = Collection(tmp_path / "c").stock(figures=((code, part) for code, part in parts.items()))
    for unit in ("", "202", "203"):
        with collected(tmp_path / f"d{unit}", units(CITY), ALL) as stock:
            received = roll_up(stock, unit)
        given = city.roll_up(unit)
        assert given.values == received.values and given.complete == received.complete
        assert [f.message for f in given.findings] == [f.message for f in received.findings]
        roles = {line.unit.code: (str(line.role), line.counted) for line in received.scope}
        frame = given.units()
        assert dict(zip(frame.index, zip(frame["role"], frame["counted"], strict=True), strict=True)) == roles


def test_a_frame_of_many_units_is_added_up_to_the_last_decimal(city: Collection) -> None:
    parts = drawn([code for code in ALL if code != "001"])
    found = city.stock(figures=as_frame(parts)).roll_up()
    frame = found.units()
    counted = frame.index[frame["counted"]]
    assert len(counted) == 6 and list(frame.index[frame["state"] == "missing"]) == ["001"]
    for item in FORM.items:
        total = found.values[item]
        assert total is not None and Fraction(total) == sum(Fraction(parts[code][item]) for code in counted)
    assert not found.complete
    long = found.figures()
    assert set(long["unit_code"]) == {"", *parts}


def test_a_figure_that_does_not_fit_stays_exact_beside_those_that_do(city: Collection) -> None:
    parts = drawn(list(ALL))
    parts["101"][CHARGES] = Decimal("0.00000000000000000000000000000000001")
    parts["2021"][PERSON] = 2**80
    found = city.stock(figures=as_frame(parts)).roll_up().values
    counted = ("001", "101", "201", "202", "2021", "2031", "2032")
    for item in (PERSON, CHARGES):
        total = found[item]
        assert total is not None and Fraction(total) == sum(Fraction(parts[code][item]) for code in counted)


def test_totals_without_a_column_are_computed_and_gaps_stay_gaps(city: Collection) -> None:
    frame = pd.DataFrame({item: [3, 0] for item in FORM.inputs}, index=["101", "2021"]).astype("Int64")
    frame.loc["2021", PERSON] = pd.NA
    stock = city.stock(figures=frame)
    figures: Any = stock.figures()
    assert figures.loc["101", RECEIVED] == whole(FORM, dict.fromkeys(FORM.inputs, 3))[RECEIVED]
    assert pd.isna(figures.loc["2021", RECEIVED]) and pd.isna(figures.loc["2021", PERSON])
    assert any(f.code == "H-01" for f in stock.roll_up().findings)


def test_binary_fractions_are_taken_as_they_are_printed() -> None:
    table = given_figures(
        FORM, pd.DataFrame({CHARGES: [0.1, 0.2, np.nan], PERSON: [1.0, 2.5, 3]}, index=list("abc"))
    )
    assert [row[CHARGES] for row in table.values()] == [Decimal("0.1"), Decimal("0.2"), None]
    assert [row[PERSON] for row in table.values()] == [1, Decimal("2.5"), 3]


def test_pairs_hold_what_a_row_of_a_frame_holds() -> None:
    row: Any = {PERSON: np.int64(3), CHARGES: np.float32(0.1), RECEIVED: float("nan")}
    gaps: Any = {PERSON: pd.NA, CHARGES: Decimal("NaN")}
    table = given_figures(FORM, [("a", row), ("b", gaps)])
    assert [(one[PERSON], one[CHARGES], one[RECEIVED]) for one in table.values()] == [
        (3, Decimal("0.1"), None),
        (None, None, None),
    ]


def test_whoever_changes_the_frame_later_does_not_change_the_stock(city: Collection) -> None:
    frame = as_frame(drawn(list(ALL)))
    stock = city.stock(figures=frame)
    before = dict(stock.roll_up().values)
    frame.loc["101", PERSON] = 10**9
    frame[CHARGES] = Decimal(0)
    assert stock.roll_up().values == before


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        ([("101", {}), ("101", {})], "unit 101 has figures twice"),
        ([("777", {PERSON: 1})], "roster: 777; its codes are such as .001., .101."),
        ([("901", {PERSON: 1})], "roster: 901"),
        ([("101", {"nonsense": 1})], "no item of ogi-2021: nonsense"),
        (pd.DataFrame({"nonsense": [1]}, index=["101"]), "no item of ogi-2021: nonsense"),
        (pd.DataFrame({PERSON: [1, 2]}, index=["101", "101"]), "unit 101 has figures twice"),
        (pd.DataFrame({PERSON: ["7"]}, index=["101"]), "no number: '7'"),
        (pd.DataFrame({PERSON: [True]}, index=["101"]), "no number: True"),
        (pd.DataFrame({CHARGES: [float("inf")]}, index=["101"]), "101: no number: .*Infinity"),
        (pd.DataFrame({CHARGES: [Decimal("-Infinity")]}, index=["101"]), "101: no number: .*-Infinity"),
        ([("101", {PERSON: "7"})], f"{PERSON}, 101: no number: '7'"),
        ([("101", {CHARGES: Decimal("Infinity")})], "101: no number: .*Infinity"),
        (pd.DataFrame([[1, 2]], columns=[PERSON, PERSON], index=["101"]), "two columns of that name"),
        (pd.Series({PERSON: 1}), "neither a data frame nor pairs"),
        ([{PERSON: 1}], "neither a data frame nor pairs"),
    ],
)
def test_what_cannot_be_added_up_is_refused(city: Collection, figures: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        city.stock(figures=figures)


def test_adding_up_looks_at_no_figure_of_a_unit_by_itself(
    city: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work on single figures grows with the branches, not with the units."""
    looked_at = [0]

    def counting(number: int, places: int) -> Number:
        looked_at[0] += 1
        return unscaled(number, places)

    unscaled = unit_figures.unscaled
    monkeypatch.setattr(unit_figures, "unscaled", counting)
    monkeypatch.setattr(addition, "unscaled", counting)
    found = []
    for count in (50, 500):
        codes = [f"U{n}" for n in range(count)]
        city._folder.__dict__["roster"] = type(city._folder.roster)(
            units("\n".join(f"{code} {code}局 department - - -" for code in codes))
        )
        parts = drawn(codes)
        table = given_figures(FORM, as_frame(parts))
        looked_at[0] = 0
        city.stock(figures=as_frame(parts)).roll_up()
        assert len(table) == count
        found.append(looked_at[0])
    assert found[0] == found[1] > 0


def test_what_is_asked_of_received_figures_is_answered_of_given_ones(
    city: Collection, tmp_path: Path
) -> None:
    stock = city.stock(figures=as_frame(drawn(list(ALL))))
    assert stock.complete and set(stock.units().loc[list(ALL), "state"]) == {"included"}
    assert list(stock.figures().index) == [unit.code for unit in units(CITY) if unit.code in ALL]
    rollup = stock.roll_up()
    assert not rollup.indicators().empty
    rollup.to_json(tmp_path / "rollup.json")
    assert (tmp_path / "rollup.json").stat().st_size
