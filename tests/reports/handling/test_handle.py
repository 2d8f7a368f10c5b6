"""Decisions typed into 办理: the same as by command, each once, refused with what changed, never lost."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.clerk import opened_book
from tests.cli.typed import ogi, told
from tests.collection.office import put, take, workbook
from tests.reports.handling.office_sheet import (
    GOOD,
    TODAY,
    Sheet,
    busy_office,
    decisions,
    file_of,
    run,
    say_kind,
    stock_of,
    written,
)
from toolkit.collection import deciding, settling
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.head_note import HEAD_NOTE
from toolkit.collection.standing import Snapshot, UnitState, take_stock
from toolkit.reports.handling import handle
from toolkit.reports.handling.chosen import Chosen, carry_out
from toolkit.reports.handling.handle import handle_sheet
from toolkit.reports.handling.matters import Choice, MatterKind
from toolkit.reports.handling.row_answers import RowOutcome

RECEIVED = "requests.received.natural_person"
WHY = ("--why", "问清了", "--by", "李工")


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office, to be copied."""
    folder = tmp_path_factory.mktemp("busy")
    written(busy_office(folder))
    return folder / "c"


@pytest.fixture
def collection(busy: Path, tmp_path: Path) -> CollectionFolder:
    shutil.copytree(busy, tmp_path / "c")
    return CollectionFolder.open(tmp_path / "c")


@pytest.fixture
def sheet(collection: CollectionFolder) -> Sheet:
    return Sheet(file_of(collection))


def answers(collection: CollectionFolder) -> list[tuple[str, int]]:
    """RowOutcome and decision of every row, of a whole run."""
    return [(str(one.outcome), one.decision) for one in run(collection).answers]


def states(stock: Snapshot) -> list[object]:
    return [
        (s.unit.code, s.state, s.received and s.received.number, s.queries, s.due, len(s.papers), s.why)
        for s in stock.standings
    ]


def test_every_matter_has_a_row_with_what_is_possible(sheet: Sheet) -> None:
    words = {kind: say_kind(kind) for kind in MatterKind}
    assert sheet.kinds() == [
        (words[MatterKind.UNIDENTIFIED], ""), (words[MatterKind.PAPER], ""),
        (words[MatterKind.QUERIES], "102"), (words[MatterKind.RETURNED], "103"),
        (words[MatterKind.OVERDUE], "104"), (words[MatterKind.WAIVER], "105"),
        (words[MatterKind.RETURNED], "105"), (words[MatterKind.OVERDUE], "106"),
    ]  # fmt: skip
    lists = {
        str(v.sqref): v.formula1 for v in sheet.sheet.data_validations.dataValidation if v.type == "list"
    }
    overdue = sheet.find(MatterKind.OVERDUE, "104")
    assert lists[f"F{overdue['row']}"] == '"延期,不纳入"'
    assert "X-01" in sheet.find(MatterKind.WAIVER)["matter"]
    assert "收件 5 可能是它的" in overdue["matter"]


