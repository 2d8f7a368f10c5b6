"""The tree added up: totals or their units, never both; whoever is missing is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.collection.office import figures
from tests.rollup.towns import RECEIVED, Sent, collected, units
from toolkit.collection.roster import ReportingUnit, Roster
from toolkit.collection.standing import Snapshot
from toolkit.errors import MisuseError
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.scope import Role
from toolkit.rollup.total import RollupResult

CITY = """
001  市本级  government -   -     -
101  市教育局 department -   -     -
201  东县   county     -   total -
2011 东县一局 department 201 -     reconciled
2012 东县一镇 township   201 -     reconciled
202  西县   county     -   own   -
2021 西县一局 department 202 -     -
203  南县   county     -   total reconciled
2031 南县本级 government 203 -     -
2032 南县一镇 township   203 -     -
901  税务局  department -   -     excluded
"""
ALL = {
    "001": 1,
    "101": 2,
    "201": 10,
    "2011": 6,
    "2012": 4,
    "202": 5,
    "2021": 7,
    "203": 30,
    "2031": 11,
    "2032": 19,
}


def roles(rolled: RollupResult) -> dict[str, str]:
    return {line.unit.code: str(line.role) for line in rolled.scope}


def told(rolled: RollupResult, code: str) -> list[str]:
    return [finding.message for finding in rolled.findings if finding.code == code]


def test_each_unit_is_counted_once_as_the_roster_says(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units(CITY), ALL) as stock:
        rolled = roll_up(stock)
    assert roles(rolled) == {
        "001": "added", "101": "added", "201": "added", "2011": "inside", "2012": "inside", "202": "added",
        "2021": "added", "203": "compared", "2031": "added", "2032": "added", "901": "left_out",
    }  # fmt: skip
    assert rolled.values[RECEIVED] == 1 + 2 + 10 + 5 + 7 + 11 + 19
    assert rolled.clean
    assert {(b.name, b.values[RECEIVED]) for b in rolled.branches} == {
        ("本级", 1), ("部门", 2), ("东县", 10), ("西县", 12), ("南县", 30),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "total", "counted"),
    [
        ("201", 10, ["2011", "2012"]),
        ("东县", 10, ["2011", "2012"]),
        ("202", 12, ["202", "2021"]),
        ("203", 30, ["2031", "2032"]),
        ("101", 2, ["101"]),
    ],
)
def test_any_unit_can_be_rolled_up(tmp_path: Path, unit: str, total: int, counted: list[str]) -> None:
    with collected(tmp_path / "c", units(CITY), ALL) as stock:
        rolled = roll_up(stock, unit)
    assert rolled.values[RECEIVED] == total
    assert [line.unit.code for line in rolled.counted] == counted
    assert rolled.complete


def test_a_unit_nobody_knows_is_misuse(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units(CITY), {}) as stock, pytest.raises(MisuseError, match="东县一局"):
        roll_up(stock, "一局")


def test_three_levels_agree_with_adding_everything_at_once(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units(CITY), ALL) as stock:
        whole = roll_up(stock).values
        parts = [roll_up(stock, code).values for code in ("201", "202", "203", "001", "101")]
    assert {item: sum((part[item] or 0 for part in parts), start=0) for item in whole} == whole


# --- who is missing ------------------------------------------------------------------------------------


def test_a_missing_unit_of_a_summed_county_makes_the_total_incomplete(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units(CITY), {**ALL, "2032": figures(received=3)}) as stock:
        rolled = roll_up(stock)
    assert not rolled.complete
    assert [line.unit.code for line in rolled.lacking] == ["2032"]
    assert "南县一镇" in told(rolled, "H-02")[0]
    (open_one,) = (one for one in rolled.reconciliations if one.unit.code == "203")
    assert not open_one.complete
    assert any("南县一镇" in words for words in told(rolled, "H-03"))


def test_a_missing_unit_inside_a_declared_total_only_stops_the_reconciliation(tmp_path: Path) -> None:
    sent = {code: count for code, count in ALL.items() if code != "2012"}
    with collected(tmp_path / "c", units(CITY), sent) as stock:
        rolled = roll_up(stock)
    assert rolled.complete and rolled.values[RECEIVED] == 55
    assert [finding.severity for finding in rolled.findings] == ["note"]


def test_nobody_at_all_is_told(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units("901 税务局 department - - excluded"), {}) as stock:
        rolled = roll_up(stock)
    assert not rolled.clean
    assert "没有一个单位" in told(rolled, "H-02")[0]


# --- H-03 ----------------------------------------------------------------------------------------------


def test_declared_total_beside_the_sum_of_its_units_cell_by_cell(tmp_path: Path) -> None:
    amount = "proactive.administrative_charges.amount"
    other = {**figures(received=6, granted=6), amount: Decimal("0.000001")}
    with collected(tmp_path / "c", units(CITY), {**ALL, "2011": other, "203": 31}) as stock:
        rolled = roll_up(stock)
    east, south = (one for one in rolled.reconciliations if one.unit.code in ("201", "203"))
    assert east.differences == {amount: Decimal("-0.000001")}
    assert south.differences["requests.received.natural_person"] == 1
    assert set(south.differences) == {
        f"requests.{row}.{column}"
        for row in ("received", "granted", "total_processed")
        for column in ("natural_person", "total")
    }
    assert len(told(rolled, "H-03")) == 2
    assert rolled.complete and not rolled.clean
    assert rolled.values[RECEIVED] == 55, "the sum of the units counts, whatever was declared"


def test_a_sum_that_lacks_units_is_not_called_different(tmp_path: Path) -> None:
    roster = tuple(replace(unit, below="") for unit in units(CITY))
    sent = {code: count for code, count in ALL.items() if code != "2011"}
    with collected(tmp_path / "c", roster, sent) as stock:
        (words,) = (words for words in told(roll_up(stock), "H-03") if "东县" in words)
    assert "暂不能核对，还缺" in words and "项不同" not in words


# --- nobody twice --------------------------------------------------------------------------------------


def test_the_same_figures_twice_are_told(tmp_path: Path) -> None:
    alike = {**figures(received=4, granted=3, partially_granted=1), "proactive.licensing.decisions": 88}
    with collected(tmp_path / "c", units(CITY), {**ALL, "101": alike, "2021": alike}) as stock:
        rolled = roll_up(stock)
    (words,) = told(rolled, "H-02")
    assert "市教育局" in words and "西县一局" in words
    assert rolled.complete


def test_zero_reports_are_not_taken_for_copies(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units(CITY), dict.fromkeys(ALL, 0)) as stock:
        assert told(roll_up(stock), "H-02") == []


def test_few_figures_are_alike_by_chance(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units(CITY), {**ALL, "101": 7}) as stock:
        assert told(roll_up(stock), "H-02") == []


def test_two_pairs_of_the_same_figures_are_two(tmp_path: Path) -> None:
    one, other = (figures(received=n, granted=n - 1, partially_granted=1) for n in (4, 5))
    sent: Sent = {**ALL, "001": one, "101": one, "202": other, "2021": other}
    with collected(tmp_path / "c", units(CITY), sent) as stock:
        first, second = told(roll_up(stock), "H-02")
    assert "市本级、市教育局" in first and "西县、西县一局" in second


def test_a_roster_made_by_a_program_counts_nobody_twice_either(tmp_path: Path) -> None:
    roster = units(CITY)
    alike = figures(received=10, granted=9, partially_granted=1)
    with collected(tmp_path / "c", roster, {**ALL, "201": alike, "2021": alike}) as stock:
        careless = Roster(
            ReportingUnit(u.code, u.name if u.code != "2021" else "东县", u.kind, u.parent, scope=u.scope)
            for u in roster
        )
        by_code = {unit.code: unit for unit in careless}
        for standing in stock.standings:
            standing.unit = by_code[standing.unit.code]
        object.__setattr__(stock.collection, "roster", careless)
        rolled = roll_up(Snapshot(stock.collection, stock.ledger, stock.standings, [], []))
    assert roles(rolled)["2011"] == Role.INSIDE, "inside a declared total, whatever the roster says"
    (words,) = told(rolled, "H-02")
    assert "东县、东县" in words, "once, though names and figures are alike"


def test_a_unit_larger_than_the_total_that_contains_it_is_named(tmp_path: Path) -> None:
    """Whether all units of the county are on file or not (H-04)."""
    sent = {code: count for code, count in ALL.items() if code != "2012"} | {"2011": 14}
    with collected(tmp_path / "c", units(CITY), sent) as stock:
        (message,) = told(roll_up(stock), "H-04")
    assert message.startswith("东县一局有 6 项大于所属东县报的汇总数：")
    assert "14（汇总数 10）" in message
    with collected(tmp_path / "d", units(CITY), ALL) as stock:
        assert not told(roll_up(stock), "H-04")


def test_a_unit_is_compared_with_the_nearest_total_alone(tmp_path: Path) -> None:
    roster = units("""
    201   东县   county     -    total -
    2011  东一镇 township   201  total reconciled
    20111 东一站 department 2011 -     reconciled
    """)
    with collected(tmp_path / "c", roster, {"201": 10, "2011": 6, "20111": 20}) as stock:
        (message,) = told(roll_up(stock), "H-04")
    assert message.startswith("东一站有 6 项大于所属东一镇报的汇总数：")


def test_a_list_that_may_lack_units_is_told_only_where_it_differs(tmp_path: Path) -> None:
    roster = tuple(replace(unit, below="") for unit in units(CITY))
    with collected(tmp_path / "c", roster, ALL) as stock:
        assert told(roll_up(stock), "H-03") == []
    with collected(tmp_path / "d", roster, {**ALL, "203": 31}) as stock:
        (message,) = told(roll_up(stock), "H-03")
    assert "南县" in message


def test_bounds_of_single_units_say_nothing_about_their_sum(tmp_path: Path) -> None:
    """T2-05 asks a unit about its own hundred million; two halves of it are no question."""
    charges = "proactive.administrative_charges.amount"
    roster = units("101 甲局 department - - -\n102 乙局 department - - -\n201 丙县 county - total -")
    sent = {"101": {charges: 6000}, "102": {charges: 10000}, "201": {charges: 30000}}
    with collected(tmp_path / "c", roster, sent) as stock:
        assert told(roll_up(stock), "T2-05") == []
        asked = {
            line.unit.code: [f.code for f, _ in stock.answered(line) if f.code == "T2-05"]
            for line in stock.standings
        }
    assert asked == {"101": [], "102": ["T2-05"], "201": []}


@pytest.mark.parametrize(
    ("others", "largest", "asked"), [(4, 3601, True), (4, 3600, False), (3, 3601, False)]
)
def test_an_amount_that_is_nearly_all_one_units(
    tmp_path: Path, others: int, largest: int, asked: bool
) -> None:
    """More than 90 % of what five units or more state: perhaps 元 in the place of 万元."""
    charges = "proactive.administrative_charges.amount"
    roster = units("\n".join(f"10{n} {n}局 department - - -" for n in range(1, 7)))
    sent = {unit.code: {charges: 100 if n <= others else 0} for n, unit in enumerate(roster)}
    sent["101"] = {charges: largest}
    with collected(tmp_path / "c", roster, sent) as stock:
        messages = told(roll_up(stock), "T2-05")
    assert len(messages) == asked
    if asked:
        assert "其中1局一家 3601 万元，超过 90%，另有 4 个单位也报了数" in messages[0]
