"""Numbers as texts write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.statements.stated_numbers import (
    Leeway,
    as_rounded,
    in_unit,
    last_digit,
    number_of,
    rate_of,
    roughly,
    step_of,
)


@pytest.mark.parametrize(
    ("span", "number"),
    [
        ("45", 45), ("33.9%", Decimal("33.9")), ("一百零五", 105), ("两", 2), ("百分之三十", 30), ("零", 0),
        ("十二", 12), ("〇", 0), ("万百", None), ("1.5万", 15000),
        ("3千", 3000), ("1.23456万", Decimal("12345.6")),
    ],
)  # fmt: skip
def test_number_of(span: str, number: object) -> None:
    assert number_of(span) == number


@pytest.mark.parametrize(
    ("span", "right", "wrong"),
    [
        ("1.5万", (14501, 15999), (14500, 16000)),
        ("1万", (5001, 19999), (5000, 20000)),
        ("3千", (2501, 3999), (2500, 4000)),
        ("2.3456万", (23456,), (23455, 23457)),
        ("15000", (15000,), (14999, 15001)),
        ("一万", (10000,), (9999, 10001)),
    ],
)
def test_a_number_in_ten_thousands_is_as_exact_as_it_is_written(
    span: str, right: tuple[int, ...], wrong: tuple[int, ...]
) -> None:
    stated = number_of(span)
    assert isinstance(stated, int)
    assert all(as_rounded(span).allows(value - stated) for value in right)
    assert not any(as_rounded(span).allows(value - stated) for value in wrong)


def test_units() -> None:
    assert last_digit("33.95%") == Decimal("0.01") and last_digit("34%") == 1
    assert in_unit(850000, "元", "万元") == 85 and in_unit(7, "件", "件") == 7


@pytest.mark.parametrize(
    ("span", "value", "right", "wrong"),
    [
        ("38.2%", "38.2", "38.29", "38.3"),
        ("百分之三十", 30, "30.9", 31),
        ("八成", 80, 86, 75),
        ("八成五", 85, 83, "82.5"),
        ("一成半", 15, 14, 20),
        ("三分之一", "33.3333", 38, 40),
        ("半数", 50, 54, 55),
        ("一倍", 100, 140, 150),
        ("2倍", 200, 176, 150),
        ("四倍", 400, 360, 350),
        ("1.5倍", 150, 159, 160),
        ("番", 100, 90, 75),
        ("两番", 300, 320, 250),
    ],
)
def test_shares_as_they_are_written(span: str, value: object, right: object, wrong: object) -> None:
    """Their value in per cent, and what is still rounded to it."""
    found = rate_of(span)
    assert found is not None
    assert round(Decimal(found.value), 4) == Decimal(str(value))
    assert found.rounded.allows(Decimal(str(right)) - Decimal(found.value))
    assert not found.rounded.allows(Decimal(str(wrong)) - Decimal(found.value))


@pytest.mark.parametrize("span", ["万百%", "万百成", "八成万百", "万百倍", "万百番", "万百分之一"])
def test_what_is_no_share(span: str) -> None:
    assert rate_of(span) is None


@pytest.mark.parametrize(
    ("words", "right", "wrong"),
    [
        ("近", (76, 80), (75, 82)),
        ("约", (76, 84), (75, 85)),
        ("左右", (76, 84), (75, 85)),
        ("以上", (80, 99), (79, 60)),
        ("超过", (80, 99), (79, 60)),
        ("不足", (10, 79), (81, 99)),
        ("多", (80, 99), (79, 100)),
        ("", (80,), (79, 81)),
    ],
)
def test_how_far_the_truth_may_lie(words: str, right: tuple[int, ...], wrong: tuple[int, ...]) -> None:
    leeway = roughly(words, 10, Leeway(1, 1))
    assert all(leeway.allows(number - 80) for number in right)
    assert not any(leeway.allows(number - 80) for number in wrong)


def test_round_numbers() -> None:
    assert [step_of(number) for number in (300, 40, 45, 43, 0)] == [100, 10, 5, 2, 2]
