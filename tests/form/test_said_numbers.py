"""Numbers that formulas find in a text: only what surely is one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from toolkit.errors import EditionError
from toolkit.form.registry import folder_of, load_form, shipped
from toolkit.form.statement_phrases import phrases_of

SAID = load_form("ogi-2021").said["received"]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("2023年，我局共收到政府信息公开申请23件，均已办结。", 23),
        ("新收申请公开", None),
        ("本年新收政府信息公开申请 ２３ 件", 23),
        ("共收到1,234件政府信息公开申请。", 1234),
        ("收到公开申请1，234份、办结5份。", 1234),
        ("收到公开申请12,34件。", None),
        ("主动公开9条\n全年受理依申请公开0件\n", 0),
        ("收到公开申请3件，其中收到公开申请2件。", None),  # which one?
        ("收到公开申请23余件。", None),
        ("收到公开申请近23件。", None),
        ("收到公开申请23件次。", None),
        ("收到公开申请23件（含上年结转2件）。", None),
        ("2022年收到公开申请23件。", None),
        ("去年办结9件，本年收到公开申请23件。", None),
        ("区政府办收到公开申请23件。", None),
        ("未收到政府信息公开申请。", None),
        ("", None),
    ],
)
def test_what_is_found(words: str, number: int | None) -> None:
    assert SAID.number(words, 2023) == number


def test_its_own_sentence_is_found() -> None:
    assert SAID.number(SAID.sentence(7), 0) == 7


@pytest.mark.parametrize("edition", shipped())
def test_the_rule_counts_as_the_statements_do(edition: str) -> None:
    """Both ways of counting stand in the phrases of the edition and in the rule that a formula prints."""
    form = load_form(edition)
    ways = {
        frozenset(counting.terms)
        for phrase in phrases_of(edition).phrases
        if phrase.id == "received"
        for counting in phrase.readings[:2]
    }
    (check,) = (check for check in form.checks if check.said)
    assert check.condition is not None
    sides = [check.comparison.right, *(c.right for c in check.condition.comparisons())]
    assert {frozenset((1, str(g.variables[0])) for g in side) for side in sides} == ways


def _refused(tmp_path: Path, before: str, after: str) -> list[str]:
    own = tmp_path / "own"
    shutil.copytree(folder_of("ogi-2021"), own)
    for name, old, new in (
        ("edition.toml", 'id = "ogi-2021"', 'id = "own"'),
        ("statements.csv", before, after),
    ):
        text = (own / name).read_text("utf-8")
        assert old in text
        (own / name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(EditionError) as refused:
        load_form(own)
    return [fault.code for fault in refused.value.errors]


def test_a_text_or_word_that_there_is_not_is_named(tmp_path: Path) -> None:
    assert _refused(tmp_path / "a", "live,overview.disclosure_on_request", "live,overview.other")[0] == (
        "edition.unknown_name"
    )
    assert _refused(
        tmp_path / "b", "{receive}{request},,,\nrequests,topic", "{got}{request},,,\nrequests,topic"
    )[0] == ("edition.unknown_name")