def test_typed_decisions_come_to_the_same_as_commands(
    collection: CollectionFolder, sheet: Sheet, busy: Path, tmp_path: Path
) -> None:
    sheet.type(sheet.find(MatterKind.UNIDENTIFIED), Choice.IDENTIFY, "104 样例市第104局")
    sheet.type(sheet.find(MatterKind.PAPER), Choice.TEXT, "样例市第106局")
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.ACCEPT)
    sheet.type(sheet.find(MatterKind.RETURNED, "103"), Choice.CORRECT, f"{RECEIVED}：3→2")
    sheet.type(sheet.find(MatterKind.WAIVER), Choice.WAIVE)
    sheet.type(sheet.find(MatterKind.OVERDUE, "106"), Choice.EXTEND, "2月20日")
    sheet.type(sheet.find(MatterKind.FREE), Choice.EXCLUDE, unit="101 样例市第101局").save()
    by_hand = CollectionFolder.open(Path(shutil.copytree(busy, tmp_path / "d")))
    number = sheet.find(MatterKind.UNIDENTIFIED)["receipt"], sheet.find(MatterKind.PAPER)["receipt"]
    data = told("status", collection.folder, "--on", TODAY)
    for words in (
        ("identify", by_hand.folder, number[0], "104"),
        ("attach", by_hand.folder, number[1], "106", "--as", "text"),
        ("accept", by_hand.folder, "102"),
        ("correct", by_hand.folder, "103", RECEIVED, "3", "2"),
        ("waive", by_hand.folder, "105", "X-01"),
        ("extend", by_hand.folder, "106", "2024-02-20"),
        ("exclude", by_hand.folder, "101"),
    ):
        assert ogi("decide", *words, *WHY).exit_code == 0, words
    assert decisions(collection) == decisions(by_hand) and len(decisions(by_hand)) == 7
    assert stock_of(collection, states) == stock_of(by_hand, states)
    rows = data["handling"]["rows"]
    assert [row["decision"] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert rows[0].items() >= {
        "file": "报送进度.xlsx", "row": 5, "matter": "unidentified", "unit": "104", "choice": "identify",
        "outcome": "recorded", "by": "李工",
    }.items()  # fmt: skip
    (request,) = data["handling"]["requests"]
    assert Path(request).is_file()
    assert [one["unit"]["code"] for one in data["handling"]["superseded"]] == [
        "101", "103", "105",
    ]  # fmt: skip
    # They are in the sheet as made, the last first, and nothing is recorded again.
    after = Sheet(file_of(collection))
    made = [row["matter"] for row in after.rows() if row["kind"] == say_kind(MatterKind.DECIDED)]
    assert len(made) == 7 and made[0].startswith("决定 7：不纳入。李工") and made[-1].startswith("决定 1：")
    assert told("status", collection.folder)["handling"]["rows"] == []


def test_the_other_choices_too(
    collection: CollectionFolder, sheet: Sheet, busy: Path, tmp_path: Path
) -> None:
    """Withdrawn, a stamped copy, left out; and rows for anything else, one of which adopts a report."""
    from toolkit.collection.folder import ROSTER
    from toolkit.collection.roster.roster_workbook import write_roster

    by_hand = CollectionFolder.open(Path(shutil.copytree(busy, tmp_path / "d")))
    number = sheet.find(MatterKind.UNIDENTIFIED)["receipt"], sheet.find(MatterKind.PAPER)["receipt"]
    for one in (collection, by_hand):
        write_roster(one.folder / ROSTER, [u for u in one.roster if u.code != "101"])
    collection = CollectionFolder.open(collection.folder)
    sheet = Sheet(written(collection))
    sheet.type(sheet.find(MatterKind.UNIDENTIFIED), Choice.WITHDRAW)
    sheet.type(sheet.find(MatterKind.PAPER), Choice.SEAL, "102")
    sheet.type(sheet.find(MatterKind.FALLEN), Choice.ADOPT, "106 样例市第106局")
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.WITHDRAW)
    sheet.type(sheet.find(MatterKind.RETURNED, "103"), Choice.EXCLUDE)
    free = (
        (Choice.WAIVE, "x-01", "105"), (Choice.TEXT, number[1], "103"), (Choice.EXTEND, "2024.3.1", "104"),
        (Choice.UNDO, "5", ""), (Choice.IDENTIFY, "3", "104"),
    )  # fmt: skip
    rows = [row for row in sheet.rows() if row["kind"] == say_kind(MatterKind.FREE)]
    for row, (choice, value, unit) in zip(rows, free, strict=False):
        sheet.type(row, choice, value, unit=unit)
    sheet.save()
    handling = run(collection)
    for words in (
        ("withdraw", by_hand.folder, number[0]),
        ("attach", by_hand.folder, number[1], "102", "--as", "seal"),
        ("adopt", by_hand.folder, "1", "106"),
        ("withdraw", by_hand.folder, "2"),
        ("exclude", by_hand.folder, "103"),
        ("waive", by_hand.folder, "105", "X-01"),
        ("extend", by_hand.folder, "104", "2024-03-01"),
        ("undo", by_hand.folder, "5"),
        ("identify", by_hand.folder, "3", "104"),
    ):
        done = ogi("decide", *words, *WHY)
        assert bool(done.exit_code) == (words[0] == "identify"), done.output
    said = [one.message for one in handling.open]
    assert len(said) == 2 and "同一件事另有决定：决定 2（认作材料" in said[0], "the paper, two rows above"
    assert "是下发给样例市第103局的原表" in said[1]
    assert decisions(collection) == decisions(by_hand)
    opened = (CollectionFolder.open(one.folder) for one in (collection, by_hand))
    assert len({repr(stock_of(one, states)) for one in opened}) == 1
    assert [row["choice"] for row in Sheet(file_of(collection)).rows() if row["choice"]] == [
        Choice.TEXT.word, Choice.IDENTIFY.word,
    ]  # fmt: skip


