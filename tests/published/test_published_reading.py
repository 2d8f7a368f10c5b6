"""Figures of printed reports: what is read is right, what is not read is named."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from lxml import html

from tests.published.printed_reports import MARKUPS, UNIT, YEAR, Printed, figures, glued, page, spaced, tabs
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.published.any_report import is_published, read_report
from toolkit.published.published_reading import read_published
from toolkit.published.published_submission import PublishedSubmission
from toolkit.review.checks import judge
from toolkit.review.verdict import verdict_of

FORM = load_form("ogi-2021")
DRAWN = 48
"""Reports drawn by default; the slow test draws 600."""
TEXTS: dict[str, Callable[[Form, dict[str, Number | None], random.Random], Printed]] = {
    "tabs": tabs, "glued": glued, "spaced": spaced,
}  # fmt: skip


def _draw(seed: int) -> tuple[str, Printed, bytes]:
    rng = random.Random(seed)
    form = FORM if seed % 5 else load_form("ogi-2019")
    kind = sorted([*MARKUPS, *TEXTS])[seed % (len(MARKUPS) + len(TEXTS))]
    values = figures(form, rng, right=seed % 3 > 0)
    printed = page(form, values, rng, kind) if kind in MARKUPS else TEXTS[kind](form, values, rng)
    encoding = rng.choice(["utf-8", "gb18030"])
    return kind, printed, printed.text.encode(encoding)


def _with_sentence(sentence: str) -> bytes:
    """A printed report with a sentence below the heading of table 4."""
    rng = random.Random(3)
    values = figures(FORM, rng, right=True)
    text = page(FORM, values, rng, sorted(MARKUPS)[0]).text
    head = "四、政府信息公开行政复议、行政诉讼情况</p>"
    assert head in text
    return text.replace(head, f"{head}<p>{sentence}</p>").encode()


def test_sentences_below_the_heading_of_a_table_are_compared_with_it() -> None:
    submission = read_published(_with_sentence("全年发生行政复议99999件。"), name="年报.html")
    assert submission.sentences_beside == {"disputes": "全年发生行政复议99999件。"}
    (found,) = [one for one in judge(submission).findings if "99999" in one.message]
    assert found.code == "W-01" and found.place == "“四、政府信息公开行政复议、行政诉讼情况”标题下的文字"
    assert [quote.as_json() for quote in found.quotes] == [{"text": "", "quote": "全年发生行政复议99999件"}]
    left_over = read_published(_with_sentence(f"{YEAR - 1}年全市收到政府信息公开申请5件。"), name="年报.html")
    (found,) = [one for one in judge(left_over).findings if one.code == "W-02"]
    assert "复议" in found.place and [quote.text for quote in found.quotes] == [""]
    labels = read_published(_with_sentence("未经复议直接起诉"), name="年报.html")
    assert labels.beside and not labels.sentences_beside


def _read(kind: str, data: bytes) -> PublishedSubmission:
    return read_published(data, name="年报.txt" if kind in TEXTS else "年报.html")


def _compare(seed: int) -> tuple[int, int]:
    """How many figures are printed and how many were read; fails on a wrong one, or one lost in silence."""
    kind, printed, data = _draw(seed)
    submission = _read(kind, data)
    verdict = verdict_of(judge(submission))
    assert verdict.is_published
    assert verdict.identity is not None, (kind, seed)
    assert (verdict.identity.unit.name, verdict.identity.year) == (UNIT, YEAR)
    named = {cell.item for finding in verdict.findings for cell in finding.cells}
    read = 0
    for item, value in printed.truth.items():
        found = verdict.values[item]
        if found is not None:
            assert found == value, (seed, kind, item, value, found)
            assert item not in printed.lost, (seed, kind, item)
            read += 1
        elif value is not None:
            assert item in named, (seed, kind, item, "neither read nor named")
    expected = sum(v is not None for i, v in printed.truth.items() if i not in printed.lost)
    return expected, read


@pytest.mark.parametrize("first", range(0, DRAWN, 12))
def test_no_figure_is_wrong(first: int) -> None:
    for seed in range(first, first + 12):
        expected, read = _compare(seed)
        if _draw(seed)[0] != "glued":
            assert read == expected, (seed, _draw(seed)[0])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6))
def test_no_figure_of_many_reports_is_wrong(part: int) -> None:
    for seed in range(1000 + part * 100, 1100 + part * 100):
        expected, read = _compare(seed)
        if _draw(seed)[0] != "glued":
            assert read == expected, (seed, _draw(seed)[0])


def test_what_is_glued_is_split_where_one_way_is_left() -> None:
    values: dict[str, Number | None] = dict.fromkeys(FORM.items, 0)
    values |= {"requests.received.natural_person": 26, "requests.received.total": 3}
    values["requests.granted.natural_person"] = 6
    read = _read("glued", glued(FORM, values, random.Random(0)).text.encode())
    assert read.values["requests.granted.natural_person"] == 6
    # 26000003 may be 26|0|…|3, or 2|60|…: no rule is asked, the row might be wrong.
    assert read.values["requests.received.natural_person"] is None
    message = next(f for f in judge(read).findings if f.code == "N-INT").message
    assert "“26000003”" in message


@pytest.mark.parametrize("blank", ["zeros", "proactive.rules", "requests.received", "disputes."])
def test_nothing_is_split_where_nothing_may_be_printed_as_blank(blank: str) -> None:
    values: dict[str, Number | None] = dict.fromkeys(FORM.items, 0)
    row = [name for name in FORM.items if name.startswith("requests.refused_third_party.")]
    values |= dict(zip(row, (34, 0, 1, 5, 4, 0, 44), strict=True))
    printed = {
        name: None if name.startswith(blank) or (blank == "zeros" and not value) else value
        for name, value in values.items()
    }
    read = _read("glued", glued(FORM, printed, random.Random(0)).text.encode())
    assert [read.values[name] for name in row] == [None] * 7
    assert not any(read.values[name] not in (None, value) for name, value in values.items())
    digits = "".join(str(value) for name in row if (value := printed[name]) is not None)
    assert any(f"“{digits}”" in one.message for one in judge(read).findings if one.code == "N-INT")


def test_rows_behind_blank_ones_are_found() -> None:
    values: dict[str, Number | None] = dict.fromkeys(FORM.items)
    values |= {name: 3 for name in FORM.items if name.startswith("requests.carried_over_to_next_year")}
    read = _read("spaced", spaced(FORM, values, random.Random(0)).text.encode())
    assert read.values["requests.carried_over_to_next_year.total"] == 3


def test_a_figure_printed_twice_with_two_values_is_neither() -> None:
    rng = random.Random(1)
    values = figures(FORM, rng)
    other = {**values, "requests.granted.total": 999}
    first, second = (page(FORM, v, random.Random(3), "editor", odd="").text for v in (values, other))
    twice = first.replace("</body></html>", "") + second[second.index("<h1>") :]
    read = _read("editor", twice.encode())
    assert read.values["requests.granted.total"] is None
    assert read.values["requests.received.total"] == values["requests.received.total"]
    assert any("999" in finding.message for finding in judge(read).findings)


def _spoilt(spoil: Callable[[html.HtmlElement, random.Random], None], seed: int) -> tuple[int, int]:
    """How many figures of a page were read after something was done to a third of the rows of its tables."""
    rng = random.Random(seed)
    values = figures(FORM, rng)
    printed = page(FORM, values, rng, "editor", odd="")
    tree = html.fromstring(printed.text)
    for row in tree.iter("tr"):
        if rng.random() < 1 / 3:
            spoil(row, rng)
    verdict = verdict_of(judge(_read("editor", html.tostring(tree, encoding="utf-8"))))
    named = {cell.item for finding in verdict.findings for cell in finding.cells}
    wrong = {i: found for i in printed.truth if (found := verdict.values[i]) not in (None, values[i])}
    assert not wrong
    lost = {item for item in printed.truth if verdict.values[item] is None}
    assert lost <= named
    return len(printed.truth) - len(lost), len(printed.truth)


def _spanning_too_much(row: html.HtmlElement, _: random.Random) -> None:
    row[0].set("colspan", str(int(row[0].get("colspan", "1")) + 1))


def _spanning_too_little(row: html.HtmlElement, _: random.Random) -> None:
    row[0].attrib.pop("colspan", None)


def _without_a_figure(row: html.HtmlElement, rng: random.Random) -> None:
    row.remove(rng.choice(list(row)[-min(6, len(row) - 1) :]))


def _with_equal_figures_merged(row: html.HtmlElement, _: random.Random) -> None:
    for cell, other in pairwise(list(row)):
        if cell.text_content() == other.text_content():
            cell.set("colspan", "2")
            row.remove(other)
            return


@pytest.mark.parametrize("seed", range(4))
def test_rows_that_span_too_much_or_too_little_are_read_all_the_same(seed: int) -> None:
    for spoil in (_spanning_too_much, _spanning_too_little):
        read, printed = _spoilt(spoil, seed)
        assert read == printed


@pytest.mark.parametrize("seed", range(4))
def test_a_row_that_lacks_a_cell_is_named_and_not_split(seed: int) -> None:
    for spoil in (_without_a_figure, _with_equal_figures_merged):
        read, printed = _spoilt(spoil, seed)
        assert 0 < read < printed


def test_a_blank_total_is_not_computed() -> None:
    values: dict[str, Number | None] = {**dict.fromkeys(FORM.items, 0), "requests.granted.total": None}
    read = _read("editor", page(FORM, values, random.Random(3), "editor", odd="").text.encode())
    assert read.values["requests.granted.total"] is None
    assert any("合计印成空白" in finding.message for finding in read.findings)


def test_columns_that_are_named_otherwise_are_not_guessed() -> None:
    text = "\n".join(
        f"{row}\t1\t0\t0\t0\t0\t0\t1" for row in ("一、本年新收政府信息公开申请数量", "（一）予以公开")
    )
    heads = "\t甲类\t乙类\t丙类\t丁类\t戊类\t己类\t庚类"
    read = _read("tabs", f"某某局2023年政府信息公开工作年度报告\n{heads}\n{text}".encode())
    assert read.values["requests.received.natural_person"] is None
    assert any("没有认得出的栏目" in finding.message for finding in read.findings)


def test_lost_headings_are_those_of_the_form_and_told() -> None:
    values: dict[str, Number | None] = dict.fromkeys(FORM.items, 0)
    values |= {"requests.granted.natural_person": 6, "requests.granted.total": 6}
    lines = tabs(FORM, values, random.Random(0)).text.split("\n")
    headings = ("信息内容", "自然人", "商业企业", "申请人情况")
    read = _read("tabs", "\n".join(line for line in lines if not any(h in line for h in headings)).encode())
    assert read.values["requests.granted.natural_person"] == 6
    assert (
        read.values["requests.received.total"] == read.values["proactive.normative_documents.in_force"] == 0
    )
    (told,) = [f.message for f in read.findings if "没有印出栏目" in f.message]
    assert "予以公开 6 0 0 0 0 0 6" in told


def test_a_group_of_nothing_is_printed_as_one_row() -> None:
    lines = tabs(FORM, dict.fromkeys(FORM.items, 0), random.Random(0)).text.split("\n")
    place = next(n for n, line in enumerate(lines) if "其他处理" in line)
    lines[place : place + 3] = ["\t（六）其他处理\t\t0\t0\t0\t0\t0\t0\t0"]
    read = _read("tabs", "\n".join(lines).encode())
    assert read.values["requests.other_fee_unpaid.total"] == 0
    assert any("合并印成一行" in finding.message for finding in read.findings)


def test_a_merged_row_of_another_form_is_named_and_not_spread() -> None:
    values: dict[str, Number | None] = dict.fromkeys(FORM.items, 0)
    text = tabs(FORM, values, random.Random(0)).text
    lines = [line for line in text.split("\n") if "逾期" not in line]
    place = next(n for n, line in enumerate(lines) if "3.其他" in line)
    lines[place] = "\t（六）其他处理\t\t4\t0\t0\t0\t0\t0\t4"
    read = _read("tabs", "\n".join(lines).encode())
    assert read.values["requests.other_reasons.total"] is None
    assert any("其他处理" in f.message and "4 0 0 0 0 0 4" in f.message for f in read.findings)


MARKS = ("①", "<sup>1</sup>", "¹", "[1]", "〔1〕", "*", "（注1）", "※")


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("label", ["自然人", "总计", "（一）予以公开", "规章", "结果维持", "行政复议"])
def test_marks_of_footnotes_are_no_part_of_labels(mark: str, label: str) -> None:
    values = figures(FORM, random.Random(5))
    text = page(FORM, values, random.Random(0), "editor", odd="").text.replace(f">{label}&", f">{label}@&")
    assert text.count("@") >= 1
    read = _read("editor", text.replace("@", mark).encode())
    assert all(read.values[name] == values[name] for name in FORM.published_items)


@pytest.mark.parametrize("mark", [mark for mark in MARKS if "<" not in mark])
def test_marks_of_footnotes_in_running_text(mark: str) -> None:
    values: dict[str, Number | None] = dict.fromkeys(FORM.items, 3)
    text = spaced(FORM, values, random.Random(0)).text
    for label in ("自然人", "本年新收政府信息公开申请数量"):
        text = text.replace(label, label + mark)
    read = _read("spaced", text.encode())
    assert all(read.values[name] == 3 for name in FORM.published_items)


def test_a_mark_of_a_footnote_on_a_figure_leaves_no_figure() -> None:
    values: dict[str, Number | None] = {**dict.fromkeys(FORM.items, 0), "requests.granted.natural_person": 77}
    text = page(FORM, values, random.Random(0), "editor", odd="").text
    for mark in MARKS:
        read = _read("editor", text.replace(">77&", f">77{mark}&").encode())
        assert read.values["requests.granted.natural_person"] is None


def _side_by_side_in_two(values: dict[str, Number | None], below: str = "") -> bytes:
    """A page with table 4 printed as two: 复议 and 诉讼."""
    text = page(FORM, values, random.Random(0), "editor", odd="").text
    start = text.index("<table>", text.index("四、政府信息公开行政复议"))
    end = text.index("</table>", start) + len("</table>")
    table = html.fromstring(text[start:end])
    tops, second, third, numbers = (
        [list(row)[n].text_content() for n in range(len(row))] for row in table.iter("tr")
    )
    first = [tops[:1], second[:5], numbers[:5]]
    rest = [tops[1:], second[5:], third, numbers[5:]]
    spans = {tops[0]: 5, tops[1]: 10, second[5]: 5, second[6]: 5}
    made = "".join(
        "<table>"
        + "".join(
            "<tr>" + "".join(f"<td colspan={spans.get(cell, 1)}>{cell}</td>" for cell in row) + "</tr>"
            for row in rows
        )
        + "</table>"
        for rows in (first, rest)
    )
    return (text[:start] + (text[start:end] if below else "") + made + text[end:]).encode()


@pytest.mark.parametrize("below", ["", "the whole table, too"])
def test_a_table_of_rows_side_by_side_may_be_printed_as_two(below: str) -> None:
    values = figures(FORM, random.Random(6))
    read = _read("editor", _side_by_side_in_two(values, below))
    assert all(read.values[name] == values[name] for name in FORM.published_items)


def test_the_total_of_the_results_may_be_called_otherwise() -> None:
    values = figures(FORM, random.Random(7))
    text = page(FORM, values, random.Random(0), "editor", odd="").text.replace("总计", "合计")
    read = _read("editor", text.encode())
    assert all(read.values[name] == values[name] for name in FORM.published_items)


def test_what_a_page_break_left_of_a_label_is_no_heading() -> None:
    values = figures(FORM, random.Random(8))
    text = page(FORM, values, random.Random(0), "editor", odd="").text
    row = text.index("<tr", text.index("无正当理由大量反复申请"))
    rest = f"<tr><td>息</td>{'<td></td>' * 7}</tr>"
    for cut in ("", "</table><p>- 2 -</p><table>"):
        read = _read("editor", (text[:row] + cut + rest + text[row:]).encode())
        assert all(read.values[name] == values[name] for name in FORM.published_items)


def test_why_a_figure_is_not_read_is_true() -> None:
    values: dict[str, Number | None] = {
        **dict.fromkeys(FORM.items, 0),
        "proactive.administrative_charges.amount": 7,
    }
    text = page(FORM, values, random.Random(0), "editor", odd="").text.replace(
        "本年收费金额（单位：万元）", "金额"
    )
    (message,) = [
        one.message for one in judge(_read("editor", text.encode())).findings if one.code == "N-INT"
    ]
    assert "“7”：上面没有认得出的栏目" in message


def test_what_is_said_of_fees_is_read_from_the_sentence() -> None:
    text = tabs(FORM, dict.fromkeys(FORM.items, 0), random.Random(0)).text
    read = _read("tabs", text.encode())
    assert read.values["fees.collected"] == 0
    silent = _read("tabs", text.replace("未收取信息处理费。", "无其他事项。").encode())
    assert silent.values["fees.collected"] is None
    assert any(finding.code == "S-01" for finding in judge(silent).findings)


def test_nothing_charged_is_read_beside_a_number_of_notices() -> None:
    text = tabs(FORM, dict.fromkeys(FORM.items, 0), random.Random(0)).text
    said = "发出信息处理费收费通知10件，应收0元，实收0元。"
    read = _read("tabs", text.replace("未收取信息处理费。", said).encode())
    fees = [read.values[f"fees.{name}"] for name in ("notices", "charged", "collected")]
    assert fees == [10, 0, 0]


def test_labels_beside_each_other_are_no_row() -> None:
    text = page(FORM, dict.fromkeys(FORM.items, 3), random.Random(0), "editor", odd="").text
    names, years = ("", "新收", "上年结转", "结转下年度继续办理"), ("2019", "8", "9", "9")
    rows = ("".join(f"<td>{words}</td>" for words in line) for line in (names, years))
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    assert "</body>" in text
    read = read_published(text.replace("</body>", f"<table>{table}</table></body>").encode(), name="a.html")
    assert read.values["requests.carried_over_from_previous_year.total"] == 3


def test_places_are_labels_not_addresses() -> None:
    values: dict[str, Number | None] = dict.fromkeys(FORM.items, 0)
    values |= {"requests.received.natural_person": 5, "requests.received.total": 0}
    found = judge(_read("tabs", tabs(FORM, values, random.Random(0)).text.encode())).findings
    message = next(f.message for f in found if f.code == "T3-03")
    assert "本年新收政府信息公开申请数量（总计）" in message


def test_a_page_without_tables_is_refused() -> None:
    read = read_published("<html><body><p>停水通知</p></body></html>".encode(), name="a.html")
    assert not read.readable
    assert [f.code for f in read.findings] == ["R-form"]


def test_a_workbook_saved_as_a_page_stays_a_workbook() -> None:
    data = b"<html><body><table><tr><td>1</td></tr></table></body></html>"
    assert is_published(data, "a.html")
    assert not is_published(data, "a.xls")
    assert not isinstance(read_report(data, name="a.xls"), PublishedSubmission)


@pytest.mark.parametrize("unseen", ["\u200b", "&zwnj;", "\ufeff", "&#8288;", "&shy;"])
def test_characters_without_width_around_figures(unseen: str) -> None:
    """Editors of pages leave them; the figure is what is seen."""
    printed = page(FORM, figures(FORM, random.Random(5)), random.Random(5), "editor", odd="").text
    marked = re.sub(r"(?<=>)(\d+)", rf"{unseen}\1{unseen}", printed)
    assert marked != printed
    assert _read("", marked.encode()).record.values == _read("", printed.encode()).record.values
