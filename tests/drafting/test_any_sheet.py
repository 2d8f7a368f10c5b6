"""Sheets of no sense at all: each is drafted so that it loads, or refused in words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, Side

from tests.sampling import some
from toolkit.drafting.draft import draft_edition
from toolkit.errors import MisuseError

CONTENTS = (
    "合计", "小计", "总计", "项目", "件数（件）", "金额（万元）", "其中：女", "一、收入", "1.拨款",
    "单位：件", "注：见下", "填表人：", "Total", "占比（%）", "2021", "序号", "×", "=B3+B4",
    "=SUM(B2:B5)", "=C3/C4", "=A1",
    '=IF(B2=B3,"√","×")', "='乙'!B3", "存在的问题：", 1, 2, 0, 3.5, True, "表一 某某", "名称",
)  # fmt: skip
LINE = Side(style="thin")


def _sheet(sheet: object, chance: random.Random) -> None:
    rows, columns, density = chance.randint(1, 12), chance.randint(1, 7), chance.random() * 0.4
    framed = chance.random() < 0.7
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            cell = sheet.cell(row, column)  # type: ignore[attr-defined]
            if chance.random() < (0.9 if row < 3 or column == 1 else density):
                cell.value = chance.choice(CONTENTS)
            if framed:
                cell.border = Border(LINE, LINE, LINE, LINE)
    if rows > 2 and columns > 2:
        last = chance.randint(1, columns), chance.randint(1, 2)
        sheet.merge_cells(start_row=1, start_column=1, end_row=last[1], end_column=last[0])  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", some(range(25), 1, 5, 8, 13, 21))
def test_any_sheet(seed: int, tmp_path: Path) -> None:
    chance, book = random.Random(seed), Workbook()
    _sheet(book.worksheets[0], chance)
    _sheet(book.create_sheet("乙"), chance)
    book.save(tmp_path / "x.xlsx")
    try:
        draft = draft_edition(tmp_path / "x.xlsx", tmp_path / "x")
    except MisuseError as refusal:
        assert "没有找到表格" in str(refusal)
        return
    assert "refused" not in [point.code for point in draft.open]
