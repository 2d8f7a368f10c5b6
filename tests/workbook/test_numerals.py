"""What clerks type into number cells."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.sampling import LETTERS
from toolkit.form.model import Kind
from toolkit.workbook.numerals import CONVERSIONS, REFUSALS, Numeral, read_numeral

FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


def read(raw: object, unit: str = "件") -> Numeral:
    kind: Kind = "count" if unit == "件" else "money"
    return read_numeral(raw, unit, kind)


@pytest.mark.parametrize("raw", [None, ""])
def test_an_empty_cell_is_blank(raw: object) -> None:
    assert read(raw) == Numeral(None, "blank")


@pytest.mark.parametrize("raw", [" ", "\u3000", "\xa0\n", "\u200b", "\ufeff \t"])
def test_spaces_are_blank_and_reported(raw: str) -> None:
    assert read(raw) == Numeral(None, "blank", "whitespace")


@pytest.mark.parametrize(
    ("raw", "value", "conversion"),
    [
        (5, 5, None),
        (5.0, 5, None),
        (-3.0, -3, None),
        (-0.0, 0, None),
        (999_999_999_999_999.0, 999_999_999_999_999, None),
        (2.5, Decimal("2.5"), None),
        (0.1 + 0.2, Decimal("0.3"), "binary_dust"),
        (3.0000000000000004, 3, "binary_dust"),
        ("12", 12, "text_number"),
        (" 12\u3000", 12, "text_number"),
        ("1\u200b2", 12, "text_number"),
        ("+5", 5, "text_number"),
        ("-3", -3, "text_number"),
        ("\u22123", -3, "text_number"),
        ("1E3", 1000, "text_number"),
        ("1.5e2", 150, "text_number"),
        (".5", Decimal("0.5"), "text_number"),
        ("1.50", Decimal("1.5"), "text_number"),
        ("１２", 12, "full_width"),
        ("－３", -3, "full_width"),
        ("007", 7, "leading_zeros"),
        ("1,234", 1234, "thousands_separators"),
        ("1，234，567", 1_234_567, "thousands_separators"),
        ("2件", 2, "unit_word"),
        ("２ 件", 2, "unit_word"),
        ("1,234 件", 1234, "unit_word"),
        ("3个", 3, "unit_word"),
        ("3条", 3, "unit_word"),
        ("3份", 3, "unit_word"),
        ("3宗", 3, "unit_word"),
        ("3起", 3, "unit_word"),
        ("3次", 3, "unit_word"),
        ("3项", 3, "unit_word"),
        ("零", 0, "chinese_numeral"),
        ("〇", 0, "chinese_numeral"),
        ("十", 10, "chinese_numeral"),
        ("十二", 12, "chinese_numeral"),
        ("一十二", 12, "chinese_numeral"),
        ("二十", 20, "chinese_numeral"),
        ("一百零五", 105, "chinese_numeral"),
        ("两件", 2, "chinese_numeral"),
        ("两百三十", 230, "chinese_numeral"),
        ("壹拾贰", 12, "chinese_numeral"),
        ("九千零一十", 9010, "chinese_numeral"),
    ],
)
def test_counts_taken(raw: object, value: int | Decimal, conversion: str | None) -> None:
    found = read(raw)
    assert found == Numeral(value, "number", conversion)
    assert type(found.value) is type(value)


@pytest.mark.parametrize(
    ("raw", "unit", "value", "conversion"),
    [
        (59237.2449, "万元", "59237.2449", None),
        (100.0, "万元", "100", None),
        (0.000001, "万元", "0.000001", None),
        ("12", "万元", "12", "text_number"),
        ("-1.5", "万元", "-1.5", "text_number"),
        ("1,234.56", "万元", "1234.56", "thousands_separators"),
        ("59237.2449万元", "万元", "59237.2449", "unit_word"),
        ("2000万", "万元", "2000", "unit_word"),
        ("￥5万元", "万元", "5", "unit_word"),
        ("人民币5万元", "万元", "5", "unit_word"),
        ("251000元", "万元", "25.1", "unit_converted"),
        ("251000元整", "万元", "25.1", "unit_converted"),
        ("1元", "万元", "0.0001", "unit_converted"),
        ("3千元", "万元", "0.3", "unit_converted"),
        ("5亿元", "万元", "50000", "unit_converted"),
        ("五万元", "万元", "5", "chinese_numeral"),
        ("五千元", "万元", "0.5", "unit_converted"),
        ("251000元", "元", "251000", "unit_word"),
        ("¥100", "元", "100", "unit_word"),
        ("25.1万元", "元", "251000", "unit_converted"),
        ("2000万", "元", "20000000", "unit_converted"),
        ("壹佰元整", "元", "100", "chinese_numeral"),
    ],
)
def test_money_taken(raw: object, unit: str, value: str, conversion: str | None) -> None:
    found = read(raw, unit)
    assert found == Numeral(Decimal(value), "number", conversion)
    assert isinstance(found.value, Decimal)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (True, "boolean"),
        (date(2023, 1, 5), "date"),
        (datetime(2023, 1, 5, 12), "date"),
        (time(12), "date"),
        (timedelta(1), "date"),
        (float("inf"), "not_finite"),
        (float("nan"), "not_finite"),
        (1e15, "too_big"),
        (-(10**400), "too_big"),
        ("9" * 16, "too_big"),
        ("0.1234567890123456", "too_precise"),
        *(
            (raw, "says_none")
            for raw in ("无", "无。", "没有", "不涉及", "N/A", "/", "／", "-", "－", "—", "——", "\\")
        ),
        ("=3+5", "formula_text"),
        ("＝3", "formula_text"),
        ("5%", "percent"),
        ("百分之五", "percent"),
        *(
            (raw, "approximate")
            for raw in ("约30", "30余", "30多件", "数十", "近3件", "30左右", "10件以上", "~30", "≥5")
        ),
        *((raw, "range") for raw in ("3-5", "3~5", "3～5件", "3至5", "3件-5件", "3—5")),
        *((raw, "date") for raw in ("2023-01-05", "2023年1月5日", "2023.1.5", "1月5日", "12:30", "PT1H")),
        *((raw, "parentheses") for raw in ("(3)", "（3）", "(1,234)")),
        *((raw, "lookalike") for raw in ("1O", "O", "l2", "1О")),
        *((raw, "odd_digits") for raw in ("②", "12²", "½", "٣", "१", "Ⅷ", "𝟏")),
        *((raw, "separators") for raw in ("1,23", "1,2345", "0,123", "1 234", "1.2.3", "12，34，567")),
        *((raw, "scientific") for raw in ("1e-3", "1E99", "1E9999", "1,000E3")),
        *((raw, "rounded") for raw in ("2000万", "1.2万", "三十万", "2千")),
        *((raw, "wrong_unit") for raw in ("12元", "12万元")),
        *((raw, "extra_text") for raw in ("22（其中修订16件）", "共22件", "3人", "12。", "1" * 200)),
        *((raw, "not_a_number") for raw in ("一百五", "一二三", "十十", "abc", "件", "x" * 200, b"5", [5])),
    ],
)
def test_refused_in_a_count(raw: object, code: str) -> None:
    assert read(raw) == Numeral(None, "unreadable", code)


@pytest.mark.parametrize(
    ("raw", "unit", "code"),
    [
        ("¥5", "万元", "currency_sign"),
        ("5件", "元", "wrong_unit"),
        ("5美元", "元", "extra_text"),
        ("999999999999万", "元", "too_big"),
        ("无", "万元", "says_none"),
    ],
)
def test_refused_in_money(raw: object, unit: str, code: str) -> None:
    assert read(raw, unit) == Numeral(None, "unreadable", code)


def test_every_chinese_numeral_reads_as_one_number() -> None:
    known = {
        "一百一十": 110,
        "二百零二": 202,
        "三千": 3000,
        "四千零四": 4004,
        "五千零五十": 5050,
        "九千九百九十九": 9999,
    }
    assert {text: read(text).value for text in known} == known


DECIMALS = st.decimals(-(10**9) + 1, 10**9 - 1, places=6, allow_nan=False, allow_infinity=False)
MONEY = st.sampled_from(["万元", "元"])


@given(DECIMALS)
def test_fifteen_digits_survive_as_a_float(value: Decimal) -> None:
    assert read(float(value), "万元") == Numeral(value, "number")


@settings(max_examples=8, deadline=None)
@given(st.lists(DECIMALS, min_size=30, max_size=60))
def test_fifteen_digits_survive_in_a_workbook(values: list[Decimal]) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet().write_column(0, 0, values)
    target.seek(0)
    rows = CalamineWorkbook.from_filelike(target).get_sheet_by_index(0).to_python()
    assert [read(row[0], "元").value for row in rows] == values


@given(DECIMALS, MONEY)
def test_money_survives_as_text(value: Decimal, unit: str) -> None:
    texts = [str(value), f"{value:,f}", f" {value:f}{unit}", f"{value:,f}\u3000{unit}整"]
    for text in texts:
        assert read(text, unit).value == value
        assert read(text.translate(FULL_WIDTH), unit).value == value


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_counts_survive_as_text(value: int) -> None:
    for text in (f"{value}", f"{value:,}", f"{value}件", f"{value:,} 件".translate(FULL_WIDTH)):
        found = read(text)
        assert found.value == value
        assert type(found.value) is int


@given(DECIMALS)
def test_yuan_in_a_cell_of_ten_thousand_yuan_is_divided_exactly(value: Decimal) -> None:
    found = read(f"{value:f}元", "万元")
    assert found == Numeral(value / 10000, "number", "unit_converted")


ANYTHING = st.one_of(
    st.text(LETTERS),
    st.text(alphabet="0123456789.,-+eE()元万亿件一二十百千零无约余%¥ ２，／", max_size=12),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.binary(),
    st.datetimes(),
)


@given(ANYTHING, st.sampled_from(["件", "万元", "元", "人次"]))
def test_anything_is_a_number_a_blank_or_refused_with_a_known_code(raw: object, unit: str) -> None:
    found = read(raw, unit)
    if found.state == "number":
        assert isinstance(found.value, int | Decimal)
        assert -(10**15) < found.value < 10**15
        assert found.conversion is None or found.conversion in CONVERSIONS
    else:
        assert found.value is None
        assert found.conversion in (REFUSALS if found.state == "unreadable" else (None, "whitespace"))


@given(st.text(alphabet="无没有/-—－／空不涉及 .。", min_size=1, max_size=6))
def test_nothing_becomes_zero_by_itself(raw: str) -> None:
    assert read(raw).value is None
