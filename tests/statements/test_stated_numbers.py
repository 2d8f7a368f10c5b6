"""Numbers as texts write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.statements.stated_numbers import in_unit, last_digit, number_of


@pytest.mark.parametrize(
    ("span", "number"),
    [
        ("45", 45), ("33.9%", Decimal("33.9")), ("一百零五", 105), ("两", 2), ("百分之三十", 30), ("零", 0),
        ("十二", 12), ("〇", 0), ("万百", None),
    ],
)  # fmt: skip
def test_number_of(span: str, number: object) -> None:
    assert number_of(span) == number


def test_units() -> None:
    assert last_digit("33.95%") == Decimal("0.01") and last_digit("34%") == 1
    assert in_unit(850000, "元", "万元") == 85 and in_unit(7, "件", "件") == 7
