"""Findings in a few words."""

from __future__ import annotations

import pytest

from tests.clerk import FORM
from toolkit.findings import Finding
from toolkit.messages.code_types import FindingCode
from toolkit.reports.problem_list import short_words

CORRECTED = {"sheet": "表", "cell": "D5", "number": 3, "who": "李", "found": 58}


@pytest.mark.parametrize(
    ("key", "details", "words"),
    [
        (
            "ruling.unheeded",
            {"label": "自然人", "old": 58, "new": 60, **CORRECTED},
            "“自然人”曾按电话更正由 58 改为 60（D-01）",
        ),
        (
            "ruling.unheeded",
            {"label": "三、本年度办理结果·（一）予以公开·自然人", "old": 58, "new": 60, **CORRECTED},
            "“三、本年度办理结果·（一）予以…”曾按电话更正由 58 改为 60（D-01）",
        ),
        (
            "ruling.unheeded",
            {"label": "三、本年度办理结果·（一）予以公开·自然人", "old": 123456789, "new": 60, **CORRECTED},
            "“三、本年度办理结果·（一）予以…”曾按电话更正由 123456789 改为 …（D-01）",
        ),
        (
            "reading.formula_changed",
            {"sheet": "表", "cells": "J6", "formulas": "J6“SUM(D6:I6，A1)”、J7“D7+E7+F7+G7+H7+I7+D8+E8+F8”"},
            "合计公式被改写（D-01）",
        ),
        ("reading.text.number", {"sheet": "表", "cell": "A1", "label": "a", "raw": "0"}, "应写文字（D-01）"),
    ],
)
def test_the_first_clause(key: FindingCode, details: dict[str, object], words: str) -> None:
    assert short_words(FORM, Finding.worded(key, "hard", details, "D-01")) == words


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("工作表“三申请办理（2）”找不到了。", "工作表“三申请办理（2）”找不到了"),
        ("填的是“1，2；3”，不对", "填的是“1，2；3”"),
        ("“一二三四五六七八九十一二三四（五六七）”不对，请改", "“一二三四五六七八九十一二三四（…”不对"),
        ("〔2021〕30号（见下）", "〔2021〕30号"),
        ("（一）的数与第 2 行不符，请核对", "（一）的数与第 2 行不符"),
        ("字" * 60, "字" * 39 + "…"),
        ("字" * 36 + "1234567890", "字" * 36 + "…"),
        ("字" * 30 + "“" + "字" * 16 + "”和其他", "字" * 30 + "…"),
        ("“" + "字" * 60, "“" + "字" * 38 + "…"),
    ],
)
def test_nothing_is_cut_in_two(wrong: str, words: str) -> None:
    finding = Finding("X-00", "hard", wrong)
    assert short_words(FORM, finding) == words + "（X-00）"
