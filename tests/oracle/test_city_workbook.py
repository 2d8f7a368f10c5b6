"""The city workbook's formulas give what is cached and what rollup.json says."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.demo_city import after_round
from tests.oracle.libreoffice import convert
from toolkit.form.layout import layout_of
from toolkit.reports.workbook import write_city_workbook
from toolkit.rollup.aggregate import roll_up

pytestmark = [pytest.mark.oracle, pytest.mark.xdist_group("oracle")]


def test_live_sums_equal_the_exact_rollup(tmp_path: Path) -> None:
    rollup = roll_up(after_round(tmp_path / "c"))
    assert len(rollup.counted) > 40
    book = tmp_path / "city.xlsx"
    write_city_workbook(rollup, book)
    (again,) = convert([book], "xlsx", tmp_path / "again")
    layout = layout_of(rollup.form)
    for file in (book, again):
        opened = CalamineWorkbook.from_path(file)
        for table in ("proactive", "requests", "disputes"):
            name = rollup.form.sheet(table).name
            grid = opened.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for item in rollup.form.items.values():
                cell = layout.items[item.id]
                if cell.sheet == name:
                    assert grid[cell.row][cell.column] == float(rollup.values[item.id]), item.id
