"""A unit's own report from its workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled, save
from toolkit.errors import MisuseError
from toolkit.form.layout import layout_of
from toolkit.reports.unit_report import UnitReport, write_unit_report, write_unit_reports

GOOD = {"requests.received.natural_person": 2, "requests.granted.natural_person": 2}


def test_a_word_document_and_a_page(tmp_path: Path) -> None:
    made = write_unit_report(save(tmp_path, "a.xlsx", filled(GOOD)), tmp_path / "out")
    assert [file.name for file in made.files] == [
        "某某局2023年政府信息公开工作年度报告.docx",
        "某某局2023年政府信息公开工作年度报告.html",
    ]
    assert not made.warnings and not made.open_points
    words = [paragraph.text for paragraph in Document(str(made.files[0])).paragraphs]
    assert words[0] == "某某局2023年政府信息公开工作年度报告"
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


def test_several_workbooks_of_one_unit_do_not_overwrite_each_other(tmp_path: Path) -> None:
    sources = []
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        sources.append(save(tmp_path / name, "表.xlsx", filled(GOOD)))
    sources.append(save(tmp_path, "bad.xlsx", b"not a workbook"))
    done = write_unit_reports(sources, tmp_path / "out")
    written = [file for one in done if isinstance(one, UnitReport) for file in one.files]
    assert len(set(written)) == 6 and all(file.is_file() for file in written)
    assert isinstance(done[3], MisuseError)


def test_a_report_somebody_worked_on_is_kept(tmp_path: Path) -> None:
    source = save(tmp_path, "a.xlsx", filled(GOOD))
    first = write_unit_report(source, tmp_path / "out")
    assert not write_unit_report(source, tmp_path / "out").kept
    first.files[0].write_bytes(b"finished")
    (kept,) = write_unit_report(source, tmp_path / "out").kept
    assert kept.read_bytes() == b"finished" and kept.parent.name == "旧稿"


def test_whose_and_of_which_year_must_be_known(tmp_path: Path) -> None:
    def nameless(book: Workbook) -> None:
        del book["_ogi"]
        for cell in layout_of(FORM).cover.values():
            book[cell.sheet][cell.a1] = None

    source = save(tmp_path, "a.xlsx", edited(filled(GOOD), nameless))
    with pytest.raises(MisuseError, match="单位名称或年度"):
        write_unit_report(source, tmp_path / "out")
