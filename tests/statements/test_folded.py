"""Texts for matching, and the way back to the original."""

from __future__ import annotations

import pytest

from toolkit.statements.folded import LONGEST_SENTENCE, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("收到 １２ 件", "收到12件"),
        ("共1,234件,办结", "共1234件，办结"),
        ("“同意公开”3件(含1件)", "同意公开3件（含1件）"),
        ("1,2", "1，2"),
        ("", ""),
    ],
)
def test_one_width_without_spaces(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_quotes_are_the_original() -> None:
    found = fold("共收到 1,234 件 申请")
    assert found.quote(3, 8) == "1,234 件"
    assert found.quote(0, 0) == ""


def test_clauses() -> None:
    found = fold("甲，乙3件，丙。")
    start, end = found.clause(2, 4)
    assert found.text[start:end] == "乙3件"


def test_endless_sentences_are_cut() -> None:
    """What takes time for each sentence, and more for longer ones, stays bounded."""
    found = fold("收到申请3件" * 5000)
    spans = list(found.sentences())
    assert max(end - start for start, end in spans) <= LONGEST_SENTENCE + 1
    assert "".join(found.text[start:end] for start, end in spans) == found.text
