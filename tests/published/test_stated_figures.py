"""Figures that section six states in words."""

from __future__ import annotations

import random

import pytest

from tests.published.printed_reports import page
from toolkit.form.registry import load_form
from toolkit.published.published_reading import read_published

FORM = load_form("ogi-2021")


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("按照《信息处理费管理办法》规定收取信息处理费，2023年未产生信息处理费。", (0, 0, 0)),
        ("信息处理费收取情况：无。", (0, 0, 0)),
        ("2023年发出收费通知2件，总金额600元，实际收取的总金额为350元。", (2, 600, 350)),
        ("严格按照规定收取信息处理费，没有违规收费情况。", (None, None, None)),
    ],
)
def test_sentences_of_fees(sentence: str, figures: tuple[int | None, ...]) -> None:
    text = page(FORM, dict.fromkeys(FORM.items, 0), random.Random(0), "editor", odd="").text
    data = text.replace("本年度未收取信息处理费。", sentence).encode()
    read = read_published(data, name="年报.html")
    assert tuple(read.values[f"fees.{name}"] for name in ("notices", "charged", "collected")) == figures
