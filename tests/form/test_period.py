"""Calendar and fiscal years, and the days on which reports are due."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests.districts import SETTINGS, write_districts
from toolkit.collection.deadlines import Deadlines
from toolkit.collection.roster import ReportingUnit
from toolkit.form.period import Period
from toolkit.form.registry import load_form
from toolkit.reports.publication import Publication


@pytest.mark.parametrize(
    ("period", "start", "end", "words"),
    [
        (Period(2024), "2024-01-01", "2024-12-31", "2024年度"),
        (Period(2024, 4), "2024-04-01", "2025-03-31", "2024年度（2024年4月至2025年3月）"),
        (Period(2023, 3), "2023-03-01", "2024-02-29", "2023年度（2023年3月至2024年2月）"),
    ],
)
def test_a_period_is_twelve_months(period: Period, start: str, end: str, words: str) -> None:
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert period.words == words


@pytest.mark.parametrize(
    ("period", "month", "day", "due"),
    [
        (Period(2024), 1, 31, "2025-01-31"),
        (Period(2024), 1, 1, "2025-01-01"),
        (Period(2024), 12, 31, "2025-12-31"),
        (Period(2024), 2, 29, "2025-02-28"),
        (Period(2024, inside=True), 11, 30, "2024-11-30"),
        (Period(2024, 4), 6, 30, "2025-06-30"),
        (Period(2024, 4), 2, 20, "2026-02-20"),
        (Period(2024, 4, inside=True), 6, 30, "2024-06-30"),
        (Period(2024, 4, inside=True), 2, 20, "2025-02-20"),
    ],
)
def test_a_report_is_due_on_the_first_such_day(period: Period, month: int, day: int, due: str) -> None:
    assert period.due(month, day).isoformat() == due


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        ("", {"department": "2025-01-31", "report": "2025-01-31"}),
        (
            '[deadlines]\ntownship = "01-10"\nunit = "01-20"\nreport = "02-01"',
            {"township": "2025-01-10", "department": "2025-01-20", "report": "2025-02-01"},
        ),
        (
            '[deadlines]\ncounty = "06-10"\ncity = "06-30"\n[period]\nfirst_month = 4',
            {"county": "2025-06-10", "department": "2025-06-30", "report": "2025-06-30"},
        ),
        (
            'deadlines_in_the_same_year = true\n[deadlines]\nunit = "11-20"\ncity = "12-10"',
            {"department": "2024-11-20", "city": "2024-12-10", "report": "2024-12-10"},
        ),
    ],
)
def test_deadlines_are_those_of_the_edition(tmp_path: Path, head: str, kinds: dict[str, str]) -> None:
    settings = SETTINGS.replace("first_year = 2024\n", f"first_year = 2024\n{head}\n")
    form = load_form(write_districts(tmp_path / "districts", settings=settings))
    deadlines = Deadlines.of_the_law(form, 2024)
    assert deadlines.report.isoformat() == kinds.pop("report")
    found = {kind: deadlines.of(ReportingUnit("1", "某单位", kind)).isoformat() for kind in kinds}
    assert found == kinds
    earlier = Deadlines.given({"township": date(2024, 11, 1)}, 5, form, 2024)
    assert earlier.of(ReportingUnit("1", "某镇", "township")) == date(2024, 11, 1)
    assert earlier.resubmit_days == 5


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("", "自2024年1月1日起至2024年12月31日止"),
        ("[period]\nfirst_month = 4", "自2024年4月1日起至2025年3月31日止"),
    ],
)
def test_the_report_states_the_period_of_the_edition(tmp_path: Path, head: str, words: str) -> None:
    settings = SETTINGS.replace("first_year = 2024\n", f"first_year = 2024\n{head}\n")
    form = load_form(write_districts(tmp_path / "districts", settings=settings))
    publication = SimpleNamespace(official=form, year=2024, name="某市")
    assert words in cast(str, Publication.lead.fget(publication))  # type: ignore[attr-defined]
