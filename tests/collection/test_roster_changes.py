"""Units merged, renamed, removed or given another code after they reported: asked about, never silent."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.clerk import edited
from tests.cli.typed import ogi, told
from tests.collection.office import UNITS, figures, office, put, take, workbook
from toolkit.collection import deciding
from toolkit.collection.decision_lines import decision_lines
from toolkit.collection.folder import ROSTER, CollectionFolder
from toolkit.collection.last_year import priors
from toolkit.collection.ledger import outgoing, store
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.outbox import distribute
from toolkit.collection.receiving.intake import read_again
from toolkit.collection.returning import send_back
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import Snapshot, UnitState, take_stock
from toolkit.desk.unit_view import last_decided
from toolkit.errors import MisuseError
from toolkit.form.expression import Number
from toolkit.form.layout import layout_of
from toolkit.published.any_report import read_report
from toolkit.reports.handling.matters import decided_matters
from toolkit.reports.last_intake import supersession_line
from toolkit.reports.publishing import publish
from toolkit.reports.report_data import prepare
from toolkit.reports.unit_report import write_reports_of_units
from toolkit.rollup.aggregate import city_totals, roll_up
from toolkit.rollup.fallen_words import fallen_text
from toolkit.rollup.supersession import supersessions
from toolkit.workbook.prepared_template import prepared_template
from toolkit.workbook.submission import read_submission
from toolkit.workbook.template_writer import Prefill

TOTAL = "requests.received.total"
FEW = UNITS[1:3]
"""101 样例市教育局, formerly 样例市教育委员会, and 102 样例市民政局."""
MERGED = (replace(FEW[0], former_names=("样例市教育委员会", "样例市民政局")),)


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    return office(tmp_path / "c", FEW)


def reported(collection: CollectionFolder, ledger: Ledger, folder: Path) -> Snapshot:
    """101 reports 3 and 102 reports 15 requests; both pass."""
    distribute(collection, ledger)
    for code, count in (("101", 3), ("102", 15)):
        put(folder / "m", f"{code}.xlsx", workbook(collection, code, figures(received=count, granted=count)))
    stock = take(collection, ledger, folder / "m").after
    assert city_totals(stock)[TOTAL] == 18
    return stock


def reported_twice(collection: CollectionFolder, ledger: Ledger, folder: Path) -> None:
    """The same, and 102 once more: 16."""
    reported(collection, ledger, folder)
    again = put(folder, "102-2.xlsx", workbook(collection, "102", figures(received=16, granted=16)))
    take(collection, ledger, again)


def with_roster(collection: CollectionFolder, *units: ReportingUnit) -> CollectionFolder:
    write_roster(collection.folder / ROSTER, units)
    return CollectionFolder.open(collection.folder)


def stock_of(collection: CollectionFolder, ledger: Ledger) -> Snapshot:
    read_again(collection, ledger)
    return take_stock(collection, ledger)


def merged(collection: CollectionFolder, ledger: Ledger, how: str) -> Snapshot:
    before = stock_of(collection, ledger)
    deciding.merge(before, "102", "101", how, why="机构改革", by="李工")
    return stock_of(collection, ledger)


def test_a_former_name_does_not_make_one_report_a_version_of_another(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, *MERGED)
    intake = take(changed, ledger)
    standing = intake.after.standing("101")
    assert standing.received and standing.received.name == "101.xlsx" and standing.superseded == ()
    (one,) = intake.after.fallen
    assert (one.code, one.received.name, [unit.code for unit in one.successors]) == (
        "102",
        "102.xlsx",
        ["101"],
    )
    assert not intake.after.complete and intake.after.unidentified == []
    rolled = roll_up(intake.after)
    assert not rolled.complete and rolled.values[TOTAL] == 3
    assert "新收政府信息公开申请数量·总计 15 件" in rolled.findings[0].message
    assert "不在名册里，其已通过的报表没有计入：样例市民政局" in prepare(intake.after).coverage
    lines = list(fallen_text(intake.after))
    assert "ogi decide merge" in lines[1] and "102 101 --how both" in lines[1]


def test_nothing_is_retired_before_somebody_decided(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, *MERGED)
    done = distribute(changed, ledger)
    assert done.retired == [] and [one.code for one in done.fallen] == ["102"]
    assert (collection.folder / "outbox" / "102-样例市民政局-2023.xlsx").exists()
    merged(changed, ledger, "both")
    assert len(distribute(changed, ledger).retired) == 2


@pytest.mark.parametrize(
    ("how", "total", "state"), [("both", 18, "included"), ("one", 3, "included"), ("new", 0, "missing")]
)
def test_what_becomes_of_both_reports(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, how: str, total: int, state: str
) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, *MERGED)
    before = stock_of(changed, ledger)
    plain = roll_up(before).fingerprint
    after = merged(changed, ledger, how)
    assert after.fallen == [] and str(after.standing("101").state) == state
    assert city_totals(after)[TOTAL] == total
    rolled = roll_up(after)
    assert rolled.fingerprint != plain or how == "one"
    named = [finding.message for finding in rolled.findings if finding.code == "D-03"]
    assert len(named) == (how == "both")
    # Whatever leaves or enters the total is said when it does.
    assert [one.unit.code for one in supersessions(before, after)] == (["101"] if how != "one" else [])
    deciding.undo(after, 1, why="不合并")
    assert [one.code for one in stock_of(changed, ledger).fallen] == ["102"]


def test_a_merger_is_told_with_the_names_of_the_units(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, *MERGED)
    merged(changed, ledger, "both")
    (line,) = decision_lines(changed.form, ledger)
    assert line.details == "样例市民政局（102）并入样例市教育局（101）：两份相加"


def test_a_changed_code_is_told_as_such_and_not_as_a_merger(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported(collection, ledger, tmp_path)
    units = [replace(unit, code="1020") if unit.code == "102" else unit for unit in collection.roster]
    lines = list(fallen_text(stock_of(with_roster(collection, *units), ledger)))
    assert "请改回“102”" in lines[1] and "ogi decide adopt" in lines[1] and "2 1020 --why 原因" in lines[1]
    assert not any("merge" in line for line in lines)


def test_reports_are_outdated_by_a_merger_and_by_its_undoing(
    collection: CollectionFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = itertools.count()
    for module in (outgoing, store):
        monkeypatch.setattr(module, "now", lambda: f"2024-01-31T00:00:00.{next(ticks):06}+00:00")
    with collection.ledger() as ledger:
        reported(collection, ledger, tmp_path)
    folder = with_roster(collection, *MERGED).folder
    assert ogi("rollup", folder).exit_code == 1
    words = ("--why", "机构改革", "--by", "李工")
    ogi("decide", "merge", folder, "102", "101", "--how", "both", *words)
    assert "1 个单位的来件或数字变了：样例市教育局" in ogi("status", folder).output
    ogi("rollup", folder)
    assert "来件或数字变了" not in ogi("status", folder).output
    ogi("decide", "undo", folder, "1", *words)
    assert "1 个单位的来件或数字变了：样例市教育局" in ogi("status", folder).output


def test_an_undone_decision_is_named_by_the_one_that_undid_it(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, *MERGED)
    deciding.undo(merged(changed, ledger, "both"), 1, why="搞错了", by="李工")
    assert [line.details for line in decision_lines(changed.form, ledger)][1] == "撤销决定 1"


def test_decisions_name_a_unit_that_left_the_roster(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported(collection, ledger, tmp_path)
    stock = take_stock(collection, ledger)
    deciding.extend(stock, "102", date(2024, 3, 1), why="搬迁", by="李工")
    after = stock_of(with_roster(collection, *MERGED), ledger)
    assert [line.unit for line in last_decided(after, ledger.decisions())] == ["样例市民政局"]
    assert [matter.name for matter in decided_matters(after)] == ["样例市民政局"]


def test_a_merger_is_no_other_reading_of_the_own_file(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, *MERGED)
    before = stock_of(changed, ledger)
    after = merged(changed, ledger, "both")
    (line,) = map(supersession_line, supersessions(before, after))
    assert "重新核对" not in line and "加上了并入单位的报表（收件 2）" in line and "仍计入汇总" in line
    deciding.undo(after, 1, why="搞错了", by="李工")
    (line,) = map(supersession_line, supersessions(after, take_stock(changed, ledger)))
    assert "重新核对" not in line and "不再加上并入单位的报表（收件 2）" in line


def test_a_replaced_file_that_is_read_anew_is_not_told_again(
    collection: CollectionFolder, tmp_path: Path
) -> None:
    with collection.ledger() as ledger:
        wrong = workbook(collection, "101", figures(received=3, granted=2))
        take(collection, ledger, put(tmp_path, "1.xlsx", wrong))
        take(collection, ledger, put(tmp_path, "2.xlsx", workbook(collection, "101")))
    prior = {"edition": "ogi-2021", "year": collection.year - 1, "values": {"requests.received.total": 20}}
    (collection.folder / "prior").mkdir(exist_ok=True)
    (collection.folder / "prior" / "101.json").write_text(json.dumps(prior), "utf-8")
    output = ogi("collect", collection.folder).output
    assert "读取 2 份" in output and "不作数" not in output and "没有文件" not in output, output


def test_a_merged_unit_reports_anew(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, *MERGED)
    merged(changed, ledger, "new")
    again = put(tmp_path, "n.xlsx", workbook(changed, "101", figures(received=20, granted=20)))
    after = take(changed, ledger, again).after
    assert city_totals(after)[TOTAL] == 20 and len(after.standing("101").dropped) == 2


@pytest.mark.parametrize("how", ["both", "one", "new"])
def test_a_unit_back_in_the_roster_reports_for_itself(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, how: str
) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, *MERGED)
    merged(changed, ledger, how)
    back = take(with_roster(changed, *FEW), ledger)
    assert city_totals(back.after)[TOTAL] == 18
    assert ["样例市民政局（102）又在名册里" in line for line in back.void_mergers] == [True]
    assert (ledger.decisions()[-1].kind, ledger.decisions()[-1].who) == ("undo", "本程序")
    assert take(with_roster(changed, *FEW), ledger).void_mergers == []
    gone = take(with_roster(changed, *MERGED), ledger)
    assert [one.code for one in gone.after.fallen] == ["102"], "asked anew"


def test_figures_of_both_are_added_exactly(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    first = reported(collection, ledger, tmp_path)
    parts = [first.values(standing) for standing in first.standings]
    after = merged(with_roster(collection, *MERGED), ledger, "both")
    own = after.values(after.standing("101"))
    assert own == {item: (parts[0][item] or 0) + (parts[1][item] or 0) for item in parts[0]}


def test_a_report_under_another_code_is_adopted(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, FEW[0], replace(FEW[1], code="777"))
    with pytest.raises(MisuseError, match=r"“102”.*收件 2）已经收到.*decide adopt .* 2 777"):
        distribute(changed, ledger)
    stock = stock_of(changed, ledger)
    with pytest.raises(MisuseError, match="执行 ogi decide adopt"):
        deciding.identify(stock, "2", "777", why="换了代码")
    deciding.adopt(stock, "2", "777", why="换了代码", by="李工")
    after = stock_of(changed, ledger)
    assert city_totals(after)[TOTAL] == 18 and after.fallen == []
    distribute(changed, ledger)  # the office has said so


def test_an_adopted_report_counts_before_earlier_ones_and_after_later_ones_does_not(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, *MERGED)
    take(changed, ledger, put(tmp_path, "x.xlsx", workbook(changed, "101", figures(received=4, granted=4))))
    deciding.adopt(stock_of(changed, ledger), "2", "101", why="用民政局的一份", by="李工")
    assert city_totals(stock_of(changed, ledger))[TOTAL] == 15
    later = put(tmp_path, "y.xlsx", workbook(changed, "101", figures(received=5, granted=5)))
    assert city_totals(take(changed, ledger, later).after)[TOTAL] == 5


def test_a_report_that_is_not_needed_is_withdrawn(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported(collection, ledger, tmp_path)
    changed = with_roster(collection, FEW[0])
    deciding.withdraw(stock_of(changed, ledger), "2", why="撤销", by="李工")
    after = stock_of(changed, ledger)
    assert after.fallen == [] and after.complete and after.unidentified == []


def test_one_decision_settles_a_unit_that_reported_twice(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported_twice(collection, ledger, tmp_path)
    changed = with_roster(collection, FEW[0])
    (one,) = stock_of(changed, ledger).fallen
    assert one.received.number == 3
    deciding.withdraw(stock_of(changed, ledger), "3", why="撤销", by="李工")
    assert stock_of(changed, ledger).fallen == [], "the earlier report does not take its place"
    assert [(one.kind, one.unit) for one in ledger.decisions()] == [("withdraw", "102")] * 2


def test_a_report_withdrawn_before_its_unit_left_leaves_the_earlier_one(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    reported_twice(collection, ledger, tmp_path)
    deciding.withdraw(stock_of(collection, ledger), "3", why="错发", by="李工")
    assert len(ledger.decisions()) == 1
    (one,) = stock_of(with_roster(collection, FEW[0]), ledger).fallen
    assert one.received.number == 2, "it counted, so that it is asked about"


@pytest.mark.parametrize("spoilt", [{"received": 15, "granted": 14}, {"received": 15, "granted": 15}])
def test_a_workbook_under_another_code_does_not_go_back_to_be_mended(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, spoilt: dict[str, int]
) -> None:
    """Whatever is changed in it, its code would be nobody's. The unit gets its own, with the figures."""
    distribute(collection, ledger)
    values: dict[str, Number | str] = {**figures(**spoilt), "proactive.administrative_charges.amount": 20_000}
    take(collection, ledger, put(tmp_path, "102.xlsx", workbook(collection, "102", values)))
    changed = with_roster(collection, FEW[0], replace(FEW[1], code="777"))
    deciding.adopt(stock_of(changed, ledger), "1", "777", why="换了代码", by="李工")
    after = stock_of(changed, ledger)
    (returned,) = send_back(changed, after)
    fresh = next(file for file in returned.files if file.suffix == ".xlsx")
    read = read_submission(fresh.read_bytes(), key=changed.key)
    assert read.identity is not None and read.identity.unit.code == "777"
    assert read.record.values["requests.received.natural_person"] == 15
    places = layout_of(changed.form).items

    def mend(book: Workbook) -> None:
        right = {"requests.granted.natural_person": 15, "proactive.administrative_charges.amount": 2}
        for item, value in right.items():
            book[places[item].sheet][places[item].a1] = value

    answered = edited(fresh.read_bytes(), mend)
    mended = take(changed, ledger, put(tmp_path, "back.xlsx", answered)).after.standing("777")
    assert mended.received is not None and mended.received.name == "back.xlsx"


