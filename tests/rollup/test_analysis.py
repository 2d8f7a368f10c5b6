"""What stands out is told with its figures; what small numbers bring about by chance is not."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.clerk import FORM
from tests.collection.office import figures
from tests.rollup.towns import Told, units, whole
from toolkit.collection.folder import CollectionFolder
from toolkit.form.expression import Number
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.analysis import (
    PEERS,
    RARE,
    SMALL,
    Analysis,
    analyse,
    binomial_chance,
    shares,
    wilson,
)
from toolkit.rollup.past import Past
from toolkit.rollup.total import RollupResult

Parts: TypeAlias = Mapping[str, Mapping[str, Number]]


def handled(granted: int, unable: int = 0) -> dict[str, Number]:
    """So many requests: some granted, the others not held."""
    return figures(received=granted + unable, granted=granted, unable_not_held=unable)


def total_of(
    folder: Path, parts: Parts, before: Parts | None = None, kinds: str = "department"
) -> RollupResult:
    """The total of single units, with what each of them said last year."""
    roster = units("\n".join(f"{code} 第{code}单位 {kinds} - - -" for code in parts))
    collection = CollectionFolder.create(folder, "样例市", 2023, units=roster)
    past = None
    if before is not None:
        last = {code: whole(FORM, values) for code, values in before.items()}
        sums = {item: sum((part[item] for part in last.values()), start=0) for item in FORM.items}
        past = Past(2022, FORM.id, sums, True, "上年台账", last)
    return roll_up(Told(collection, parts), past=past)


def told(analysis: Analysis, beside: str, indicator: str = "") -> list[str]:
    return [
        one.unit.code
        for one in analysis.unusual
        if one.beside == beside and indicator in ("", one.indicator.id)
    ]


def codes(count: int) -> list[str]:
    return [str(100 + n) for n in range(count)]


def test_a_unit_far_from_its_own_last_year(tmp_path: Path) -> None:
    before: Parts = {code: handled(40 + n) for n, code in enumerate(codes(12))}
    now: Parts = {**{code: handled(42 + n) for n, code in enumerate(codes(12))}, "103": handled(400)}
    found = analyse(total_of(tmp_path / "c", now, before))
    assert told(found, "last_year", "received") == ["103"]
    (one,) = [u for u in found.unusual if u.beside == "last_year" and u.indicator.id == "received"]
    assert (one.now, one.usual, one.peers) == (400, 43, 12)
    assert abs(one.score) > one.bound


def test_a_small_difference_is_nobodys_time(tmp_path: Path) -> None:
    before: Parts = {code: handled(40) for code in codes(12)}
    now: Parts = {**before, "103": handled(49)}
    assert not told(analyse(total_of(tmp_path / "c", now, before)), "last_year")


def test_few_units_are_no_yardstick(tmp_path: Path) -> None:
    few = codes(PEERS - 1)
    before: Parts = {code: handled(40) for code in few}
    now: Parts = {**before, few[0]: handled(4000)}
    assert not analyse(total_of(tmp_path / "c", now, before)).unusual


def test_a_unit_unlike_its_peers(tmp_path: Path) -> None:
    parts: Parts = {**{code: handled(20 + n) for n, code in enumerate(codes(12))}, "199": handled(2000)}
    found = analyse(total_of(tmp_path / "c", parts))
    assert told(found, "peers", "received") == ["199"]
    (one,) = [u for u in found.unusual if u.beside == "peers" and u.indicator.id == "received"]
    assert one.usual == 26 and one.peers == 13


def test_units_that_all_say_the_same_are_no_yardstick(tmp_path: Path) -> None:
    parts: Parts = {**{code: handled(20) for code in codes(12)}, "199": handled(2000)}
    assert not told(analyse(total_of(tmp_path / "c", parts)), "peers")


def test_a_share_unlike_the_peers_share(tmp_path: Path) -> None:
    usual: Parts = {code: handled(50, 50) for code in codes(10)}
    parts: Parts = {**usual, "198": handled(2, 98), "199": handled(1, 19)}
    found = analyse(total_of(tmp_path / "c", parts))
    assert told(found, "peer_share", "disclosure_rate") == ["198"], "20 cases are too few"
    (one,) = [u for u in found.unusual if u.unit.code == "198" and u.indicator.id == "disclosure_rate"]
    assert one.now == Decimal("0.02")
    assert one.score < RARE
    assert one.usual == Decimal(501) / 1020


def test_reports_of_nothing_but_zeros_and_copies_of_last_year(tmp_path: Path) -> None:
    before: Parts = {"101": handled(5, 2), "102": handled(3, 1), "103": {}}
    now: Parts = {"101": handled(5, 2), "102": handled(4), "103": {}}
    found = analyse(total_of(tmp_path / "c", now, before))
    assert [unit.code for unit in found.zeros] == ["103"]
    assert [(copy.unit.code, copy.figures) for copy in found.copies] == [("101", 3)], "zeros are no copy"


def test_shares_carry_their_interval_and_their_caution() -> None:
    from scipy import stats  # loading it takes a second

    found = {one.indicator.id: one for one in shares(FORM.id, whole(FORM, handled(3, 1)))}
    rate = found["disclosure_rate"]
    assert (rate.numerator, rate.denominator, rate.value, rate.small) == (3, 4, Decimal("0.75"), True)
    known = stats.binomtest(3, 4).proportion_ci(method="wilson")
    assert (rate.low, rate.high) == pytest.approx((float(known.low), float(known.high)))
    assert "reconsideration_correction_rate" not in found, "a share of nothing is not told"
    many = {one.indicator.id: one for one in shares(FORM.id, whole(FORM, handled(SMALL, SMALL)))}
    assert not many["disclosure_rate"].small


@pytest.mark.parametrize("of", [1, 30, 200, 5_000])
@pytest.mark.parametrize("share", [0.0, 0.03, 0.5, 0.97, 1.0])
def test_chances_and_intervals_are_those_of_scipy(of: int, share: float) -> None:
    from scipy import stats

    usual = round(of * share)
    for cases in sorted({0, 1, usual, usual + 3, usual - 3, of // 3, of - 1, of} & set(range(of + 1))):
        known = stats.binomtest(cases, of, share)
        assert binomial_chance(cases, of, share) == pytest.approx(float(known.pvalue), rel=1e-8, abs=1e-300)
        interval = known.proportion_ci(method="wilson")
        assert wilson(cases, of) == pytest.approx((float(interval.low), float(interval.high)))
