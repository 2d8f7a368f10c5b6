"""Texts stand below their headings, however these are numbered and worded."""

from __future__ import annotations

from toolkit.form.registry import load_form
from toolkit.published.content import Paragraph, PublishedContent
from toolkit.published.report_sections import Sections, sections_of

FORM = load_form("ogi-2021")


def _sections(*lines: str) -> Sections:
    return sections_of(PublishedContent("text", tuple(map(Paragraph, lines))), FORM)


def test_headings_of_their_own() -> None:
    found = _sections(
        "首页", "一、总体情况", "（一）主动公开情况", "公开 3 条。", "（二）依申请公开。收到 2 件。",
        "（五）监督保障情况：考核一次。", "二、主动公开政府信息的情况", "表外说明。",
        "五、政府信息公开工作存在的主要问题及改进情况", "人手不足。", "六、其他需要报告的事项", "无。",
        "打印本页", "关于我们",
    )  # fmt: skip
    assert found.texts == {
        "overview.proactive_disclosure": "公开 3 条。",
        "overview.disclosure_on_request": "收到 2 件。",
        "overview.supervision": "考核一次。",
        "problems_and_improvements": "人手不足。",
        "other_matters": "无。",
    }
    assert found.beside == {"proactive": "表外说明。"}
    assert len(found.missing) == 2


def test_headings_that_run_into_the_text() -> None:
    found = _sections(
        "一、总体情况2023年，我局依法公开。（二）进一步规范依申请公开。收到 7 份。……",
        "六、需要说明的其他事项与附表",
        "无。",
    )
    assert found.texts["overview.proactive_disclosure"] == "2023年，我局依法公开。"
    assert found.texts["overview.disclosure_on_request"] == "收到 7 份。……"
    assert found.texts["other_matters"] == "无。"


def test_headings_behind_the_figures_of_a_table_that_was_lost() -> None:
    found = _sections(
        "一、总体情况。有序。三、收到和处理政府信息公开申请情况（七）总计20000024四、结转下年度继续办理0000000"
        "四、政府信息公开行政复议、行政诉讼情况总计110003五、存在的主要问题及改进情况2025年，人手不足。六、其他需要报告的事项无。"
    )
    assert found.texts["problems_and_improvements"] == "2025年，人手不足。"
    assert found.beside["disputes"] == "总计110003"
    assert found.beside["requests"].endswith("四、结转下年度继续办理0000000")


def test_a_heading_that_says_something_stays_with_the_text() -> None:
    found = _sections("一、总体情况", "（二）依申请公开收到 7 件，办结 7 件。全部按期。")
    assert found.texts["overview.disclosure_on_request"] == "依申请公开收到 7 件，办结 7 件。全部按期。"


def test_points_of_other_sections_are_no_points_of_the_first() -> None:
    found = _sections("五、存在的主要问题及改进情况", "（一）主动公开不够。（二）平台不多。")
    assert found.texts == {"problems_and_improvements": "（一）主动公开不够。（二）平台不多。"}
