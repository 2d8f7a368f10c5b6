"""Units' published reports on the page: handed over, compared, and shown where the unit is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collection.office import figures, office, put, take, workbook
from tests.collection.test_publications import write_published
from tests.desk.browsers import Browser, KeptWorker
from toolkit.collection.folder import PUBLISHED
from toolkit.collection.standing import take_stock

pytestmark = pytest.mark.xdist_group("doing")  # one process behind all pages


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection in which a unit reported, and its report in the form in which it will be published."""
    folder = tmp_path_factory.mktemp("published")
    collection = office(folder / "c")
    with collection.ledger() as ledger:
        take(
            collection,
            ledger,
            put(folder, "101.xlsx", workbook(collection, "101", figures(received=3, granted=3))),
        )
        write_published(take_stock(collection, ledger), "101", folder / "教育局.docx")
        other = put(folder, "101b.xlsx", workbook(collection, "101", figures(received=4, granted=4)))
        take(collection, ledger, other)
    return folder


@pytest.fixture
def browser(begun: Path, tmp_path: Path, worker: KeptWorker) -> Iterator[Browser]:
    """Without the second report: its own is the one it published."""
    shutil.copytree(begun, tmp_path / "p")
    made = Browser(tmp_path / "p" / "c")
    with worker.behind(made.runs):
        yield made


@pytest.fixture
def report(begun: Path) -> bytes:
    return (begun / "教育局.docx").read_bytes()


def test_a_report_dropped_is_compared_and_shown_at_its_unit(browser: Browser, report: bytes) -> None:
    assert browser.dropped("下载/教育局.docx", report, to=PUBLISHED).status_code == 200
    assert "公布的年报与报送的不一致" in browser.did("published")
    text = browser.text("/unit?code=101")
    for words in (
        "公布的年报上是 3，报送的是 4",
        "怎样改",
        "请单位更正后重新公布",
        "教育局.docx",
        "不同之处",
    ):
        assert words in text, words
    assert browser.client.get("/published?code=101").content == report
    assert browser.client.get("/published?code=102").status_code == 404
    listed = browser.text("/?state=published")
    assert "样例市教育局" in listed and "样例市民政局" not in listed
    work = browser.text("/work")
    assert "已比对 1 个单位，一致的 0 个" in work and "有出入的 1 个" in work


def test_after_another_report_all_are_compared_again(browser: Browser, report: bytes) -> None:
    browser.dropped("教育局.docx", report, to=PUBLISHED)
    browser.did("published")
    browser.did("withdraw", file="2", why="误发", by="王")
    assert "请重新比对" in browser.text("/unit?code=101")
    assert "公布的年报与报送的一致" in browser.did("published")  # nothing new was dropped
    text = browser.text("/unit?code=101")
    assert "请重新比对" not in text and "不同之处" not in text
    assert "样例市教育局" not in re.sub(r"<datalist.*", "", browser.text("/?state=published"))


def test_a_report_dropped_on_a_unit_is_of_that_unit(browser: Browser, report: bytes) -> None:
    """Whatever it says; what others dropped meanwhile is not."""
    sent = {"params": {"to": PUBLISHED, "path": "a.docx", "unit": "101"}, "content": report}
    headers = {**browser.from_page, "x-form-token": browser.form_token}
    assert browser.client.post("/upload", **sent, headers=headers).status_code == 200  # type: ignore[arg-type]
    browser.dropped("others.txt", b"nothing", to=PUBLISHED)
    said = browser.did("published-unit", unit="101")
    assert "公布的年报与报送的不一致" in said and "others.txt" not in said
    # Without new files there is nothing of that unit to compare.
    answer = browser.sent("/do", command="published-unit", unit="101")
    assert answer.status_code == 409 and "请先把它拖到框里" in answer.text


def test_only_units_there_are_have_reports(browser: Browser, report: bytes) -> None:
    headers = {**browser.from_page, "x-form-token": browser.form_token}
    for asked in ({"to": PUBLISHED, "unit": "../.."}, {"to": "inbox", "unit": "101"}):
        answer = browser.client.post("/upload", params={**asked, "path": "a"}, content=b"x", headers=headers)
        assert answer.status_code == 400
    assert browser.sent("/do", command="published").status_code == 409
