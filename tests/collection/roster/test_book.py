"""The roster as a workbook: guarded against slips, explained, and read back as written."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook
from python_calamine import CalamineWorkbook

from tests.clerk import opened_book
from tests.reports.books import fixed_rows
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.guide import worked_example
from toolkit.collection.roster.reading import read_roster
from toolkit.collection.roster.roster_words import COLUMNS
from toolkit.collection.roster.roster_workbook import SELF_CHECKED, write_roster
from toolkit.form.unit_kinds import usual_kinds

UNITS = (
    ReportingUnit("001", "样例市人民政府（本级）", "government", contact="王某某", telephone="09511234567"),
    ReportingUnit("101", "样例市某某局", former_names=("旧一局", "旧二局")),
    ReportingUnit("201", "甲县", "county"),
    ReportingUnit("20101", "=甲县+乙局", parent="201", counting="reconciled"),
    ReportingUnit("202", "乙县", "county", scope="own"),
    ReportingUnit("20201", "http://丙镇", "township", parent="202"),
    ReportingUnit("901", "税务局", "other", counting="excluded", reason="垂直\n管理"),
)
WRONG = (
    ReportingUnit("101", "甲局"),
    ReportingUnit("1", "乙局", parent="9"),
    ReportingUnit("101", "甲局", parent="乙局"),
    ReportingUnit("001", "丙局", parent="8"),
    ReportingUnit("103", "丁局", counting="excluded"),
    ReportingUnit("ab", "戊*"),
    ReportingUnit("AB", "戊*某"),
)
LIGHT = (
    "请改正：单位代码重复 2 处（如第 9 行）；单位名称重复 1 处（如第 5 行）；"
    "上级单位代码不在名册中 2 处（如第 6 行）；缺不纳入原因 1 处（如第 7 行）；"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "roster.xlsx"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The roster of some units, to be looked at."""
    file = tmp_path_factory.mktemp("roster") / "roster.xlsx"
    write_roster(file, UNITS)
    return opened_book(file)


def test_what_is_written_reads_back_identical(file: Path) -> None:
    for units in (UNITS, worked_example(usual_kinds())):
        write_roster(file, units)
        assert read_roster(file) == units


def test_marks_that_nobody_sees_make_no_other_name(file: Path) -> None:
    """They come along when a name is copied from a web page or a chat."""
    write_roster(file, UNITS)
    book = opened_book(file)
    book.worksheets[0].cell(4, 2).value = "样例市\u200b某某局\ufeff"
    book.save(file)
    assert read_roster(file)[1].name == "样例市某某局"


def test_rows_of_units_grow_with_what_is_typed(file: Path) -> None:
    write_roster(file, UNITS)
    assert fixed_rows(file, 1) == {1, 2}


def test_codes_and_telephones_are_text(book: Workbook) -> None:
    sheet = book.worksheets[0]
    assert [sheet.cell(3, column).value for column in (1, 2, 10)] == [
        "001", "样例市人民政府（本级）", "09511234567",
    ]  # fmt: skip
    assert {sheet.cell(3, 1).number_format, sheet.column_dimensions["A"].number_format} == {"@"}
    assert sheet.cell(6, 2).data_type == "s"


def test_answers_are_chosen_and_codes_are_unique(book: Workbook) -> None:
    sheet = book.worksheets[0]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert len(rules) == len(COLUMNS)
    lists = {area: rule.formula1 for area, rule in rules.items() if rule.type == "list"}
    assert lists == {
        "C3:C1009": '"本级,部门,派出机构,地市,县区,乡镇,其他"',
        "F3:F1009": '"本单位数,汇总数"',
        "G3:G1009": '"是,只核对,否"',
        "K3:K1009": '"是,否"',
    }
    assert rules["A3:A1009"].formula1 == "SUMPRODUCT(--($A$3:$A$1009=$A3))=1"
    assert all(rule.prompt and rule.promptTitle for rule in rules.values())
    assert rules["C3:C1009"].error == "请从下拉列表中选：本级、部门、派出机构、地市、县区、乡镇、其他。"


def test_sheet_is_frozen_filtered_and_prints_on_a4(book: Workbook) -> None:
    for sheet in book.worksheets[:2]:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref == "A2:K1009"
    assert sheet.print_title_rows == "$2:$2"


def test_guide_explains_every_column_and_the_example_is_a_good_roster(file: Path) -> None:
    write_roster(file, worked_example(usual_kinds()))
    read_roster(file)
    sheet, guide = opened_book(file).worksheets[:2]
    words = [str(cell.value) for row in guide for cell in row if cell.value]
    heads = [sheet.cell(2, column).value for column in range(1, len(COLUMNS) + 1)]
    assert set(map(str, heads)) <= set(words)
    assert {unit.name for unit in worked_example(usual_kinds())} <= set(words)


def test_large_roster_does_not_check_itself(file: Path) -> None:
    write_roster(file, [ReportingUnit(f"{n:05}", f"第{n}局") for n in range(SELF_CHECKED + 1)])
    assert "不即时核对" in str(CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[0][1])
    assert len(read_roster(file)) == SELF_CHECKED + 1


def test_first_line_says_what_is_wrong(tmp_path: Path) -> None:
    """That a recalculation says the same is tested beside the other engines."""
    shown = []
    for units in (WRONG, UNITS):
        write_roster(tmp_path / "roster.xlsx", units)
        shown.append(opened_book(tmp_path / "roster.xlsx", data_only=True).worksheets[0].cell(1, 2).value)
    assert shown[0] == LIGHT
    assert str(shown[1]).startswith("没有重复和缺漏。")
