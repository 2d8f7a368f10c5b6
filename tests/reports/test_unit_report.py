"""A unit's own report from its workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from tests.clerk import filled, save
from toolkit.errors import MisuseError
from toolkit.reports.unit_report import write_unit_report

GOOD = {"requests.received.natural_person": 2, "requests.granted.natural_person": 2}


def test_a_word_document_and_a_page(tmp_path: Path) -> None:
    made = write_unit_report(save(tmp_path, "a.xlsx", filled(GOOD)), tmp_path / "out")
    assert [file.name for file in made.files] == [
        "某某局2023年政府信息公开工作年度报告.docx",
        "某某局2023年政府信息公开工作年度报告.html",
    ]
    assert not made.warnings and not made.open_points
    words = [paragraph.text for paragraph in Document(str(made.files[0])).paragraphs]
    assert words[0] == "某某局 2023 年政府信息公开工作年度报告"
    assert "没有发出信息处理费收费通知，没有收取信息处理费。" in words, "the fee must be told"


def test_what_must_be_mended_first_stands_on_top(tmp_path: Path) -> None:
    file = save(tmp_path, "a.xlsx", filled({"requests.received.natural_person": 2}))
    made = write_unit_report(file, tmp_path / "out")
    assert made.warnings and "T3-01" in made.warnings[0]
    words = [paragraph.text for paragraph in Document(str(made.files[0])).paragraphs]
    assert words[1].startswith("【定稿前须处理：")
    page = made.files[1].read_text("utf-8")
    assert page.index("定稿前须处理") < page.index("<main")


def test_texts_nobody_wrote_are_open_points(tmp_path: Path) -> None:
    made = write_unit_report(save(tmp_path, "a.xlsx", filled(GOOD, texts=False)), tmp_path / "out")
    assert made.open_points == 6, "the fee is told by the figures"


def test_a_cell_nobody_could_read_is_not_printed_as_zero(tmp_path: Path) -> None:
    file = save(tmp_path, "a.xlsx", filled({**GOOD, "proactive.licensing.decisions": "2000万"}))
    made = write_unit_report(file, tmp_path / "out")
    assert any("2000万" in warning for warning in made.warnings)
    cells = [cell.text for row in Document(str(made.files[0])).tables[0].rows for cell in row.cells]
    at = cells.index("行政许可")
    assert cells[at + 1] == "—"


@pytest.mark.parametrize("name", ["nothing.xlsx", "broken.xlsx"])
def test_what_cannot_be_read_is_told(name: str, tmp_path: Path) -> None:
    if name.startswith("broken"):
        save(tmp_path, name, b"not a workbook")
    with pytest.raises(MisuseError, match=name):
        write_unit_report(tmp_path / name, tmp_path / "out")
