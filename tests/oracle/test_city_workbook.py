"""The city workbook's formulas give what is cached and what rollup.json says."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.oracle.libreoffice import convert
from toolkit.collection.intake import distribute, take_stock
from toolkit.demo import city
from toolkit.form.layout import layout_of
from toolkit.reports.workbook import write_city_workbook
from toolkit.rollup.aggregate import roll_up

pytestmark = [pytest.mark.oracle, pytest.mark.xdist_group("oracle")]


def test_live_sums_equal_the_exact_rollup(tmp_path: Path) -> None:
    collection = city.start(tmp_path / "c")
    outbox = distribute(collection)
    for file in city.clerks(outbox, tmp_path / "sent", mended=False):
        (collection.folder / "inbox" / file.name).write_bytes(file.read_bytes())
    rollup = roll_up(collection, take_stock(collection))
    assert len(rollup.included) == len(outbox) - len(city.wrong_at_first())
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
