"""The city workbook: sums that live, units that are named."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.demo_city import after_round
from toolkit.demo import city
from toolkit.form.layout import layout_of
from toolkit.messages import say
from toolkit.reports.figures import write_json
from toolkit.reports.workbook import write_city_workbook
from toolkit.rollup.aggregate import Rollup, roll_up


@pytest.fixture(scope="module")
def rollup(tmp_path_factory: pytest.TempPathFactory) -> Rollup:
    """The sample city after the first round: some are sent back, some are still missing."""
    return roll_up(after_round(tmp_path_factory.mktemp("city") / "c"))


def test_every_official_cell_is_a_sum_over_the_units(rollup: Rollup, tmp_path: Path) -> None:
    write_city_workbook(rollup, tmp_path / "city.xlsx")
    book = openpyxl.load_workbook(tmp_path / "city.xlsx")
    layout = layout_of(rollup.form)
    for table in ("proactive", "requests", "disputes"):
        for item in rollup.form.items.values():
            cell = layout.items[item.id]
            if item.table == table:
                formula = book[cell.sheet][cell.a1].value
                assert "SUM(" in formula
                assert say("city.units") in formula


def test_first_page_names_who_is_missing(rollup: Rollup, tmp_path: Path) -> None:
    write_city_workbook(rollup, tmp_path / "city.xlsx")
    page = openpyxl.load_workbook(tmp_path / "city.xlsx").worksheets[0]
    words = "".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)
    for code in (*city.with_habit("twice_wrong"), *city.with_habit("missing")):
        assert rollup.stock.standing(code).unit.name in words
    assert say("city.incomplete", due=57, included=len(rollup.parts)) in words


def test_states_sheet_has_every_unit_and_why(rollup: Rollup, tmp_path: Path) -> None:
    write_city_workbook(rollup, tmp_path / "city.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "city.xlsx")[say("city.states")]
    words = "".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    for standing in rollup.standings:
        assert standing.unit.name in words
    assert "T4-01" in words
    assert "垂直管理" in words


def test_rollup_json_keeps_the_contract(rollup: Rollup, tmp_path: Path) -> None:
    write_json(rollup, tmp_path / "rollup.json")
    data = json.loads((tmp_path / "rollup.json").read_text("utf-8"), parse_float=Decimal)
    assert {"unit", "year", "edition", "values", "units", "reconciliation", "findings"} <= data.keys()
    assert data["values"] == rollup.values
    assert {"code", "name", "kind", "parent", "state", "counted_as", "sha256"} <= data["units"][0].keys()
    states = {unit["code"]: unit["state"] for unit in data["units"]}
    assert states["202"] == "returned"
    assert states["901"] == "excluded"
    assert {u["code"]: u["counted_as"] for u in data["units"] if u["kind"] == "county"} == {
        "201": "total",
        "202": "total",
        "203": "own",
    }
    assert {states[f"2020{n}"] for n in range(1, 9)} == {"excluded"}, "part of a declared total"
    assert [finding["code"] for finding in data["findings"]] == ["H-02", "H-02"]
