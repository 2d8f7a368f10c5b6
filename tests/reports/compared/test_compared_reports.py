"""Reports beside each other: figures, changes, other ways of counting, what follows on last year."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from tests.clerk import opened_book
from tests.published.printed_reports import UNIT, tabs
from toolkit.form.comparability import counterparts
from toolkit.form.expression import Number
from toolkit.form.registry import load_form
from toolkit.published.published_reading import read_published
from toolkit.published.published_submission import PublishedSubmission
from toolkit.reports.compared.compared_reports import ComparedReports, compare_reports
from toolkit.reports.compared.comparison_page import comparison_page
from toolkit.reports.compared.comparison_workbook import write_comparison


def _report(year: int, edition: str = "ogi-2021", **figures: int) -> PublishedSubmission:
    form = load_form(edition)
    values: dict[str, Number | None] = dict.fromkeys(form.items, 0)
    for row, number in figures.items():
        values |= {f"requests.{row}.natural_person": number, f"requests.{row}.total": number}
    text = tabs(form, values, random.Random(0)).text.replace("2023年", f"{year}年")
    return read_published(text.encode(), name=f"{year}.txt")


@pytest.fixture(scope="module")
def compared() -> ComparedReports:
    return compare_reports(
        [
            _report(2022, received=8, granted=6, total_processed=6, carried_over_to_next_year=2),
            _report(2020, "ogi-2019", received=5, granted=5, total_processed=5),
            _report(2023, received=12, carried_over_from_previous_year=1, granted=13, total_processed=13),
            read_published(b"no report", name="x.txt"),
        ]
    )


def test_they_stand_in_the_order_of_years(compared: ComparedReports) -> None:
    assert [(report.name, report.identity.year) for report in compared.reports] == [
        (UNIT, 2020), (UNIT, 2022), (UNIT, 2023),
    ]  # fmt: skip
    assert compared.form.id == "ogi-2021"
    assert [submission.file for submission in compared.unread] == ["x.txt"]


def test_figures_and_changes(compared: ComparedReports) -> None:
    received = next(one for one in compared.indicators if one.id == "received")
    rate = next(one for one in compared.indicators if one.id == "disclosure_rate")
    assert [compared.value(report, received) for report in compared.reports] == [5, 8, 12]
    change = compared.change(compared.reports[2], received)
    assert change is not None
    assert (change.absolute, change.relative) == (4, Decimal("0.5"))
    assert compared.change(compared.reports[1], received) is None  # 2021 is not there
    assert compared.value(compared.reports[0], rate) == 1


def test_what_another_edition_counts_otherwise_is_unknown_and_told(compared: ComparedReports) -> None:
    charges = compared.form.items["proactive.administrative_charges.amount"]
    assert compared.value(compared.reports[0], charges) is None
    assert any("收费金额" in note for note in compared.notes)


def test_last_year_s_published_carry_over_is_what_this_year_s_must_meet(compared: ComparedReports) -> None:
    [pair] = compared.between
    assert (pair.report.identity.year, pair.before.identity.year) == (2023, 2022)
    assert "X-01" in {finding.code for finding in pair.findings}


def test_last_year_of_another_edition_is_what_a_collection_takes_it_for() -> None:
    """Rules are held against figures that ask for the same, not against those that are partly comparable."""
    before = _report(2020, "ogi-2019", received=5, granted=5, total_processed=5)
    now = _report(2021, received=5, carried_over_from_previous_year=1, granted=6, total_processed=6)
    item = "proactive.licensing.decisions"
    assert {one.comparable for one in counterparts("ogi-2019", "ogi-2021") if one.item == item} == {"partly"}
    before.record.values[item] = 10_000
    (pair,) = compare_reports([before, now]).between
    assert item not in {cell.item for finding in pair.findings for cell in finding.cells}
    assert "X-01" in {finding.code for finding in pair.findings}


def test_the_workbook_and_the_page(compared: ComparedReports, tmp_path: Path) -> None:
    target = tmp_path / "对照.xlsx"
    write_comparison(compared, target)
    book = opened_book(target)
    assert book.sheetnames == ["指标", "比上年增减", "全部数字", "跨年核对", "来源和口径"]
    assert [cell.value for cell in book["指标"][3]] == ["新收申请", "件", 5, 8, 12]
    assert book["比上年增减"]["C3"].value == 4
    page = comparison_page(compared)
    assert f"{UNIT} 2023 年" in page
    assert "+4（+50.0%）" in page
    assert "X-01" in page
    assert "src=" not in page.replace("default-src=", "")


def test_nothing_to_compare() -> None:
    with pytest.raises(ValueError, match="nothing"):
        compare_reports([read_published(b"no report", name="x.txt")])
