"""The total before the rulebook: last year's total from its own ledger or from a file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import UNIT
from tests.collection.office import figures
from tests.conftest import REAL_REPORTS
from tests.rollup.towns import RECEIVED, collected, units
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.standing import take_stock
from toolkit.errors import MisuseError
from toolkit.findings import Finding
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.earlier import earlier_years
from toolkit.rollup.total import RollupResult

LAST = """
101 市教育局 department - - -
102 市档案局 department - - -
"""
NOW = """
101 市教育局 department - - -
103 市数据局 department - - -
"""
CARRIED = "requests.carried_over_from_previous_year"


def named(unit: str) -> Callable[[Workbook], None]:
    """Make a workbook out to another unit, hidden sheet and cover."""

    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value == UNIT.name:
                        cell.value = unit

    return change


def carried(rolled: RollupResult) -> list[Finding]:
    return [finding for finding in rolled.findings if finding.code == "X-01"]


def two_years(tmp_path: Path, last: str, now: str, this_year: dict[str, dict[str, int]]) -> RollupResult:
    before = {"101": figures(received=9, granted=4, carried_over_to_next_year=5),
              "102": figures(received=3, carried_over_to_next_year=3)}  # fmt: skip
    with collected(tmp_path / "2022", units(last), before, 2022):
        pass
    sent = {code: figures(**rows) for code, rows in this_year.items()}
    with collected(tmp_path / "2023", units(now), sent, 2023, tmp_path / "2022") as stock:
        past, *_ = earlier_years(stock.collection)
        return roll_up(stock, past=past)


def test_last_years_total_comes_from_its_ledger(tmp_path: Path) -> None:
    row = "carried_over_from_previous_year"
    rolled = two_years(tmp_path, LAST, LAST, {"101": {row: 5, "granted": 5}, "102": {row: 3, "granted": 3}})
    assert rolled.past is not None
    assert (rolled.past.year, rolled.past.values[RECEIVED], rolled.past.complete) == (2022, 12, True)
    assert carried(rolled) == []


def test_a_unit_that_ended_explains_what_it_left_behind(tmp_path: Path) -> None:
    row = "carried_over_from_previous_year"
    rolled = two_years(tmp_path, LAST, NOW, {"101": {row: 5, "granted": 5}, "103": {}})
    found = carried(rolled)
    assert found and {finding.severity for finding in found} == {"soft"}
    assert "差额来自 1 个单位：市档案局 -3" in found[0].reason
    assert "新计入：市数据局；不再计入：市档案局" in found[0].reason
    assert rolled.clean


def test_a_unit_that_was_sent_back_is_no_change_of_the_roster(tmp_path: Path) -> None:
    row = "carried_over_from_previous_year"
    rolled = two_years(tmp_path, LAST, LAST, {"101": {row: 4, "granted": 4}, "102": {row: 3, "granted": 3}})
    (total, *_) = carried(rolled)
    assert [line.unit.code for line in rolled.lacking] == ["101"]
    assert total.severity == "soft", "H-02 says already what the total lacks"
    assert total.reason.startswith("差额来自 1 个单位：市教育局 -5。")
    assert "没有收齐" in total.reason and "不再计入" not in total.reason


def test_a_year_that_lacked_units_is_no_measure(tmp_path: Path) -> None:
    row = "carried_over_from_previous_year"
    three = LAST + "104 市体育局 department - - -\n"
    sent = {"101": {row: 5, "granted": 5}, "102": {row: 3, "granted": 3}, "104": {row: 1, "granted": 1}}
    rolled = two_years(tmp_path, three, three, sent)
    found = carried(rolled)
    assert rolled.complete and rolled.past and not rolled.past.complete
    assert found and {finding.severity for finding in found} == {"soft"}
    assert all("没有收齐" in finding.reason for finding in found)


def test_what_was_published_counts_and_no_change_of_the_roster_explains_it_away(tmp_path: Path) -> None:
    row = "carried_over_from_previous_year"
    two_years(tmp_path, LAST, LAST, {"101": {row: 5, "granted": 5}, "102": {row: 3, "granted": 3}})
    collection = CollectionFolder.open(tmp_path / "2023")
    published = {"requests.carried_over_to_next_year.natural_person": 9}
    text = json.dumps({"edition": "ogi-2021", "year": 2022, "values": published, "blanks_are_zero": True})
    (collection.folder / "history" / "2022.json").write_text(text, "utf-8")
    with collection.ledger() as ledger:
        past, *_ = earlier_years(collection)
        rolled = roll_up(take_stock(collection, ledger), past=past)
    assert past.source == "2022.json"
    assert {finding.severity for finding in carried(rolled)} == {"hard", "soft"}
    assert not rolled.clean and rolled.complete


def test_years_before_come_from_files_of_either_edition(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units(LAST), {}) as stock:
        history = stock.collection.folder / "history"
        published = json.loads((REAL_REPORTS / "pingtan2022.json").read_text("utf-8"))
        published["unit"]["name"] = "某省样例市人民政府办公室"
        (history / "2022.json").write_text(json.dumps(published), "utf-8")
        earlier = {"edition": "ogi-2019", "year": 2019, "values": {"requests.received.natural_person": 23}}
        (history / "2019.json").write_text(json.dumps(earlier), "utf-8")
        found = earlier_years(stock.collection)
    assert [(past.year, past.edition) for past in found] == [(2022, "ogi-2021"), (2019, "ogi-2019")]
    assert found[1].seen_from("ogi-2021") == {"requests.received.natural_person": 23}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", '{"edition": "ogi-2021", "year": 2023, "values": {}}', "2023 年"),
        ("a.json", '{"edition": "ogi-2021", "values": {}}', "没有写明年度"),
        ("a.json", '{"edition": "ogi-2021", "year": 2020, "values": {}}', "不适用于 2020 年"),
        ("a.json", "{", "不是 JSON"),
        (
            "a.json",
            '{"edition": "ogi-2021", "year": 2022, "unit": {"name": "市教育局"}, "values": {}}',
            "市教育局",
        ),
        ("a.json", '{"unit": "样例市", "units": [], "year": 2022}', "不是"),
        ("a.json", '{"unit": "样例市", "units": [], "year": "x", "values": {}}', "不是"),
        (
            "a.json",
            '{"unit": "样例市", "units": [], "year": 2022, "values": {"a": "多"}}',
            "不是",
        ),
        ("a.json", '{"unit": "样例市", "units": [], "year": 2022, "values": []}', "不是"),
        ("a.xlsx", "no workbook", "不能作为往年报告读取"),
    ],
)
def test_files_that_cannot_stand_in_a_trend_are_refused_in_words(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    with collected(tmp_path / "c", units(LAST), {}) as stock:
        (stock.collection.folder / "history" / name).write_text(text, "utf-8")
        with pytest.raises(MisuseError, match=told):
            earlier_years(stock.collection)


def test_a_rollup_of_last_year_and_a_filled_form_are_taken_as_they_are(tmp_path: Path) -> None:
    from tests.clerk import edited, filled
    from toolkit.reports.figures import write_json

    with collected(tmp_path / "2022", units(LAST), {"101": 4}, 2022) as stock:
        write_json(roll_up(stock), tmp_path / "rollup.json")
    with collected(tmp_path / "2024", units(LAST), {}, 2024) as stock:
        history = stock.collection.folder / "history"
        shutil.copy(tmp_path / "rollup.json", history)
        own = edited(filled({"requests.received.natural_person": 7}), named("样例市人民政府"))
        (history / "2023.xlsx").write_bytes(own)
        form, total = earlier_years(stock.collection)
    assert (form.year, form.values[RECEIVED], form.complete) == (2023, 7, True)
    assert (total.year, total.values[RECEIVED], total.complete) == (2022, 4, False), "102 was missing"
