from __future__ import annotations

import pytest

from tests.published.formats.pdf_samples import Sheet, assembled, pdf, stream
from tests.published.formats.shown import shown
from toolkit.published.formats.bounds import MAX_PAGES
from toolkit.published.formats.pdf_pages import MAX_CONTENT, MAX_OBJECTS, MAX_RULES, pages_of
from toolkit.workbook.scanning.scanned import Unreadable

ROWS = [["规章", "0", "11"], ["行政许可", "1827764", "0"]]


def read(*sheets: Sheet) -> list[str]:
    return shown(pages_of(pdf(sheets)))


def code(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        pages_of(data)
    return refused.value.code


def test_text_and_tables_in_their_order() -> None:
    sheet = Sheet().text(100, 90, "二、情况").table(90, 120, ROWS).text(100, 300, "三、收到")
    assert read(sheet) == ["二、情况", "[", "0:规章 1:0 2:11", "0:行政许可 1:1827764 2:0", "]", "三、收到"]


def test_cells_that_span_and_cells_of_several_lines() -> None:
    sheet = Sheet().table(90, 120, [["行政", "1"]]).text(95, 140, "许可", 12).rule(90, 180, 290, 180)
    sheet.rule(90, 150, 90, 180).rule(290, 150, 290, 180).text(95, 155, "第二十条", 12)
    assert read(sheet) == ["[", "0:行政/许可 1:1", "0:第二十条+1×2", "]"]


def test_a_figure_that_fills_its_cell_goes_on_below_and_two_figures_stay_two() -> None:
    narrow = Sheet().table(90, 120, [["规章", "15"], ["许可", "7"]], wide=26)
    narrow.text(121, 137, "04", 12).text(121, 167, "8", 12)
    wide = Sheet().table(90, 120, [["规章", "15"]], wide=100).text(195, 137, "04", 12)
    assert read(narrow) == ["[", "0:规章 1:1504", "0:许可 1:7/8", "]"]
    assert read(wide) == ["[", "0:规章 1:15/04", "]"]


def test_lines_become_paragraphs_by_their_margins() -> None:
    sheet = (
        Sheet().text(122, 100, "甲" * 24).text(90, 130, "乙" * 26).text(90, 160, "完。")
        .text(122, 190, "丙。").text(122, 220, "丁" * 24).text(122, 250, "戊。")
    )  # fmt: skip
    assert read(sheet) == ["甲" * 24 + "乙" * 26 + "完。", "丙。", "丁" * 24, "戊。"]


def test_a_paragraph_goes_on_after_a_page_break_and_a_title_in_two_lines_is_one() -> None:
    first = Sheet().text(150, 60, "某市政府信息公开", 22).text(180, 90, "年度报告", 22)
    first.text(90, 400, "乙" * 26).text(280, 790, "- 1 -", 12)
    second = Sheet().text(90, 100, "完。").text(90, 130, "丙。").text(280, 790, "- 2 -", 12)
    assert read(first, second) == ["某市政府信息公开年度报告", "乙" * 26 + "完。", "丙。"]


def test_figures_never_grow_together_over_a_line_break() -> None:
    full = "甲" * 25 + "12"
    assert read(Sheet().text(90, 100, full).text(90, 130, "34件").text(90, 160, "乙"))[0] == f"{full} 34件"


def test_letters_printed_twice_to_look_bold_are_read_once() -> None:
    assert read(Sheet().text(90, 100, "22件").text(90.4, 100, "22件")) == ["22件"]


def test_radicals_and_ligatures_are_the_letters_that_were_meant() -> None:
    sheet = (
        Sheet().text(90, 100, "⼀、总体情况").table(90, 130, [["⾏政许可", "1"]]).text(90, 300, "⻓期ﬁle：１")
    )
    assert read(sheet) == ["一、总体情况", "[", "0:行政许可 1:1", "]", "长期file：１"]


def _open(sheet: Sheet, head: int, foot: int, *across: int) -> Sheet:
    """Upright rules of a table of two columns, and those across that are drawn."""
    for x in (90, 190, 290):
        sheet.rule(x, head, x, foot)
    for y in across:
        sheet.rule(90, y, 290, y)
    return sheet


def test_a_row_that_a_page_break_leaves_open_belongs_to_its_table() -> None:
    first = _open(Sheet(), 700, 790, 700, 730).text(95, 705, "规章", 12).text(195, 705, "5", 12)
    first.text(95, 740, "行政许可", 12).text(195, 740, "6", 12)
    second = _open(Sheet(), 30, 90, 60, 90).text(95, 35, "行政处罚", 12).text(195, 35, "7", 12)
    second.text(95, 65, "行政强制", 12).text(195, 65, "8", 12)
    assert read(first, second) == [
        "[", "0:规章 1:5", "0:行政许可 1:6", "0:行政处罚 1:7", "0:行政强制 1:8", "]",
    ]  # fmt: skip


def test_a_table_goes_on_over_a_page_break_where_its_edges_are_the_same_and_nothing_is_between() -> None:
    heads = Sheet().text(90, 600, "甲").table(90, 700, [["信息内容", "件数", "废止"]])
    rows = Sheet().table(90, 40, [["规章", "1", "2"]])
    together = ["[", "0:信息内容 1:件数 2:废止", "0:规章 1:1 2:2", "]"]
    apart = ["[", "0:信息内容 1:件数 2:废止", "]", "[", "0:规章 1:1 2:2", "]"]
    assert read(heads, rows) == ["甲", *together]
    assert read(heads, rows, Sheet().table(90, 40, [["许可", "3", "4"]]).text(90, 200, "乙")) == [
        "甲", *together[:-1], "0:许可 1:3 2:4", "]", "乙",
    ]  # fmt: skip
    assert read(heads, Sheet().text(90, 20, "三、收到").table(90, 60, [["规章", "1", "2"]])) == [
        "甲", *apart[:3], "三、收到", *apart[3:],
    ]  # fmt: skip
    wider = Sheet().table(90, 40, [["规章", "1", "2"]], wide=110)
    assert read(heads, wider) == ["甲", *apart]
    joined = (
        Sheet().rule(90, 40, 390, 40).rule(90, 70, 390, 70).text(95, 45, "规章", 12).text(195, 45, "7", 12)
    )
    for x in (90, 190, 390):
        joined.rule(x, 40, x, 70)
    assert read(heads, joined) == ["甲", *together[:2], "0:规章 1:7+1×2", "]"]


def test_shading_behind_a_text_is_no_table() -> None:
    sheet = Sheet().text(90, 100, "甲乙丙")
    sheet.commands[:0] = ["1 1 0 rg 90 720 20 30 re f", "110 720 20 30 re f 0 g"]
    assert read(sheet) == ["甲乙丙"]


def test_a_scan_is_said_to_be_one_also_with_guessed_text() -> None:
    assert code(pdf([Sheet(picture=True)])) == "scan"
    guessed = Sheet(["3 Tr"], picture=True).text(90, 100, "收到11件")
    assert code(pdf([guessed])) == "scan"
    assert code(pdf([Sheet()])) == "scan"
    assert shown(pages_of(pdf([Sheet(picture=True).text(90, 100, "信笺")]))) == ["信笺"]
    text = Sheet().text(90, 100, "甲")
    assert shown(pages_of(pdf([text, guessed]))) == ["甲"]  # nothing that was guessed is read


def test_fonts_without_mapping_are_refused_and_single_letters_shown_as_damaged() -> None:
    assert code(pdf([Sheet().text(90, 100, "收到11件")], mapped=False)) == "unmapped_font"
    assert code(pdf([Sheet().text(90, 100, "\ue001\ue002件")])) == "unmapped_font"
    assert read(Sheet().text(90, 100, "甲" * 26).text(90, 130, "乙" * 26 + "\uf06c"))[0].endswith("\ufffd")


def test_the_title_of_the_file() -> None:
    assert pages_of(pdf([Sheet().text(90, 100, "1")], title="Report")).titles == ("Report",)


def test_hostile_files_are_refused() -> None:
    kids = " ".join(f"{number} 0 R" for number in range(3, MAX_PAGES + 10))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    many = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count 9/Kids[{kids}]>>".encode()]
    many += [page] * MAX_PAGES + [page] * 10
    assert code(assembled(many, "/Root 1 0 R")) == "too_complex"
    bomb = Sheet(["q Q " * (MAX_CONTENT // 4 + 1)])
    assert code(pdf([bomb])) == "too_complex"
    assert code(pdf([Sheet(["0 0 m 1 1 l S"] * (MAX_RULES + 1))])) == "too_complex"
    assert code(b"%PDF-1.7\n" + b"1 0 obj <<" * (MAX_OBJECTS + 1)) == "too_complex"
    assert code(b"%PDF-1.7\nnothing") == "damaged"


def test_a_locked_file_is_said_to_be_locked() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    def locked(password: str) -> bytes:
        writer = PdfWriter(PdfReader(BytesIO(pdf([Sheet().text(90, 100, "11")]))))
        writer.encrypt(password, "owner", algorithm="AES-128")
        out = BytesIO()
        writer.write(out)
        return out.getvalue()

    assert code(locked("secret")) == "encrypted"
    assert shown(pages_of(locked(""))) == ["11"]


def test_a_loop_of_pages_ends() -> None:
    loop = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>", stream(b"")]
    assert code(assembled(loop, "/Root 1 0 R")) in ("damaged", "scan")
