"""A form that shares nothing with the statutory ones, from the outbox to the submission."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.clerk import opened_book
from tests.collection.office import UNITS, put, take, workbook
from tests.fixtures.editions import INSPECTIONS
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot, UnitState
from toolkit.form.expression import Number
from toolkit.form.registry import use_edition
from toolkit.reports.publishing import publish
from toolkit.reports.report_data import prepare
from toolkit.reports.upward_submission import write_submission
from toolkit.review.checks import Status, judge
from toolkit.rollup.aggregate import roll_up
from toolkit.workbook.submission import read_submission

SITES: dict[str, Number | str] = {
    "sites.north.opened": "2023-02-28",
    "sites.north.grade": "Good & fair",
    "sites.north.licensed": "yes",
    "sites.north.remark": '=1+1 "&" <new>',
    "sites.south.opened": "2023-12-31",
    "sites.south.grade": "N/A & none",
    "sites.south.licensed": "no",
}


def figures(certified: int, oldest: int, balance: int) -> dict[str, Number | str]:
    return {
        "staff.duty.value": 40,
        "staff.certified.value": certified,
        "staff.share.value": Decimal(certified) * 100 / 40,
        "staff.median.value": Decimal("41.5"),
        "staff.oldest.value": oldest,
        "staff.balance.value": balance,
        "visits.drug.fines": Decimal("0.1"),
        **SITES,
    }


COUNTY = (
    ReportingUnit("201", "东县", "county", scope="total"),
    ReportingUnit("2011", "东县一局", "department", "201", counting="reconciled"),
)
SENT = {"001": figures(10, 30, 2), "101": figures(30, 365, -3), "102": figures(40, 7, 0)}


@pytest.fixture
def stock(tmp_path: Path) -> Iterator[Snapshot]:
    """Three of the units have sent what is right."""
    edition = use_edition(INSPECTIONS)
    collection = CollectionFolder.create(tmp_path / "c", "样例市", 2023, edition, units=UNITS)
    files = [
        put(tmp_path / "in", f"{code}.xlsx", workbook(collection, code, values))
        for code, values in SENT.items()
    ]
    with collection.ledger() as ledger:
        yield take(collection, ledger, *files).after


def test_every_kind_of_total_is_made_as_the_form_says(stock: Snapshot) -> None:
    assert {s.unit.code for s in stock.standings if s.state is UnitState.INCLUDED} == set(SENT)
    total = roll_up(stock).values
    assert total["staff.duty.value"] == 120
    assert total["staff.share.value"] == Decimal("66.67"), "of the sums, not the sum of the shares"
    assert total["staff.median.value"] is None
    assert total["staff.oldest.value"] == 365
    assert total["staff.balance.value"] == -1
    assert total["visits.total.fines"] == Decimal("0.3")


def test_reports_say_what_is_no_sum(stock: Snapshot) -> None:
    published = publish(stock)
    files = {file.suffix: file for file in published.files}
    values = json.loads(next(f for f in published.files if f.name == "rollup.json").read_text("utf-8"))[
        "values"
    ]
    assert (values["staff.median.value"], values["staff.oldest.value"]) == (None, 365)
    book = opened_book(files[".xlsx"])
    words = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("MAX(" in word for word in words)
    assert "6667" not in "".join(words)


def test_a_submission_asks_the_totals_clerk_for_what_cannot_be_added(stock: Snapshot, tmp_path: Path) -> None:
    """It is complete but for the median, which is left blank and named."""
    units = tuple(unit for unit in UNITS if unit.code != "201")
    collection = CollectionFolder.create(tmp_path / "d", "样例市", 2023, "inspections", units=units)
    files = [put(tmp_path / "e", f"{c}.xlsx", workbook(collection, c, values)) for c, values in SENT.items()]
    with collection.ledger() as ledger:
        made = write_submission(prepare(take(collection, ledger, *files).after))
    review = judge(read_submission(made.file))
    assert review.status is Status.RETURNED
    (blank,) = (finding for finding in review.findings if finding.sends_back)
    assert [cell.item for cell in blank.cells] == ["staff.median.value"]
    assert review.submission.values["staff.share.value"] == Decimal("66.67")


def test_a_change_may_be_larger_than_that_of_the_total(tmp_path: Path) -> None:
    """As other units of it may have fewer (staff.balance: from -10 to 10)."""
    edition = use_edition(INSPECTIONS)
    collection = CollectionFolder.create(tmp_path / "c", "样例市", 2023, edition, units=COUNTY)
    sent = {"201": figures(10, 30, -3), "2011": figures(11, 30, 2)}
    files = [put(tmp_path, f"{code}.xlsx", workbook(collection, code, sent[code])) for code in sent]
    with collection.ledger() as ledger:
        rolled = roll_up(take(collection, ledger, *files).after)
    (told,) = [finding.message for finding in rolled.findings if finding.code == "H-04"]
    assert "1 项" in told and "11（汇总数 10）" in told
