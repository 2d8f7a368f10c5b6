"""What is published, printed by a real program and looked at: pages, margins, tables that stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo_city import after_round
from tests.oracle.libreoffice import printed, printed_books
from tests.oracle.sheets import Sheet, sheets
from tests.reports.test_document import seed_publication
from toolkit.collection.deciding import exclude
from toolkit.collection.standing import UnitState, take_stock
from toolkit.form.registry import load_form
from toolkit.messages import say
from toolkit.paper.official import LEFT, RIGHT, TOP
from toolkit.reports.document import write_document
from toolkit.reports.publication import of_total
from toolkit.reports.report_data import Report, prepare
from toolkit.reports.upward_submission import write_submission
from toolkit.reports.workbook import write_city_workbook

pytestmark = [pytest.mark.oracle, pytest.mark.xdist_group("printed documents")]

SLACK = 1.0
"""Millimetres by which lines of tables may stand out."""
HANGING = 6.0
"""Punctuation at the end of a line hangs over by up to one letter of 16 points."""
FIRST_ROW, LAST_ROW = "一、本年新收政府信息公开申请数量", "四、结转下年度继续办理"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """The sample city when everybody is in."""
    with after_round(tmp_path_factory.mktemp("city") / "c", rounds=4) as stock:
        for standing in [s for s in stock.standings if s.state in (UnitState.MISSING, UnitState.RETURNED)]:
            exclude(stock, standing.unit.code, why="样例", by="样例")
        yield prepare(take_stock(stock.collection, stock.ledger))


@pytest.fixture(scope="module")
def papers(report: Report, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Sheet]]:
    folder = tmp_path_factory.mktemp("papers")
    files = {name: folder / f"{name}.docx" for name in ("city", "unit")}
    write_document(of_total(report), files["city"])
    write_document(seed_publication(), files["unit"])
    pdfs = printed(list(files.values()), folder / "pdf")
    return dict(zip(files, map(sheets, pdfs), strict=True))


@pytest.mark.parametrize("name", ["city", "unit"])
def test_a4_with_the_margins_of_official_documents(papers: dict[str, list[Sheet]], name: str) -> None:
    for sheet in papers[name]:
        assert sheet.size == pytest.approx((210, 297), abs=0.5)
        assert not sheet.blank
        assert sheet.left >= LEFT - SLACK, "nothing stands in the margin"
        assert sheet.right >= RIGHT - HANGING, "nothing but a full stop or a comma"
        assert sheet.top >= TOP - SLACK


@pytest.mark.parametrize("name", ["city", "unit"])
def test_each_table_stands_whole_on_its_page(papers: dict[str, list[Sheet]], name: str) -> None:
    words = [sheet.words for sheet in papers[name]]
    (table_3,) = [n for n, text in enumerate(words) if FIRST_ROW in text]
    assert LAST_ROW in words[table_3]
    (table_2,) = [n for n, text in enumerate(words) if "第二十条第(一)项" in text]
    assert "行政事业性收费" in words[table_2].partition("第二十条第(八)项")[2]
    (table_4,) = [n for n, text in enumerate(words) if "未经复议直接起诉" in text]
    assert "四、政府信息公开行政复议、行政诉讼情况" in words[table_4]


def test_a_units_report_is_as_short_as_it_should_be(papers: dict[str, list[Sheet]]) -> None:
    assert 4 <= len(papers["unit"]) <= 5


def test_headings_never_stand_alone_at_the_foot(papers: dict[str, list[Sheet]]) -> None:
    headings = ("一、总体情况", "二、主动公开政府信息情况", "五、存在的主要问题及改进情况")
    for sheet in papers["city"]:
        assert not sheet.words.rstrip("—0123456789").endswith(headings)


@pytest.fixture(scope="module")
def book(report: Report, tmp_path_factory: pytest.TempPathFactory) -> list[Sheet]:
    folder = tmp_path_factory.mktemp("book")
    write_city_workbook(report, folder / "city.xlsx")
    return sheets(printed_books([folder / "city.xlsx"], folder / "pdf")[0])


def test_the_official_tables_print_on_one_page_each(book: list[Sheet]) -> None:
    for number, heading in enumerate(("二、主动公开", "三、收到和处理", "四、政府信息公开行政复议"), start=1):
        assert heading in book[number].words
    assert FIRST_ROW in book[2].words and LAST_ROW in book[2].words
    assert "汇总" in book[0].words and "数据指纹" in book[0].words, "the first page is one page"


def test_no_page_of_the_workbook_is_cut_or_empty(book: list[Sheet]) -> None:
    for number, sheet in enumerate(book, start=1):
        assert not sheet.blank, number
        assert sheet.right > 5 and sheet.left > 5, f"page {number} is cut at the edge"


def test_charts_print_whole(book: list[Sheet]) -> None:
    """Every title of a chart can be read, and both ends of the frames stand on the paper."""
    groups = load_form("ogi-2021").presentation.groups
    titles = [group.stack or group.title for group in groups if group.chart != "none"]
    (first,) = [n for n, sheet in enumerate(book) if all(title in sheet.words for title in titles[:2])]
    words = book[first].words + book[first + 1].words
    assert len(set(titles)) == 6 and all(title in words for title in titles)
    assert all(book[n].right > 12 for n in (first, first + 1))


def test_a_submission_prints_with_its_scope(report: Report, tmp_path: Path) -> None:
    file = write_submission(report).file
    found = sheets(printed_books([file], tmp_path)[0])
    assert any(say("submission.scope") in sheet.words and "样例市教育局" in sheet.words for sheet in found)
    assert all(sheet.right > 5 for sheet in found)
