from __future__ import annotations

import pytest

from tests.published.formats.pdf_samples import Sheet, pdf
from tests.published.formats.shown import shown
from toolkit.published.formats.pdf_pages import pages_of

FOOT = 800


def read(*sheets: Sheet) -> list[str]:
    return shown(pages_of(pdf(sheets)))


def test_only_sure_numbers_of_pages_are_dropped() -> None:
    once = Sheet().text(90, 100, "甲"), Sheet().text(90, 100, "乙").text(280, 790, "7")
    assert read(*once) == ["甲", "乙", "7"]
    pages = [Sheet().text(90, 300, "甲").text(280, 790, str(number)) for number in (4, 5)]
    assert read(*pages) == ["甲", "甲"]
    assert read(Sheet().text(90, 300, "12").text(90, 400, "13")) == ["12", "13"]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("11/28/26, 2:21 PM 某局年报", "file:///D:/a.html {}/2"),
        ("2024/1/20 14:21 某局年报", "https://www.example.gov.cn/t20240120.html {}/2"),
        ("2024年1月20日 下午2:21", "localhost:8080/report {}/2"),
        ("某局年报 https://www.example.gov.cn/a.html", "{} of 2 2024/1/20, 14:21"),
        ("某局年报 https://www.example.gov.cn/a.html", "第 {} 页，共 2 页 2024/1/20 14:21"),
    ],
)
def test_what_a_browser_prints_around_pages_is_no_text(head: str, foot: str) -> None:
    pages = [
        Sheet().text(30, 15, head, 8).text(90, 300, text).text(30, FOOT, foot.format(number), 8)
        for number, text in enumerate(("甲", "乙"), start=1)
    ]
    assert read(*pages) == ["甲", "乙"]


def test_running_titles_are_read_once() -> None:
    pages = [Sheet().text(90, 40, "某局年报", 9).text(90, 300, text) for text in "甲乙丙"]
    assert read(*pages) == ["某局年报", "甲", "乙", "丙"]


@pytest.mark.parametrize(
    "line", ["发布时间：2024-01-20 14:21", "2024年1月20日", "详见 www.example.gov.cn。", "共 2 页材料"]
)
def test_lines_of_the_text_at_the_edge_are_kept(line: str) -> None:
    assert read(Sheet().text(90, 60, line).text(90, 300, "甲")) == [line, "甲"]
    assert read(Sheet().text(90, 300, "甲").text(90, FOOT - 50, line)) == ["甲", line]


def test_equal_figures_at_the_edge_are_kept() -> None:
    pages = [Sheet().text(90, 60, "0 0 0").text(90, 300, text) for text in "甲乙"]
    assert read(*pages) == ["0 0 0", "甲", "0 0 0", "乙"]