@pytest.mark.parametrize(
    ("other", "unit", "how", "words"),
    [
        ("102", "101", "all", "不是处理办法"),
        ("101", "101", "both", "还在名册里"),
        ("999", "101", "both", "没有收到过“999”的报表"),
    ],
)
def test_mergers_that_make_no_sense(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, other: str, unit: str, how: str, words: str
) -> None:
    reported(collection, ledger, tmp_path)
    stock = stock_of(with_roster(collection, *MERGED), ledger)
    with pytest.raises(MisuseError, match=words):
        deciding.merge(stock, other, unit, how, why="w")
    assert ledger.decisions() == []


def test_every_command_says_so_and_ends_with_1(collection: CollectionFolder, tmp_path: Path) -> None:
    with collection.ledger() as ledger:
        reported(collection, ledger, tmp_path)
    folder = with_roster(collection, *MERGED).folder
    for command in ("status", "distribute", "rollup"):
        result = ogi(command, folder)
        assert result.exit_code == 1, command
        assert "样例市民政局" in result.output and "收件 2" in result.output, command
    assert [one["code"] for one in told("status", folder)["fallen"]] == ["102"]
    done = ogi("decide", "merge", folder, "102", "101", "--how", "both", "--why", "机构改革", "--by", "李工")
    assert done.exit_code == 0 and "3 → 18" in done.output, done.output
    assert ogi("rollup", folder).exit_code == 0


