"""W-04: title, year, period, headings and labels of a published report."""

from __future__ import annotations

import pytest

from toolkit.form.registry import load_form
from toolkit.published.content import Paragraph, PublishedCell, PublishedContent, PublishedTable
from toolkit.published.headings_check import check_published_form, prescribed_headings

FORM = load_form("ogi-2021", 2023)
TITLE = "青山市教育局2023年政府信息公开工作年度报告"
HEADINGS = [f"{number}、{words}" for number, words in prescribed_headings(FORM).items()]
LABELS = [row.labels[-1] for table in FORM.tables if table.published for b in table.blocks for row in b.rows]


def page(*lines: str, labels: list[str] = LABELS) -> PublishedContent:
    cells = tuple(PublishedCell(row, 0, (label,)) for row, label in enumerate(labels))
    return PublishedContent("html", (*map(Paragraph, lines), PublishedTable(cells)))


def told(content: PublishedContent) -> list[str]:
    findings = check_published_form(content, FORM, 2023)
    assert all((one.code, one.severity) == ("W-04", "soft") for one in findings)
    return [quote.quote for one in findings for quote in one.quotes] or [one.wrong for one in findings]


def test_the_headings_of_the_notice() -> None:
    assert [heading[0] for heading in HEADINGS] == list("一二三四五六")


def test_a_report_as_prescribed() -> None:
    period = "本报告统计期限自2023年1月1日至2023年12月31日。"
    assert not told(page(TITLE, period, *HEADINGS, "一、存在的问题"))


@pytest.mark.parametrize(
    ("lines", "quote"),
    [
        ((TITLE.replace("年度报告", "报告"), *HEADINGS), "青山市教育局2023年政府信息公开工作报告"),
        ((TITLE.replace("2023", "2022"), *HEADINGS), "青山市教育局2022年政府信息公开工作年度报告"),
        ((TITLE, "统计期限自2022年1月1日至2022年12月31日", *HEADINGS), "2022年1月1日至2022年12月31日"),
        ((TITLE, *HEADINGS[:4], "六、" + HEADINGS[4][2:], *HEADINGS[5:]), "六、存在的主要问题及改进情况"),
        ((TITLE, *HEADINGS[:5], "六、需要说明的其他事项与附表"), "六、需要说明的其他事项与附表"),
        ((TITLE, *HEADINGS[:5], "六、其他事项"), "六、其他事项"),
        (
            (TITLE, *HEADINGS[:3], "四、行政复议和行政诉讼情况", *HEADINGS[4:]),
            "四、行政复议和行政诉讼情况",
        ),
    ],
)
def test_what_differs_is_quoted(lines: tuple[str, ...], quote: str) -> None:
    assert told(page(*lines)) == [quote]


def test_numbered_lines_of_a_table_are_no_headings() -> None:
    lines = ["一、本年新收政府信息公开申请数量 3 0 12", "二、上年结转政府信息公开申请数量"]
    (missing,) = check_published_form(page(TITLE, *lines, *HEADINGS[2:]), FORM, 2023)
    assert HEADINGS[0] in missing.wrong and not missing.quotes


def test_another_spelling_of_a_label_is_quoted() -> None:
    other = [label.replace("行政规范性文件", "规范性文件") for label in LABELS]
    assert told(page(TITLE, *HEADINGS, labels=other)) == ["规范性文件"]


def test_what_is_not_there_is_named() -> None:
    assert HEADINGS[5] in told(page(TITLE, *HEADINGS[:5]))[0]
    assert LABELS[3] in told(page(TITLE, *HEADINGS, labels=[x for x in LABELS if x != LABELS[3]]))[0]
    assert told(page(*HEADINGS))[0]
