"""Corrections by telephone, waivers and extensions: what they change, where they are refused, how undone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.clerk import edited, typed_in
from tests.clerk import put as typed_over
from tests.collection.office import UNITS, figures, office, put, take, workbook
from toolkit.cli.collect_text import run_text
from toolkit.collection import deciding
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger import schema
from toolkit.collection.ledger.chain import Chain
from toolkit.collection.ledger.inspection import verify_ledger
from toolkit.collection.ledger.store import LEDGER, Ledger
from toolkit.collection.receiving.intake import read_again
from toolkit.collection.returning import send_back
from toolkit.collection.standing import Snapshot, Standing, UnitState, take_stock
from toolkit.collection.unit_row import unit_row
from toolkit.desk.unit_actions import possible
from toolkit.errors import MisuseError
from toolkit.reports.figures import as_json
from toolkit.reports.problem_list import problem_lines
from toolkit.reports.report_data import prepare
from toolkit.reports.upward_submission import _annex
from toolkit.rollup.aggregate import city_totals, roll_up
from toolkit.rollup.frames import figures_frame
from toolkit.rollup.supersession import supersessions

RECEIVED, GRANTED = "requests.received.natural_person", "requests.granted.natural_person"
TOTAL = "requests.received.total"
GOOD = figures(received=3, granted=3)


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    return office(tmp_path / "c", UNITS[:3])


def after(collection: CollectionFolder, ledger: Ledger) -> Snapshot:
    """The stock once the files a decision is about were read again, as ``ogi decide`` does."""
    read_again(collection, ledger)
    return take_stock(collection, ledger, date(2024, 1, 20))


def corrected(collection: CollectionFolder, ledger: Ledger, *pairs: tuple[str, str, str]) -> Snapshot:
    for item, old, new in pairs:
        stock = take_stock(collection, ledger)
        deciding.correct(stock, "101", item, old, new, why="来电", by="李工")
    return after(collection, ledger)


def received(stock: Snapshot, code: str = "101") -> Standing:
    return stock.standing(code)


# --- corrections ---------------------------------------------------------------------------------


def test_a_corrected_figure_counts_and_is_marked_wherever_it_appears(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    plain = roll_up(take_stock(collection, ledger))
    stock = corrected(collection, ledger, (RECEIVED, "3", "5"), (GRANTED, "3", "5"))
    assert received(stock).state is UnitState.INCLUDED
    assert city_totals(stock)[TOTAL] == 5
    rolled = roll_up(stock)
    assert rolled.fingerprint != plain.fingerprint
    told = [finding.message for finding in rolled.findings if finding.code == "D-01"]
    assert len(told) == 2 and "由 3 改为 5" in told[0] and "李工：来电" in told[0]
    (unit,) = [unit for unit in as_json(rolled)["units"] if unit["code"] == "101"]  # type: ignore[attr-defined]
    assert [one["details"]["new"] for one in unit["corrections"]] == ["5", "5"]
    frame = figures_frame(rolled)
    marked = frame[frame["correction"] != ""]
    assert set(zip(marked["unit_code"], marked["item"], strict=True)) == {("101", RECEIVED), ("101", GRANTED)}


def test_a_correction_is_judged_by_all_rules_and_undone_by_a_later_decision(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    stock = corrected(collection, ledger, (RECEIVED, "3", "5"))
    assert received(stock).state is UnitState.RETURNED, "received and processed do not agree any more"
    deciding.undo(stock, 1, why="听错了")
    stock = after(collection, ledger)
    assert received(stock).state is UnitState.INCLUDED and city_totals(stock)[TOTAL] == 3
    assert received(stock).corrections == ()
    # Each reading is still there: what was received is never changed.
    (count,) = ledger.connection.execute("SELECT count(*) FROM reading").fetchone()
    assert count == 3


def test_a_returned_file_is_mended_by_telephone(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    wrong = workbook(collection, "101", figures(received=3, granted=2))
    take(collection, ledger, put(tmp_path, "a.xlsx", wrong))
    assert received(corrected(collection, ledger, (GRANTED, "2", "3"))).state is UnitState.INCLUDED


def test_a_later_file_without_the_correction_is_questioned(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    corrected(collection, ledger, (RECEIVED, "3", "5"), (GRANTED, "3", "5"))
    again = workbook(collection, "101", GOOD, texts=True, reasons={}, name="样例市教育委员会")
    stock = take(collection, ledger, put(tmp_path, "b.xlsx", again)).after
    standing = received(stock)
    assert standing.received and standing.received.name == "b.xlsx"
    asked = [f for f in ledger.findings(standing.received) if f.code == "D-01"]
    assert standing.queries == len(asked) == 2 and "这一份填的是 3" in asked[0].message
    lines = [line for line in problem_lines(stock) if line.rule == "D-01"]
    assert [line.present for line in lines] == ["3", "3"]
    sent_in = workbook(collection, "101", figures(received=5, granted=5))
    stock = take(collection, ledger, put(tmp_path, "c.xlsx", sent_in)).after
    assert (received(stock).queries, received(stock).corrections) == (0, ())


@pytest.mark.parametrize(
    ("item", "old", "new", "words"),
    [
        (RECEIVED, "4", "5", "在收件 1 里是 3，不是 4"),
        (RECEIVED, "3", "3", "本来就是 3"),
        (RECEIVED, "3", "-1", "不能是 -1"),
        (RECEIVED, "3", "约五件", "不是“.*”可以填的数"),
        (TOTAL, "3", "5", "是合计，由程序按各组成项算出"),
        ("新收", "3", "5", "没有指标“新收”。.*相近的有：requests"),
        ("（二）部分公开·自然人", "3", "5", "没有指标.*相近的有：requests.partially_granted.natural_person"),
    ],
)
def test_corrections_that_are_refused(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, item: str, old: str, new: str, words: str
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    with pytest.raises(MisuseError, match=words):
        corrected(collection, ledger, (item, old, new))
    assert ledger.decisions() == []


def unclear(collection: CollectionFolder, content: str = "12件左右") -> bytes:
    """101's workbook with something that is no figure where the received requests belong."""
    data = workbook(collection, "101", figures(granted=3))
    is_error = content.startswith("#")
    return edited(data, typed_over(RECEIVED, content)) if is_error else typed_in(data, {RECEIVED: content})


