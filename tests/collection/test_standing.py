"""Where units stand, by what was received and decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.collection.office import figures, office, put, take, workbook
from toolkit.collection import deciding
from toolkit.collection.folder import Collection
from toolkit.collection.ledger.records import Reported
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.standing import State, Stock, take_stock
from toolkit.errors import MisuseError

GOOD = figures(received=3, granted=3)
WRONG = figures(received=3, granted=2)


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return office(tmp_path / "c")


@pytest.fixture
def ledger(collection: Collection) -> Iterator[Ledger]:
    with collection.ledger() as ledger:
        yield ledger


def states(stock: Stock) -> dict[str, str]:
    return {standing.unit.code: str(standing.state) for standing in stock.standings}


def test_nothing_received(collection: Collection, ledger: Ledger) -> None:
    stock = take_stock(collection, ledger, date(2024, 1, 1))
    assert set(states(stock).values()) == {"missing", "excluded"}
    assert not stock.complete


def test_accepted_returned_mended(collection: Collection, ledger: Ledger, tmp_path: Path) -> None:
    wrong = put(tmp_path, "a.xlsx", workbook(collection, "101", WRONG))
    good = put(tmp_path, "b.xlsx", workbook(collection, "102", GOOD))
    assert states(take(collection, ledger, wrong, good).after)["101"] == "returned"
    mended = put(tmp_path, "c.xlsx", workbook(collection, "101", GOOD))
    standing = take(collection, ledger, mended).after.standing("101")
    assert standing.state is State.INCLUDED
    assert [file.name for file in standing.superseded] == ["a.xlsx"]


def test_a_bad_resubmission_takes_an_accepted_unit_back(
    collection: Collection, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    after = take(collection, ledger, put(tmp_path, "b.xlsx", workbook(collection, "101", WRONG))).after
    assert after.standing("101").state is State.RETURNED


@pytest.mark.parametrize("case", ["damaged", "other year"])
def test_what_does_not_speak_for_the_unit_changes_nothing(
    collection: Collection, ledger: Ledger, tmp_path: Path, case: str
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    other = workbook(collection, "101", GOOD, year=2022, issued_in="样例市-2022")
    if case == "damaged":
        other = workbook(collection, "101", GOOD)[:-2000]
    stock = take(collection, ledger, put(tmp_path, "101-样例市教育局.xlsx", other)).after
    standing = stock.standing("101")
    assert standing.state is State.INCLUDED and standing.received and standing.received.name == "a.xlsx"
    # A damaged file has no identity: a person must say whose it is.
    assert bool(stock.unidentified) is (case == "damaged")
    assert len(standing.set_aside) == (case == "other year")


def test_late_and_overdue(collection: Collection, ledger: Ledger, tmp_path: Path) -> None:
    file = put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD))
    take(collection, ledger, file, on=date(2024, 2, 2))
    stock = take_stock(collection, ledger, date(2024, 2, 10))
    late = {standing.unit.code: standing.late_days for standing in stock.standings}
    assert late == {"001": 10, "101": 2, "102": 10, "201": 0, "901": 0}


def test_withdrawing_lets_the_earlier_file_count_again(
    collection: Collection, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    stock = take(collection, ledger, put(tmp_path, "b.xlsx", workbook(collection, "101", WRONG))).after
    _, number = deciding.withdraw(stock, "b.xlsx", why="误发", by="李工")
    standing = take_stock(collection, ledger).standing("101")
    assert standing.state is State.INCLUDED and standing.received and standing.received.name == "a.xlsx"
    assert [file.name for file in standing.withdrawn] == ["b.xlsx"]
    deciding.undo(stock, number, why="没有误发")
    assert take_stock(collection, ledger).standing("101").state is State.RETURNED


def test_excluding_a_unit_and_undoing_it(collection: Collection, ledger: Ledger) -> None:
    stock = take_stock(collection, ledger)
    _, number = deciding.exclude(stock, "样例市民政局", why="并入教育局", by="李工")
    standing = take_stock(collection, ledger).standing("102")
    assert (standing.state, standing.why) == (State.EXCLUDED, "并入教育局")
    with pytest.raises(MisuseError, match="已经不纳入（并入教育局）"):
        deciding.exclude(take_stock(collection, ledger), "102", why="再来")
    _, undoing = deciding.undo(stock, number, why="没有并入")
    assert take_stock(collection, ledger).standing("102").state is State.MISSING
    # An undoing can itself be undone: nothing is ever lost.
    deciding.undo(stock, undoing, why="还是并入")
    assert take_stock(collection, ledger).standing("102").state is State.EXCLUDED
    with pytest.raises(MisuseError, match="已经撤销"):
        deciding.undo(stock, undoing, why="再撤")


def test_queries_are_open_until_answered_or_accepted(
    collection: Collection, ledger: Ledger, tmp_path: Path
) -> None:
    queried = {"proactive.normative_documents.issued": 5, **GOOD}
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", queried))).after
    assert (stock.standing("101").state, stock.standing("101").queries) == (State.INCLUDED, 1)
    _, number = deciding.accept(stock, "101", why="电话核实", by="李工")
    standing = take_stock(collection, ledger).standing("101")
    assert standing.queries == 0 and standing.accepted and standing.accepted.who == "李工"
    # The decision was on that file: another one is asked anew.
    again = workbook(collection, "101", {**queried, "proactive.normative_documents.issued": 6})
    assert take(collection, ledger, put(tmp_path, "b.xlsx", again)).after.standing("101").queries == 1
    assert number == 1


def test_hard_findings_cannot_be_accepted(collection: Collection, ledger: Ledger, tmp_path: Path) -> None:
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
    collection: Collection, ledger: Ledger, call: object, message: str
) -> None:
    with pytest.raises(MisuseError, match=message):
        call(take_stock(collection, ledger))  # type: ignore[operator]
    assert ledger.decisions() == []


def test_a_unit_struck_off_the_roster_leaves_its_file_in_sight(
    collection: Collection, ledger: Ledger, tmp_path: Path
) -> None:
    from tests.collection.office import UNITS
    from toolkit.collection.roster.writing import write_roster

    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "102", GOOD)))
    write_roster(collection.folder / "roster.xlsx", [unit for unit in UNITS if unit.code != "102"])
    stock = take_stock(Collection.open(collection.folder), ledger)
    assert [file.name for file in stock.unidentified] == ["a.xlsx"]


def test_a_change_after_the_report_is_flagged(collection: Collection, ledger: Ledger, tmp_path: Path) -> None:
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD))).after
    ledger.report(
        "{}",
        [
            Reported(
                s.unit.code,
                s.state,
                s.unit.counted,
                s.received.sha256 if s.received else None,
                s.received.reading if s.received else None,
            )
            for s in stock.standings
        ],
    )
    assert not any(s.changed_since_report for s in take_stock(collection, ledger).standings)
    more = put(tmp_path, "b.xlsx", workbook(collection, "101", figures(received=4, granted=4)))
    after = take(collection, ledger, more).after
    assert [s.unit.code for s in after.standings if s.changed_since_report] == ["101"]
    assert after.reported_at