def test_the_same_sheet_read_again_does_nothing(
    collection: CollectionFolder, sheet: Sheet, tmp_path: Path
) -> None:
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.ACCEPT)
    sheet.type(sheet.find(MatterKind.OVERDUE, "106"), Choice.EXTEND, "2024-2-20")
    sheet.type(sheet.find(MatterKind.FREE), Choice.EXTEND, "3月1日", unit="103").save()
    kept = tmp_path / "kept.xlsx"
    shutil.copy(file_of(collection), kept)
    assert answers(collection) == [("recorded", 1), ("recorded", 2), ("recorded", 3)]
    shutil.copy(kept, file_of(collection))
    assert answers(collection) == [("already", 1), ("already", 2), ("already", 3)]
    # Also after it was undone: only a new row decides anew.
    with collection.ledger() as ledger:
        deciding.undo(take_stock(collection, ledger), 3, why="弄错了")
    shutil.copy(kept, file_of(collection).with_name("报送进度 (2).xlsx"))
    handling = run(collection)
    assert [one.decision for one in handling.answers] == [1, 2, 3] and handling.open == []
    assert "后来又被撤销" in handling.answers[2].message and len(decisions(collection)) == 4


def test_a_kill_between_recording_and_answering(
    collection: CollectionFolder, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after each decision in turn: each is recorded once, and answered in the end."""
    for code in ("104", "106"):
        sheet.type(sheet.find(MatterKind.OVERDUE, code), Choice.EXTEND, "2024-2-20")
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.ACCEPT).save()

    class Killed(BaseException):
        pass

    for number in (1, 2, 3):
        done: list[int] = []

        def dies(stock: Snapshot, one: object, done: list[int] = done) -> int:
            if done:
                raise Killed  # in the transaction of the next row
            done.append(carry_out(stock, one))  # type: ignore[arg-type]
            return done[0]

        monkeypatch.setattr(handle, "carry_out", dies)
        monkeypatch.setattr(settling, "read_waiting", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            handle_sheet(collection, TODAY)
        assert len(decisions(collection)) == number
        monkeypatch.undo()
    assert {one for one, _ in answers(collection)} == {"already"}
    assert len(decisions(collection)) == 3 and not Sheet(file_of(collection)).find(MatterKind.DECIDED)["why"]


def test_what_changed_meanwhile_is_refused_and_kept(
    collection: CollectionFolder, sheet: Sheet, tmp_path: Path
) -> None:
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.ACCEPT, why="电话问过")
    sheet.type(sheet.find(MatterKind.RETURNED, "103"), Choice.EXTEND, "2月20日")
    sheet.type(sheet.find(MatterKind.OVERDUE, "106"), Choice.EXTEND, "2月20日").save()
    values = {"proactive.normative_documents.issued": 7, **GOOD}
    with collection.ledger() as ledger:
        files = (
            put(tmp_path, "b.xlsx", workbook(collection, "102", values)),
            put(tmp_path, "c.xlsx", workbook(collection, "103", GOOD)),
        )
        take(collection, ledger, *files)
        deciding.extend(take_stock(collection, ledger), "106", date(2024, 2, 18), why="搬迁", by="王工")
    handling = run(collection)
    assert [one.outcome for one in handling.answers] == [RowOutcome.REFUSED] * 3
    said = [one.message for one in handling.answers]
    assert "作数的由收件 2 变为收件 7" in said[0] and "现在是“已计入”，作数的是收件 8" in said[1]
    assert "另有决定：决定 1（延期，王工" in said[2]
    assert len(decisions(collection)) == 1
    # What was typed stays, apart from the new row of the matter, and is refused as often as it is read.
    again = Sheet(file_of(collection))
    first = next(again.rows())
    assert (first["code"], first["choice"], first["why"]) == ("102", "接受", "电话问过")
    assert first["answer"].startswith(said[0]) and "清空" in first["answer"]
    fresh = [row for row in again.rows() if row["kind"] == first["kind"] and row["row"] != first["row"]]
    assert [(row["code"], row["receipt"], row["choice"]) for row in fresh] == [("102", "7", "")]
    assert [one.message for one in run(collection).answers] == said
    # Emptied, it is gone; typed into the new row, it is recorded.
    again = Sheet(file_of(collection))
    again.type(next(again.rows()), why="", by="")
    row = next(row for row in again.rows() if row["kind"] == first["kind"] and not row["answer"])
    again.type(row, Choice.ACCEPT).save()
    assert [one.decision for one in run(collection).answers] == [0, 0, 2]


def test_rows_of_one_run_do_not_make_each_other_stale(collection: CollectionFolder, sheet: Sheet) -> None:
    """Each closes or changes the matter of the next: all are recorded as they were typed."""
    lost = sheet.find(MatterKind.UNIDENTIFIED)
    sheet.type(lost, Choice.IDENTIFY, "104 样例市第104局")
    sheet.type(sheet.find(MatterKind.OVERDUE, "104"), Choice.EXTEND, "2月20日")
    sheet.type(sheet.find(MatterKind.WAIVER, "105"), Choice.WAIVE)
    sheet.type(sheet.find(MatterKind.RETURNED, "105"), Choice.EXTEND, "2月20日")
    sheet.type(sheet.find(MatterKind.RETURNED, "103"), Choice.CORRECT, "requests.granted.natural_person：2→3")
    frees = [row for row in sheet.rows() if row["kind"] == say_kind(MatterKind.FREE)]
    sheet.type(frees[0], Choice.EXTEND, "2月20日", unit="103").save()
    handling = run(collection)
    assert [one.message for one in handling.open] == []
    made = {one[:2] for one in decisions(collection)}
    assert made == {
        ("identify", "104"), ("extend", "104"), ("waive", "105"), ("extend", "105"), ("correct", "103"),
        ("extend", "103"),
    }  # fmt: skip


def test_rows_of_one_run_that_contradict_each_other_are_refused(
    collection: CollectionFolder, sheet: Sheet
) -> None:
    frees = [row for row in sheet.rows() if row["kind"] == say_kind(MatterKind.FREE)]
    sheet.type(sheet.find(MatterKind.WAIVER, "105"), Choice.WAIVE)
    sheet.type(sheet.find(MatterKind.RETURNED, "105"), Choice.EXCLUDE)  # let it stand, and leave it out?
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.WITHDRAW)
    sheet.type(frees[0], Choice.ACCEPT, unit="102")
    sheet.type(sheet.find(MatterKind.RETURNED, "103"), Choice.EXCLUDE)
    sheet.type(frees[1], Choice.EXTEND, "2月20日", unit="103").save()
    handling = run(collection)
    made = {one[:2] for one in decisions(collection)}
    assert made == {("waive", "105"), ("withdraw", "102"), ("exclude", "103")}
    assert [one.outcome for one in handling.open] == [RowOutcome.REFUSED] * 3
    assert "现在是“已计入”" in "".join(one.message for one in handling.open)


def test_what_others_decide_during_a_run_is_no_row_of_it(
    collection: CollectionFolder, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet.type(sheet.find(MatterKind.WAIVER, "105"), Choice.WAIVE)
    sheet.type(sheet.find(MatterKind.RETURNED, "105"), Choice.EXTEND, "2月20日").save()

    def together(stock: Snapshot, one: Chosen) -> int:
        number = carry_out(stock, one)
        deciding.extend(stock, "106", date(2024, 2, 18), why="搬迁", by="王工")
        return number

    monkeypatch.setattr(handle, "carry_out", together)
    assert len(run(collection).open) == 1


def test_half_filled_and_impossible_rows_say_what_is_needed(
    collection: CollectionFolder, sheet: Sheet
) -> None:
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.ACCEPT, why="", by="")
    sheet.type(sheet.find(MatterKind.RETURNED, "103"), Choice.EXTEND, "明天")
    sheet.type(sheet.find(MatterKind.OVERDUE, "104"), Choice.EXTEND)
    sheet.type(sheet.find(MatterKind.WAIVER), Choice.WAIVE, "X-01")
    sheet.type(sheet.find(MatterKind.OVERDUE, "106"), "接收")
    sheet.type(sheet.find(MatterKind.UNIDENTIFIED), Choice.IDENTIFY, "第104")
    sheet.type(sheet.find(MatterKind.PAPER), why="是谁的")
    sheet.type(sheet.find(MatterKind.FREE), "同意", unit="101").save()
    said = {one.row.number: one for one in run(collection).answers}
    told = [said[number].message for number in sorted(said)]
    assert "相近的有：104 样例市第104局" in told[0]
    assert told[1] == "还没有登记：请填“决定”。"
    assert told[2] == "还没有登记：请填“原因、经办人”。"
    assert "明天" in told[3]
    assert told[4] == "还没有登记：请填“值”。"
    assert "不用填“值”，这里却写了“X-01”" in told[5]
    assert "不能“接收”" in told[6] and "“同意”不是可以选的决定" in told[7]
    assert decisions(collection) == []
    # Each stays in its place, to be completed there.
    again = Sheet(file_of(collection))
    row = again.find(MatterKind.QUERIES)
    assert (row["choice"], row["answer"]) == ("接受", told[2])
    again.type(row, Choice.ACCEPT).save()
    outcomes = {one.outcome for one in run(collection).answers}
    assert (
        outcomes == {RowOutcome.RECORDED, RowOutcome.REFUSED, RowOutcome.INCOMPLETE}
        and len(decisions(collection)) == 1
    )


def test_rows_in_another_order_and_partly_pasted(collection: CollectionFolder, sheet: Sheet) -> None:
    """A key moves with its row; one that came into another row, or was edited, decides nothing."""
    accept, later = sheet.find(MatterKind.QUERIES), sheet.find(MatterKind.OVERDUE, "106")
    mixed, edited = sheet.find(MatterKind.OVERDUE, "104"), sheet.find(MatterKind.RETURNED, "103")
    sheet.type(accept, Choice.ACCEPT)
    sheet.type(later, Choice.EXTEND, "2月20日")
    for column in sheet.columns:  # two whole rows change places
        one, other = (sheet.sheet.cell(int(row["row"]), sheet.columns[column]) for row in (accept, later))
        one.value, other.value = other.value, one.value
    sheet.type(mixed, Choice.EXCLUDE)
    sheet.put(mixed, "unit", "样例市第105局")
    sheet.type(edited, Choice.EXCLUDE)
    sheet.put(edited, "key", edited["key"].replace('"103"', '"101"'))
    sheet.type({"row": str(sheet.sheet.max_row + 3)}, "不纳入")
    sheet.save()
    handling = run(collection)
    assert sorted(one[:2] for one in decisions(collection)) == [("accept", "102"), ("extend", "106")]
    told = [one.message for one in handling.open]
    assert len(told) == 3 and sum("识别码没有了，或被改过" in one for one in told) == 2
    assert sum("对不上" in one for one in told) == 1


def test_the_same_matter_written_in_two_ways(collection: CollectionFolder, sheet: Sheet) -> None:
    copy = file_of(collection).with_name("报送进度 (2).xlsx")
    same, differs = sheet.find(MatterKind.QUERIES), sheet.find(MatterKind.OVERDUE, "106")
    sheet.type(same, Choice.ACCEPT).type(differs, Choice.EXCLUDE).save(copy)
    sheet.type(differs, Choice.EXTEND, "2月20日").save()
    handling = run(collection)
    assert [one.outcome for one in handling.answers] == [
        RowOutcome.RECORDED, RowOutcome.REFUSED, RowOutcome.ALREADY, RowOutcome.REFUSED,
    ]  # fmt: skip
    assert "报送进度 (2).xlsx 第" in handling.open[0].message
    assert not copy.exists() and len(decisions(collection)) == 1
    assert len(list((file_of(collection).parent / "旧稿").glob("报送进度*"))) == 2
    # Both are in one sheet now; one is emptied, the other recorded.
    again = Sheet(file_of(collection))
    rows = [row for row in again.rows() if row["choice"]]
    assert [(row["code"], row["choice"]) for row in rows] == [("106", "不纳入"), ("106", "延期")]
    again.type(rows[0], why="", by="").save()
    run(collection)
    assert [one[0] for one in decisions(collection)] == ["accept", "extend"]


def test_a_sheet_that_is_newer_than_its_ledger(
    collection: CollectionFolder, sheet: Sheet, tmp_path: Path
) -> None:
    """The ledger was restored from a copy: numbers of decisions begin anew, and say nothing about the row."""
    ledger = collection.folder / "ledger.sqlite"
    shutil.copy(ledger, tmp_path / "copy.sqlite")
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.ACCEPT).save()
    run(collection)
    again = Sheet(file_of(collection))
    again.type(again.find(MatterKind.OVERDUE, "106"), Choice.EXTEND, "2月20日").save()
    shutil.copy(tmp_path / "copy.sqlite", ledger)
    (collection.folder / HEAD_NOTE).unlink()  # nothing newer is left: the office goes on from the copy
    (one,) = run(collection).answers
    assert "现在的台账里没有" in one.message and decisions(collection) == []


def test_undoing_in_the_sheet(collection: CollectionFolder, sheet: Sheet) -> None:
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.ACCEPT).save()
    run(collection)
    again = Sheet(file_of(collection))
    again.type(again.find(MatterKind.DECIDED), Choice.UNDO, why="弄错了").save()
    assert answers(collection) == [("recorded", 2)]
    again = Sheet(file_of(collection))
    assert again.find(MatterKind.QUERIES)["code"] == "102"
    assert again.find(MatterKind.DECIDED, words="决定 1：")["answer"] == "已由决定 2 撤销。"


def test_collect_records_before_it_takes_in(
    collection: CollectionFolder, sheet: Sheet, tmp_path: Path
) -> None:
    """What was decided was decided of what the sheet showed."""
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.ACCEPT)
    sheet.type(sheet.find(MatterKind.OVERDUE, "104"), Choice.EXTEND).save()
    file = put(tmp_path, "b.xlsx", workbook(collection, "102", GOOD))
    dry = told("collect", collection.folder, file, "--dry-run")
    assert dry["handling"] is None and decisions(collection) == []
    done = ogi("collect", collection.folder, file, "--received", "2024-02-06")
    assert "（样例市第102局　接受）：已登记为决定 1，已生效。" in done.stdout
    assert "（样例市第104局　延期）：还没有登记：请填“值”。" in done.stdout
    assert "办理：登记 1 行，没有登记 1 行" in done.stdout and done.exit_code == 1
    assert [one[0] for one in decisions(collection)] == ["accept"]
    standing = stock_of(collection, lambda stock: stock.standing("102"))
    assert standing.state is UnitState.INCLUDED and standing.received.number == 7  # type: ignore[attr-defined]


def test_units_that_left_the_roster(collection: CollectionFolder) -> None:
    from toolkit.collection.folder import ROSTER
    from toolkit.collection.roster.roster_workbook import write_roster

    write_roster(collection.folder / ROSTER, [u for u in collection.roster if u.code != "101"])
    collection = CollectionFolder.open(collection.folder)
    written(collection)
    sheet = Sheet(file_of(collection))
    row = sheet.find(MatterKind.FALLEN, "101")
    assert row["unit"] == "样例市第101局" and "不再计入汇总" in row["matter"]
    sheet.type(row, Choice.NEW, "106 样例市第106局").save()
    assert answers(collection) == [("recorded", 1)]
    ((kind, unit, *_, details),) = decisions(collection)
    assert (kind, unit, details["other"], details["how"]) == ("merge", "106", "101", "new")  # type: ignore[index]


def test_a_folder_that_is_only_read(
    collection: CollectionFolder, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.errors import MisuseError

    def refuses(*_: object, **__: object) -> None:
        raise MisuseError("台账只能读。")

    sheet.type(sheet.find(MatterKind.QUERIES), Choice.ACCEPT).save()
    monkeypatch.setattr(CollectionFolder, "ledger", refuses)
    (one,) = handle_sheet(collection, TODAY).answers
    assert (one.outcome, one.message) == (RowOutcome.REFUSED, "台账只能读。")


def test_the_sheet_is_locked_but_for_what_is_typed(sheet: Sheet) -> None:
    assert sheet.sheet.protection.sheet and not sheet.sheet.protection.password
    assert sheet.sheet.column_dimensions["K"].hidden and sheet.book["_handling"].sheet_state == "veryHidden"
    row = int(sheet.find(MatterKind.QUERIES)["row"])
    unlocked = [cell.coordinate[0] for cell in sheet.sheet[row] if not cell.protection.locked]
    assert unlocked == ["F", "G", "H", "I"]
    assert isinstance(sheet.book, openpyxl.Workbook)


def test_the_sheet_is_answered_by_what_it_and_the_page_offer(
    collection: CollectionFolder, sheet: Sheet
) -> None:
    """Also where a command reads it; its own refusal names commands."""
    number = stock_of(collection, lambda stock: stock.standing("101").received.number)  # type: ignore[union-attr]
    refused = ogi("decide", "attach", str(collection.folder), str(number), "102", "--as", "text", *WHY)
    assert "请用 ogi decide identify" in str(refused.exception)
    sheet.type(sheet.find(MatterKind.FREE), Choice.TEXT, str(number), unit="102").save()
    (answer,) = run(collection).answers
    assert "请选“指明来源”" in answer.message
    cells = [
        str(cell.value or "")
        for page in opened_book(file_of(collection))
        for row in page.iter_rows()
        for cell in row
    ]
    assert any("请选“指明来源”" in text for text in cells)
    assert not [text for text in cells if re.search(r"\bogi [a-z]|(?<![-\w])--[a-z]", text)]