# --- with last year's figures ------------------------------------------------------------------


LAST, NEXT = (f"requests.carried_over_{way}_year.natural_person" for way in ("from_previous", "to_next"))


def carried(
    collection: CollectionFolder, code: str, count: int, prior: Mapping[str, Number] | None = None
) -> bytes:
    """A report of a unit that carried so many requests in and granted them; ``prior``: in the workbook."""
    form, unit = collection.form, collection.roster.by_code[code]
    values: dict[str, Number | str] = {LAST: count, "requests.granted.natural_person": count}
    prefill = Prefill(prior or {}, values, {text.id: "无。" for text in form.texts}, True)
    return prepared_template(form, collection.year).workbook(
        collection.identity(unit), prefill, key=collection.key
    )


@pytest.fixture
def second_year(tmp_path: Path) -> CollectionFolder:
    """101 has carried 2 requests over, 102 has carried 1."""
    last = office(tmp_path / "2022", FEW, year=2022)
    with last.ledger() as ledger:
        for code, count in (("101", 2), ("102", 1)):
            own = figures(received=count, carried_over_to_next_year=count)
            take(last, ledger, put(tmp_path, f"{code}-2022.xlsx", workbook(last, code, own)))
    return CollectionFolder.create(tmp_path / "2023", "样例市", 2023, last_year=last.folder)


