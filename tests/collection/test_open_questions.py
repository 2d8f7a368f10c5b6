"""Questions about units that are put until somebody decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.cli.typed import ogi, told
from tests.collection.office import UNITS, figures, office, put, take, workbook
from toolkit.collection import deciding
from toolkit.collection.folder import ROSTER, CollectionFolder
from toolkit.collection.open_questions import called_otherwise, question_lines, renamed
from toolkit.collection.outbox import distribute
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import take_stock
from toolkit.reports.handling.matters import Choice, MatterKind, open_matters
from toolkit.rollup.aggregate import roll_up

FEW = UNITS[1:3]
GOOD = figures(received=3, granted=3)


def with_roster(collection: CollectionFolder, *units: ReportingUnit) -> CollectionFolder:
    write_roster(collection.folder / ROSTER, units)
    return CollectionFolder.open(collection.folder)


def test_a_name_that_changed_is_told_until_it_is_a_former_one(tmp_path: Path) -> None:
    collection = office(tmp_path / "c", FEW)
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
        assert renamed(take_stock(collection, ledger)) == []
        new = [replace(unit, name=f"新{unit.name}") for unit in FEW]
        changed = with_roster(collection, *new)
        found = renamed(take_stock(changed, ledger))
        assert [(one.unit.code, one.old, one.received and one.received.number) for one in found] == [
            ("101", "样例市教育局", 1),
            ("102", "样例市民政局", None),
        ]
        done = distribute(changed, ledger)
        assert len(done.questions) == 2 and "102-样例市民政局-2023.xlsx" in done.questions[1]
        # The outbox has the new name now; the report that was received does not.
        assert [one.unit.code for one in renamed(take_stock(changed, ledger))] == ["101"]
    for command in ("collect", "status", "rollup", "distribute"):
        assert "“样例市教育局”写进曾用名" in ogi(command, collection.folder).stdout, command
        (one,) = told(command, collection.folder)["renamed"]
        assert (one["code"], one["issued_as"], one["receipt"]) == ("101", "样例市教育局", 1), command
    settled = with_roster(collection, replace(new[0], former_names=("样例市教育局",)), new[1])
    with settled.ledger(reading_only=True) as ledger:
        assert list(question_lines(take_stock(settled, ledger))) == []


def test_a_sum_of_two_reports_is_asked_about_when_one_comes_anew(tmp_path: Path) -> None:
    collection = office(tmp_path / "c", FEW)
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        files = [put(tmp_path, f"{code}.xlsx", workbook(collection, code, GOOD)) for code in ("101", "102")]
        take(collection, ledger, *files)
        changed = with_roster(collection, replace(FEW[0], former_names=("样例市民政局", "样例市教育委员会")))
        deciding.merge(take_stock(changed, ledger), "102", "101", "both", why="机构改革", by="李工")
        stock = take_stock(changed, ledger)
        assert list(question_lines(stock)) == [] and not stock.standing("101").joined_anew
        again = put(tmp_path, "n.xlsx", workbook(changed, "101", figures(received=9, granted=9)))
        after = take(changed, ledger, again).after
        lines = list(question_lines(after))
        assert "收件 3" in lines[0] and "收件 2" in lines[0] and "ogi decide undo" in lines[1]
        (finding,) = [one for one in roll_up(after).findings if one.code == "D-03"]
        assert finding.severity == "soft" and "收件 3" in finding.message
    assert told("status", collection.folder)["units"][0]["joined_anew"] == [1]
    for words in (("undo", 1), ("merge", "102", "101", "--how", "both")):
        assert ogi("decide", words[0], collection.folder, *words[1:], "--why", "核实").exit_code == 0
    assert "仍与" not in ogi("status", collection.folder).stdout


def test_a_file_called_after_another_unit_is_asked_about_while_that_one_is_missing(tmp_path: Path) -> None:
    collection = office(tmp_path / "c")
    mail = {
        "102样例市民政局2023.xlsx": ("101", GOOD),
        "样例市教育局（样例市民政局代报）.xlsx": ("201", GOOD),  # several names tell nothing
        "样例县报表.xlsx": ("201", figures(received=4, granted=4)),
        "年报.xlsx": ("001", GOOD),
    }
    files = [put(tmp_path, name, workbook(collection, code, rows)) for name, (code, rows) in mail.items()]
    with collection.ledger() as ledger:
        take(collection, ledger, *files)
        (one,) = called_otherwise(take_stock(collection, ledger))
        assert (one.unit.code, one.named.code, one.received.number) == ("101", "102", 1)
        # Its own workbook replaces the file; whose figures that held is asked all the same.
        own = workbook(collection, "101", figures(received=2, granted=2))
        take(collection, ledger, put(tmp_path, "b.xlsx", own))
        stock = take_stock(collection, ledger)
        (line,) = question_lines(stock)
        assert "文件名写的却是样例市民政局" in line and "ogi decide withdraw" in line
        (matter,) = [one for one in open_matters(stock) if one.kind is MatterKind.CALLED]
        assert (matter.unit, matter.receipt, matter.choices) == ("101", 1, (Choice.WITHDRAW,))
        with ledger.alone():
            deciding.withdraw(stock, "1", why="错填了别人的表")
            assert called_otherwise(take_stock(collection, ledger)) == []
            deciding.undo(take_stock(collection, ledger), 1, why="又不是")
        assert len(called_otherwise(take_stock(collection, ledger))) == 1
        take(collection, ledger, put(tmp_path, "c.xlsx", workbook(collection, "102", GOOD)))
        assert called_otherwise(take_stock(collection, ledger)) == []
