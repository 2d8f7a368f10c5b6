"""Texts that are about another unit; those that only mention one are left alone."""

from __future__ import annotations

import pytest

from toolkit.statements.named_units import named_units

NAMES = {
    "1": "青山市教育局", "2": "青山市林业局", "3": "青山市财政局", "4": "青山市人民政府办公室",
    "5": "青山市东山街道办事处", "6": "东山县财政局",
}  # fmt: skip


def found(words: str, unit: str = "1") -> list[tuple[str, str]]:
    named = named_units({unit: {"overview.supervision": words}}, NAMES, {unit: frozenset({"4"})})
    return [(one.other, one.quote) for one in named]


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("2023年，青山市林业局共收到政府信息公开申请3件。", "2"),
        ("全年林业局主动公开信息 120 条。", "2"),
        ("青山市东山街道办事处未收取信息处理费。", "5"),
        ("青山市财政局依法受理申请2件。", "3"),
    ],
)
def test_another_unit_speaks(words: str, other: str) -> None:
    assert [one for one, _ in found(words)] == [other]


@pytest.mark.parametrize(
    "words",
    [
        "青山市教育局共收到申请3件。",
        "教育局共收到申请3件。",
        "会同青山市林业局办结申请1件。",
        "转送市林业局办理1件，抄送青山市财政局。",
        "青山市人民政府办公室受理的申请1件转我局办理。",  # above it
        "青山市林业局、青山市财政局收到的同类申请由各单位答复。",
        "财政局收到申请3件。",  # of the city or of the county?
        "牵头单位：青山市林业局。",
        "青山市林业局新建平台一个。",
        "我局收到申请3件。",
    ],
)
def test_one_that_is_mentioned(words: str) -> None:
    assert not found(words)


def test_one_clause_of_a_text_is_enough() -> None:
    words = "2023年，青山市林业局共收到申请３件。青山市林业局办结3件。"
    assert found(words) == [("2", "2023年，青山市林业局共收到申请３件"[6:])]
