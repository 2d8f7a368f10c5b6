"""Kinds of units of an edition's own, from the roster to what lists and reports call them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.clerk import opened_book
from tests.collection.office import put, take, workbook
from tests.fixtures.editions import INSPECTIONS
from tests.rollup.test_another_form import figures
from toolkit.collection.folder import CONFIG, ROSTER, CollectionFolder
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot
from toolkit.collection.unit_row import unit_rows
from toolkit.errors import MisuseError
from toolkit.form.merging import merged_settings
from toolkit.form.registry import use_edition
from toolkit.form.unit_kinds import usual_kinds
from toolkit.form.unit_settings import kinds_of
from toolkit.reports.progress_workbook import by_kind
from toolkit.reports.publishing import publish
from toolkit.rollup.aggregate import roll_up

UNITS = (
    ReportingUnit("1", "Head office", "government"),
    ReportingUnit("2", "Bureau of food", "department"),
    ReportingUnit("3", "Harbour", "site"),
    ReportingUnit("4", "North", "county", scope="own"),
)


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    return CollectionFolder.create(tmp_path / "c", "City", 2023, use_edition(INSPECTIONS), UNITS)


@pytest.fixture
def stock(collection: CollectionFolder, tmp_path: Path) -> Iterator[Snapshot]:
    files = [
        put(tmp_path / "in", f"{code}.xlsx", workbook(collection, code, figures(10, 3, 0))) for code in "23"
    ]
    with collection.ledger() as ledger:
        yield take(collection, ledger, *files).after


def test_the_roster_offers_them_and_reads_them_back(collection: CollectionFolder) -> None:
    sheets = opened_book(collection.folder / ROSTER).worksheets
    assert [row[2].value for row in sheets[0].iter_rows(min_row=3, max_row=6)] == [
        'Head "office" & own', "Bureau <1>", "Site", "District",
    ]  # fmt: skip
    guide = "".join(str(cell.value) for row in sheets[1].iter_rows() for cell in row if cell.value)
    assert "留空的，District按汇总数" in guide and '“Head "office" & own”是政府' in guide
    assert not any(word in guide for word in ("从下拉列表中选：本级", "地市"))
    assert tuple(collection.roster) == UNITS


def test_a_kind_says_what_its_reports_usually_cover(collection: CollectionFolder) -> None:
    file = collection.folder / ROSTER
    book = opened_book(file)
    book.worksheets[0]["F6"].value = None
    book.save(file)
    assert CollectionFolder.open(collection.folder).roster[3].scope == "total"


def test_an_unknown_kind_is_refused_with_the_nearest(collection: CollectionFolder) -> None:
    file = collection.folder / ROSTER
    book = opened_book(file)
    book.worksheets[0]["C5"].value, book.worksheets[0]["C6"].value = "Sites", "县区"
    book.save(file)
    with pytest.raises(MisuseError) as refused:
        CollectionFolder.open(collection.folder).roster  # noqa: B018
    assert "第 5 行：类别填“Sites”，不认识，是不是“Site”。只能填：" in str(refused.value)
    assert "第 6 行：类别填“县区”，不认识。只能填：" in str(refused.value)


def test_each_kind_may_have_its_day(collection: CollectionFolder) -> None:
    due = {unit.kind: collection.deadlines.of(unit) for unit in collection.roster}
    assert due["site"] == date(2024, 1, 10) and due["department"] == date(2024, 1, 31)
    file = collection.folder / CONFIG
    text = file.read_text("utf-8")
    assert "# Site报送" in text
    file.write_text(text.replace("site = 2024-01-10", "site = 1月5日"), "utf-8")
    assert CollectionFolder.open(collection.folder).deadlines.days["site"] == date(2024, 1, 5)
    file.write_text(text.replace("site = 2024-01-10", "township = 2024-01-10"), "utf-8")
    with pytest.raises(MisuseError, match="township"):
        CollectionFolder.open(collection.folder)


def test_lists_and_reports_call_them_so(stock: Snapshot) -> None:
    assert [row.kind_label for row in unit_rows(stock)][1:3] == ["Bureau <1>", "Site"]
    labels = ['Head "office" & own', "Bureau <1>", "Site", "District"]
    assert [group.name for group in by_kind(stock)] == labels
    branches = [branch.name for branch in roll_up(stock).branches]
    assert branches == [labels[0], "Bureaus & others", *labels[2:]]
    files = {file.name: file for file in publish(stock).files}
    units = json.loads(files["rollup.json"].read_text("utf-8"))["units"]
    assert [unit["kind"] for unit in units] == ["government", "department", "site", "county"]


def test_local_figures_add_kinds_to_those_of_the_form() -> None:
    base = {"id": "a", "tables": []}
    local = {"extends": "a", "unit_kinds": [{"id": "park", "label": "园区"}, {"id": "county", "label": "县"}]}
    kinds = kinds_of(merged_settings([base, local]))
    assert kinds.ids == (*usual_kinds().ids, "park")
    assert (kinds.label("county"), kinds.label("city"), kinds.title("park")) == ("县", "地市", "园区")
