"""Decisions move the scope: what somebody leaves out takes nobody along without a word."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.collection.office import figures
from tests.rollup.towns import RECEIVED, Sent, collected, units
from toolkit.collection import deciding
from toolkit.collection.standing import Snapshot, take_stock
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.scope import Role, counted_units
from toolkit.rollup.total import RollupResult

ROSTER = """
101  民政局   department -   -     -
201  东县     county     -   total -
2011 东县一局 department 201 -     reconciled
2012 东县一镇 township   201 -     reconciled
203  南县     county     -   total reconciled
2031 南县一局 department 203 -     -
2032 南县一镇 township   203 -     -
"""
SENT = {"101": 1, "201": 10, "2011": 6, "2012": 4, "203": 30, "2031": 11, "2032": 19}


def decided(
    folder: Path, without: Iterable[str], of: str = "", sent: Sent = SENT
) -> tuple[RollupResult, Snapshot]:
    with collected(folder, units(ROSTER), sent) as stock:
        for code in without:
            deciding.exclude(stock, code, why="试", by="试")
        after = take_stock(stock.collection, stock.ledger)
        return roll_up(after, of), after


def roles(rolled: RollupResult) -> dict[str, Role]:
    return {line.unit.code: line.role for line in rolled.scope}


def words(rolled: RollupResult) -> str:
    return "".join(finding.message for finding in rolled.findings)


def test_nothing_decided(tmp_path: Path) -> None:
    rolled, _ = decided(tmp_path / "c", ())
    assert rolled.values[RECEIVED] == 1 + 10 + 30 and rolled.clean


def test_a_county_left_out_does_not_bring_its_checked_units_in(tmp_path: Path) -> None:
    rolled, stock = decided(tmp_path / "c", ["201"])
    assert rolled.values[RECEIVED] == 1 + 30
    assert roles(rolled)["2011"] is Role.STRANDED
    assert "东县一局、东县一镇在名册里是“只核对”" in words(rolled)
    assert not rolled.clean, "figures that nobody counts are no clean total"
    assert counted_units(stock) == {"101", "2031", "2032"}


def test_a_checked_county_whose_units_are_all_left_out_is_named(tmp_path: Path) -> None:
    rolled, _ = decided(tmp_path / "c", ["2031", "2032"])
    assert rolled.values[RECEIVED] == 1 + 10
    assert roles(rolled)["203"] is Role.STRANDED
    assert "南县在名册里是“只核对”" in words(rolled)
    assert "H-03" not in {finding.code for finding in rolled.findings}, "there is nothing to compare with"


def test_a_county_whose_units_are_left_out_stands_by_its_own_word(tmp_path: Path) -> None:
    rolled, _ = decided(tmp_path / "c", ["2011", "2012"], of="201")
    assert (rolled.values[RECEIVED], rolled.complete) == (10, True)


@pytest.mark.parametrize("code", ["201", "2011"])
def test_what_is_rolled_up_itself_is_added_whatever_it_is_elsewhere(tmp_path: Path, code: str) -> None:
    rolled, _ = decided(tmp_path / "c", (), of=code)
    assert rolled.values[RECEIVED] == {"201": 10, "2011": 6}[code]


def test_a_checked_county_that_sends_no_total_is_named(tmp_path: Path) -> None:
    sent = {code: count for code, count in SENT.items() if code != "203"}
    rolled, _ = decided(tmp_path / "c", (), sent=sent)
    assert rolled.clean, "the sum does not need it"
    assert "南县的数由所属单位相加；它自己报的汇总数还没有收到" in words(rolled)


def test_a_checked_county_whose_total_was_returned_is_not_said_to_be_silent(tmp_path: Path) -> None:
    rolled, _ = decided(tmp_path / "c", (), sent=SENT | {"203": figures(received=30, granted=29)})
    assert rolled.clean, "the sum does not need it"
    assert "它自己报的汇总数被退回，还没有改正" in words(rolled) and "还没有收到" not in words(rolled)


def test_a_total_of_nobody_is_not_complete(tmp_path: Path) -> None:
    rolled, _ = decided(tmp_path / "c", SENT)
    assert not rolled.complete and not rolled.clean
    assert not rolled.counted


def test_a_county_that_changes_from_units_to_a_total_is_no_excuse(tmp_path: Path) -> None:
    """Units last year, the county's total this year: what does not agree stays hard."""
    from tests.collection.office import figures
    from toolkit.rollup.earlier import earlier_years

    last = "201 东县 county - own -\n2011 东县一局 department 201 - -\n2012 东县一镇 township 201 - -"
    now = "201 东县 county - total -"
    before = {
        code: figures(received=n, carried_over_to_next_year=n)
        for code, n in (("201", 1), ("2011", 5), ("2012", 4))
    }
    with collected(tmp_path / "2022", units(last), before, 2022):
        pass
    for count, severity in ((50, "hard"), (10, "")):
        folder = tmp_path / f"2023-{count}"
        sent = {"201": figures(carried_over_from_previous_year=count, granted=count)}
        with collected(folder, units(now), sent, 2023, tmp_path / "2022") as stock:
            past, *_ = earlier_years(stock.collection)
            found = [f for f in roll_up(stock, past=past).findings if f.code == "X-01"]
        assert (found[0].severity if found else "") == severity
        if found:
            assert "差额来自 1 个单位：东县 40" in found[0].reason


PROVINCE = """
1   甲市   city     -  total -
11  东县   county   1  total reconciled
111 一局   department 11 - reconciled
2   乙市   city     -  total reconciled
21  南县   county   2  total -
211 二局   department 21 - reconciled
22  北县   county   2  total -
"""
LEAVES = {"1": 7, "11": 7, "111": 7, "2": 30, "21": 20, "211": 20, "22": 10}


def province(folder: Path, without: str, of: str = "") -> RollupResult:
    with collected(folder, units(PROVINCE), LEAVES) as stock:
        deciding.exclude(stock, without, why="试", by="试")
        return roll_up(take_stock(stock.collection, stock.ledger), of)


def test_nothing_below_a_city_that_is_left_out_comes_in(tmp_path: Path) -> None:
    rolled = province(tmp_path / "c", "1")
    assert rolled.values[RECEIVED] == 20 + 10
    assert {roles(rolled)["11"], roles(rolled)["111"]} == {Role.STRANDED}


def test_a_part_is_the_same_in_the_whole_and_by_itself(tmp_path: Path) -> None:
    whole = province(tmp_path / "c", "21")
    alone = province(tmp_path / "d", "21", of="2")
    (branch,) = (branch for branch in whole.branches if branch.code == "2")
    assert branch.values[RECEIVED] == alone.values[RECEIVED] == 10
    assert roles(whole)["211"] is roles(alone)["211"] is Role.STRANDED


def test_a_county_of_which_only_its_own_share_is_on_file_has_no_last_year(tmp_path: Path) -> None:
    from tests.collection.office import figures
    from toolkit.rollup.earlier import earlier_years

    before = {"201": figures(received=25, granted=25)}
    with collected(tmp_path / "2022", units("201 东县 county - own -"), before, 2022):
        pass
    sent = {"201": figures(received=90, granted=90)}
    now = units("201 东县 county - total -")
    with collected(tmp_path / "2023", now, sent, 2023, tmp_path / "2022") as stock:
        assert earlier_years(stock.collection, "201") == []
        past, *_ = earlier_years(stock.collection)
        assert past.units == {}, "not the same figures by the same name"
