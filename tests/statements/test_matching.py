"""What a text states, before anything is compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.statements import sentences, sentences_of_changes
from tests.statements.sentences import UNIT, YEAR, lines
from tests.statements.variants import variants
from toolkit.form.phrasebook import Phrase, Phrases
from toolkit.form.statement_phrases import phrases_of
from toolkit.statements.folded import fold
from toolkit.statements.matching import Matcher

PHRASES = phrases_of("ogi-2021")
SETS = [
    getattr(module, name)
    for module in (sentences, sentences_of_changes)
    for name in ("FIRST", "SECOND", "THIRD", "FOURTH")
]


def stated(words: str, unit: str = UNIT) -> list[tuple[str, object]]:
    folded = fold(words).masked(PHRASES)
    return [(one.phrase.id, one.stated) for one in Matcher(PHRASES, YEAR, unit).statements(folded)]


def test_a_list_is_read_in_order() -> None:
    words = "共收到信息公开申请7件,上年度结转1件;予以公开3件,无法提供4件,结转下年继续办理1件"
    assert stated(words) == [
        ("received", 7), ("carried_in", 1), ("granted", 3), ("unable", 4), ("carried_out", 1)
    ]  # fmt: skip


def test_outcomes_count_only_of_requests() -> None:
    assert stated("办结留言230条，公开答复4条") == []
    assert stated("主动公开信息20条，不予公开6条") == []


def test_shares_follow_their_number() -> None:
    assert stated("办结政府信息公开申请12件，其中予以公开9件，占75%，网络申请8件，占66%")[1:] == [
        ("granted", 9), ("portion_of_requests", 75)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["2022年收到政府信息公开申请9件", "去年我局收到政府信息公开申请9件", "市财政局收到政府信息公开申请9件"],
)
def test_other_years_and_others_are_left_alone(words: str) -> None:
    assert stated(words) == []


def test_an_abbreviation_is_the_unit_itself() -> None:
    assert stated("市农业农村局收到政府信息公开申请9件") == [("received", 9)]


def test_editions_inherit_and_borrow() -> None:
    """The edition of 2019 speaks of requests as that of 2021 does, and of no document it does not ask for."""
    ids = {phrase.id for phrase in phrases_of("ogi-2019").phrases}
    assert {"received", "carried_out", "reconsideration"} <= ids
    assert not {"normative_documents_issued", "fees"} & ids


def test_anchors_only_save_time() -> None:
    """All phrases tried in every sentence find the same."""
    words = [words for sentences in SETS for _, words in lines(sentences)] + [one.words for one in variants()]
    slow = EveryPhrase(PHRASES.phrases, PHRASES.topics, PHRASES.traps)
    for one in words:
        folded = fold(one).masked(PHRASES)
        found = [Matcher(phrases, YEAR, UNIT).statements(folded) for phrases in (PHRASES, slow)]
        assert found[0] == found[1], one


class EveryPhrase(Phrases):
    """Phrases, each of which is tried in every sentence."""

    def possible(self, text: str) -> Callable[[str], list[Phrase]]:
        return lambda sentence: list(self._in_turn)
