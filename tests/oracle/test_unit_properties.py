"""Cells that not every unit is asked for mean the same in every engine as in Python."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.districts import write_districts
from tests.oracle.states import Filling
from tests.oracle.test_engines import compared
from toolkit.form.evaluation import Record
from toolkit.form.model import Form
from toolkit.form.registry import load_form

STATES, MORE = 160, 800
"""In a default run, and among the slow tests."""
TYPED = ("不适用", "/", "3处")


def fillings(form: Form, number: int, seed: int) -> Iterator[Filling]:
    """Units of every kind, known or not, with blanks, zeros, figures and words in their cells."""
    chance = random.Random(seed)
    for state in range(number):
        unit = {"harbour": chance.choice((0, 1)), "covers_own": chance.choice((0, 1)),
                "area": chance.choice((0, 5, 10, 11))}  # fmt: skip
        unit = {name: value for name, value in unit.items() if chance.random() < 0.8}
        record = Record(unit=unit, blanks_are_zero=chance.random() < 0.3)
        filling = Filling(f"state {state}", record, is_drawn=True)
        spared = form.not_asked(unit)
        for item in form.inputs:
            if chance.random() < (0.2 if item in spared else 0.97):
                record.values[item] = chance.choice((0, 1, 1, 2, 2, -1) if chance.random() < 0.2 else (2,))
            elif chance.random() < 0.1:
                record.unreadable.add(item)
                filling.typed[item] = chance.choice(TYPED)
        yield filling


@pytest.mark.oracle
@pytest.mark.parametrize("number", [STATES, pytest.param(MORE, marks=pytest.mark.slow)])
def test_formulas_and_colours_where_not_every_unit_is_asked(number: int, tmp_path: Path) -> None:
    form = load_form(write_districts(tmp_path / "districts"))
    differences = compared(form, fillings(form, number, 20241231), tmp_path, thorough=number == MORE)
    assert not differences.found, differences.found[:10]
    assert differences.lights[True] > 50
    assert differences.lights[False] > 50
