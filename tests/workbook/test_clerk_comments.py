"""Comments on cells: named, for nobody else reads them."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled, where
from tests.collection.office import put, take, workbook
from tests.collection.returns.faulty_workbooks import unsummed, verdict
from tests.oracle.libreoffice import convert
from tests.workbook.received import ods, ods_row, unzipped, zipped
from toolkit.cli.collect_text import run_text
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.returns import annotate
from toolkit.collection.standing import UnitState
from toolkit.findings import Finding
from toolkit.reports.problem_list import problem_lines
from toolkit.workbook.scanning import scan
from toolkit.workbook.submission import read_submission

AT = where("requests.received.business")
THREAD = """<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">
<threadedComment ref="{cell}" id="{{1}}" personId="{{2}}"><text>更正：应为 99</text></threadedComment>
</ThreadedComments>"""
LEARN = "https://go.microsoft.com/fwlink/?linkid=870924"
LINK = b"""<Relationship Id="rIdT" Target="../threadedComments/t.xml" Type="\
http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>"""


@cache
def with_comments(number: int) -> dict[str, bytes]:
    """The parts of a right workbook with numbered comments on cells one below the other."""

    def change(book: Workbook) -> None:
        for row in range(number):
            book[AT.sheet].cell(AT.row + 1 + row, AT.column + 1).comment = Comment(f"({row})", "某人")

    return unzipped(edited(filled(declared=True), change))


def commented(*words: str) -> bytes:
    """A right workbook with comments of these words on cells one below the other."""
    parts = with_comments(len(words))
    ((name, part),) = ((name, part) for name, part in parts.items() if "comments/" in name)
    for number, text in enumerate(words):
        numbered = f">({number})</t>".encode()
        assert part.count(numbered) == 1
        part = part.replace(numbered, f' xml:space="preserve">{escape(text)}</t>'.encode())
    return zipped(parts | {name: part})


def told(data: bytes) -> list[Finding]:
    return [finding for finding in read_submission(data).findings if finding.code == "R-comments"]


def test_a_comment_is_named_with_its_cell_and_changes_nothing() -> None:
    data = commented("更正：应为\n99")
    (finding,) = told(data)
    assert finding.severity == "note"
    assert finding.wrong.startswith(
        f"批注里的数与格内所填不同：{AT.sheet} {AT.a1} 填“0”，批注写“更正：应为 99”。"
    )
    assert [(cell.sheet, cell.cell, cell.raw) for cell in finding.cells] == [(AT.sheet, AT.a1, "0")]
    assert read_submission(data).values == read_submission(filled(declared=True)).values


def test_many_comments_are_counted() -> None:
    (finding,) = told(commented(*(f"第{n}条" for n in range(8))))
    assert " 等 8 处。" in finding.wrong and len(finding.cells) == 8
    assert "第4条" in finding.wrong and "第5条" not in finding.wrong


def test_a_long_comment_is_cut() -> None:
    (finding,) = told(commented("长" * 100))
    assert f"“{'长' * 40}…”" in finding.wrong


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_comment_says_nothing(text: str) -> None:
    assert not told(commented(text))


def test_what_a_return_wrote_is_not_the_units() -> None:
    def change(book: Workbook) -> None:
        book[AT.sheet][AT.a1].comment = Comment("请以此为准", "某人")

    data = edited(unsummed(), change)
    marked = annotate(data, verdict(data), FORM)
    assert marked is not None
    assert len(scan(marked.content).comments) > 1
    (finding,) = told(marked.content)
    assert f"：{AT.sheet} {AT.a1}“请以此为准”。" in finding.wrong


