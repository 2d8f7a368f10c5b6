"""Whose report it is and of which year, by the titles that are seen."""

from __future__ import annotations

import pytest

from toolkit.published.content import Paragraph, PublishedContent
from toolkit.published.report_title import title_of


def _title(*paragraphs: str, titles: tuple[str, ...] = (), source: str = "") -> tuple[str, int]:
    return title_of(PublishedContent("html", tuple(map(Paragraph, paragraphs)), titles, source))


@pytest.mark.parametrize(
    ("title", "unit", "year"),
    [
        ("清水市林业局2023年度政府信息公开工作年度报告", "清水市林业局", 2023),
        ("清水市林业局 2023 年政府信息公开工作年度报告", "清水市林业局", 2023),
        ("清水市林业局关于2022年政府信息公开工作的年度报告", "清水市林业局", 2022),
        ("2021年清水市林业局政府信息公开年度报告", "清水市林业局", 2021),
        ("清水市林业局政府信息公开工作年度报告（2024年度）", "清水市林业局", 2024),
        ("清水市林业局二〇二三年政府信息公开工作年度报告", "清水市林业局", 2023),
        ("清水市林业局2023年政府信息公开工作年度报告_通知公告_清水市人民政府", "清水市林业局", 2023),
        ("2023年政府信息公开工作年度报告", "", 2023),
        ("清水市林业局２０２３年政府信息公开工作年度报告", "清水市林业局", 2023),
        ("关于印发清水市林业局2023年政府信息公开工作年度报告的通知", "清水市林业局", 2023),
        ("2023年度清水市林业局政府信息公开年报", "清水市林业局", 2023),
        ("清水市政府办公室关于清水市2023年政府信息公开工作年度报告", "清水市政府办公室", 2023),
        ("清水市政府办公室关于印发清水市林业局2023年政府信息公开工作年度报告的通知", "清水市林业局", 2023),
        ("2023年政府信息公开工作年度报告（清水市林业局）", "清水市林业局", 2023),
        ("2023年政府信息公开工作年度报告（公开稿）", "", 2023),
        ("清水市林业局2023年政府信息公开工作年度报告（报市政府办公室）", "清水市林业局", 2023),
        (f"{'通知公告' * 5000}清水市2023年政府信息公开工作年度报告", "", 2023),
        ("清水市林业局2023年度法治政府建设暨政府信息公开工作年度报告", "清水市林业局", 2023),
        ("2023年政务公开和政府信息公开工作年度报告", "", 2023),
        ("2023年清水市林业和草原局政府信息公开工作年度报告", "清水市林业和草原局", 2023),
    ],
)
def test_titles(title: str, unit: str, year: int) -> None:
    assert _title("首页", titles=(title,)) == (unit, year)
    assert _title(title) == (unit, year)


def test_a_title_broken_in_two() -> None:
    assert _title("清水市林业局", "2023 年政府信息公开工作年度报告") == ("清水市林业局", 2023)


def test_the_source_where_no_title_names_a_unit() -> None:
    assert _title("2023年政府信息公开工作年度报告", source="清水市林业局") == ("清水市林业局", 2023)


def test_the_year_of_the_period_where_no_title_tells_it() -> None:
    assert _title("数据统计期限为2022年1月1日至2022年12月31日。") == ("", 2022)
    assert _title("停水通知") == ("", 0)
