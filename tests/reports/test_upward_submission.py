"""A total is a submission for the next level: three levels agree with adding everything at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import opened_book
from tests.collection.beginnings import begun
from tests.collection.office import figures, put, take, workbook
from tests.reports.books import words_on
from tests.rollup.towns import RECEIVED, collected, units
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.place_names import same_government
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import Snapshot, UnitState, take_stock
from toolkit.errors import MisuseError
from toolkit.findings import Finding
from toolkit.form.expression import Number
from toolkit.form.layout import layout_of
from toolkit.reports.report_data import prepare
from toolkit.reports.upward_submission import write_submission
from toolkit.review.checks import Status, judge
from toolkit.rollup.aggregate import roll_up
from toolkit.workbook.submission import read_submission

COUNTY = """
1  本级 government - - -
31 一镇 township   - - -
32 二镇 township   - - -
"""
EAST = """
201  东县     county     -   total -
2011 东县一局 department 201 -     reconciled
2012 东县一镇 township   201 -     reconciled
"""
AMOUNT = "proactive.administrative_charges.amount"


def office(folder: Path, city: str, roster: str) -> CollectionFolder:
    return begun(folder, city, 2023, units(roster))


def submitted(collection: CollectionFolder, sent: dict[str, dict[str, Number]], issued: Path) -> Path:
    """What an office sends to the level above after everybody has sent to it."""
    with collection.ledger() as ledger:
        files = [
            put(collection.folder / "mail", f"{code}.xlsx", workbook(collection, code, values))
            for code, values in sent.items()
        ]
        take(collection, ledger, *files)
        return write_submission(prepare(take_stock(collection, ledger)), issued).file


def outbox(collection: CollectionFolder, code: str) -> Path:
    """The workbook that an office issues to a unit."""
    with collection.ledger() as ledger:
        distribute(collection, ledger)
    unit = collection.roster.by_code[code]
    return collection.folder / "outbox" / f"{collection.stem(unit)}.xlsx"


def test_townships_counties_city_province(tmp_path: Path) -> None:
    from decimal import Decimal

    def part(number: int) -> dict[str, Number]:
        return {**figures(received=number, granted=number), AMOUNT: Decimal(number) / 1_000_000}

    province = office(tmp_path / "p", "某省", "11 甲市 county - total -\n12 乙市 county - total -")
    cities = {}
    everything: dict[str, dict[str, Number]] = {}
    for c, city in (("11", "甲市"), ("12", "乙市")):
        roster = "1 本级 government - - -\n21 东县 county - total -\n22 西县 county - total -"
        collection = office(tmp_path / c, city, roster)
        mail = []
        for k in ("21", "22"):
            county = office(
                tmp_path / f"{c}{k}",
                collection.roster.by_code[k].name,
                "1 本级 government - - -\n31 一镇 township - - -\n32 二镇 township - - -",
            )
            sent = {code: part(int(f"{c[1]}{k[1]}{n}")) for n, code in enumerate(("1", "31", "32"))}
            everything |= {f"{c}{k}{code}": values for code, values in sent.items()}
            mail.append(submitted(county, sent, outbox(collection, k)))
        everything[f"{c}1"] = part(7)
        with collection.ledger() as ledger:
            own = put(tmp_path / "mail", f"{c}.xlsx", workbook(collection, "1", part(7)))
            stock = take(collection, ledger, own, *mail).after
            assert [s.state for s in stock.standings] == [UnitState.INCLUDED] * 3
            cities[c] = write_submission(prepare(stock), outbox(province, c)).file
    with province.ledger() as ledger:
        stock = take(province, ledger, *cities.values()).after
        assert all(standing.state is UnitState.INCLUDED for standing in stock.standings)
        whole = roll_up(stock).values
    flat = office(
        tmp_path / "flat", "全部", "\n".join(f"{code} 单位{code} department - - -" for code in everything)
    )
    with flat.ledger() as ledger:
        files = [put(tmp_path / "f", f"{c}.xlsx", workbook(flat, c, v)) for c, v in everything.items()]
        assert roll_up(take(flat, ledger, *files).after).values == whole
    assert whole[RECEIVED] == sum(
        int(values["requests.received.natural_person"]) for values in everything.values()
    )


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Snapshot]:
    with collected(tmp_path / "c", units(EAST), {"2011": 4, "2012": 5}) as stock:
        yield stock


def test_the_workbook_is_clean_locked_and_says_who_is_in(county: Snapshot) -> None:
    file = write_submission(prepare(county, "201")).file
    review = judge(read_submission(file, key=county.collection.key))
    assert review.status is Status.ACCEPTED
    assert review.submission.values[RECEIVED] == 9
    assert "新收政府信息公开申请9件" in review.submission.record.texts["overview.disclosure_on_request"]
    book = opened_book(file)
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert "东县一局" in words_on(book["汇总范围"])
    assert "应计入 2 个单位，已全部计入" in words_on(book["汇总范围"])


def test_collected_in_its_own_city_it_is_the_declared_total(county: Snapshot) -> None:
    file = write_submission(prepare(county, "201")).file
    after = take(county.collection, county.ledger, file).after
    rolled = roll_up(after)
    assert rolled.clean and rolled.values[RECEIVED] == 9
    (one,) = rolled.reconciliations
    assert one.complete and not one.differences


def test_a_total_is_not_taken_for_a_units_own_figures(tmp_path: Path) -> None:
    roster = units("202 西县 county - own -\n2021 西县一局 department 202 - -")
    with collected(tmp_path / "c", roster, {"202": 5, "2021": 7}) as stock:
        file = write_submission(prepare(stock, "202")).file
        after = take(stock.collection, stock.ledger, file).after
        standing = after.standing("202")
        assert standing.state is UnitState.INCLUDED, "its own figures stand"
        (put_by,) = standing.set_aside
        assert (put_by.match.outcome, put_by.status) == ("other_scope", Status.RETURNED)
        assert any("重复计入" in finding.message for finding in stock.ledger.findings(put_by))
        assert roll_up(after).values[RECEIVED] == 12


def test_a_roster_that_changes_its_mind_is_heeded(tmp_path: Path) -> None:
    """What a unit's report covers is part of what its reading rests on."""
    roster = units("201 东县 county - total -\n2011 东县一局 department 201 - reconciled")
    with collected(tmp_path / "c", roster, {"2011": 7}) as stock:
        file = write_submission(prepare(stock, "201")).file
        assert roll_up(take(stock.collection, stock.ledger, file).after).values[RECEIVED] == 7
        write_roster(
            stock.collection.folder / "roster.xlsx",
            units("201 东县 county - own -\n2011 东县一局 department 201 - -"),
        )
        collection = CollectionFolder.open(stock.collection.folder)
        rolled = roll_up(take(collection, stock.ledger).after)
    assert rolled.values[RECEIVED] == 7, "the county's total is not its own share"
    assert not rolled.complete