def _with_parts(data: bytes, **parts: bytes) -> bytes:
    """The package with parts changed or added; names without their folders."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".rels") and b"comments" in content and "thread" in parts:
                content = content.replace(b"</Relationships>", LINK)
            if "comments" in parts and "comments/" in name and name.endswith(".xml"):
                content = parts["comments"]
            new.writestr(name, content)
        if "thread" in parts:
            new.writestr("xl/threadedComments/t.xml", parts["thread"])
    return target.getvalue()


def test_of_a_thread_its_own_words_are_told() -> None:
    old = commented("[线程批注] 你的 Excel 版本可读取此线程批注")
    (finding,) = told(_with_parts(old, thread=THREAD.format(cell=AT.a1).encode()))
    assert f"{AT.a1} 填“0”，批注写“更正：应为 99”。" in finding.wrong


@pytest.mark.parametrize(
    "before",
    [
        f"[Threaded comment]\n\nYour version of Excel reads this. Learn more: {LEARN}\n\nComment:\n    ",
        f"[线程批注]\n\n你的Excel版本可读取此线程批注。了解详细信息: {LEARN}\n\n注释:\n    ",
    ],
)
def test_of_a_thread_that_another_program_saved_too(before: str) -> None:
    (finding,) = told(commented(before + "更正：应为 99"))
    assert f"{AT.a1} 填“0”，批注写“更正：应为 99”。" in finding.wrong


def test_comments_that_cannot_be_read_do_not_condemn_the_file() -> None:
    (finding,) = told(_with_parts(commented("更正"), comments=b"<comments><broken"))
    assert f"批注里写着：{AT.sheet}。" in finding.wrong and not finding.cells


def test_comments_of_an_ods() -> None:
    head = "<dc:creator>某人</dc:creator><dc:date>2024-01-01</dc:date>"
    text = "<text:p>更正：</text:p><text:p>应为 <text:span>99</text:span></text:p>"
    note = f"<office:annotation>{head}{text}</office:annotation><text:p>1</text:p>"
    found = scan(ods(ods_row(repeated="3") + ods_row(note, ' table:number-columns-repeated="2"'))).comments
    assert [(comment.cell, comment.text) for comment in found] == [("A4", "更正：\n应为 99")]


def test_comments_of_an_ods_that_is_odd_do_not_condemn_it() -> None:
    """What one reader of XML takes, another refuses: a name without its vocabulary."""
    note = "<office:annotation><text:p>更正</text:p></office:annotation><foreign:p/><text:p>1</text:p>"
    found = scan(ods(ods_row(note)))
    assert {comment.sheet for comment in found.comments} == set(found.sheets)
    assert {(comment.cell, comment.text) for comment in found.comments} == {("", "")}


@pytest.mark.oracle
@pytest.mark.parametrize("suffix", ("xlsx", "ods", "xls"))
def test_comments_saved_by_libreoffice(suffix: str, tmp_path: Path) -> None:
    words = ("更正：应为 99", "abc", "长" * 5000)
    file = tmp_path / "c.xlsx"
    file.write_bytes(commented(*words))
    (saved,) = convert([file], suffix, tmp_path / "out")
    found = {comment.cell: comment.text for comment in scan(saved.read_bytes()).comments}
    assert found == {f"E{AT.row + n}": text for n, text in enumerate(words, start=1)}


def test_the_office_learns_of_them_though_the_report_is_accepted(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    def change(book: Workbook) -> None:
        book[AT.sheet][AT.a1].comment = Comment("更正：应为 99", "某人")

    data = edited(workbook(collection, "101"), change)
    intake = take(collection, ledger, put(tmp_path, "a.xlsx", data))
    stock = intake.after
    assert stock.standing("101").state is UnitState.INCLUDED
    (line,) = problem_lines(stock)
    assert (line.nature, line.rule, line.present) == ("noted", "R-comments", "空白")
    assert "更正：应为 99" in line.wrong
    assert line.labels.endswith("商业企业")
    said = list(run_text(intake, [], [], dry_run=False))
    assert [line for line in said if "更正：应为 99" in line and line.startswith("　　收件 1　样例市教育局")]


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("更正：应为９９", True), ("应为 1,200 件", True), ("原为 5，现为 0", False),
        ("见2023年3月5日纪要", False),
        ("〔2021〕30号", False), ("第12条", False), ("0527-84350000", False), ("占 12%", False),
        ("请核对", False),
        ("99，不是 9", True),
    ],
)  # fmt: skip
def test_a_comment_with_another_number_goes_first(text: str, differs: bool) -> None:
    findings = told(commented(text, "别的话"))
    assert [finding.wrong.startswith("批注里的数与格内所填不同") for finding in findings] == (
        [True, False] if differs else [False]
    )
