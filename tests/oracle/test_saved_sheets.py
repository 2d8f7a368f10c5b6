"""The sheet 办理 saved by another program as xlsx, ods or xls: every row is known, and says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collection.office import office
from tests.oracle.libreoffice import convert
from tests.reports.handling.office_sheet import UNITS, Sheet, written
from toolkit.collection.receiving.sorting import is_progress_workbook
from toolkit.reports.handling.matters import Choice, MatterKind
from toolkit.reports.handling.typed_rows import Typed, typed_rows

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("suffix", ("xlsx", "ods", "xls"))
def test_rows_saved_by_libreoffice(suffix: str, tmp_path: Path) -> None:
    collection = office(tmp_path / "c", UNITS[:2])
    sheet = Sheet(written(collection))
    sheet.type(sheet.find(MatterKind.OVERDUE, "101"), Choice.EXTEND, "2024-2-20", "搬迁\n<b>&=1+1")
    sheet.type(sheet.find(MatterKind.FREE), Choice.EXCLUDE, unit="102 样例市第102局")
    (saved,) = convert([sheet.save(tmp_path / "typed.xlsx")], suffix, tmp_path / "out")
    assert is_progress_workbook(saved.read_bytes())
    first, second = typed_rows(saved.name, saved.read_bytes(), collection.key)
    assert first.typed == Typed(Choice.EXTEND.word, "2024-2-20", "搬迁\n<b>&=1+1", "李工")
    assert (first.choice, first.unchanged, first.key and first.key.unit) == (Choice.EXTEND, True, "101")
    assert (second.choice, second.unchanged, second.typed.unit) == (Choice.EXCLUDE, True, "102 样例市第102局")
