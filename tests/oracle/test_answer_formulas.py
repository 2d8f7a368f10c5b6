"""Answers in words, and figures that do not apply, mean the same in every engine as in Python."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.editions import INSPECTIONS
from tests.oracle.engines import Content, ErrorValue
from tests.oracle.states import Filling
from tests.oracle.test_engines import compared
from toolkit.form.evaluation import Outcome, Record
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.form.stated import StatedItem

STATES = 300
SPELLINGS: dict[str, tuple[Content, ...]] = {
    "text": (" ", "　"),  # an engine takes a formula in a text cell for a text
    "date": ("2024.3.1", "3月1日", "soon", 45351.5, -1, 3_000_000, 60, ErrorValue()),
    "choice": ("Poor", "poor <2>", " ", 3, ErrorValue()),
    "yes_no": ("maybe", " ", 1, ErrorValue()),
}
"""What is no answer to a spreadsheet; some of it is to reading."""


def fillings(form: Form, number: int, seed: int) -> Iterator[Filling]:
    chance = random.Random(seed)
    for state in range(number):
        record = Record(blanks_are_zero=chance.random() < 0.3, prior={"staff.duty.value": 3})
        filling = Filling(f"state {state}", record, is_drawn=True)
        spoilt = chance.choice((0.0, 0.0, 0.1))
        record.texts = {text.id: "无。" for text in form.texts}
        for item in form.inputs:
            if item in form.exempt and chance.random() < 0.4:
                record.not_applicable.add(item)
                if chance.random() < 0.5:
                    filling.typed[item] = chance.choice(form.words.marks)
            elif chance.random() < 1 - spoilt:
                low = form.items[item].minimum or 0
                record.values[item] = max(low, chance.choice((0, 1, 2, 5, 20)))
            elif chance.random() < 0.5:
                record.unreadable.add(item)
                filling.typed[item] = chance.choice(("无", form.words.not_applicable + "！", "3 times"))
        for entry in form.stated.values():
            _answer(chance, filling, entry, form, spoilt)
        yield filling


def _answer(chance: random.Random, filling: Filling, entry: StatedItem, form: Form, spoilt: float) -> None:
    record = filling.record
    if entry.not_applicable and chance.random() < 0.2:
        record.not_applicable.add(entry.id)
    elif chance.random() < 1 - spoilt:
        answers = {"text": ("a & \"b\"", "0", "=1"), "date": ("1900-03-01", "2024-02-29", "9999-12-31"),
                   "yes_no": ("yes", "no"), "choice": entry.choices}  # fmt: skip
        record.stated[entry.id] = chance.choice(answers[entry.kind])
    elif chance.random() < 0.7:
        record.unreadable.add(entry.id)
        filling.typed[entry.id] = chance.choice(SPELLINGS[entry.kind])


@pytest.mark.oracle
@pytest.mark.parametrize("thorough", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_formulas_and_colours_of_answers(thorough: bool, tmp_path: Path) -> None:
    form = load_form(INSPECTIONS)
    differences = compared(form, fillings(form, STATES, 20241231), tmp_path, thorough=thorough)
    assert not differences.found, differences.found[:10]
    assert differences.lights[False] > 50
    assert differences.lights[True] > 5
    about = ("D-1[sites.*.checks]", "D-2", "D-3")
    assert all(differences.outcomes[key] >= {Outcome.PASS, Outcome.NOT_ASSESSABLE} for key in about)
    assert Outcome.FAIL in differences.outcomes["D-2"]