def test_what_lacks_units_is_not_submitted(tmp_path: Path) -> None:
    roster = units("201 东县 county - total -\n2011 东县一局 department 201 - reconciled")
    with collected(tmp_path / "c", roster, {}) as stock, pytest.raises(MisuseError, match="只计入 0 个"):
        write_submission(prepare(stock, "201"))


def test_what_is_answered_must_be_an_issued_workbook_of_this_year(county: Snapshot, tmp_path: Path) -> None:
    other = put(tmp_path, "x.xlsx", b"no workbook")
    with pytest.raises(MisuseError, match="不是上级下发"):
        write_submission(prepare(county, "201"), other)
    province = CollectionFolder.create(tmp_path / "p", "省", 2023, units=units("9 东县 county - total -"))
    unsigned = outbox(province, "9")
    book = opened_book(unsigned)
    (row,) = (row for row in book["_ogi"].iter_rows() if row[0].value == "signature")
    row[1].value = None
    book.save(unsigned)
    with pytest.raises(MisuseError, match="不是上级下发"):
        write_submission(prepare(county, "201"), unsigned)
    last = CollectionFolder.create(tmp_path / "l", "省", 2022, units=units("9 东县 county - total -"))
    with pytest.raises(MisuseError, match="ogi-2021 2022"):
        write_submission(prepare(county, "201"), outbox(last, "9"))


