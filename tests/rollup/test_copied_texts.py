"""Texts that units of a collection share, or that name another unit: problem list, findings of the total."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.statements.test_near_copies import CHANGED, ONE
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.receiving.intake import collect
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import take_stock
from toolkit.form.registry import load_form
from toolkit.form.values import Values
from toolkit.reports.problem_list import problem_lines
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.copied_texts import _example, _groups
from toolkit.statements.near_copies import NearCopy
from toolkit.workbook.filling import fill

TEXT = "problems_and_improvements"
UNITS = (
    ReportingUnit("101", "甲市教育局", "department"),
    ReportingUnit("102", "甲市财政局", "department"),
    ReportingUnit("103", "甲市统计局", "department"),
)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> CollectionFolder:
    made = CollectionFolder.create(tmp_path_factory.mktemp("copied") / "c", "甲市", 2023, units=UNITS)
    with made.ledger() as ledger:
        distribute(made, ledger)
    form = load_form("ogi-2021", 2023)
    for unit, words in zip(made.roster, (ONE, CHANGED, "甲市教育局主动公开信息 12 条。"), strict=True):
        texts = {text.id: "无。" for text in form.texts} | {TEXT: words}
        given = Values(form.id, 2023, values=dict.fromkeys(form.inputs, 0), texts=texts)
        name = f"{made.stem(unit)}.xlsx"
        fill(made.folder / "outbox" / name, given, made.folder / "inbox" / name)
    with made.ledger() as ledger:
        collect(made, ledger, [made.folder / "inbox"])
    return made


def test_both_units_are_asked(collection: CollectionFolder) -> None:
    with collection.ledger(reading_only=True) as ledger:
        stock = take_stock(collection, ledger)
        lines = [line for line in problem_lines(stock) if line.rule == "W-03"]
        assert [line.unit for line in lines] == ["甲市教育局", "甲市财政局"]
        assert {line.nature for line in lines} == {"explain"}
        assert "甲市财政局" in lines[0].wrong and lines[0].present in ONE
        assert [line.wrong.count(line.present) for line in lines] == [1, 1]  # the same words
        (found,) = [finding for finding in roll_up(stock).findings if finding.code == "W-03"]
        assert found.severity == "soft" and [quote.quote in ONE + CHANGED for quote in found.quotes]


def test_a_unit_whose_text_is_about_another_one_is_asked(collection: CollectionFolder) -> None:
    with collection.ledger(reading_only=True) as ledger:
        stock = take_stock(collection, ledger)
        (line,) = [line for line in problem_lines(stock) if line.rule == "W-02"]
        assert (line.unit, line.nature) == ("甲市统计局", "explain")
        assert "甲市教育局主动公开信息" in line.wrong and line.present in line.wrong


def test_words_that_both_have_are_quoted_once() -> None:
    copy = NearCopy("101", "102", TEXT, 100, "形式单一", "形式单一")
    assert _example("甲局", "乙局", copy) == "甲局、乙局：“形式单一”"
    assert (
        _example("甲局", "乙局", replace(copy, other_quote="形式较单一"))
        == "甲局：“形式单一”；乙局：“形式较单一”"
    )


def test_pairs_of_a_text_are_one_group_where_they_meet() -> None:
    pairs = ("ab", "cd", "ef", "da", "gh")
    copies = [NearCopy(pair[0], pair[1], "first", 90, "", "") for pair in pairs]
    copies.append(NearCopy("a", "b", "second", 90, "", ""))
    found = [(text, first.unit, "".join(units)) for text, first, units in _groups(copies)]
    assert found == [
        ("first", "a", "abcd"),
        ("first", "e", "ef"),
        ("first", "g", "gh"),
        ("second", "a", "ab"),
    ]
