"""The 退回单: everything can be mended from it alone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled, put, typed_in
from tests.collection.returns.faulty_workbooks import (
    FAULTY,
    GRANTED,
    IN_FORCE,
    RECEIVED,
    TOTAL,
    UPHELD,
    faulty,
    notice,
    relabelled,
    unsummed,
    verdict,
    with_books,
)
from toolkit.collection.returns import Notice, write_note
from toolkit.collection.returns.note import note
from toolkit.collection.returns.places import cell_of, check_behind
from toolkit.collection.returns.problems import problems, remarks
from toolkit.findings import Finding, FoundCell


def paragraphs(shown: Notice) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(note(shown))).paragraphs)


def table(shown: Notice) -> list[list[str]]:
    tables = Document(io.BytesIO(note(shown))).tables
    return [[cell.text for cell in row.cells] for row in tables[0].rows] if tables else []


def covered(text: str) -> set[tuple[int, int]]:
    """Cells (row, column) that the areas of a text cover."""
    cells = set()
    for first, last in re.findall(r"\b([A-Z]{1,2}\d+)(?::([A-Z]{1,2}\d+))?", text):
        start, end = (cell_of(FoundCell("", "", a1)) for a1 in (first, last or first))
        assert start is not None
        assert end is not None
        cells |= {(r, c) for r in range(start.row, end.row + 1) for c in range(start.column, end.column + 1)}
    return cells


# --- what it says ------------------------------------------------------------------------------


def test_it_names_everything_a_clerk_needs() -> None:
    heads, row = table(notice(unsummed()))
    assert heads == ["序号", "位置", "官方名称", "现填", "问题", "怎样改"]
    assert row == [
        "1",
        "四复议诉讼\nA6:E6",
        "行政复议：结果维持 至 总计",
        "A6 为 2；B6:E6 为 0",
        "合计（E6）为 0，各项之和（A6:D6）为 2，相差 2。（T4-01）",
        "对照原始登记，可能是以下之一：（1）E6 由 0 改为 2（各项不全为 0 而总计为 0，多为漏填合计）；"
        "（2）A6 由 2 改为 0（该数恰等于差额，可能多计或漏计）。",
    ]
    text = paragraphs(with_books(notice(unsummed()), marked="甲.xlsx"))
    for words in ("某某局（单位代码 101）：", "2024年1月10日收到", "须改正 1 项，现予退回（第 2 次退回）",
                  "请于 2024年1月31日前报回", "随附的“甲.xlsx”", "联系：市政府办公室 12345", "来件原样存档",
                  "样例市"):  # fmt: skip
        assert words in text, words


BLANK = "没有发生的逐格填 0；确认空白都是 0 的，也可以只在“填报说明”B9 选“是”（零报告声明）。"
NUMBER = "件数填不小于 0 的整数，金额填不小于 0 的数字，不带单位和文字。"
BOUND = "左边（D6）为 0，右边（B6－C6）为 3。应当：现行有效件数 ≥ 本年制发件数 － 本年废止件数。"
CLEARED = "在 E6 直接填合计数 2（按各填写格算得），或恢复原表公式。"
LAST_YEAR = "结转衔接不符，左边（J7）为 0，右边（上年数）为 1，相差 1。（X-01）"
CASES: dict[str, tuple[Callable[[], bytes], tuple[str, str, str]]] = {
    "blanks": (lambda: filled({UPHELD: "", GRANTED: ""}), ("空白", "有 1 格未填。（N-BLANK）", BLANK)),
    "text": (
        lambda: filled({UPHELD: "22（其中 16 件）"}),
        ("22（其中 16 件）", "数字之外还有文字。（N-INT）", "请只填数字，说明写在第一或第六部分。"),
    ),
    "formula": (
        lambda: typed_in(filled(), {UPHELD: "=3+1"}),
        ("公式", "填写格里是公式，结果不能作数。（R-formula）", "请直接填数字。"),
    ),
    "error": (
        lambda: edited(filled(), put(UPHELD, "#REF!")),
        ("错误值", "是错误值。（N-INT）", "请直接填数字。"),
    ),
    "dash": (
        lambda: filled({UPHELD: "/"}),
        ("/", "没有发生的要填 0，不能用“/”“—”“无”等代替。（N-INT）", NUMBER),
    ),
    "total cleared": (
        lambda: typed_in(filled({UPHELD: 2}), {TOTAL: None}),
        ("空白", "合计公式被删除，格内空白。（R-total）", CLEARED),
    ),
    "bound": (
        lambda: filled({"proactive.normative_documents.issued": 3}),
        (
            "B6 为 3；C6:D6 为 0",
            f"文件存量，{BOUND}（T2-01）",
            "核对现行有效件数是否漏计本年制发的文件。属实的，在“校验”J54 写明原因。",
        ),
    ),
    "last year": (
        lambda: filled(prior={"requests.carried_over_to_next_year.total": 1}),
        (
            "0（公式）",
            LAST_YEAR,
            "至少要改 2 处才能核平，改法至少有 132 种，没有哪几处迹象明显，请逐项对照原始登记核对。",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_present_value_problem_and_repair(name: str) -> None:
    received, expected = CASES[name]
    rows = [row for row in table(notice(received()))[1:] if row[0].isdigit()]
    assert tuple(rows[0][3:]) == expected


def test_soft_findings_stand_below_a_heading_of_their_own() -> None:
    rows = table(notice(filled({IN_FORCE: 1, UPHELD: "/"}, prior={IN_FORCE: 9})))
    assert [row[0][:5] for row in rows] == ["序号", "1", "以下需说明", "2"]


def test_what_was_read_otherwise_than_written_is_told() -> None:
    shown = notice(filled({UPHELD: "/", GRANTED: "2件", RECEIVED: "２"}))
    assert "另有 2 处写法已按规范读取，不用改：" in paragraphs(shown)
    assert "三申请办理 D8“2件”读作 2" in paragraphs(shown)


def test_nothing_is_said_of_rules_that_could_not_be_assessed() -> None:
    assert "没有上年数" not in paragraphs(notice(unsummed())) + str(table(notice(unsummed())))


def test_an_unreadable_file_is_explained() -> None:
    shown = with_books(notice(b"%PDF-1.7", "年报.xlsx"), refilled="乙.xlsx")
    row = table(shown)[1]
    assert row[1:3] == ["整个文件", "—"]
    assert row[4].startswith("是 PDF，不是表格")
    assert row[5] == "请发送填好的原表本身（xlsx），PDF 可以作附件。也可以直接填随附的重填表。"
    assert "文件不能采用" in paragraphs(shown)
    assert "填随附的“乙.xlsx”：这是下发给你单位的新表" in paragraphs(shown)


def test_a_fresh_workbook_is_what_is_mended_then() -> None:
    data = typed_in(relabelled({UPHELD: 2}), {TOTAL: 0})
    shown = with_books(notice(data), marked="甲.xlsx", refilled="乙.xlsx")
    text = paragraphs(shown)
    assert "改随附的“乙.xlsx”" in text
    assert "四复议诉讼 E6“行政复议·总计”手填 0，重填表改由公式计算：2。" in text
    repairs = [row[5] for row in table(shown)[1:]]
    assert "不用改来件，改用随附的重填表即可。" in repairs
    assert any(repair.endswith("改由公式计算：2；请核对各项。") for repair in repairs)


def test_cells_that_stand_elsewhere_in_the_fresh_workbook_are_named_there_too() -> None:
    def shift(book: Workbook) -> None:
        book["四复议诉讼"].insert_rows(1)
        book["四复议诉讼"]["A1"].value = "说明"

    shown = with_books(notice(edited(filled({UPHELD: "/"}), shift)), refilled="乙.xlsx")
    assert table(shown)[1][1] == "四复议诉讼\nA7\n重填表 四复议诉讼\nA6"


def test_lost_cells_are_named_where_they_were() -> None:
    data = edited(filled(), lambda book: book.remove(book["四复议诉讼"]))
    lost = next(row for row in table(with_books(notice(data), refilled="乙.xlsx")) if "找不到" in row[3])
    assert lost[1] == "四复议诉讼\n原在 A6:O6（已找不到）"
    assert lost[5] == "在重填表的这些格填数字，没有发生的填 0。"


def test_without_deadline_contact_code_and_findings_it_is_still_a_letter() -> None:
    bare = replace(notice(filled()), deadline=None, office="", code="", issued=date(2024, 2, 1))
    assert table(bare) == []
    assert "请尽快报回" in paragraphs(bare)
    assert "样例市　2024年2月1日" in paragraphs(bare)


# --- nothing is left out -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [*FAULTY, *range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 20))]
)
def test_every_cell_of_every_finding_is_named(name: str | int) -> None:
    shown = notice(faulty(name))
    told = problems(shown)
    assert len(told) == len(shown.hard) + len(shown.soft)
    for problem, row in zip(told, (r for r in table(shown)[1:] if r[0].isdigit()), strict=True):
        for cell in problem.finding.cells:
            place = cell_of(cell)
            assert place is not None
            assert cell.sheet in row[1]
            assert (place.row, place.column) in covered(row[1]), cell
        assert all(row[1:]), row
        assert f"（{problem.finding.code}）" in row[4]
        labels = [
            FORM.items[c.item].label.split("·")[0] for c in problem.finding.cells[:1] if c.item in FORM.items
        ]
        assert all(label in row[2] for label in labels)


def test_every_finding_of_a_check_finds_it_again() -> None:
    for data in map(faulty, FAULTY):
        for finding in verdict(data).findings:
            if finding.code in {check.code for check in FORM.checks} - {"S-02"} and finding.cells:
                check = check_behind(FORM, finding)
                assert check is not None
                assert check.severity == finding.severity


def test_the_rule_behind_a_finding_is_told_apart_by_its_remedy() -> None:
    """The same cell may have risen too much or fallen too much."""
    item = "proactive.licensing.decisions"
    for this, last, key in ((500, 1, f"X-02[{item}]"), (1, 500, f"X-02.2[{item}]")):
        data = filled({item: this}, prior={item: last})
        finding = next(f for f in verdict(data).findings if f.code == "X-02" and f.outcome == "fail")
        check = check_behind(FORM, finding)
        assert check is not None
        assert check.key == key


# --- the file ----------------------------------------------------------------------------------


def test_the_same_notice_gives_the_same_bytes(tmp_path: Path) -> None:
    target = tmp_path / "退回单.docx"
    write_note(target, notice(unsummed()))
    stream = io.BytesIO()
    write_note(stream, notice(unsummed()))
    assert target.read_bytes() == stream.getvalue()
    core = Document(stream).core_properties
    assert core.created == core.modified
    assert core.title == "退 回 单"


def test_paper_fonts_and_rows_are_as_offices_want_them() -> None:
    document = Document(io.BytesIO(note(notice(faulty(1)))))
    section = document.sections[0]
    assert section.page_width is not None
    assert round(section.page_width.cm, 1) == 21.0
    xml = document.element.xml
    assert 'w:eastAsia="方正小标宋简体"' in xml
    assert 'w:eastAsia="仿宋_GB2312"' in document.styles.element.xml
    rows = document.tables[0].rows
    assert len(re.findall("<w:tblHeader/>", xml)) == 1
    assert len(re.findall("<w:cantSplit/>", xml)) == len(rows)
    assert all(cell.width is not None for cell in rows[0].cells)


def test_no_content_breaks_the_file() -> None:
    odd = Finding(
        "N-INT", "hard", "四复议诉讼 A6“\x00\ud800：”：是错误值。（N-INT）",
        cells=(FoundCell(UPHELD, "四复议诉讼", "A6", "a\x01b" + "长" * 500),),
    )  # fmt: skip
    shown = notice(filled(), found=replace(verdict(filled()), findings=(odd,), file="\x02.xlsx"))
    row = table(replace(shown, unit="甲\x03局", file="=cmd|x\x04"))[1]
    assert row[3].startswith("a b长")
    assert len(row[3]) == 60


def test_remarks_leave_out_what_only_maintainers_need() -> None:
    broken = Finding("T3-01", "note", "规则不能执行", "rule_error")
    assert remarks(notice(filled(), found=replace(verdict(filled()), findings=(broken,)))) == []
