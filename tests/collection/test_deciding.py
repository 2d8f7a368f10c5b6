"""What a person decides: recorded where it makes sense, refused in words where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collection.office import figures, put, take, workbook
from toolkit.collection import deciding
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.standing import UnitState, take_stock
from toolkit.errors import MisuseError

GOOD = figures(received=3, granted=3)
WRONG = figures(received=3, granted=2)


def test_withdrawing_lets_the_earlier_file_count_again(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    stock = take(collection, ledger, put(tmp_path, "b.xlsx", workbook(collection, "101", WRONG))).after
    _, number = deciding.withdraw(stock, "b.xlsx", why="误发", by="李工")
    standing = take_stock(collection, ledger).standing("101")
    assert standing.state is UnitState.INCLUDED and standing.received and standing.received.name == "a.xlsx"
    assert [file.name for file in standing.withdrawn] == ["b.xlsx"]
    deciding.undo(stock, number, why="没有误发")
    assert take_stock(collection, ledger).standing("101").state is UnitState.RETURNED


def test_excluding_a_unit_and_undoing_it(collection: CollectionFolder, ledger: Ledger) -> None:
    stock = take_stock(collection, ledger)
    _, number = deciding.exclude(stock, "样例市民政局", why="并入教育局", by="李工")
    standing = take_stock(collection, ledger).standing("102")
    assert (standing.state, standing.why) == (UnitState.EXCLUDED, "并入教育局")
    with pytest.raises(MisuseError, match="已经不纳入（并入教育局）"):
        deciding.exclude(take_stock(collection, ledger), "102", why="再来")
    _, undoing = deciding.undo(stock, number, why="没有并入")
    assert take_stock(collection, ledger).standing("102").state is UnitState.MISSING
    # An undoing can itself be undone: nothing is ever lost.
    deciding.undo(stock, undoing, why="还是并入")
    assert take_stock(collection, ledger).standing("102").state is UnitState.EXCLUDED
    with pytest.raises(MisuseError, match="已经撤销"):
        deciding.undo(stock, undoing, why="再撤")


def test_queries_are_open_until_answered_or_accepted(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    queried = {"proactive.normative_documents.issued": 5, **GOOD}
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", queried))).after
    assert (stock.standing("101").state, stock.standing("101").queries) == (UnitState.INCLUDED, 1)
    _, number = deciding.accept(stock, "101", why="电话核实", by="李工")
    standing = take_stock(collection, ledger).standing("101")
    assert standing.queries == 0 and standing.accepted and standing.accepted.who == "李工"
    # The decision was on that file: another one is asked anew.
    again = workbook(collection, "101", {**queried, "proactive.normative_documents.issued": 6})
    assert take(collection, ledger, put(tmp_path, "b.xlsx", again)).after.standing("101").queries == 1
    assert number == 1


def test_hard_findings_cannot_be_accepted(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", WRONG))).after
    with pytest.raises(MisuseError, match=r"有 \d 项须改正，不能接受"):
        deciding.accept(stock, "101", why="算了")
    assert ledger.decisions() == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: deciding.accept(s, "102", why="好"), "还没有报送"),
        (lambda s: deciding.accept(s, "777", why="好"), "名册里没有“777”"),
        (lambda s: deciding.exclude(s, "教育", why="好"), "相近的有：101 样例市教育局"),
        (lambda s: deciding.exclude(s, "101", why="  "), "没有写原因"),
        (lambda s: deciding.withdraw(s, "9", why="好"), "没有收到过“9”"),
        (lambda s: deciding.undo(s, 9, why="好"), "没有编号为 9 的决定"),
    ],
)
def test_decisions_that_make_no_sense_are_refused_in_words(
    collection: CollectionFolder, ledger: Ledger, call: object, message: str
) -> None:
    with pytest.raises(MisuseError, match=message):
        call(take_stock(collection, ledger))  # type: ignore[operator]
    assert ledger.decisions() == []


def test_a_workbook_issued_to_one_unit_is_not_made_anothers(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD))).after
    with pytest.raises(MisuseError, match=r"是下发给样例市教育局的原表.*不能指明为样例市民政局的"):
        deciding.identify(stock, "1", "102", why="听说")
    with pytest.raises(MisuseError, match="已经是样例市教育局的，不需要指明"):
        deciding.identify(stock, "1", "101", why="确认")
    assert ledger.decisions() == []


def test_an_identification_can_be_corrected(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    unmarked = workbook(collection, "101", GOOD, name="教育", issued_in="")
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", unmarked)).after
    deciding.identify(stock, "1", "102", why="听说", by="李工")
    stock = take(collection, ledger).after
    deciding.identify(stock, "1", "101", why="电话核实", by="李工")
    after = take(collection, ledger).after
    assert (after.standing("101").state, after.standing("102").state) == (
        UnitState.INCLUDED,
        UnitState.MISSING,
    )