@pytest.fixture
def both_reported(second_year: CollectionFolder, tmp_path: Path) -> Iterator[tuple[CollectionFolder, Ledger]]:
    """Both reported what they carried, and then became one."""
    with second_year.ledger() as ledger:
        for code, count in (("101", 2), ("102", 1)):
            take(second_year, ledger, put(tmp_path, f"{code}.xlsx", carried(second_year, code, count)))
        assert take_stock(second_year, ledger).count(UnitState.INCLUDED) == 2
        yield with_roster(second_year, *MERGED), ledger


def test_a_report_from_before_is_compared_with_its_own_units_last_year(
    both_reported: tuple[CollectionFolder, Ledger],
) -> None:
    changed, ledger = both_reported
    after = take(changed, ledger).after
    assert str(after.standing("101").state) == "included", "nobody has decided: nothing in it is wrong"
    assert [one.code for one in after.fallen] == ["102"]
    assert priors(changed, ledger).figures["101"][NEXT] == 3
    summed = merged(changed, ledger, "both")
    assert city_totals(summed)[LAST.replace("natural_person", "total")] == 3
    assert str(summed.standing("101").state) == "included" and summed.standing("101").queries == 0
    assert send_back(changed, take(changed, ledger).after) == []
    deciding.withdraw(summed, "1", why="重报", by="李工")
    missing = roll_up(stock_of(changed, ledger))
    assert "样例市教育局（含并入的样例市民政局）" in missing.findings[0].message, (
        "its figures are missing, too"
    )


