"""Units, kinds and the words by which lines of a form are told apart."""

from __future__ import annotations

import pytest

from toolkit.drafting.measurement import is_unit_line, kind_of, measure, unit_in, unit_line
from toolkit.drafting.recognition_words import cleaned, is_boilerplate, is_note, is_office_line, table_number

LABELS = {
    ("件数（件）", "General"): ("件", "count"),
    ("金额（单位：万元）", "General"): ("万元", "money"),
    ("占比", "General"): ("%", "percent"),
    ("占比(%)", "0.00"): ("%", "percent"),
    ("Answered", "0.0%"): ("%", "percent"),
    ("收费", "¥#,##0.00"): ("", "money"),
    ("平均", "0.00"): ("", "decimal"),
    ("面积（平方米）", "General"): ("平方米", "decimal"),
    ("办理时间（工作日）", "General"): ("工作日", "days"),
    ("其他（不含上年）", "General"): ("", "count"),
}


@pytest.mark.parametrize("case", LABELS)
def test_units_and_kinds(case: tuple[str, str]) -> None:
    label, number_format = case
    found = measure((label,), number_format)
    assert (found.unit, found.kind) == LABELS[case]


def test_lines_of_units() -> None:
    assert unit_line("单位：件、万元") == ("件", "万元")
    assert unit_line("填报单位：某某局    计量单位：人") == ("人",)
    assert unit_line("填报单位：某某局") == ()
    assert unit_line("单位：某某局") == ()
    assert is_unit_line("（单位：件）") and not is_unit_line("表一 办件情况（单位：件）")
    assert unit_in("表一（试行）") == ""
    assert kind_of("") == "count"


def test_lines_of_a_form() -> None:
    assert all(
        map(is_note, ("注：按年报送", "说明:1.本表", "备注：无", "1.本表由各单位填报。", "Notes: once"))
    )
    assert not any(map(is_note, ("说明性文件", "1.属于国家秘密", "备注")))
    office = (
        "填报单位（盖章）：",
        "单位负责人： 填表人： 联系电话：",
        "填 表 人：",
        "单位名称",
        "Telephone:",
    )
    assert all(map(is_office_line, office))
    assert not any(map(is_office_line, ("电话申请", "单位数", "负责人培训（人次）", "Date received")))
    assert all(map(is_boilerplate, ("附件1", "表 号：统1", "2023年度", "（2023年1—12月）", "制定机关：某局")))
    assert not is_boilerplate("2023年行政执法统计表")


def test_spaces() -> None:
    assert cleaned("合　 计") == "合计"
    assert cleaned(" 行政\n许可 ") == "行政许可"
    assert cleaned("表一  办件\r\n情况") == "表一 办件情况"
    assert cleaned("行政_x000D_\n许可\x0b") == "行政许可"
    assert cleaned("Part\ngranted") == "Part granted"
    assert [table_number(t) for t in ("附表2-1 人员", "报表一览", "Table 3: staff")] == [
        "附表2-1",
        "",
        "Table 3",
    ]
