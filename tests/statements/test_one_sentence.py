"""Whether a phrase fits where it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import pytest

from tests.statements.sentences import UNIT, YEAR, alarms
from toolkit.form.phrasebook import Phrases
from toolkit.form.statement_phrases import phrases_of
from toolkit.statements.folded import fold
from toolkit.statements.one_sentence import OneSentence, is_within

PHRASES = phrases_of("ogi-2021")


def test_an_abbreviation_is_the_unit_itself() -> None:
    assert is_within("市科委", "上海市科学技术委员会") and not is_within("市财政局", "上海市科学技术委员会")


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("较上年新增政府信息公开申请15件。", False),
        ("较上年新增政府信息公开申请45件。", True),
        ("较2021年新增政府信息公开申请45件。", False),
        ("全年收到政府信息公开申请近二十件。", False),
        ("全年收到政府信息公开申请近一百件。", True),
        ("截至12月31日我局收到政府信息公开申请52件。", True),
        ("多年来收到政府信息公开申请520件。", False),
        ("一年来收到政府信息公开申请520件。", True),
    ],
)
def test_words_before_a_number_decide(words: str, wrong: bool) -> None:
    assert bool(alarms(words)) is wrong


def test_a_clause_is_looked_at_once() -> None:
    looked_at: list[str] = []

    class Watched(Phrases):
        @cached_property
        def trapped(self) -> Callable[[str], bool]:
            return lambda clause: bool(looked_at.append(clause))  # type: ignore[func-returns-value]

    folded = fold("收到政府信息公开申请3件收到政府信息公开申请4件，予以公开2件。")
    here = OneSentence(folded, (0, len(folded.text)), [(-1, "requests")], YEAR, UNIT, Watched())
    found = here.statements(PHRASES.possible(folded.text)(folded.text))
    assert [one.stated for one in found] == [3, 4, 2]
    assert sorted(looked_at) == ["予以公开2件", "收到政府信息公开申请3件收到政府信息公开申请4件"]
