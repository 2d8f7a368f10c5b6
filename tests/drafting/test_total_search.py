"""Which lines a total is taken to sum."""

from __future__ import annotations

import pytest

from toolkit.drafting.total_search import numbered_sums, parts_of_lines, totals_among

CASES = {
    "the last line": ("甲;乙;合计", "2=0+1"),
    "the first line": ("总计;甲;乙", "0=1+2"),
    "spread and numbered": ("甲;乙;三、合 计", "2=0+1"),
    "in both languages": ("甲;乙;合计 Total", "2=0+1"),
    "in the middle": ("甲;乙;合计;结转", "2=0+1"),
    "in a group": ("收/甲;收/乙;收/小计;结", "2=0+1"),
    "groups and all": ("收/甲;收/乙;收/小计;支/丙;支/丁;支/小计;总计", "2=0+1 5=3+4 6=2+5"),
    "subtotals in a row": ("甲;乙;小计;丙;丁;小计;合计", "2=0+1 5=3+4 6=2+5"),
    "subtotals that lead": ("小计;甲;乙;小计;丙;丁", "0=1+2 3=4+5"),
    "a group without subtotal": ("收/甲;收/乙;收/小计;其他;合计", "2=0+1 4=2+3"),
    "over several columns": ("甲/件;甲/元;乙/件;乙/元;合计/件;合计/元", "4=0+2 5=1+3"),
    "a part of a line": ("甲;其中：女;乙;合计", "3=0+2?of_which"),
    "one line": ("甲;合计", "1=0?one_part"),
    "no words": ("甲;乙", ""),
    "perhaps": ("申请总数;甲;乙", "0=1+2?unsure_word"),
    "two at either end": ("合计;甲;乙;总计", "0=1+2+3?two_totals 3=0+1+2?two_totals"),
}


@pytest.mark.parametrize("name", CASES)
def test_totals(name: str) -> None:
    labels, expected = CASES[name]
    found = totals_among([tuple(path.split("/")) for path in labels.split(";")])
    written = [
        f"{total.at}={'+'.join(map(str, total.parts))}" + (f"?{total.why}" if total.why else "")
        for total in found
    ]
    assert sorted(written) == sorted(expected.split())


def test_lines_numbered_below_another() -> None:
    labels = ("一、收入", "1.拨款", "2.其他", "（1）利息", "（2）捐赠", "二、支出", "1.人员", "合计")
    found = numbered_sums([(label,) for label in labels])
    assert [(total.at, total.parts, total.why) for total in found] == [
        (0, (1, 2), "numbered"),
        (2, (3, 4), "numbered"),
    ]


def test_parts_of_a_line() -> None:
    labels = ("收到", "其中：网上", "其中：信函", "办结", "of which: late")
    assert parts_of_lines([(label,) for label in labels]) == [(1, 0), (2, 0), (4, 3)]
    assert parts_of_lines([("甲", "收到"), ("乙", "其中：网上")]) == []
