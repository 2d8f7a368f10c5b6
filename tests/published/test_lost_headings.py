"""Columns without headings: in the order of the form, where nothing speaks for another one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from toolkit.form.registry import load_form
from toolkit.published.label_lexicon import lexicon
from toolkit.published.lost_headings import in_official_order
from toolkit.published.printed_rows import PrintedRow

FORM = load_form("ogi-2021")
WORDS = lexicon("ogi-2021")
RECEIVED, GRANTED = "一、本年新收政府信息公开申请数量", "（一）予以公开"
CELLS = ("3", "0", "0", "0", "0", "0", "3")


def _row(label: str, cells: Sequence[str] = CELLS, **fields: object) -> PrintedRow:
    block, row = WORDS.row(label)[0]
    items = WORDS.items(block, row, [column.id for column in block.columns])
    given = {"columns": "unknown", "block": block.id, **fields}
    return PrintedRow(block.table, label, items, tuple(cells), **given)  # type: ignore[arg-type]


def _read(*rows: PrintedRow) -> list[str]:
    """Labels of the rows whose columns are taken from the form."""
    return [row.label for row in in_official_order(rows, WORDS) if row.columns == "official"]


def test_whole_rows_of_a_table_without_headings() -> None:
    assert _read(_row(RECEIVED), _row(GRANTED)) == [RECEIVED, GRANTED]
    blank = ("3", "", "", "", "", "", "3")
    assert _read(_row(RECEIVED, blank), _row(GRANTED, blank)) == [RECEIVED, GRANTED]
    assert _read(_row(RECEIVED), _row(GRANTED, ("", *CELLS, ""))) == [RECEIVED, GRANTED]


@pytest.mark.parametrize(
    "cells",
    [CELLS[1:], (*CELLS, "1"), ("", "3", "0", "0", "0", "0", "0"), ("3", "0", "0", "0", "0", "0", "")],
)
def test_a_row_that_may_be_shifted_is_not_read(cells: tuple[str, ...]) -> None:
    third = "二、上年结转政府信息公开申请数量"
    assert _read(_row(RECEIVED), _row(GRANTED), _row(third, cells)) == [RECEIVED, GRANTED]


def test_another_order_is_told_by_its_sums_and_no_row_is_chosen_by_its_own() -> None:
    total_first = ("5", "3", "0", "0", "0", "2", "0")
    assert _read(_row(RECEIVED, total_first), _row(GRANTED, total_first)) == []
    wrong = ("3", "0", "0", "0", "0", "0", "4")
    assert _read(_row(RECEIVED), _row(GRANTED, wrong)) == [RECEIVED, GRANTED]


def test_one_row_alone_is_no_table() -> None:
    assert _read(_row(RECEIVED)) == []


@pytest.mark.parametrize(
    ("above", "read"),
    [
        (("业", "构", "益组织", "务机构"), True),
        (("自然人", "法人或其他组织", "总计"), True),
        (("三、收到和处理政府信息公开申请情况", "申请人情况"), True),
        (("总计", "自然人"), False),
        (("科研机构", "商业企业"), False),
        (("人数", "单位数"), False),
        (("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"), False),
    ],
)
def test_what_stands_above_must_be_pieces_of_the_headings(above: tuple[str, ...], read: bool) -> None:
    rows = [_row(RECEIVED, above=above), _row(GRANTED, above=above)]
    assert bool(_read(*rows)) is read


def test_what_stands_before_the_table_may_name_another_order() -> None:
    rows = [_row(RECEIVED, before="申请人情况总计自然人法人或其他组织商业企业"), _row(GRANTED)]
    assert _read(*rows) == []


def test_a_table_that_names_columns_elsewhere_is_not_taken_for_another() -> None:
    assert _read(_row(RECEIVED), _row(GRANTED), _row("（七）总计", columns="named")) == []


def test_rows_that_another_edition_has_with_other_columns() -> None:
    documents = [_row("规章", ("0", "0", "0")), _row("行政规范性文件", ("4", "0", "4"))]
    assert _read(*documents) == []  # three figures each in 2019, too
    decisions = [_row(label, ("0",), columns="single") for label in ("行政许可", "行政处罚")]
    assert _read(*documents, *decisions) == ["规章", "行政规范性文件"]
    older = [_row(label, ("2", "-1", "1"), columns="unknown") for label in ("行政许可", "行政处罚")]
    assert _read(*documents, *older) == []


def test_money_without_a_heading_has_no_unit() -> None:
    others = [
        _row("规章", ("0", "0", "0")), _row("行政规范性文件", ("4", "0", "4")),
        *(_row(label, ("0",), columns="single") for label in ("行政许可", "行政处罚")),
    ]  # fmt: skip
    assert "行政事业性收费" in _read(*others, _row("行政事业性收费", ("0",)))
    assert "行政事业性收费" not in _read(*others, _row("行政事业性收费", ("7.5",)))


def test_a_line_of_figures_below_its_section() -> None:
    block = next(block for table in FORM.tables for block in table.blocks if block.orientation == "across")
    line = PrintedRow(
        block.table, "行政复议", WORDS.all_items(block), ("0",) * 15, columns="unknown", block=block.id,
        above=("维持", "结果"), before="三政府信息公开行政复议行政诉讼情况",
    )  # fmt: skip
    assert _read(line) == ["行政复议"]
    assert _read(line, line) == []
    elsewhere = PrintedRow(
        block.table, "行政复议", line.items, line.cells, columns="unknown", block=block.id, before="附表"
    )
    assert _read(elsewhere) == []
