from __future__ import annotations

import pytest

from tests.published.formats.shown import shown
from toolkit.published.content import PublishedTable
from toolkit.published.formats.bounds import MAX_MARKUP
from toolkit.published.formats.web_page import read_page
from toolkit.workbook.scanning.scanned import Unreadable


def page(markup: str) -> list[str]:
    return shown(read_page(markup.encode()))


def test_a_number_in_its_own_span_joins_its_paragraph() -> None:
    word = '<p class="MsoNormal">共收到申请<span lang="EN-US">11</span>件<span><o:p></o:p></span></p>'
    assert page(word) == ["共收到申请11件"]


def test_breaks_and_blocks_end_a_paragraph() -> None:
    assert page("<h2>一、总体</h2>甲<br>乙<div>丙<p>丁&nbsp; 戊</p></div>") == [
        "## 一、总体", "甲", "乙", "丙", "丁 戊",
    ]  # fmt: skip


def test_what_is_hidden_struck_out_or_for_machines_is_not_read() -> None:
    hidden = (
        "<script>1</script><style>2</style><!-- 3 --><p hidden>4</p><p style='display: none'>5</p>"
        "<p>收到<del>6</del><s>7</s><span style='TEXT-DECORATION:line-through'>8</span>9<!--x-->件</p>"
        "<p>办结<span style='color:red; FONT-SIZE: 0px'>1</span>8<i style='font-size:0.5em'>件</i></p>"
        "<p style='font-size:0'><span style='font-size:12px'>受理9件</span></p>"
    )
    assert page(hidden) == ["收到9件", "办结8件", "受理9件"]


def test_the_number_of_a_note_is_no_digit_of_a_figure() -> None:
    assert page("<p>12<sup>1</sup>件</p>") == ["12 1件"]


def test_cells_know_their_lines_places_and_spans() -> None:
    table = (
        "<table><tr><td rowspan=2 colspan='2'><p>三、</p><p>办理<br/>结果</p></td><td>（一）&nbsp;</td></tr>"
        "<tr><td><br></td><td>5</td></tr></table>"
    )
    assert page(table) == ["[", "0:三、/办理/结果+2×2 2:（一）", "2: 3:5", "]"]


def test_spans_end_with_their_table_and_their_group() -> None:
    table = (
        "<table><thead><tr><td rowspan=9>头<td>1</thead><tbody><tr><td colspan=0>乙<td rowspan=x>2"
        "<tr><td rowspan=0>丙<td>3<tr><td>4</tbody></table>"
    )
    assert page(table) == ["[", "0:头 1:1", "0:乙 1:2", "0:丙+2×1 1:3", "1:4", "]"]


def test_a_layout_of_tables_is_seen_through() -> None:
    layout = (
        "<table><tr><td>菜单<td><table><tr><td><h1>年度报告</h1><p>正文</td></tr></table>"
        "<table><tr><td>行政许可<td>3</table></td></tr></table>"
    )
    assert page(layout) == ["菜单", "# 年度报告", "正文", "[", "0:行政许可 1:3", "]"]


def test_tables_that_were_never_closed_stay_apart() -> None:
    assert page("<table><tr><td>甲<td>1</tr><table><tr><td>乙<td>2</tr></table>")[-4:] != []
    rows = [line for line in page("<table><tr><td>甲<td>1</tr></td></tr><p>中</p></table>") if "甲" in line]
    assert rows == ["0:甲 1:1"]


def test_divs_that_imitate_a_table_are_paragraphs() -> None:
    assert page("<div class=row><div>规章</div><div>0</div></div>") == ["规章", "0"]


def test_what_the_page_states_of_itself() -> None:
    head = """<!-- saved from url=(0029)https://www.example.gov.cn/a/ --><html><head>
      <meta name="ArticleTitle" content="某局2023年政府信息公开工作年度报告">
      <meta name="ContentSource" content="某局"><meta name="PubDate" content="2024-1-31 10:20">
      <title>某局2023年报_某市</title></head><body>正文</body></html>"""
    content = read_page(head.encode())
    assert content.titles == ("某局2023年政府信息公开工作年度报告", "某局2023年报_某市")
    assert (content.source, content.published_on) == ("某局", "2024-01-31")
    assert content.address == "https://www.example.gov.cn/a/"
    canonical = (
        '<html><head><link rel="canonical" href="https://b.gov.cn/1.html"></head><body>文</body></html>'
    )
    assert read_page(canonical.encode()).address == "https://b.gov.cn/1.html"


@pytest.mark.parametrize(
    "hostile",
    [
        b"<div>" * 100_000 + b"x",
        b"<table>" * 50_000,
        b"<table><tr>" + b"<td>1" * 1_000_000,
        b"x" * (MAX_MARKUP + 1),
        (b"<table>" + b"<tr><td rowspan=65534 colspan=1000>1" * 5_000),
    ],
    ids=["deep", "deep tables", "a million cells", "100 MB", "spans"],
)
def test_a_hostile_page_is_refused(hostile: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_page(hostile)
    assert refused.value.code == "too_complex"


def test_an_absurd_span_alone_does_no_harm() -> None:
    (table,) = read_page(b"<table><tr><td colspan=1000000000>1<td>2<tr><td>3<td>4</table>").blocks
    assert isinstance(table, PublishedTable)
    assert [cell.text for cell in table.cells] == ["1", "2", "3", "4"]


def test_entities_of_a_document_type_are_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><html><body><p>&b;</p></body></html>'
    assert "hahaha" not in "".join(page(bomb))


@pytest.mark.parametrize("nothing", [b"<html></html>", b"<!-- -->", b"<script>1</script>"])
def test_a_page_without_text_has_no_blocks_or_is_refused(nothing: bytes) -> None:
    try:
        assert read_page(nothing).blocks == ()
    except Unreadable as refused:
        assert refused.code == "empty"
