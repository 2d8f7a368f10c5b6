"""Texts for paper."""

from __future__ import annotations

import pytest

from toolkit.paper.office_text import shortened


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("有 144 处", 10, "有 144 处"),
        ("所填有 144 处不同", 6, "所填有 …"),  # never 14
        ("合计 1,234.5 元整", 8, "合计 …"),
        ("所填有 144 处不同", 8, "所填有 144…"),
        ("123456789", 5, "1234…"),
    ],
)
def test_a_text_is_cut_before_a_number_not_in_it(text: str, longest: int, shown: str) -> None:
    assert shortened(text, longest) == shown
