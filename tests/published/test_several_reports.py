"""A file with two whole reports: the one that is meant is read, and the other one told."""

from __future__ import annotations

import random

import pytest

from tests.published.printed_reports import UNIT, YEAR, page, spaced
from toolkit.findings import Finding
from toolkit.form.expression import Number
from toolkit.form.registry import load_form
from toolkit.published.published_reading import read_published
from toolkit.published.published_submission import PublishedSubmission

FORM = load_form("ogi-2021")
LAST = YEAR - 1
WHICH = "requests.granted.total"


def _page(figure: int, year: int, unit: str = UNIT) -> str:
    values: dict[str, Number | None] = dict.fromkeys(FORM.items, figure)
    text = page(FORM, values, random.Random(0), "editor", odd="").text
    return text.replace(f"{UNIT}{YEAR}", f"{unit}{year}")


def _body(text: str) -> str:
    return text[text.index("<h1>") : text.index("</body>")]


THIS, BEFORE, OTHER = _page(7, YEAR), _page(5, LAST), _page(3, YEAR, "清水市水务局")
ORDERS = [(THIS, BEFORE), (BEFORE, THIS)]


def _told(read: PublishedSubmission) -> Finding | None:
    return next((one for one in read.findings if "份年报" in one.message), None)


@pytest.mark.parametrize("pages", ORDERS)
@pytest.mark.parametrize(
    ("name", "year", "figure"),
    [
        (f"{YEAR}年年报.html", 0, 7),
        (f"{LAST}年年报（{YEAR + 1}年发布）.html", 0, 5),
        (f"某局-{LAST}.html", 0, 5),
        ("年报.html", YEAR, 7),
        ("年报.html", LAST, 5),
        (f"{LAST}年年报.html", YEAR, 7),
    ],
)
def test_the_report_that_is_meant_is_read_and_the_other_told(
    pages: tuple[str, str], name: str, year: int, figure: int
) -> None:
    read = read_published("".join(pages).encode(), name=name, year=year)
    told = _told(read)
    assert read.values[WHICH] == figure and read.identity is not None
    assert read.identity.year == (YEAR if figure == 7 else LAST)
    assert told is not None and told.severity == "note"
    assert f"{UNIT}{YEAR}年" in told.message and f"{UNIT}{LAST}年" in told.message


@pytest.mark.parametrize("pages", ORDERS)
def test_where_it_is_not_known_which_is_meant_the_file_is_sent_back(pages: tuple[str, str]) -> None:
    told = _told(read_published("".join(pages).encode(), name="年报.html"))
    assert told is not None and told.severity == "hard"


@pytest.mark.parametrize("pages", ORDERS)
def test_the_title_of_one_page_says_which_is_meant(pages: tuple[str, str]) -> None:
    head = THIS[: THIS.index("<h1>")]
    read = read_published(f"{head}{''.join(map(_body, pages))}</body></html>".encode(), name="年报.html")
    told = _told(read)
    assert read.values[WHICH] == 7 and told is not None and told.severity == "note"


def test_of_two_units_the_one_that_is_named_is_read() -> None:
    both = (THIS + OTHER).encode()
    read = read_published(both, name="清水市水务局年报.html")
    assert read.values[WHICH] == 3
    assert read.identity is not None and read.identity.unit.name == "清水市水务局"
    assert read_published(both, name="年报.html", unit=UNIT).values[WHICH] == 7


def test_reports_in_a_text_file() -> None:
    values: dict[str, Number | None] = dict.fromkeys(FORM.items, 7)
    text = spaced(FORM, values, random.Random(0)).text.replace(UNIT, f"{UNIT}\n", 1)
    for heading in (
        "一、总体情况",
        "全年工作",
        "二、主动",
        "三、收到",
        "四、政府信息公开行政",
        "五、存在",
        "六、其他",
    ):
        text = text.replace(heading, f"\n{heading}")
    last = text.replace(str(YEAR), str(LAST)).replace(" 7", " 5")
    read = read_published(f"{text}\n{last}".encode(), name=f"{LAST}年报.txt")
    assert read.values[WHICH] == 5 and _told(read) is not None


@pytest.mark.parametrize(
    "aside",
    [
        f"<p>上一篇：{UNIT}{LAST}年政府信息公开工作年度报告</p>",
        f"<h1>{UNIT}{YEAR}年政府信息公开工作年度报告</h1>",
        "".join(f"<p>{UNIT}{year}年政府信息公开工作年度报告</p>" for year in range(2015, 2023)),
    ],
)
def test_titles_of_other_reports_are_no_reports(aside: str) -> None:
    for place in ("<h1>", "<p>五、存在", "<div>版权所有"):
        assert THIS.count(place) == 1
        read = read_published(THIS.replace(place, aside + place).encode(), name="年报.html")
        assert read.values[WHICH] == 7 and _told(read) is None


def test_what_stands_behind_the_end_of_a_page_is_read() -> None:
    cut = THIS.replace("<p>五、存在", "</body></html><p>五、存在")
    assert read_published(cut.encode(), name="年报.html").record.texts["problems_and_improvements"]
