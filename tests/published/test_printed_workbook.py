"""A workbook of ours saved as a document: its texts stand in tables, among the workbook's own words."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.published.printed_reports import MARKUPS, figures, page
from toolkit.form.registry import load_form
from toolkit.published.content import Block, Paragraph, PublishedCell, PublishedContent, PublishedTable
from toolkit.published.printed_workbook import as_report
from toolkit.published.published_reading import read_published
from toolkit.published.report_sections import sections_of

FORM = load_form("ogi-2021")
COVER = Paragraph("政府信息公开工作年度报告填报表")
INFO = Paragraph("填报单位：某某局 年度：2023 年")


def table(*rows: Sequence[str]) -> PublishedTable:
    cells = (
        PublishedCell(at, column, (text,)) for at, row in enumerate(rows) for column, text in enumerate(row)
    )
    return PublishedTable(tuple(cells))


def content(*blocks: Block) -> PublishedContent:
    return PublishedContent("pdf", blocks)


FIGURES = table(("规章", "0", "0", "0"))
BLOCKS = (
    Paragraph("一、总体情况"),
    INFO,
    table(("（一）主动公开", "公开一百条。"), ("（二）依申请公开", "收到三件。"), ("（三）政府信息管理",)),
    Paragraph("二、主动公开政府信息情况"),
    INFO,
    FIGURES,
    Paragraph("五、存在的主要问题及改进情况 六、其他需要报告的事项"),
    INFO,
    table(("五、存在的主要问题及改进情况", "不够及时。"), ("六、其他需要报告的事项", "没有收费。")),
    Paragraph("信息处理费收取情况（未收取的也必须填 0）"),
    Paragraph("校验"),
    Paragraph("结果为“不符”的须改正。"),
    table(("编号", "位置")),
)


def test_texts_of_a_printed_workbook_are_read_without_its_own_words() -> None:
    report = as_report(content(COVER, *BLOCKS), FORM)
    assert FIGURES in report.blocks
    found = sections_of(report, FORM)
    assert found.texts == {
        "overview.proactive_disclosure": "公开一百条。",
        "overview.disclosure_on_request": "收到三件。",
        "problems_and_improvements": "不够及时。",
        "other_matters": "没有收费。",
    }
    assert found.beside == {}


def test_a_published_report_stays_as_it_is() -> None:
    report = content(*BLOCKS)
    assert as_report(report, FORM) is report


def test_that_it_is_no_published_report_is_told() -> None:
    rng = random.Random(1)
    text = page(FORM, figures(FORM, rng), rng, sorted(MARKUPS)[0]).text
    for printed, told in ((text, 0), (text.replace("<body>", f"<body><p>{COVER.text}</p>"), 1)):
        findings = read_published(printed.encode(), name="年报.html").findings
        assert sum("这是填报表打印或另存成的文件" in finding.message for finding in findings) == told