@pytest.mark.parametrize(
    ("content", "typed", "held"),
    [
        ("12件左右", "12件左右", "12件左右"),
        ("12 件左右", " 12件左右 ", "12 件左右"),
        ("=1+2", "公式", "公式"),
        ("#REF!", "错误值", "错误值"),
    ],
)
def test_what_is_no_figure_is_told_and_recorded_as_it_stands(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, content: str, typed: str, held: str
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", unclear(collection, content)))
    with pytest.raises(MisuseError, match=f"是 {held}，不是 空白"):
        corrected(collection, ledger, (RECEIVED, "空白", "3"))
    stock = corrected(collection, ledger, (RECEIVED, typed, "3"))
    standing = received(stock)
    assert standing.state is UnitState.INCLUDED and standing.received
    (made,) = ledger.decisions()
    assert made.details == {"item": RECEIVED, "old": held, "new": "3"}
    (told,) = (f.wrong for f in ledger.findings(standing.received) if f.code == "D-01")
    assert f"填的是 {held}，" in told


def test_a_later_file_that_holds_no_figure_is_not_called_blank(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    corrected(collection, ledger, (RECEIVED, "3", "5"))
    intake = take(collection, ledger, put(tmp_path, "b.xlsx", unclear(collection)))
    file = intake.after.standing("101").received
    assert file is not None and any("这一份填的是 12件左右" in f.wrong for f in ledger.findings(file))
    printed = "\n".join(run_text(intake, supersessions(intake.before, intake.after), [], dry_run=False))
    assert "5 → 无数字" in printed


def retyped(collection: CollectionFolder, **totals: int | str | None) -> bytes:
    """101's workbook with numbers over the formulas of totals: ``received=3`` over that row's total."""
    data = workbook(collection, "101", GOOD)
    return typed_in(data, {f"requests.{row}.total": value for row, value in totals.items()})


def test_a_total_typed_over_its_formula_follows_its_corrected_parts(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    data = retyped(collection, received=3, granted=3, total_processed=3)
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", data)).after
    assert received(stock).state is UnitState.INCLUDED
    stock = corrected(collection, ledger, (RECEIVED, "3", "5"), (GRANTED, "3", "5"))
    standing = received(stock)
    assert standing.state is UnitState.INCLUDED and city_totals(stock)[TOTAL] == 5
    assert standing.received
    told = [f.message for f in ledger.findings(standing.received) if "手填 3" in f.message]
    assert len(told) == 3 and all("重算为 5" in words and "（D-01）" in words for words in told)
    deciding.undo(stock, 1, why="听错了")
    deciding.undo(take_stock(collection, ledger), 2, why="听错了")
    stock = after(collection, ledger)
    assert received(stock).state is UnitState.INCLUDED and city_totals(stock)[TOTAL] == 3


def test_a_total_that_its_corrected_parts_make_right_stays_as_typed(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", retyped(collection, received=5, granted=5)))
    stock = corrected(collection, ledger, (RECEIVED, "3", "5"), (GRANTED, "3", "5"))
    standing = received(stock)
    assert standing.state is UnitState.INCLUDED and city_totals(stock)[TOTAL] == 5
    assert standing.received
    assert not [f for f in ledger.findings(standing.received) if "重算" in f.message]


@pytest.mark.parametrize(("content", "old"), [(4, "4"), (None, "空白"), ("见附件", "见附件")])
def test_a_wrong_total_typed_over_its_formula_is_corrected_itself(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, content: int | str | None, old: str
) -> None:
    wrong = put(tmp_path, "a.xlsx", retyped(collection, received=content))
    stock = take(collection, ledger, wrong).after
    assert received(stock).state is UnitState.RETURNED
    _, choices = possible(stock, received(stock), unit_row(collection, received(stock)), ())
    assert TOTAL in {value for _, group in choices["item"] for value, _ in group}
    stock = corrected(collection, ledger, (TOTAL, old, "3"))
    assert received(stock).state is UnitState.INCLUDED and city_totals(stock)[TOTAL] == 3
    # The corrected workbook has its formula again: nothing to ask.
    again = workbook(collection, "101", GOOD, texts=True, reasons={}, name="样例市教育委员会")
    stock = take(collection, ledger, put(tmp_path, "b.xlsx", again)).after
    standing = received(stock)
    assert standing.received and standing.received.name == "b.xlsx" and standing.queries == 0


def test_a_blank_that_was_declared_zero_agrees_with_a_correction_to_zero(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    one = workbook(collection, "101", figures(received=3, granted=3, partially_granted=1))
    take(collection, ledger, put(tmp_path, "a.xlsx", one))
    corrected(collection, ledger, ("requests.partially_granted.natural_person", "1", "0"))
    stock = take(collection, ledger, put(tmp_path, "b.xlsx", workbook(collection, "101", GOOD))).after
    standing = received(stock)
    assert standing.received and standing.received.name == "b.xlsx" and standing.queries == 0


def test_nothing_on_file_is_nothing_to_correct(collection: CollectionFolder, ledger: Ledger) -> None:
    with pytest.raises(MisuseError, match="还没有可以作数的报表"):
        corrected(collection, ledger, (RECEIVED, "3", "5"))


# --- waivers -------------------------------------------------------------------------------------


def broken_carry_over(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> Snapshot:
    """101 carries over 2 although last year's report says 1."""
    prior = '{"edition": "ogi-2021", "year": 2022, "unit": {"code": "101", "name": ""}, "values": {%s}}'
    known = (f'"requests.carried_over_to_next_year.{who}": 1' for who in ("total", "natural_person"))
    put(collection.folder / "prior", "101.json", (prior % ", ".join(known)).encode())
    values = figures(received=3, carried_over_from_previous_year=2, granted=5)
    return take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", values))).after


def test_a_waived_rule_about_last_year_stands_with_its_reason(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    stock = broken_carry_over(collection, ledger, tmp_path)
    assert received(stock).state is UnitState.RETURNED
    deciding.waive(stock, "101", "x-01", why="上年公布的数有误", by="李工")
    stock = after(collection, ledger)
    assert received(stock).state is UnitState.INCLUDED
    found = [finding for finding, _ in stock.answered(received(stock)) if finding.code == "X-01"]
    assert len(found) == 2, "the total, and the kind of applicant"
    assert all(one.severity == "soft" and "上年公布的数有误" in one.reason for one in found)
    assert received(stock).queries == 0, "nothing of it is asked again"
    rolled = roll_up(stock)
    (told,) = [one.message for one in rolled.findings if one.code == "D-02"]
    assert "违反规则 X-01，准予保留后计入" in told
    lines = {row[0]: row[-1] for row in _annex(prepare(stock)).rows}
    assert "X-01" in lines["101"] and "上年公布的数有误" in lines["101"] and not lines["102"]
    with pytest.raises(MisuseError, match="已经准予保留"):
        deciding.waive(stock, "101", "X-01", why="再来")
    deciding.undo(stock, 1, why="不准")
    assert received(after(collection, ledger)).state is UnitState.RETURNED


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("T3-01", "核对的是表内的数，任何单位都不能例外"),
        ("T4-01", "核对的是表内的数.*ogi decide correct .* 101 指标名称 报来的数 正确的数 --why 原因"),
        ("T2-01", "是“需说明”的"),
        ("Z-99", "没有规则“Z-99”。可以准予保留的规则有：X-01、W-02"),
    ],
)
def test_other_rules_are_never_waived(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, rule: str, words: str
) -> None:
    stock = broken_carry_over(collection, ledger, tmp_path)
    with pytest.raises(MisuseError, match=words):
        deciding.waive(stock, "101", rule, why="好")
    with pytest.raises(MisuseError, match="没有因规则 X-01 被退回"):
        deciding.waive(stock, "102", "X-01", why="好")
    assert ledger.decisions() == []


def test_words_that_only_look_like_a_gap_are_waived(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    named_street = {"other_matters": "办公地址：XX路1号。"}
    data = typed_in(workbook(collection, "101", figures(received=3, granted=3)), named_street)
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", data)).after
    assert received(stock).state is UnitState.RETURNED
    deciding.waive(stock, "101", "W-02", why="路名就叫 XX 路", by="李工")
    assert received(after(collection, ledger)).state is UnitState.INCLUDED


# --- extensions ----------------------------------------------------------------------------------


def test_an_extended_deadline_is_the_units_own(collection: CollectionFolder, ledger: Ledger) -> None:
    late = date(2024, 2, 3)
    stock = take_stock(collection, ledger, late)
    assert received(stock).late_days == 3
    deciding.extend(stock, "101", date(2024, 2, 5), why="机构搬迁", by="李工")
    stock = take_stock(collection, ledger, late)
    assert (received(stock).due, received(stock).late_days) == (date(2024, 2, 5), 0)
    assert received(stock, "102").late_days == 3
    with pytest.raises(MisuseError, match="现在的期限是 2024-02-05"):
        deciding.extend(stock, "101", date(2024, 2, 5), why="再延")
    deciding.undo(stock, 1, why="不延了")
    assert received(take_stock(collection, ledger, late)).late_days == 3


def test_what_went_back_is_not_due_before_an_extended_deadline(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    """A longer deadline holds for what is returned, too; a usual one does not put off what is late."""
    later, day = date(2024, 2, 15), date(2024, 1, 29)
    wrong = figures(received=3, granted=2)
    stock = take(
        collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", wrong)), on=day
    ).after
    send_back(collection, stock, day)
    assert received(take_stock(collection, ledger, day)).answer_by == date(2024, 2, 1)
    deciding.extend(take_stock(collection, ledger, day), "101", later, why="机构搬迁", by="李工")
    assert received(take_stock(collection, ledger, day)).answer_by == later


# --- an older ledger -----------------------------------------------------------------------------


def test_decisions_of_an_older_ledger_keep_their_rows_and_their_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / LEDGER
    with closing(sqlite3.connect(file, isolation_level=None)) as plain, monkeypatch.context() as old:
        old.setattr(schema, "STEPS", schema.STEPS[:3])
        schema.migrate(plain)
        chain = Chain(plain)
        chain.watch()
        add = "INSERT INTO decision VALUES (?, ?, '101', NULL, ?, '李工', '并入', 't')"
        plain.execute(add, (1, "exclude", None))
        plain.execute(add, (2, "undo", 1))
        chain.link("t")
        before = plain.execute("SELECT * FROM decision ORDER BY id").fetchall()
    assert verify_ledger(file).faults == []
    with Ledger.open(tmp_path) as ledger:
        assert [tuple(row)[:8] for row in ledger.connection.execute("SELECT * FROM decision")] == before
        assert [(one.kind, one.details) for one in ledger.decisions()] == [("exclude", {}), ("undo", {})]
        ledger.decide("waive", why="w", unit="101", details={"rule": "X-01"})
    assert verify_ledger(file).faults == []


def test_decisions_that_other_rows_refer_to_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / LEDGER
    with closing(sqlite3.connect(file, isolation_level=None)) as plain, monkeypatch.context() as old:
        old.setattr(schema, "STEPS", schema.STEPS[:5])
        schema.migrate(plain)
        chain = Chain(plain)
        chain.watch()
        plain.execute("INSERT INTO run VALUES (1, 'collect', 't', 'w', '0.9')")
        plain.execute("INSERT INTO decision VALUES (1, 'last_year', NULL, NULL, NULL, 'w', 'y', 't', '{}')")
        plain.execute(
            "INSERT INTO earlier_year VALUES (1, 1, 1, 'c', 'c', 'f', 2022, 'e', 'h', '[]', 'r', 1, 't')"
        )
        chain.link("t")
    with Ledger.open(tmp_path) as ledger:
        assert [one.kind for one in ledger.decisions()] == ["last_year"]
        with pytest.raises(MisuseError), ledger._writing():  # references are watched again
            ledger.connection.execute(
                "INSERT INTO decision (kind, undoes, who, why, decided_at) VALUES ('undo', 99, 'w', 'y', 't')"
            )
    assert verify_ledger(file).faults == []
