from __future__ import annotations

import pytest

from tests.published.formats.shown import shown
from toolkit.published.formats.plain_text import read_text
from toolkit.workbook.scanning.scanned import Unreadable


def text(*lines: str) -> list[str]:
    return shown(read_text("\n".join(lines).encode()))


def test_each_line_is_a_paragraph() -> None:
    assert text("某局", "", "  2023　年报 ", "\t一、总体情况", "\t正文\f二、") == [
        "某局", "2023 年报", "一、总体情况", "正文", "二、",
    ]  # fmt: skip


def test_lines_with_tabs_are_rows() -> None:
    assert text("信息内容\t本年\t现行", "规章\t0\t3", "\t(二) 部分\t1", "后文") == [
        "[", "0:信息内容 1:本年 2:现行", "0:规章 1:0 2:3", "0: 1:(二) 部分 2:1", "]", "后文",
    ]  # fmt: skip


def test_a_single_line_with_a_tab_is_a_paragraph() -> None:
    assert text("前文", "附件\t名单", "后文") == ["前文", "附件 名单", "后文"]


@pytest.mark.parametrize(
    "rows",
    [
        ("| 规章 | 0 | | 3 |", "|---|---|---|---|", "| 行政许可 | 5 ||"),
        ("规章 | 0 | | 3 |", "行政许可 | 5 |||"),
    ],
)
def test_rows_with_bars(rows: tuple[str, ...]) -> None:
    assert text("## 表二", *rows) == ["## 表二", "[", "0:规章 1:0 2: 3:3", "0:行政许可 1:5", "]"]


def test_a_bar_first_is_an_empty_cell_where_not_all_rows_have_it() -> None:
    assert text("三、结果 | (一) | 0 |", "| (二) | 1 |") == [
        "[",
        "0:三、结果 1:(一) 2:0",
        "0: 1:(二) 2:1",
        "]",
    ]


def test_a_cell_in_each_line_is_no_table() -> None:
    assert text("规章 |", "/ |", "|", "||", "首页 | 年报") == ["规章 |", "/ |", "|", "||", "首页 | 年报"]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b" \n\n", "empty"), (b"a\tb\n" * 100_000, "too_complex")],
    ids=["nothing", "too much"],
)
def test_nothing_and_too_much_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_text(data)
    assert refused.value.code == code


def test_radicals_copied_from_a_pdf_are_the_letters_that_were_meant() -> None:
    assert text("⼀、总体情况", "⾏政许可⻓期") == ["一、总体情况", "行政许可长期"]
