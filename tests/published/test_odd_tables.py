"""Tables of the form with cells put together, and tables of something else."""

from __future__ import annotations

import random

import pytest

from tests.published.printed_reports import MARKUPS, as_table, figures, lines_of, page, shown
from toolkit.form.expression import Number
from toolkit.form.registry import load_form
from toolkit.published.published_reading import read_published
from toolkit.published.published_submission import PublishedSubmission

FORM = load_form("ogi-2021")


def _read(data: bytes) -> PublishedSubmission:
    return read_published(data, name="年报")


def test_what_is_not_found_is_not_said_to_be_missing_from_the_report() -> None:
    text = page(FORM, dict.fromkeys(FORM.items, 0), random.Random(0), "editor", odd="").text
    found = _read(text.replace("行政强制", "强制情况").encode()).findings
    (message,) = [one.message for one in found if "个数没有找到" in one.message]
    assert message.startswith("有 1 个数没有找到：“行政强制·本年处理决定数量”。请对照原报告")


@pytest.mark.parametrize("cell", ["<p>1098</p><p>1</p>", "1098<br/>1"])
def test_two_figures_in_a_cell_are_no_third(cell: str) -> None:
    values: dict[str, Number | None] = {**dict.fromkeys(FORM.items, 0), "proactive.penalties.decisions": 777}
    text = page(FORM, values, random.Random(0), "editor", odd="").text
    read = _read(text.replace("<p>777&nbsp;</p>", cell).encode())
    assert read.values["proactive.penalties.decisions"] is None
    assert read.readings["proactive.penalties.decisions"].raw == "1098 1"


@pytest.mark.parametrize("joint", ["", "/", " - ", "："])
def test_labels_of_groups_may_stand_in_one_cell_with_that_of_the_row(joint: str) -> None:
    values = figures(FORM, random.Random(9))
    (block,) = (one for table in FORM.tables if table.id == "requests" for one in table.blocks)
    heads = lines_of(FORM, block, values, random.Random(0))[:3]
    lines = [[(heads[0][0][0], 3, 1), heads[0][1]], *heads[1:]]
    for row in block.rows:
        numbers = [(shown(values, FORM, block, row, column), 1, 1) for column in block.columns]
        lines.append([(joint.join(row.labels), 1, 1), *numbers])
    read = _read(as_table(lines, MARKUPS["editor"]).encode())
    names = [FORM.item_at(block, row, column) for row in block.rows for column in block.columns]
    assert [read.values[name] for name in names] == [values[name] for name in names]


def test_a_row_below_a_heading_of_its_own_table_is_read() -> None:
    text = "二、主动公开政府信息情况\n第二十条第(一)项 | |||\n规章 | 0 | 0 | 0 |\n行政许可 | 460 | ||\n"
    assert _read(text.encode()).values["proactive.licensing.decisions"] == 460


@pytest.mark.parametrize("head", ["数量", "发布信息条数"])
def test_a_table_of_something_else_is_not_that_of_the_form(head: str) -> None:
    values: dict[str, Number | None] = {**dict.fromkeys(FORM.items, 0), "proactive.penalties.decisions": 777}
    text = page(FORM, values, random.Random(0), "editor", odd="").text
    lines = (("序号", "事项", head), ("1", "行政处罚", "9"))
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in lines)
    other = f"<table>{rows}</table>"
    read = _read(text.replace("<p>二、", f"{other}<p>二、", 1).encode())
    assert read.values["proactive.penalties.decisions"] == 777
    lost = text.replace("行政处罚", "处罚情况")
    read = _read(lost.replace("<p>二、", f"{other}<p>二、", 1).encode())
    assert read.values["proactive.penalties.decisions"] is None
