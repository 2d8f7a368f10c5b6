"""The web page: tables that say which headings a figure belongs to, nothing fetched, nothing alive."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from lxml import html
from lxml.etree import XPath

from tests.demo_city import after_round
from tests.reports.test_document import printed_rows, seed_publication
from toolkit.form.expression import plain
from toolkit.form.layout import layout_of
from toolkit.published.any_report import read_report
from toolkit.reports.document import document
from toolkit.reports.page import page
from toolkit.reports.publication import Publication, of_total
from toolkit.reports.report_data import prepare

pytestmark = pytest.mark.xdist_group("city page")  # the city is added up once


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publication]:
    with after_round(tmp_path_factory.mktemp("page") / "c") as stock:
        yield of_total(prepare(stock))


@pytest.fixture(scope="module")
def tree(publication: Publication) -> html.HtmlElement:
    return html.fromstring(page(publication))


def official(tree: html.HtmlElement) -> list[html.HtmlElement]:
    return list(tree.xpath("//main/div[@class='scroll']/table"))


@pytest.mark.parametrize("name", ["年报.html", "年报.docx"])
def test_its_figures_are_read_back_beside_those_of_earlier_years(publication: Publication, name: str) -> None:
    data = page(publication).encode() if name.endswith("html") else document(publication)
    read = read_report(data, name=name)
    assert read.form is not None and read.values == {
        item: publication.values[item] for item in read.form.items
    }


def test_it_says_what_it_is(tree: html.HtmlElement, publication: Publication) -> None:
    assert tree.get("lang") == "zh-CN"
    assert tree.findtext(".//title") == publication.title
    assert tree.xpath("count(//h1)") == 1
    levels = [int(element.tag[1]) for element in tree.xpath("//h1 | //h2 | //h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_is_fetched_and_nothing_runs(tree: html.HtmlElement) -> None:
    assert not tree.xpath("//script | //link | //iframe | //img | //object | //@src | //*[@onclick]")
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    assert "url(" not in "".join(tree.xpath("//style/text()"))
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


def test_every_figure_names_its_headings(tree: html.HtmlElement, publication: Publication) -> None:
    tables = official(tree)
    assert len(tables) == 3
    for table in tables:
        assert table.findtext("caption")
        headings = {cell.get("id"): cell for cell in table.xpath(".//th")}
        assert all(cell.get("scope") in ("row", "col", "rowgroup", "colgroup") for cell in headings.values())
        for cell in table.xpath(".//td[text()]"):
            named = (cell.get("headers") or "").split()
            assert len(named) >= 2 and set(named) <= headings.keys()


def test_the_headings_of_one_figure_in_words(tree: html.HtmlElement) -> None:
    requests = official(tree)[1]
    words = {cell.get("id"): "".join(cell.itertext()) for cell in requests.xpath(".//th")}
    row = requests.xpath(".//tr[th[contains(., '重复申请')]]")[0]
    told = [words[ident] for ident in row.xpath("td")[1].get("headers").split()]
    assert {"三、本年度办理结果", "2.重复申请", "商业企业", "法人或其他组织", "申请人情况"} <= set(told)
    assert not {"科研机构", "1.信访举报投诉类申请"} & set(told)


def test_every_figure_of_the_tables_is_there(tree: html.HtmlElement, publication: Publication) -> None:
    shown = [cell for table in official(tree) for cell in table.xpath(".//td/text()")]
    sheets = {part.plan.sheet.name for part in publication.parts if part.plan}
    expected = [
        plain(publication.values[item] or 0)
        for item, cell in layout_of(publication.form).items.items()
        if cell.sheet in sheets
    ]
    assert sorted(shown) == sorted(expected)


def test_charts_have_words_and_figures(tree: html.HtmlElement) -> None:
    figures = tree.xpath("//figure")
    assert len(figures) == 6
    titled = XPath("string(.//*[local-name()='svg']/*[local-name()='title'])")
    for figure in figures:
        assert titled(figure) in figure.findtext("figcaption")
        assert figure.xpath(".//details//td[text()]"), "the figures of the chart as a table"
        assert figure.xpath(".//*[local-name()='svg']/@role") == ["img"] * 2, "one for telephones"


def test_an_incomplete_total_says_so_before_anything_else(tree: html.HtmlElement) -> None:
    words = "".join(tree.find(".//header").itertext())
    assert "汇总数不完整" in words and "未报送" in words and "草稿" in words


def test_the_seeds_report_again() -> None:
    tree = html.fromstring(page(seed_publication()))
    ours = [
        [cell.text for cell in row.xpath("td[text()]")]
        for table in official(tree)
        for row in table.xpath(".//tr[td[text()]]")
    ]
    assert ours == printed_rows()
    assert not tree.xpath("//*[@class='open' or @class='warning']"), "nothing is left to write"


def test_the_same_report_gives_the_same_page(publication: Publication) -> None:
    assert page(publication) == page(publication)


def test_the_page_reads_well_on_paper_and_small_screens() -> None:
    source = page(seed_publication())
    assert "@media print" in source and "@page { size: A4" in source
    assert '<meta name="viewport"' in source
