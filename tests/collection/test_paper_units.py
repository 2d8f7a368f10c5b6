"""Papers: whose they are, what is said of their units, and that nobody is guessed."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from tests.collection.office import UNITS, figures, put, take, workbook
from tests.collection.receiving.test_paper_text import mail, word
from toolkit.collection import deciding
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.paper_units import NameFinder, looks
from toolkit.collection.reminders import reminders
from toolkit.collection.standing import Snapshot, UnitState, take_stock
from toolkit.errors import MisuseError

SCAN = b"\xff\xd8\xff\xe0"
LATE = date(2024, 2, 6)


def zipped(**files: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return stream.getvalue()


def placed(stock: Snapshot) -> dict[str, tuple[str, str]]:
    """Name → unit and how it is known, of everything that is no envelope."""
    return {p.paper.name: (p.unit, p.by) for p in stock.papers if p.sent}


@pytest.mark.parametrize(
    ("text", "sure", "unsure"),
    [
        ("关于样例市教育局2023年报告", {"101"}, set()),
        ("样例市教育委员会", {"101"}, set()),
        ("样例市 教育局（盖章）", {"101"}, set()),
        ("样例市教育局办公室", {"101"}, set()),
        ("样例县人民政府2023年", {"201"}, set()),
        ("样例县民政局2023年", set(), {"201"}),
        ("样例县民政和退役军人局", set(), {"201"}),
        ("样例县年度报告（含城关镇）", {"201"}, set()),
        ("样例市教育局、样例市民政局", {"101", "102"}, set()),
        ("教育局", set(), set()),
    ],
)
def test_names_in_a_text(text: str, sure: set[str], unsure: set[str]) -> None:
    found = NameFinder(UNITS).find(text)
    assert (set(found.sure), set(found.unsure)) == (sure, unsure)


def test_units_are_told_by_name_folder_mail_text_and_company(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    folder = tmp_path / "mail"
    put(folder, "样例市教育局报告.docx", word("某某", "完"))
    put(folder, "样例市民政局/盖章.jpg", SCAN)
    put(folder, "报告.docx", word("样例县2023年政府信息公开工作年度报告", "完"))
    put(folder, "1.eml", mail("样例市民政局 <a@b.cn>", "年报", "", 正文_pdf=b"%PDF-1"))
    own = workbook(collection, "101", figures(received=3, granted=3))
    put(folder, "2.eml", mail("某人", "年报", "", 报表_xlsx=own, 扫描_pdf=b"%PDF-2"))
    stock = take(collection, ledger, folder).after
    assert placed(stock) == {
        "样例市教育局报告.docx": ("101", "file"),
        "样例市民政局/盖章.jpg": ("102", "file"),
        "报告.docx": ("201", "text"),
        "1.eml/正文.pdf": ("102", "mail"),
        "2.eml/扫描.pdf": ("101", "company"),
    }
    assert stock.unplaced == []
    numbers = [paper.paper.number for paper in stock.papers] + [file.number for file in ledger.received()]
    assert len(set(numbers)) == 8, "two mails, five papers, a workbook: each has its number"


def test_nobody_is_guessed(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    put(folder, "民政局.docx", word("样例", "完"))
    put(folder, "样例市教育局和样例市民政局.jpg", SCAN)
    put(folder, "样例市教育局.docx", word("样例市民政局2023年报告", "完"))
    put(folder, "IMG_1.jpg", SCAN + b"1")
    put(folder, "style.css", b"p {}")
    stock = take(collection, ledger, folder).after
    assert {p.paper.name: set(p.candidates) for p in stock.unplaced} == {
        "民政局.docx": {"102"},
        "样例市教育局和样例市民政局.jpg": {"101", "102"},
        "样例市教育局.docx": {"101", "102"},
        "IMG_1.jpg": set(),
    }
    assert len(stock.standing("102").perhaps) == 3
    text = {one.standing.unit.code: one.text for one in reminders(stock, LATE)}
    assert "还没有能认定为你单位的填报表" in text["102"] and "还没有收到" in text["001"]


def test_a_decision_says_whose_it_is_and_can_be_undone(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    stock = take(collection, ledger, put(tmp_path, "照片.zip", zipped(一_jpg=SCAN, 二_jpg=SCAN + b"2"))).after
    packed = next(p.paper for p in stock.papers if p.holds)
    assert [p.within for p in stock.unplaced] == [packed.number] * 2
    _, _, number = deciding.attach(
        stock, str(packed.number), "101", purpose="seal", why="电话核实", by="李工"
    )
    stock = take_stock(collection, ledger, LATE)
    assert {(p.unit, p.by, p.look) for p in stock.papers if p.sent} == {("101", "decision", "seal")}
    standing = stock.standing("101")
    assert standing.state is UnitState.MISSING and looks(standing.papers) == "盖章件 2 份"
    # One of them is somebody else's: the nearer decision holds.
    other = next(p.paper for p in stock.papers if p.paper.name.endswith("二.jpg"))
    deciding.attach(stock, other.name, "102", purpose="text", why="看错了")
    assert looks(take_stock(collection, ledger).standing("102").papers) == "文稿 1 份"
    with pytest.raises(MisuseError, match="已经认作样例市教育局的盖章件"):
        deciding.attach(stock, str(packed.number), "101", purpose="seal", why="再来")
    deciding.undo(stock, number, why="不是")
    stock = take_stock(collection, ledger)
    assert [p.paper.name for p in stock.unplaced] == ["照片.zip/一.jpg"]


def test_a_paper_is_no_workbook_and_a_workbook_no_paper(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    own = put(tmp_path, "a.xlsx", workbook(collection, "101", figures(received=3, granted=3)))
    stock = take(collection, ledger, own, put(tmp_path, "b.pdf", b"%PDF-1")).after
    with pytest.raises(MisuseError, match="是表格，不能认作文稿"):
        deciding.attach(stock, "a.xlsx", "101", purpose="text", why="好")
    with pytest.raises(MisuseError, match=r"不是表格.*decide attach"):
        deciding.identify(stock, "b.pdf", "101", why="好")
    deciding.withdraw(stock, "b.pdf", why="广告")
    assert take_stock(collection, ledger).unplaced == []


def test_a_unit_that_sent_something_is_not_told_that_nothing_came(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    file = put(tmp_path, "样例市教育局年报.docx", word("年报", "完"))
    take(collection, ledger, file)
    stock = take_stock(collection, ledger, LATE)
    text = {one.standing.unit.code: one.text for one in reminders(stock, LATE)}
    assert "已收到你单位报来的文稿 1 份" in text["101"] and "填报表还没有收到" in text["101"]
    assert "目前还没有收到，已逾期" in text["102"]
    # The same file again changes nothing; the workbook is what was missing.
    own = put(tmp_path, "b.xlsx", workbook(collection, "101", figures(received=3, granted=3)))
    stock = take(collection, ledger, file, own).after
    assert stock.standing("101").state is UnitState.INCLUDED
    assert looks(stock.standing("101").papers) == "文稿 1 份"
