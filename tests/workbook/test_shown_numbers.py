"""Totals whose cells show another number than the one that is counted."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled, where
from tests.oracle.libreoffice import convert
from toolkit.findings import Finding
from toolkit.review.checks import judge
from toolkit.workbook.shown_numbers import _is_telling
from toolkit.workbook.submission import read_submission

RECEIVED, TOTAL = "requests.received.natural_person", "requests.received.total"
AT = where(TOTAL)


def notes(data: bytes) -> list[Finding]:
    return [finding for finding in read_submission(data).findings if finding.code == "R-format"]


@cache
def with_format(code: str, received: int | str = 38) -> bytes:
    def change(book: Workbook) -> None:
        book[AT.sheet][AT.a1].number_format = code

    return edited(filled({RECEIVED: received}), change)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('0"万"', "存储 38，显示“38万”"), ("0%", "存储 38，显示“3800%”"), ("#,##0,", "存储 38，显示“0”"),
        (";;;", "存储 38，显示“空白”"), ("yyyy-mm-dd", "存储 38，格式“yyyy-mm-dd”显示的内容不能确定"),
    ],
)  # fmt: skip
def test_a_total_that_is_shown_otherwise_is_noted_and_counted(code: str, shown: str) -> None:
    data = with_format(code)
    (note,) = notes(data)
    assert (note.severity, [cell.item for cell in note.cells]) == ("note", [TOTAL])
    assert f"{AT.sheet} {AT.a1} {shown}" in note.message
    plain = with_format("0")
    assert read_submission(data).values == read_submission(plain).values
    assert judge(read_submission(data)).status is judge(read_submission(plain)).status


@pytest.mark.parametrize("code", ["0", "General", "#,##0", '0"件"', "0.00", "[>1000]0%;0"])
def test_a_total_that_is_shown_as_it_is_is_not_noted(code: str) -> None:
    assert notes(with_format(code)) == []


def test_a_total_that_is_not_known_is_not_noted() -> None:
    assert notes(with_format("0%", "约38")) == []


def test_a_total_typed_over_is_judged_as_any_figure() -> None:
    def change(book: Workbook) -> None:
        book[AT.sheet][AT.a1].value, book[AT.sheet][AT.a1].number_format = 38, '0"万"'

    submission = read_submission(edited(filled({RECEIVED: 38}), change))
    assert submission.values[TOTAL] is None
    assert TOTAL in submission.record.unreadable


def test_a_conditional_format_of_a_total_is_noted() -> None:
    def change(book: Workbook) -> None:
        look = DifferentialStyle(numFmt=NumberFormat(200, '0"万"'))
        rule = Rule("cellIs", operator="greaterThan", formula=["0"], dxf=look)
        book[AT.sheet].conditional_formatting.add(AT.a1, rule)

    (note,) = notes(edited(filled({RECEIVED: 38}), change))
    assert "显示“38万”" in note.message


@pytest.mark.oracle
@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_saved_by_libreoffice(suffix: str, tmp_path: Path) -> None:
    """The other totals keep the format that they were issued with."""
    (tmp_path / "a.xlsx").write_bytes(with_format('0"万"'))
    (changed,) = convert([tmp_path / "a.xlsx"], suffix, tmp_path / "out")
    (note,) = notes(changed.read_bytes())
    assert [cell.item for cell in note.cells] == [TOTAL]
    assert "存储 38，显示“38万”" in note.message


def test_formats_of_issued_totals_cost_nothing_more() -> None:
    """No total of an issued workbook is computed only to see how it is shown."""
    units = {(FORM.items[item].unit, FORM.items[item].kind) for item in FORM.totals}
    assert not any(_is_telling(code, unit, kind) for code in ("0", "General") for unit, kind in units)
