"""Last year's collection goes on in this year's: roster, figures, renamings and mergers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.collection.office import UNITS, figures, office, put, take, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.last_year import Priors, merged, priors
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.errors import MisuseError
from toolkit.form.expression import Number

NEXT = "requests.carried_over_to_next_year.natural_person"
AMOUNT = "proactive.administrative_charges.amount"


@pytest.fixture
def last(tmp_path: Path) -> Iterator[CollectionFolder]:
    """2022: three units reported, one of them wrongly."""
    collection = office(tmp_path / "2022", year=2022)
    with collection.ledger() as ledger:
        sent = {
            "101": figures(received=5, granted=3, carried_over_to_next_year=2),
            "102": figures(received=4, granted=3, carried_over_to_next_year=1),
            "201": figures(received=4, granted=3),
        }
        files = [put(tmp_path, f"{c}.xlsx", workbook(collection, c, v)) for c, v in sent.items()]
        take(collection, ledger, *files)
    yield collection


def this_year(last: CollectionFolder, units: tuple[ReportingUnit, ...] = ()) -> CollectionFolder:
    made = CollectionFolder.create(
        last.folder.parent / "2023", "样例市", 2023, units=units, last_year=last.folder
    )
    return CollectionFolder.open(made.folder)


def test_the_roster_is_taken_over(last: CollectionFolder) -> None:
    assert this_year(last).roster == UNITS


def test_figures_come_from_last_years_ledger(last: CollectionFolder) -> None:
    known = priors(this_year(last))
    assert known.figures["101"][NEXT] == 2
    assert known.figures["101"]["requests.received.total"] == 5
    assert "201" not in known.figures, "what was never accepted is not known"
    assert known.remarks == []


def test_a_file_of_the_office_goes_before(last: CollectionFolder) -> None:
    now = this_year(last)
    put(now.folder / "prior", "101.json", f'{{"year": 2022, "values": {{"{NEXT}": 9}}}}'.encode())
    assert priors(now).figures["101"][NEXT] == 9


def test_renamed_and_merged(last: CollectionFolder) -> None:
    merged = ReportingUnit("101", "样例市教育民政局", former_names=("样例市教育局", "样例市民政局"))
    known = priors(this_year(last, (merged, *(u for u in UNITS if u.code not in ("101", "102")))))
    assert known.figures["101"][NEXT] == 3, "both units' figures"
    assert known.remarks == []


def test_what_one_part_does_not_know_the_sum_does_not_know(last: CollectionFolder) -> None:
    """Neither of a unit whose report was not accepted, nor of an item that was left open."""
    with last.ledger() as ledger:
        take(last, ledger, put(last.folder.parent, "w.xlsx", workbook(last, "102", figures(received=4))))
    one = ReportingUnit("101", "新局", former_names=("样例市教育局", "样例市民政局"))
    assert "101" not in priors(this_year(last, (one,))).figures
    assert merged([{NEXT: 2, AMOUNT: None}, {NEXT: 1, AMOUNT: Decimal(3)}]) == {NEXT: 3}


def test_a_unit_that_reports_a_total_now_is_not_compared_with_its_own_figures(last: CollectionFolder) -> None:
    units = tuple(replace(unit, scope="total") if unit.code == "101" else unit for unit in UNITS)
    assert "101" not in priors(this_year(last, units)).figures


BOTH, OWN, OTHER = {NEXT: 3}, {NEXT: 2}, {NEXT: 9}


@pytest.mark.parametrize(
    ("known", "issued", "compared"),
    [
        (Priors({"101": BOTH}), {}, BOTH),
        (Priors({"101": BOTH}), OTHER, BOTH),
        (Priors({"101": BOTH}, apart={"101": OWN}), BOTH, BOTH),
        (Priors({"101": BOTH}, apart={"101": OWN}), OTHER, OWN),
        (Priors({"101": BOTH}, apart={"101": OWN}), {}, OWN),
        (Priors({"102": BOTH}, apart={"102": OWN}), OTHER, OTHER),
    ],
)
def test_what_a_report_is_compared_with(
    known: Priors, issued: dict[str, Number], compared: dict[str, Number]
) -> None:
    """The office's own figures, of the one unit or of both; those of the workbook where it has none."""
    assert known.of_report("101", issued) == known.alone("101").of_report("101", issued) == compared


def test_a_unit_that_went_nowhere_is_asked_about(last: CollectionFolder) -> None:
    known = priors(this_year(last, tuple(u for u in UNITS if u.code != "102")))
    (remark,) = known.remarks
    assert "样例市民政局" in remark and "曾用名" in remark


def test_a_code_given_to_another_unit_carries_nothing_over(last: CollectionFolder) -> None:
    units = tuple(replace(u, name="样例市司法局") if u.code == "102" else u for u in UNITS)
    known = priors(this_year(last, units))
    assert "102" not in known.figures and "样例市民政局" in "".join(known.remarks)


def test_last_year_must_be_last_year(last: CollectionFolder) -> None:
    with pytest.raises(MisuseError, match="不能接上年数和名册"):
        CollectionFolder.create(last.folder.parent / "x", "样例市", 2024, last_year=last.folder)
    with pytest.raises(MisuseError, match="不能接上年数和名册"):
        CollectionFolder.create(last.folder.parent / "y", "另一市", 2023, last_year=last.folder)


def test_last_years_collection_may_be_gone_before_it_was_copied(last: CollectionFolder) -> None:
    now = this_year(last)
    last.folder.rename(last.folder.with_name("moved"))
    with pytest.raises(MisuseError, match="不是收集文件夹"):
        priors(now)


def test_rosters_may_change_while_figures_stay(last: CollectionFolder) -> None:
    now = this_year(last)
    write_roster(now.folder / "roster.xlsx", [*UNITS, ReportingUnit("103", "样例市新设局")])
    known = priors(CollectionFolder.open(now.folder))
    assert "103" not in known.figures and known.remarks == []
