"""Every formula of the city workbook gives what is cached, and the tables what rollup.json says."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.clerk import opened_book
from tests.demo_city import after_round
from tests.oracle.libreoffice import convert
from toolkit.form.layout import layout_of
from toolkit.reports.report_data import prepare
from toolkit.reports.workbook import write_city_workbook

pytestmark = pytest.mark.oracle


def test_a_recalculation_gives_what_is_cached(tmp_path: Path) -> None:
    file = tmp_path / "city.xlsx"
    with after_round(tmp_path / "c") as stock:
        report = prepare(stock)
        write_city_workbook(report, file)
    rolled = report.rolled
    assert len(rolled.counted) > 40
    (again,) = convert([file], "xlsx", tmp_path / "again")
    formulas = opened_book(file)
    cached, recalculated = (CalamineWorkbook.from_path(path) for path in (file, again))
    compared = 0
    for sheet in formulas.worksheets:
        before, after = (
            book.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
            for book in (cached, recalculated)
        )
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    at = int(cell.row or 0) - 1, int(cell.column or 0) - 1
                    old, new = (grid[at[0]][at[1]] for grid in (before, after))
                    compared += 1
                    if isinstance(old, float) and isinstance(new, float):
                        assert new == pytest.approx(old, rel=1e-12, abs=1e-9), (sheet.title, cell.coordinate)
                    else:
                        assert old == new, (sheet.title, cell.coordinate)
    assert compared > 5_000
    layout = layout_of(rolled.form)
    for item, place in layout.items.items():
        if rolled.form.items[item].table in ("proactive", "requests", "disputes"):
            grid = recalculated.get_sheet_by_name(place.sheet).to_python(skip_empty_area=False)
            assert grid[place.row][place.column] == float(rolled.values[item] or 0), item
