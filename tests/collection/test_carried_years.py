"""Last year copied into this year's ledger: moving its folder changes nothing, its changes are told."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collection.office import UNITS, figures, office, put, take, workbook
from toolkit.collection import deciding
from toolkit.collection.beginning import begin
from toolkit.collection.carried_years import carry_over, changed_since, earlier_collections, renew
from toolkit.collection.folder import CONFIG, CollectionFolder
from toolkit.collection.last_year import priors
from toolkit.collection.ledger.inspection import verify_ledger
from toolkit.collection.ledger.store import LEDGER
from toolkit.collection.standing import take_stock
from toolkit.errors import MisuseError
from toolkit.rollup.earlier import earlier_years

NEXT = "requests.carried_over_to_next_year.natural_person"
RECEIVED = "requests.received.total"


def send(collection: CollectionFolder, code: str, name: str, **rows: int) -> None:
    with collection.ledger() as ledger:
        data = workbook(collection, code, figures(**rows))
        take(collection, ledger, put(collection.folder.parent, name, data))


@pytest.fixture
def last(tmp_path: Path) -> Iterator[CollectionFolder]:
    """2022: two units reported, one was left out."""
    collection = office(tmp_path / "2022", year=2022)
    send(collection, "101", "a.xlsx", received=5, granted=3, carried_over_to_next_year=2)
    send(collection, "201", "b.xlsx", received=4, granted=4)
    with collection.ledger() as ledger:
        deciding.exclude(take_stock(collection, ledger), "102", why="并入教育局", by="李工")
    yield collection


@pytest.fixture
def now(last: CollectionFolder) -> CollectionFolder:
    made, _ = begin(last.folder.parent / "2023", "样例市", 2023, last_year=last.folder)
    return CollectionFolder.open(made.folder)


def test_last_year_is_found_beside_this_year(now: CollectionFolder, last: CollectionFolder) -> None:
    settings = tomllib.loads((now.folder / CONFIG).read_text("utf-8"))
    assert settings["last_year"] == "../2022"
    both = last.folder.parent / "elsewhere"
    both.mkdir()
    for collection in (last, now):
        collection.folder.rename(both / collection.folder.name)
    moved = CollectionFolder.open(both / "2023")
    with moved.ledger() as ledger:
        assert changed_since(moved, ledger) == []


def test_archiving_last_year_changes_nothing(now: CollectionFolder, last: CollectionFolder) -> None:
    before, past = priors(now), earlier_years(now)
    shutil.rmtree(last.folder)
    assert priors(now) == before and before.figures["101"][NEXT] == 2
    assert earlier_years(now) == past
    assert (past[0].year, past[0].values[RECEIVED], past[0].complete) == (2022, 9, False)
    assert verify_ledger(now.folder / LEDGER).faults == []


def test_the_source_is_on_record(now: CollectionFolder, last: CollectionFolder) -> None:
    with now.ledger() as ledger, last.ledger(reading_only=True) as older:
        (year,) = earlier_collections(now, ledger)
        counts = take_stock(last, older).standing("101").received
        assert counts is not None
        assert (year.collection, year.head, year.units["101"].sha256) == (
            "样例市-2022",
            older.head,
            counts.sha256,
        )
        assert carry_over(now, ledger) == [], "it is copied once"


def test_exclusions_and_contacts_go_on_and_are_said(last: CollectionFolder) -> None:
    made, said = begin(last.folder.parent / "x", "样例市", 2023, last_year=last.folder)
    assert made.contact == last.contact
    unit = CollectionFolder.open(made.folder).roster.by_code["102"]
    assert (unit.counting, unit.reason, unit.contact) == ("excluded", "并入教育局", "王工")
    assert "2 个单位" in said[0] and "样例市民政局（并入教育局）" in said[1]


def test_a_change_of_last_year_is_told_and_taken_by_a_decision(
    now: CollectionFolder, last: CollectionFolder
) -> None:
    send(last, "101", "c.xlsx", received=5, granted=1, carried_over_to_next_year=4)
    with now.ledger() as ledger:
        assert priors(now, ledger).figures["101"][NEXT] == 2, "still as it was copied"
        told = "\n".join(changed_since(now, ledger))
        assert "四、结转下年度继续办理·自然人 2 → 4" in told and "decide last-year" in told
        number, changes = renew(now, ledger, why="上年重新报送", by="李工")
        assert priors(now, ledger).figures["101"][NEXT] == 4 and changes
        assert changed_since(now, ledger) == []
        with pytest.raises(MisuseError, match="与抄录时一样"):
            renew(now, ledger, why="再来")
        deciding.undo(take_stock(now, ledger), number, why="以公布的为准")
        assert priors(now, ledger).figures["101"][NEXT] == 2
    assert verify_ledger(now.folder / LEDGER).faults == []


def test_what_does_not_change_a_figure_is_not_told(now: CollectionFolder, last: CollectionFolder) -> None:
    with last.ledger() as ledger:
        take(last, ledger, put(last.folder.parent, "note.pdf", b"%PDF-1"))
    with now.ledger() as ledger:
        assert changed_since(now, ledger) == []


def test_the_years_before_last_year_are_copied_too(now: CollectionFolder, last: CollectionFolder) -> None:
    send(
        now, "101", "d.xlsx", received=6, granted=6, carried_over_from_previous_year=2, refused_state_secret=2
    )
    made, _ = begin(now.folder.parent / "2024", "样例市", 2024, last_year=now.folder)
    for collection in (now, last):
        shutil.rmtree(collection.folder)
    years = earlier_years(CollectionFolder.open(made.folder))
    assert [(past.year, past.values[RECEIVED]) for past in years] == [(2023, 6), (2022, 9)]
    assert len(UNITS) == 5