def test_a_workbook_issued_to_somebody_else_is_not_answered(county: Snapshot, tmp_path: Path) -> None:
    province = CollectionFolder.create(tmp_path / "p", "省", 2023, units=units("9 别的市 county - total -"))
    with pytest.raises(MisuseError, match="别的市"):
        write_submission(prepare(county, "201"), outbox(province, "9"))


def test_what_people_wrote_is_kept_and_taken_over(county: Snapshot) -> None:
    first = write_submission(prepare(county, "201"))
    assert first.kept is None
    book = opened_book(first.file)
    cell = layout_of(county.collection.form).texts["overview.platforms"]
    book[cell.sheet][cell.a1] = "建好了网站。"
    book.save(first.file)
    written = first.file.read_bytes()
    again = write_submission(prepare(county, "201"))
    assert again.kept is not None and again.kept.read_bytes() == written
    assert again.carried == ("overview.platforms",)
    texts = read_submission(again.file, key=county.collection.key).record.texts
    assert texts["overview.platforms"] == "建好了网站。"
    third = write_submission(prepare(county, "201"))
    assert third.kept is None, "nobody has touched it since"
    assert third.carried == ("overview.platforms",), "and the words are still there"


def test_a_total_may_explain_what_a_unit_may_not(tmp_path: Path) -> None:
    """Units that were dissolved take away what they carried over: the total says so, and is not sent back."""
    last, now = "101 教育局 department - - -\n102 档案局 department - - -", "101 教育局 department - - -"
    before = {"101": figures(received=4, granted=4), "102": figures(received=3, carried_over_to_next_year=3)}
    with collected(tmp_path / "2022", units(last), before, 2022):
        pass
    province = CollectionFolder.create(tmp_path / "p", "省", 2023, units=units("9 样例市 city - total -"))
    prior = {"edition": "ogi-2021", "year": 2022, "values": {"requests.carried_over_to_next_year.total": 3,
             "requests.carried_over_to_next_year.natural_person": 3}}  # fmt: skip
    (province.folder / "prior" / "9.json").write_text(json.dumps(prior), "utf-8")
    with collected(tmp_path / "2023", units(now), {"101": 4}, 2023, tmp_path / "2022") as stock:
        file = write_submission(prepare(stock), outbox(province, "9")).file
    with province.ledger() as ledger:
        after = take(province, ledger, file).after
        assert after.standing("9").state is UnitState.INCLUDED
        answers = {f.code: answer for f, answer in after.answered(after.standing("9"))}
    assert "档案局 -3" in answers["X-01"]


def test_only_reasons_for_what_may_stand_are_passed_on(county: Snapshot) -> None:
    report = prepare(county, "201")
    soft, hard, silent = (
        next(c for c in report.form.checks if c.severity == severity and c.code == code)
        for severity, code in (("soft", "T2-01"), ("hard", "X-01"), ("soft", "X-04"))
    )
    findings = tuple(
        Finding(c.code, c.severity, "不符。", check=c.key, reason=reason)
        for c, reason in ((soft, "机构改革。"), (hard, "机构改革。"), (silent, ""))
    )
    explained = replace(report, rolled=replace(report.rolled, findings=findings))
    file = write_submission(explained).file
    assert list(read_submission(file, key=county.collection.key).reasons) == [soft.key]
    assert words_on(opened_book(file)["校验"]).count("机构改革。") == 1


def test_a_sheet_of_that_name_makes_no_total() -> None:
    from tests.clerk import edited, filled

    def named(book: Workbook) -> None:
        book.create_sheet("汇总范围")

    assert not read_submission(edited(filled(), named)).is_total


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("宿迁市", "江苏省宿迁市人民政府", True),
        ("宿迁市人民政府办公室", "宿迁市", True),
        ("宿迁市政务公开办公室", "宿迁市", True),
        ("吉林市", "吉林省吉林市", True),
        ("某县", "", True),
        ("太和县", "和县", False),
        ("海州区", "州区", False),
        ("宿迁市教育局", "宿迁市", False),
        ("宿迁市", "市", False),
        ("办公室", "宿迁市", False),
        ("甲市", "乙市", False),
    ],
)
def test_names_of_one_government(one: str, other: str, same: bool) -> None:
    assert same_government(one, other) is same
    assert same_government(other, one) is same