@pytest.mark.parametrize("how", ["one", "new"])
def test_a_report_that_is_to_hold_both_is_compared_with_both(
    both_reported: tuple[CollectionFolder, Ledger], how: str, tmp_path: Path
) -> None:
    changed, ledger = both_reported
    after = merged(changed, ledger, how)
    assert str(after.standing("101").state) == ("returned" if how == "one" else "missing")
    again = put(tmp_path, "again.xlsx", carried(changed, "101", 3))
    assert str(take(changed, ledger, again).after.standing("101").state) == "included"


def test_a_workbook_issued_for_both_is_compared_with_both(
    both_reported: tuple[CollectionFolder, Ledger], tmp_path: Path
) -> None:
    """The successor fills in the workbook that it was given after the change, before anybody decided."""
    changed, ledger = both_reported
    known = priors(changed, ledger).figures["101"]
    issued = {item: known[item] for item in changed.form.prior_items}
    again = put(tmp_path, "again.xlsx", carried(changed, "101", 3, issued))
    after = take(changed, ledger, again).after
    assert str(after.standing("101").state) == "included"
    assert len(after.fallen) == 1


def test_reports_have_the_figures_of_both(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    """The unit's own report, what is kept beside the city's, its row in the city's workbook."""
    reported(collection, ledger, tmp_path)
    named = replace(MERGED[0], name="样例市教育和民政局", former_names=("样例市教育局", "样例市民政局"))
    changed = with_roster(collection, named)
    after = merged(changed, ledger, "both")
    (own,) = write_reports_of_units(after)
    (page,) = (file for file in own.files if file.suffix == ".html")
    read = read_report(page)
    assert read.record.values[TOTAL] == 18
    assert read.identity is not None and read.identity.unit.name == named.name
    assert own.warnings == ("数字含并入的样例市民政局的报表，文字只有本单位的，请补写",)
    publish(after)
    reports = changed.folder / "reports"
    assert sorted(file.stem[-1] for file in (reports / "计入的原表").iterdir()) == ["1", "2"], "receipts"
    sheets = [sheet for file in reports.glob("*.xlsx") for sheet in load_workbook(file)]
    comments = [cell.comment.text for sheet in sheets for row in sheet for cell in row if cell.comment]
    assert comments == ["含并入的样例市民政局（收件 2；李工：机构改革）"]
