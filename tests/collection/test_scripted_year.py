"""A year of an office: after each step the total is what the decisions say, and each change is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.collection.events import TOTAL, Happenings, Sent, agree, in_progress_workbook
from tests.collection.office import figures, put, take, workbook
from toolkit.cli.collect_text import run_text
from toolkit.collection import deciding
from toolkit.collection.outbox import distribute
from toolkit.collection.standing import UnitState
from toolkit.messages import say_of
from toolkit.reports.publishing import publish
from toolkit.rollup.aggregate import city_totals


class Year:
    """An office of so many units; each step must end as the account says."""

    def __init__(self, folder: Path, units: int) -> None:
        self.office = Happenings(folder, units, seed=units)
        self.codes = [unit.code for unit in self.office.units]
        self.counted: dict[str, int] = {}

    def step(self, *named: str) -> None:
        """End a step: the names that its output must contain."""
        lines = [*self.office.said]
        for name in named:
            assert any(name in line for line in lines), f"{name} is not named in {lines}"
        self.counted = self.office.check(self.counted)
        assert city_totals(self.office.stock())[TOTAL] == sum(self.office.expected().values())

    def name(self, code: str) -> str:
        return self.office.units[int(code) - 101].name


@pytest.fixture
def year(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Year]:
    made = Year(tmp_path, request.param)
    yield made
    made.office.close()


@pytest.mark.parametrize("year", [10, pytest.param(64, marks=pytest.mark.slow)], indirect=True)
def test_the_year(year: Year, tmp_path: Path) -> None:
    _reporting(year)
    _two_versions(year, tmp_path)
    _by_telephone(year)
    publish(year.office.stock())  # whatever changes later is told against it
    _mergers(year)
    _decisions(year)
    _last_year_again(year)
    # In the end every output says the same.
    stock = year.office.stock()
    agree(stock)
    for shown, state in in_progress_workbook(stock, year.office.day):
        assert state == say_of("state.*", stock.standing(shown).state)
    assert publish(stock).report.rolled.values[TOTAL] == sum(year.office.expected().values())


def _reporting(year: Year) -> None:
    """A merger before anything came, then most units report, two wrongly; our own files come back."""
    office, codes = year.office, year.codes
    office.strike(codes[-1], codes[0])
    year.step()
    assert office.stock().fallen == [], "nobody is asked, because nothing falls out"
    for number, code in enumerate(codes[:-3], start=1):
        office.send(code, number, right=number not in (2, 5))
    year.step()
    for _ in range(2):
        office.own_file_comes_back()
        year.step("程序发出的原件")


def _two_versions(year: Year, folder: Path) -> None:
    """In one folder: the name says which is the last."""
    office, code = year.office, year.codes[2]
    for name, count in (("最终版.xlsx", 40), ("初稿.xlsx", 30)):
        data = workbook(office.collection, code, figures(received=count, granted=count))
        put(folder / "two", name, data)
    intake = take(office.collection, office.ledger, folder / "two", on=office.day)
    office.said += run_text(intake, [], [], dry_run=False)
    received = intake.after.standing(code).received
    assert received is not None and received.name == "最终版.xlsx"
    office.accounts[code].sent.append(Sent(40, right=True, number=received.number))
    year.step("以收件")


def _by_telephone(year: Year) -> None:
    """A figure is corrected and corrected back; an extension makes nobody late."""
    office, code = year.office, year.codes[3]
    office.correct(code, 50)
    year.step(year.name(code))
    for made in [one for one in office.ledger.decisions() if one.kind == "correct"]:
        office.decide(lambda stock, n=made.number: deciding.undo(stock, n, why="听错了"))  # type: ignore[misc]
    office.accounts[code].sent[-1].count = 4
    year.step(year.name(code))
    office.day = date(2024, 2, 2)
    silent = year.codes[-2]
    assert office.stock().standing(silent).late
    office.extend(silent)
    assert not office.stock().standing(silent).late
    year.step()


def _mergers(year: Year) -> None:
    """A unit that reported is merged into another, a row disappears and comes back."""
    office, codes = year.office, year.codes
    office.strike(codes[5], codes[0])
    year.step(year.name(codes[5]))
    assert not office.stock().complete
    retired = [file.name for file in distribute(office.collection, office.ledger).retired]
    assert not any(name.startswith(codes[5]) for name in retired), "nobody has decided yet"
    office.merge(codes[5], codes[0], "both")
    year.step(year.name(codes[0]))
    assert office.expected()[codes[0]] == 1 + 6
    office.strike(codes[6])
    year.step(year.name(codes[6]))
    office.restore(codes[6])
    year.step()


def _decisions(year: Year) -> None:
    """A mended one, a late one, one left out and let in again, one withdrawn."""
    office, codes = year.office, year.codes
    office.send(codes[1], 2)
    year.step()
    office.send(codes[-2], 9)
    year.step()
    office.exclude(codes[3])
    year.step(year.name(codes[3]))
    office.undo_exclusion(codes[3])
    year.step(year.name(codes[3]))
    office.withdraw(codes[1])
    year.step(year.name(codes[1]))


def _last_year_again(year: Year) -> None:
    """Last year is opened again: a carry-over that was right is broken now, and then let stand."""
    office, code = year.office, year.codes[3]
    prior = '{"edition": "ogi-2021", "year": 2022, "unit": {"code": "%s", "name": ""}, "values": {"%s": 7}}'
    item = "requests.carried_over_to_next_year.total"
    put(office.collection.folder / "prior", f"{code}.json", (prior % (code, item)).encode())
    office._take()
    assert office.stock().standing(code).state is UnitState.RETURNED
    assert any(year.name(code) in line for line in office.said)
    office.decide(lambda stock: deciding.waive(stock, code, "X-01", why="上年公布的数有误"))
    year.step(year.name(code))
