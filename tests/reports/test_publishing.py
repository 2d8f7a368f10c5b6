"""Every report of a rollup: all say the same, all say what is missing, nothing in them comes alive."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from lxml import html

from tests.clerk import opened_book
from tests.collection.office import figures, put, take, workbook
from tests.reports.books import first_page
from tests.rollup.towns import collected, units
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot, UnitState, take_stock
from toolkit.form.layout import layout_of
from toolkit.reports.publishing import Published, publish
from toolkit.reports.report_data import prepare
from toolkit.reports.workbook import write_city_workbook
from toolkit.workbook.editing import EditedBook

FORMULA = '=HYPERLINK("http://x.example","点")'
LIVE = '=A1&"点"'
"""A text like this one a report may print; with the name of a function it would be sent back."""
HOSTILE = ("=1+1", "+1", "-1", "@x", "＝1", "\t=1", "<script>alert(1)</script>")
ROSTER = "101 教育局 department - - -\n102 民政局 department - - -\n103 体育局 department - - -"


@pytest.fixture
def stock(tmp_path: Path) -> Iterator[Snapshot]:
    with collected(tmp_path / "c", units(ROSTER), {"101": 5, "102": 7, "103": 11}) as stock:
        yield stock


def test_every_file_is_named_and_is_there(stock: Snapshot) -> None:
    published = publish(stock)
    assert {file.suffix for file in published.files} == {
        ".xlsx", ".docx", ".html", ".svg", ".png", ".json", ".csv", ".parquet",
    }  # fmt: skip
    assert all(file.is_file() for file in published.files)
    assert len(set(published.files)) == len(published.files)


def test_the_same_collection_gives_the_same_bytes(stock: Snapshot) -> None:
    def written() -> dict[Path, bytes]:
        return {file: file.read_bytes() for file in publish(stock).files if file.suffix != ".xlsx"}

    assert written() == written()


def test_reports_of_a_unit_lie_beside_those_of_the_whole(stock: Snapshot) -> None:
    whole = set(publish(stock).files)
    own = publish(stock, "102")
    assert not whole & set(own.files)
    assert json.loads(own.files[-1].read_text("utf-8"))["values"]["requests.received.total"] == 7


def test_a_name_with_a_stroke_makes_no_folder(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units("101 甲区/新区 department - - -"), {"101": 5}) as stock:
        published = publish(stock, "101")
    assert [file.name for file in published.files if file.parent.name == "甲区"] == []
    assert any(file.name.startswith("甲区_新区") and file.suffix == ".svg" for file in published.files)


def test_originals_are_what_came_and_only_those_that_count(stock: Snapshot) -> None:
    publish(stock)
    folder = stock.collection.folder / "reports" / "计入的原表"
    (own,) = folder.glob("102-*")
    came = own.read_bytes()
    own.write_bytes(b"saved by somebody")
    put(folder, "我的说明.docx", b"mine")
    publish(stock)
    assert own.read_bytes() == came
    data = workbook(stock.collection, "102", figures(received=9, granted=9))
    again = take(stock.collection, stock.ledger, put(stock.collection.folder, "102.xlsx", data)).after
    publish(again)
    (now,) = folder.glob("102-*")
    assert now.read_bytes() == data
    assert (folder / "我的说明.docx").read_bytes() == b"mine"


# --- what changes, shows on the first page -----------------------------------------------------------


def again(stock: Snapshot) -> str:
    """First page of the city workbook, without the other reports."""
    file = stock.collection.folder / "again.xlsx"
    write_city_workbook(prepare(take_stock(stock.collection, stock.ledger)), file)
    return first_page(file)


def test_a_unit_that_is_gone(stock: Snapshot) -> None:
    before = again(stock)
    received = stock.standing("102").received
    assert received is not None
    stock.ledger.decide("withdraw", why="误报", unit="102", sha256=received.sha256)
    after = again(stock)
    assert "已全部计入" in before and "民政局" not in before
    assert "只计入 2 个" in after and "未报送 1 个单位，汇总数不含：民政局" in after


def test_one_digit_in_one_unit(stock: Snapshot) -> None:
    before = again(stock)
    for name, values, words in (
        ("balanced", figures(received=8, granted=8), "申请数量·总计24"),
        ("unbalanced", figures(received=9, granted=8), "被退回 1 个单位，汇总数不含：民政局"),
    ):
        file = put(stock.collection.folder / name, "102.xlsx", workbook(stock.collection, "102", values))
        take(stock.collection, stock.ledger, file)
        after = again(stock)
        assert words in after and words not in before
        before = after


def test_a_digit_no_total_shows_changes_the_fingerprint(stock: Snapshot) -> None:
    """One ground for another: every total stays."""
    pages = []
    for ground in ("refused_other_law", "refused_third_party"):
        values = figures(received=7, granted=6, **{ground: 1})
        file = put(stock.collection.folder / ground, "102.xlsx", workbook(stock.collection, "102", values))
        take(stock.collection, stock.ledger, file)
        pages.append(again(stock))
    assert pages[0] != pages[1]
    assert len({page[page.index("数据指纹") :][:20] for page in pages}) == 2


def test_a_unit_counted_twice(tmp_path: Path) -> None:
    twice = figures(received=7, granted=5, refused_other_law=2)
    with collected(tmp_path / "c", units(ROSTER), {"101": 5, "102": twice, "103": twice}) as stock:
        page = again(stock)
    assert "疑似重复计入：民政局、体育局" in page


def test_what_is_missing_is_named_in_every_output(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units(ROSTER), {"101": 5}) as stock:
        files = {file.name: file for file in publish(stock).files}
    for name, file in files.items():
        data = file.read_bytes()
        match file.suffix:
            case ".xlsx":
                words = first_page(file)
            case ".docx":
                words = "".join(p.text for p in Document(io.BytesIO(data)).paragraphs)
            case ".parquet" | ".png":
                continue  # a PNG is the picture of the SVG beside it
            case _:
                words = data.decode("utf-8")
        if name in ("figures.csv", "items.csv", "indicators.csv"):
            continue  # tables of figures: who is missing stands in units.csv and the descriptor
        if file.suffix == ".svg":
            assert "只计入 1 个" in words, name
        else:
            assert "民政局" in words and "体育局" in words, name
    assert json.loads(files["rollup.json"].read_text("utf-8"))["complete"] is False
    assert json.loads(files["datapackage.json"].read_text("utf-8"))["complete"] is False
    indicators = csv.DictReader(files["indicators.csv"].read_text("utf-8-sig").splitlines())
    assert {row["complete"] for row in indicators} == {"false"}


# --- texts that would come alive ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Names, texts, reasons and contacts that a spreadsheet or a browser would take for more than text."""
    roster = tuple(
        ReportingUnit(str(100 + n), f"{words.strip()}第{n}局", contact=FORMULA, telephone="+86")
        for n, words in enumerate(HOSTILE)
    )
    folder = tmp_path_factory.mktemp("hostile")
    collection = CollectionFolder.create(folder / "c", "=样例市", 2023, units=roster)
    files = []
    for unit, words in zip(roster, HOSTILE, strict=True):
        book = EditedBook(workbook(collection, unit.code, figures(received=1, granted=1)))
        for cell in layout_of(collection.form).texts.values():
            text = words if words.isprintable() else LIVE
            book.sheets[cell.sheet].write((cell.row, cell.column), text)
        files.append(put(folder / "mail", f"{unit.code}.xlsx", book.saved()))
    with collection.ledger() as ledger:
        stock = take(collection, ledger, *files).after
        assert stock.count(UnitState.INCLUDED) == len(roster)
        return publish(stock)


@pytest.mark.xdist_group("hostile")
def test_no_text_becomes_a_formula(hostile: Published) -> None:
    files = {file.suffix: file for file in hostile.files}
    live = 0
    for sheet in opened_book(files[".xlsx"]).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = str(cell.value or "")
                if cell.data_type == "f":
                    live += 1
                    assert "HYPERLINK" not in text and text not in HOSTILE
    assert live > 500
    for file in hostile.files:
        if file.suffix == ".csv":
            for line in csv.reader(file.read_text("utf-8-sig").splitlines()):
                for field in line:
                    assert not field.startswith(("=", "+", "-", "@", "\t", "\r", "＝")), (file.name, field)


@pytest.mark.xdist_group("hostile")
def test_no_text_becomes_markup(hostile: Published) -> None:
    (page,) = (file for file in hostile.files if file.suffix == ".html")
    tree = html.fromstring(page.read_bytes())
    assert not tree.xpath("//script") and not tree.xpath("//@onclick")
    assert "=样例市" in tree.text_content()
    for file in hostile.files:
        if file.suffix == ".svg":
            assert b"<script" not in file.read_bytes()
