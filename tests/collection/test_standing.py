"""Where units stand, by what was received and decided."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.clerk import typed_in
from tests.collection.office import IN_TIME, UNITS, figures, put, take, workbook
from toolkit.cli.collect_text import run_text
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.records import Decision, Reported
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.returning import send_back
from toolkit.collection.standing import Awaited, Snapshot, Standing, UnitState, take_stock
from toolkit.form.addresses import Cell
from toolkit.form.layout import layout_of
from toolkit.messages import say
from toolkit.reports.last_intake import intake_lines
from toolkit.rollup.supersession import supersessions

GOOD = figures(received=3, granted=3)
WRONG = figures(received=3, granted=2)


def states(stock: Snapshot) -> dict[str, str]:
    return {standing.unit.code: str(standing.state) for standing in stock.standings}


def test_nothing_received(collection: CollectionFolder, ledger: Ledger) -> None:
    stock = take_stock(collection, ledger, date(2024, 1, 1))
    assert set(states(stock).values()) == {"missing", "excluded"}
    assert not stock.complete


def test_accepted_returned_mended(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    wrong = put(tmp_path, "a.xlsx", workbook(collection, "101", WRONG))
    good = put(tmp_path, "b.xlsx", workbook(collection, "102", GOOD))
    assert states(take(collection, ledger, wrong, good).after)["101"] == "returned"
    mended = put(tmp_path, "c.xlsx", workbook(collection, "101", GOOD))
    standing = take(collection, ledger, mended).after.standing("101")
    assert standing.state is UnitState.INCLUDED
    assert [file.name for file in standing.superseded] == ["a.xlsx"]


def test_a_bad_resubmission_takes_an_accepted_unit_back(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    after = take(collection, ledger, put(tmp_path, "b.xlsx", workbook(collection, "101", WRONG))).after
    assert after.standing("101").state is UnitState.RETURNED


@pytest.mark.parametrize("case", ["damaged", "other year"])
def test_what_does_not_speak_for_the_unit_changes_nothing(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, case: str
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    other = workbook(collection, "101", GOOD, year=2022, issued_in="样例市-2022")
    if case == "damaged":
        other = workbook(collection, "101", GOOD)[:-2000]
    stock = take(collection, ledger, put(tmp_path, "101-样例市教育局.xlsx", other)).after
    standing = stock.standing("101")
    assert standing.state is UnitState.INCLUDED and standing.received and standing.received.name == "a.xlsx"
    # A damaged file has no identity: a person must say whose it is.
    assert bool(stock.unidentified) is (case == "damaged")
    assert len(standing.set_aside) == (case == "other year")


def blank(collection: CollectionFolder, **given: Any) -> bytes:
    """A workbook that nobody filled in, saved by another program: ours is known by its bytes."""
    settings = {"declared": False, "texts": False} | given
    return typed_in(workbook(collection, "101", **settings), {})


@pytest.mark.parametrize("issued_in", [None, ""], ids=["own", "without identification"])
def test_a_blank_workbook_displaces_no_report(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, issued_in: str | None
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    intake = take(collection, ledger, put(tmp_path, "b.xlsx", blank(collection, issued_in=issued_in)))
    standing = intake.after.standing("101")
    assert standing.state is UnitState.INCLUDED and standing.received and standing.received.name == "a.xlsx"
    assert [file.name for file in standing.set_aside] == ["b.xlsx"]
    assert supersessions(intake.before, intake.after) == [] == send_back(collection, intake.after)
    printed = "\n".join(run_text(intake, [], [], dry_run=False))
    assert "不作数 1 份" in printed and "这份表一处都没有填" in printed
    (line,) = intake_lines(intake, [])
    assert line.note == say("file.blank")


@pytest.mark.parametrize(
    "given",
    [
        {"values": figures(received=3)},
        {"values": {"requests.received.natural_person": "约三件"}},
        {"declared": True},
        {"texts": True},
    ],
    ids=["figure", "unreadable", "declared", "texts"],
)
def test_what_was_filled_in_anywhere_is_no_blank_workbook(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, given: dict[str, Any]
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    standing = take(collection, ledger, put(tmp_path, "b.xlsx", blank(collection, **given))).after.standing(
        "101"
    )
    assert standing.received and standing.received.name == "b.xlsx"


def test_a_number_beside_the_form_is_no_blank_workbook(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    beside = layout_of(collection.form).items["requests.received.total"]
    data = typed_in(blank(collection), {Cell(beside.sheet, beside.row + 39, beside.column + 8): 12})
    standing = take(collection, ledger, put(tmp_path, "b.xlsx", data)).after.standing("101")
    assert standing.received and standing.received.name == "b.xlsx"


def test_a_blank_workbook_alone_goes_back_and_is_no_report(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    standing = take(collection, ledger, put(tmp_path, "b.xlsx", blank(collection))).after.standing("101")
    assert (standing.state, standing.arrived_on) == (UnitState.RETURNED, None)


def test_late_and_overdue(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    file = put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD))
    take(collection, ledger, file, on=date(2024, 2, 2))
    stock = take_stock(collection, ledger, date(2024, 2, 10))
    late = {standing.unit.code: standing.late_days for standing in stock.standings}
    assert late == {"001": 10, "101": 2, "102": 10, "201": 0, "901": 0}


def test_a_report_in_time_that_is_replaced_later_is_not_late(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", WRONG)))
    later = put(tmp_path, "b.xlsx", workbook(collection, "101", GOOD))
    standing = take(collection, ledger, later, on=date(2024, 2, 9)).after.standing("101")
    assert (standing.arrived_on, standing.late_days, standing.late) == (IN_TIME, 0, False)


def test_a_corrected_figure_is_confirmed_after_the_last_correction() -> None:
    by_telephone = [
        Decision(number, "correct", "101", "sha", None, "李工", "来电", f"2024-02-0{day}T09:00:00")
        for number, day in ((1, 5), (2, 8), (3, 6))
    ]
    standing = Standing(UNITS[1], UnitState.INCLUDED, IN_TIME, IN_TIME, timedelta(days=3))
    standing.corrections = tuple(by_telephone)
    assert (standing.awaited, standing.answer_by) == (Awaited.CONFIRMATION, date(2024, 2, 11))


def test_a_unit_struck_off_the_roster_leaves_its_file_in_sight(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    from tests.collection.office import UNITS
    from toolkit.collection.roster.roster_workbook import write_roster

    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "102", GOOD)))
    write_roster(collection.folder / "roster.xlsx", [unit for unit in UNITS if unit.code != "102"])
    stock = take_stock(CollectionFolder.open(collection.folder), ledger)
    assert [one.received.name for one in stock.fallen] == ["a.xlsx"]
    assert not stock.unidentified and not stock.complete


def test_a_change_after_the_report_is_flagged(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD))).after
    ledger.report(
        "{}",
        [
            Reported(
                s.unit.code,
                s.state,
                s.unit.counted,
                s.received.sha256 if s.received else None,
                s.received.reading if s.received else None,
            )
            for s in stock.standings
        ],
    )
    assert not any(s.changed_since_report for s in take_stock(collection, ledger).standings)
    more = put(tmp_path, "b.xlsx", workbook(collection, "101", figures(received=4, granted=4)))
    after = take(collection, ledger, more).after
    assert [s.unit.code for s in after.standings if s.changed_since_report] == ["101"]
    assert after.reported_at
