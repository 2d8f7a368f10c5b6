"""The page in a real browser: quiet, accessible, fetching nothing, whole on a telephone and on paper."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser.chromium import browser
from tests.demo_city import after_round
from tests.reports.test_document import seed_publication
from toolkit.reports.drawing import write_drawings
from toolkit.reports.page import write_page
from toolkit.reports.publication import Publication, of_total
from toolkit.reports.report_data import prepare

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {"telephone": 390, "tablet": 800, "desk": 1280}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def total(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publication]:
    """A city that still lacks units: warnings, open points, every chart."""
    with after_round(tmp_path_factory.mktemp("browser") / "c") as stock:
        yield of_total(prepare(stock))


@pytest.fixture(scope="module")
def files(total: Publication, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {name: folder / f"{name}.html" for name in ("total", "unit")}
    write_page(total, found["total"])
    write_page(seed_publication(), found["unit"])
    return found


@pytest.fixture(scope="module")
def _page(chromium: Browser) -> Page:
    return chromium.new_page()


@pytest.fixture
def page(_page: Page) -> Page:
    _page.set_viewport_size({"width": WIDTHS["desk"], "height": 720})
    return _page


@pytest.mark.parametrize(
    ("name", "width"),
    [
        ("total", "telephone"),
        ("total", "desk"),
        ("unit", "telephone"),
        # The same parts in the same layout as in the two beside it.
        pytest.param("unit", "desk", marks=pytest.mark.slow),
        pytest.param("total", "tablet", marks=pytest.mark.slow),
        pytest.param("unit", "tablet", marks=pytest.mark.slow),
    ],
)
def test_quiet_accessible_and_alone(page: Page, files: dict[str, Path], name: str, width: str) -> None:
    said: list[str] = []
    fetched: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: fetched.append(request.url))
    page.set_viewport_size({"width": WIDTHS[width], "height": 800})
    page.goto(files[name].as_uri())
    assert fetched == [files[name].as_uri()]
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert result.violations_count == 0, result.generate_report()
    assert len(result.response["passes"]) > 15
    assert said == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_itself_never_scrolls_sideways(page: Page, files: dict[str, Path], width: str) -> None:
    """Wide tables and charts scroll within their own frame."""
    page.set_viewport_size({"width": WIDTHS[width], "height": 800})
    page.goto(files["total"].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]
    outside = page.evaluate(
        """width => [...document.querySelectorAll('p, h1, h2, h3, figcaption, .scroll, summary')]
            .filter(e => e.getBoundingClientRect().right > width + 1).length""",
        WIDTHS[width],
    )
    assert outside == 0


def test_heads_of_columns_leave_no_single_character(page: Page, files: dict[str, Path]) -> None:
    """结果维 above 持 looks unfinished."""
    page.goto(files["total"].as_uri())
    lonely = page.evaluate(
        """() => [...document.querySelectorAll('main th[scope=col]')].filter(head => {
            const lines = {};
            const walk = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
            for (let node = walk.nextNode(); node; node = walk.nextNode())
                for (let n = 0; n < node.length; n++) {
                    const range = document.createRange();
                    range.setStart(node, n); range.setEnd(node, n + 1);
                    const top = Math.round(range.getBoundingClientRect().top);
                    lines[top] = (lines[top] || 0) + 1;
                }
            return head.textContent.length > 1 && Object.values(lines).includes(1);
        }).map(head => head.textContent)"""
    )
    assert lonely == []


def test_letters_of_charts_stay_legible_on_a_telephone(page: Page, files: dict[str, Path]) -> None:
    page.set_viewport_size({"width": WIDTHS["telephone"], "height": 800})
    page.goto(files["total"].as_uri())
    heights = page.evaluate(
        "[...document.querySelectorAll('svg text')].filter(t => t.textContent.trim() && t.checkVisibility())"
        ".map(t => t.getBoundingClientRect().height)"
    )
    assert len(heights) > 50 and min(heights) >= 9


def test_labels_of_charts_are_not_cut(page: Page, files: dict[str, Path]) -> None:
    page.goto(files["total"].as_uri())
    cut = page.evaluate(
        """() => [...document.querySelectorAll('svg')].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).filter(t => {
                const box = t.getBoundingClientRect();
                return box.left < frame.left - 1 || box.right > frame.right + 1
                    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
            }).map(t => t.textContent);
        })"""
    )
    assert cut == []


def test_what_a_screen_reader_is_told_of_a_figure(page: Page, files: dict[str, Path]) -> None:
    page.goto(files["total"].as_uri())
    tree = page.locator("main").aria_snapshot()
    assert tree.count("- table") >= 3
    assert 'rowheader "2.重复申请"' in tree and 'columnheader "商业企业"' in tree
    assert 'img "办理结果"' in tree
    assert page.locator("header").first.aria_snapshot().count("汇总数不完整") >= 1


def test_the_figures_of_a_chart_open_by_keyboard(page: Page, files: dict[str, Path]) -> None:
    page.goto(files["total"].as_uri())
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open] td").first.is_visible()


def test_printed_on_a4_no_table_is_split(page: Page, files: dict[str, Path]) -> None:
    page.goto(files["unit"].as_uri())
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert 3 <= len(pages) <= 6
    size = pages[0].mediabox
    assert (round(float(size.width)), round(float(size.height))) == (595, 842)
    # Fonts give some characters out as the radicals that look like them.
    words = [unicodedata.normalize("NFKC", "".join(sheet.extract_text().split())) for sheet in pages]
    (whole,) = [n for n, text in enumerate(words) if "一、本年新收政府信息公开申请数量" in text]
    assert "四、结转下年度继续办理" in words[whole], "table 3 stands on one page"


def test_a_chart_file_opens_by_itself(page: Page, total: Publication, tmp_path: Path) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    for file in (drawn for drawn in write_drawings(total, tmp_path) if drawn.suffix == ".svg"):
        fetched.clear()
        page.goto(file.as_uri())
        assert fetched == [file.as_uri()]
        assert page.evaluate("document.documentElement.localName") == "svg"
        assert page.evaluate("document.querySelectorAll('parsererror').length") == 0
