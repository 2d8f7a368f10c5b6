"""Years beside each other: what changed, of whom, and what may not be compared."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.clerk import FORM
from tests.rollup.test_analysis import handled, total_of
from tests.rollup.towns import whole
from toolkit.form.registry import load_form
from toolkit.rollup.comparison import Change, compare
from toolkit.rollup.past import Past

GRANTED = "requests.granted.total"


def test_items_and_indicators_beside_last_year(tmp_path: Path) -> None:
    rolled = total_of(tmp_path / "c", {"101": handled(30, 10), "102": handled(20)}, {"101": handled(40)})
    assert rolled.past is not None
    found = compare(rolled, [rolled.past])
    assert found.items[GRANTED] == Change(50, 40)
    assert found.items[GRANTED].difference == 10
    assert found.items[GRANTED].ratio == Decimal("0.25")
    assert found.indicators["disclosure_rate"] == Change(Decimal(50) / 60, Decimal(1))
    assert found.indicators["unable"] == Change(10, 0)
    assert found.indicators["unable"].ratio is None, "nothing grew by per cent from nothing"


def test_the_same_units_alone(tmp_path: Path) -> None:
    now, before = {"101": handled(30), "102": handled(20)}, {"101": handled(40), "103": handled(5)}
    rolled = total_of(tmp_path / "c", now, before)
    assert rolled.past is not None
    assert compare(rolled, [rolled.past]).same_units["granted"] == Change(30, 40)


def test_years_of_another_edition_say_what_is_not_comparable(tmp_path: Path) -> None:
    rolled = total_of(tmp_path / "c", {"101": handled(30, 10)})
    old = load_form("ogi-2019", 2020)
    values = whole(old, {
        "requests.received.natural_person": 8, "requests.granted.natural_person": 5,
        "requests.other.natural_person": 3, "proactive.administrative_charges.items_previous_year": 4,
    })  # fmt: skip
    found = compare(rolled, [Past(2020, old.id, values, True, "2020 年报")])
    year = found.years[0]
    assert (year.year, year.values["received"], year.values["other"]) == (2020, 8, 3)
    assert year.values["disclosure_rate"] == Decimal(5) / 8
    assert year.values["charges"] is None
    assert "收费项目数量" in year.notes["charges"][0]
    assert "三行" in year.notes["other"][0]
    assert found.last is None, "the year before is not on file"
    assert found.items[GRANTED].before is None


def test_no_year_but_this_one(tmp_path: Path) -> None:
    found = compare(total_of(tmp_path / "c", {"101": handled(3)}), [])
    assert [year.year for year in found.years] == [2023]
    assert found.last is None and not found.same_units
    assert found.items.keys() == FORM.items.keys()
    assert all(change.before is None for change in found.items.values())
