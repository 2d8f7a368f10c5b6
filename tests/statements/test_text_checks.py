"""Texts against tables: kinds of statements, in the words of many officials."""

from __future__ import annotations

import pytest

from tests.statements import sentences_of_changes as of_changes
from tests.statements.sentences import FIFTH, FIRST, FOURTH, SECOND, THIRD, alarms, lines, texts
from tests.statements.variants import Variant, changes, variants
from toolkit.form.registry import load_form
from toolkit.statements.text_checks import Texts, contradicted, statement_remarks

VARIANTS = list(variants())


SETS = [
    FIRST,
    SECOND,
    THIRD,
    FOURTH,
    FIFTH,
    of_changes.FIRST,
    of_changes.SECOND,
    of_changes.THIRD,
    of_changes.FOURTH,
    of_changes.FIFTH,
    of_changes.SIXTH,
]


@pytest.mark.parametrize("sentences", SETS, ids=range(len(SETS)))
def test_false_sentences_are_found_and_no_others(sentences: str) -> None:
    wrong = [(truth, words) for truth, words in lines(sentences) if (truth == "F") != bool(alarms(words))]
    assert not wrong


def test_every_kind_in_many_spellings() -> None:
    """The same statement with right and wrong numbers, in Arabic, full-width and Chinese numerals."""
    assert len(VARIANTS) >= 150
    assert not [variant for variant in VARIANTS if bool(alarms(variant.words)) != variant.false]


def test_every_change_in_many_wordings() -> None:
    """Right and wrong changes, rough and exact, behind numbers and behind names."""
    made = list(changes())
    assert len(made) >= 400 and {one.false for one in made} == {True, False}
    assert not [variant for variant in made if bool(alarms(variant.words)) != variant.false]


def test_both_ways_of_counting_are_told() -> None:
    (found,) = alarms("全年收到政府信息公开申请50件。")
    assert [(one.label, one.value) for one in found.tried] == [("新收", 45), ("新收加上年结转", 48)]
    assert found.quotes[0].quote == "全年收到政府信息公开申请50件"


def test_quotes_are_verbatim() -> None:
    words = "今年 共收到“政府信息公开”申请 ５ ０ 件，均为自然人。"
    assert alarms(words)[0].quotes[0].quote in words


def test_what_is_not_known_is_not_compared() -> None:
    report = texts("全年收到政府信息公开申请50件，同比增长80%。")
    values = {**report.values, "requests.carried_over_from_previous_year.total": None}
    alone = type(report)(report.form, report.texts, values)
    assert all(one.note for one in statement_remarks(alone))


def test_changes_need_last_year() -> None:
    report = texts("全年收到政府信息公开申请45件，同比增长80%。")
    assert [one.key for one in statement_remarks(report) if not one.note] == ["check.text.change"]
    alone = type(report)(report.form, report.texts, report.values)
    assert all(one.note for one in statement_remarks(alone))


def test_silence_on_cases_is_a_note() -> None:
    found = [one for one in statement_remarks(texts("无。")) if one.note]
    assert [one.details["cases"] for one in found] == ["行政复议 6 件、行政诉讼 3 件"]


def test_a_broken_total_is_no_excuse() -> None:
    """A total that contradicts its own row bears out the plain way of counting only."""
    report = texts("全年收到政府信息公开申请48件。")
    assert not [one for one in statement_remarks(report) if not one.note]
    broken = type(report)(
        report.form, report.texts, report.values, doubtful={"requests.carried_over_from_previous_year.total"}
    )
    assert [one for one in statement_remarks(broken) if not one.note]


def test_variants_name_their_kind() -> None:
    assert {variant.false for variant in VARIANTS} == {True, False}
    assert isinstance(VARIANTS[0], Variant)


def test_what_is_not_known_is_no_way_of_counting() -> None:
    form = load_form("ogi-2021")
    said = form.said["received"]
    unknown = Texts(form, {said.text: "收到政府信息公开申请23件。"}, {})
    found = contradicted(unknown, said.text, said.id, 23)
    assert found.quotes[0].quote == "收到政府信息公开申请23件。" and found.tried == ()
    known = Texts(form, unknown.texts, dict.fromkeys(form.items, 7))
    assert [one.value for one in contradicted(known, said.text, said.id, 23).tried]
