"""Texts stand below their headings, however these are numbered and worded."""

from __future__ import annotations

from itertools import chain

import pytest

from toolkit.form.registry import load_form
from toolkit.published.content import Block, Paragraph, PublishedCell, PublishedContent, PublishedTable
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


NUMBERS = "一二三四五六"
HEADINGS = (
    "总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项",
)  # fmt: skip


@pytest.mark.parametrize(
    "number",
    ["", "（{0}）", "({0})", "{1}、", "{1}.", "{1}．", "第{0}部分　", "{0} ", "【{0}】", "{2}、", "{0}、"],
)
def test_headings_numbered_otherwise_or_not_at_all(number: str) -> None:
    heads = [
        number.format(digit, place, roman) + words
        for digit, place, roman, words in zip(NUMBERS, range(1, 7), "ⅠⅡⅢⅣⅤⅥ", HEADINGS, strict=True)
    ]
    found = _sections(
        heads[0],
        "公开 3 条。",
        heads[1],
        heads[2],
        "收到 2 件。",
        heads[3],
        heads[4],
        "人手不足。",
        heads[5],
        "无。",
    )
    assert not found.missing
    assert found.texts["problems_and_improvements"] == "人手不足。"
    assert found.texts["other_matters"] == "无。"
    assert found.beside["requests"] == "收到 2 件。"


def test_headings_in_words_of_their_own_are_known_by_their_number() -> None:
    found = _sections(
        "一、总体情况", "依法公开。", "五、不足之处和下步打算", "人手不足。", "六、其他", "未收取信息处理费。"
    )
    assert found.texts["problems_and_improvements"] == "人手不足。"
    assert found.texts["other_matters"] == "未收取信息处理费。"


def test_texts_around_tables_where_headings_are_pictures() -> None:
    table = PublishedTable(tuple(PublishedCell(row, 0, (str(row),)) for row in range(30)))
    before = ["首页", "欢迎访问。", "青山市林业局2023年政府信息公开工作年度报告", "打印"]
    points = ["（一）主动公开情况", "依法公开。", "（二）依申请公开情况", "收到 2 件。"]
    behind = ["人手不足。", "未收取信息处理费。", "版权所有 青山市", "未经许可，不得转载。", "关于我们"]
    blocks: list[Block] = [*map(Paragraph, before + points), table, *map(Paragraph, behind)]
    found = sections_of(PublishedContent("html", tuple(blocks)), FORM)
    assert found.texts == {
        "overview.proactive_disclosure": "依法公开。",
        "overview.disclosure_on_request": "收到 2 件。",
        "problems_and_improvements": "人手不足。\n未收取信息处理费。",
    }
    assert "other_matters" in found.mentioned


def test_points_are_no_sections_where_the_headings_of_these_are_pictures() -> None:
    lines = ("一、总体情况", "（一）主动公开情况", "依法公开。", "（二）依申请公开情况", "收到 2 件。")
    found = _sections(*lines, "六、其他需要报告的事项", "无。")
    assert found.texts["overview.disclosure_on_request"] == "收到 2 件。"
    assert not found.beside


def test_a_numbered_sentence_is_no_heading() -> None:
    found = _sections(
        "一、总体情况", "依法公开。", "六、加强培训，提高水平", "六、提高水平。", "五、培训 3 次"
    )
    assert "other_matters" not in found.texts and "problems_and_improvements" not in found.texts


def test_a_numbered_row_is_no_heading() -> None:
    found = _sections(
        "一、本年新收政府信息公开申请数量", "3 0 3", "二、上年结转政府信息公开申请数量", "0", "共 3 件。"
    )
    assert not found.texts and not found.beside


def test_a_table_of_contents_is_no_report() -> None:
    found = _sections(*HEADINGS, "正文", *(part for head in HEADINGS for part in (head, f"关于{head}的话。")))
    assert found.texts["other_matters"] == "关于其他需要报告的事项的话。"
    assert found.beside["proactive"] == "关于主动公开政府信息情况的话。"


POINTS = ("主动公开情况", "依申请公开情况", "政府信息管理情况", "政府信息公开平台建设情况", "监督保障情况")
SAID = ("公开 3 条。", "收到 2 件。", "规范管理。", "加强维护。", "培训 2 次，监督 3 次。")


@pytest.mark.parametrize(
    "point",
    [
        "（{0}）{1}。",
        "{2}.{1}。",
        "{2}、{1}：",
        "（{2}）{1}。",
        "{0}是{1}。",
        "①{1}。",
        "【{1}】",
        "{1}：",
        "{1} ",
        "{1}\n",
    ],
)
def test_points_numbered_otherwise_or_not_at_all(point: str) -> None:
    heads = (point.format(NUMBERS[at], words, at + 1) for at, words in enumerate(POINTS))
    lines = "".join(f"{head}{words}\n" for head, words in zip(heads, SAID, strict=True)).splitlines()
    found = _sections(HEADINGS[0], *lines, *(part for head in HEADINGS[1:] for part in (head, "见下。")))
    assert tuple(found.texts.values()) == (*SAID, "见下。", "见下。")
    assert not found.mentioned


def test_a_list_within_a_point_is_no_point() -> None:
    lines = (
        "（一）主动公开",
        "1.监督更严。",
        "2.平台更多。",
        "（二）依申请公开",
        "1.信息管理更细。",
        "2.保障更好。",
    )
    found = _sections("一、总体情况", *lines)
    assert list(found.texts) == ["overview.proactive_disclosure", "overview.disclosure_on_request"]
    assert found.texts["overview.proactive_disclosure"] == "1.监督更严。\n2.平台更多。"


def test_what_is_spoken_of_without_a_heading_is_not_missing() -> None:
    found = _sections(
        "一、总体情况", "全年主动公开 3 条，收到政府信息公开申请 2 件；加强公开平台维护和监督检查。"
    )
    assert len(found.texts) == 1
    assert found.mentioned == {"overview.disclosure_on_request", "overview.platforms", "overview.supervision"}


@pytest.mark.parametrize(
    ("number", "page"), [("{}、", ""), ("{}、", "……3"), ("{}、", " 3"), ("", ""), ("（{}）", "")]
)
def test_a_table_of_contents_is_not_the_report(number: str, page: str) -> None:
    heads = [number.format(NUMBERS[at]) + words for at, words in enumerate(HEADINGS)]
    found = _sections("目录", *(head + page for head in heads), *chain(*((head, "正文。") for head in heads)))
    assert found.texts == dict.fromkeys(
        ("overview.proactive_disclosure", "problems_and_improvements", "other_matters"), "正文。"
    )
    assert found.beside == dict.fromkeys(("proactive", "requests", "disputes"), "正文。")


def test_headings_above_tables_that_are_pictures_are_no_table_of_contents() -> None:
    heads = [f"{number}、{words}" for number, words in zip(NUMBERS, HEADINGS, strict=True)]
    found = _sections(*heads[:1], "正文。", *heads[1:5], "人手不足。", heads[5], "无。")
    assert found.texts["problems_and_improvements"] == "人手不足。" and not found.missing


def test_points_numbered_like_sections_are_no_sections() -> None:
    points = ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障")
    numbered = chain(
        *((f"{number}、{words}", words + "做了。") for number, words in zip(NUMBERS, points, strict=False))
    )
    found = _sections(HEADINGS[0], *numbered, *HEADINGS[1:4], "短板和打算", "人少。", HEADINGS[5], "无。")
    assert found.missing == ["五、存在的主要问题及改进情况"]
    assert found.texts["overview.supervision"] == "监督保障做了。"
