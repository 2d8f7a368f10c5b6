"""What cells show under their number formats."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.form.model import Kind
from toolkit.workbook.display import Shown, shown_otherwise, text_shown_otherwise

ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '
SAME = [
    ("0.00", "12", "件"), ("#,##0", "1808595", "件"), ('0"件"', "12", "件"), ('0"万元"', "12", "万元"),
    (ACCOUNTING, "1234", "件"), (ACCOUNTING, "0", "件"), (ACCOUNTING, "-5", "件"), ("¥#,##0", "12", "件"),
    ("#,##0.00_);[Red]\\(#,##0.00\\)", "-1234.5", "万元"), ('[>=10000]0!.0,"万";0', "12", "件"),
    ("[DBNum1][$-804]G/通用格式", "12", "件"), ("000", "5", "件"), ('0!.0,"万"', "125000", "元"),
    ("0.000000_ ", "24252.311082", "万元"), ('General"件"', "12", "件"), ("[Red]", "5", "件"),
]  # fmt: skip
OTHERWISE = [
    ("0%", "1", "件", "100%", "percent"), ("0.00%", "0.125", "万元", "12.50%", "percent"),
    ('0"万"', "12", "件", "12万", "rounded"), ("#,##0,", "12345", "件", "12", "scaled"),
    ('0"00"', "5", "件", "500", "scaled"), ('0!.0,"万"', "125000", "件", "12.5万", "rounded"),
    ("0\\.0000", "125000", "件", "12.5000", "scaled"), ('0"元"', "12", "万元", "12元", "scaled"),
    ("0‰", "12", "件", "12‰", "percent"), ("yyyy-mm-dd", "3402", "件", None, "date"),
    (";;;", "5", "件", "", ""), ('"0"', "7", "件", "0", ""), ("0", "1.25", "万元", "1", ""),
    ('"约"0', "12", "件", "约12", ""), ("0;0", "-5", "件", "5", ""), ('0"万"', "0", "件", "0万", ""),
    ('0"元"', "12.5", "万元", "13元", "scaled"), ('0.0"亿元"', "12.345", "万元", "12.3亿元", "scaled"),
    ('0"件"', "12", "万元", "12件", "wrong_unit"), ('0"元"', "12", "件", "12元", "wrong_unit"),
    ('0"百元"', "12", "元", "12百元", "scaled"), ('0"人"', "12", "件", "12人", ""),
    ('0"件"', "0", "万元", "0件", ""),
    ("#", "0", "件", "", ""), ('"x', "3", "件", None, ""), ("0E+00", "12345", "件", None, ""),
]  # fmt: skip


def kind(unit: str) -> Kind:
    return "count" if unit == "件" else "money"


@pytest.mark.parametrize(("code", "number", "unit"), SAME)
def test_formats_that_show_the_number_itself(code: str, number: str, unit: str) -> None:
    assert shown_otherwise(code, Decimal(number), unit, kind(unit)) is None


@pytest.mark.parametrize(("code", "number", "unit", "text", "refusal"), OTHERWISE)
def test_formats_that_show_something_else(
    code: str, number: str, unit: str, text: str | None, refusal: str
) -> None:
    assert shown_otherwise(code, Decimal(number), unit, kind(unit)) == Shown(text, refusal)


@pytest.mark.parametrize(
    ("code", "unit", "shown"),
    [
        ('@"万"', "件", Shown("12万", "rounded")), ('@"元"', "万元", Shown("12元", "scaled")),
        ('@"件"', "万元", Shown("12件", "wrong_unit")), ('@"%"', "件", Shown("12%", "percent")),
        (";;;", "件", Shown("")), ('"约"@', "件", Shown("约12")), ('@"件"', "件", None),
        ('@"万元"', "万元", None),
        ("0.00", "件", None), ('0"万"', "件", None),
    ],
)  # fmt: skip
def test_a_text_that_is_a_number(code: str, unit: str, shown: Shown | None) -> None:
    assert text_shown_otherwise(code, " 12 ", 12, unit, kind(unit)) == shown
