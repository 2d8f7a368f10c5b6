"""Tables, rows and columns that not every unit is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.districts import COLUMNS, ROWS, SETTINGS, write_districts
from toolkit.errors import EditionError
from toolkit.form.evaluation import Outcome, Record, completed, evaluate
from toolkit.form.measures import blank_items
from toolkit.form.model import Form
from toolkit.form.registry import load_form

INLAND = {"harbour": 0, "covers_own": 1, "area": 8}
SHIPS = {"works.ships.old", "works.ships.new"}
VISITS = {"visits.made.times", "visits.made.people"}


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return load_form(write_districts(tmp_path / "districts"))


@pytest.mark.parametrize(
    ("unit", "spared"),
    [
        ({}, set()),
        ({"harbour": 1, "covers_own": 1, "area": 8}, set()),
        (INLAND, SHIPS | VISITS),
        ({"harbour": 0}, SHIPS),
        ({"harbour": 0, "area": 11}, SHIPS),
        (
            {"harbour": 1, "covers_own": 0, "area": 8},
            {"works.offices.old", "works.offices.new", "works.roads.new", "works.ships.new"},
        ),
    ],
)
def test_what_a_unit_is_not_asked_for(form: Form, unit: dict[str, int], spared: set[str]) -> None:
    """What is not known of a unit spares it nothing."""
    assert form.not_asked(unit) == spared
    blank = set(blank_items(form, Record(unit=unit), form.inputs))
    assert blank == set(form.inputs) - spared


def test_a_blank_that_nobody_asks_for_counts_as_0_and_is_no_finding(form: Form) -> None:
    values = {item: 2 for item in form.inputs if item not in SHIPS | VISITS}
    record = Record(dict(values), unit=INLAND)
    assert completed(form, record)["works.all.total"] == 8
    assert {r.outcome for r in evaluate(form, record)} == {Outcome.PASS}
    unknown = evaluate(form, Record(dict(values)))
    assert {r.check.code for r in unknown if r.outcome is Outcome.FAIL} == {"N-BLANK"}


def test_a_declared_blank_is_judged_only_where_it_is_asked(form: Form) -> None:
    """Of the offices at least one has to be stated; a total is not asked for them."""
    for covers_own, failing in ((1, {"N-INT"}), (0, set())):
        record = Record(unit={"covers_own": covers_own}, blanks_are_zero=True)
        assert {r.check.code for r in evaluate(form, record) if r.outcome is Outcome.FAIL} == failing


@pytest.mark.parametrize(
    ("file", "changed", "place"),
    [
        ("rows", ROWS.replace("unit.harbour = 1", "unit.port = 1"), "rows.csv:3"),
        ("rows", ROWS.replace("unit.harbour = 1", "works.roads.old = 1"), "rows.csv:3"),
        ("columns", COLUMNS.replace("unit.area >= 5", "unit.area"), "columns.csv:3"),
        ("settings", SETTINGS.replace("unit.area > 10", "unit.size > 10"), "edition.toml"),
        ("settings", SETTINGS.replace('id = "harbour"', 'id = "year"'), "edition.toml"),
        ("settings", SETTINGS.replace("own = 1", "all = 1"), "edition.toml"),
    ],
)
def test_conditions_look_at_declared_properties_alone(
    tmp_path: Path, file: str, changed: str, place: str
) -> None:
    with pytest.raises(EditionError) as refused:
        load_form(write_districts(tmp_path / "districts", **{file: changed}))
    assert str(refused.value).startswith(place)
    assert refused.value.remedy
