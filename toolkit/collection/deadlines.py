"""By when whom: the notice's deadlines, or earlier ones of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from toolkit.collection.roster import ReportingUnit
from toolkit.form.model import Form

LEVELS = ("city", "county")
"""Kinds of units with deadlines of their own in the notice; others report as departments do."""


@dataclass(frozen=True)
class Deadlines:
    """By when whom; of the law by default, earlier where the office says so.

    Attributes:
        unit: departments, townships and all others that are no county.
        county, city: counties, and cities of a province, whose figures are totals.
        report: the collecting government's own report, published.
        resubmit_days: days a unit has to mend what was returned.
    """

    unit: date
    county: date
    city: date
    report: date
    resubmit_days: int = 3

    @classmethod
    def of_the_law(cls, form: Form, year: int) -> Deadlines:
        """Those of the official notice, in the year after the reporting year."""
        unit, county, city = (date(year + 1, *form.deadlines[of]) for of in ("unit", "county", "city"))
        return cls(unit, county, report=city, city=city)

    @classmethod
    def given(cls, days: Mapping[str, date], resubmit_days: int | None, form: Form, year: int) -> Deadlines:
        """Those of ``collection.toml`` where they are given, else those of the law."""
        law = cls.of_the_law(form, year)
        count = law.resubmit_days if resubmit_days is None else resubmit_days
        return replace(law, **days, resubmit_days=count)

    def of(self, unit: ReportingUnit) -> date:
        """By when a unit must report."""
        found: date = getattr(self, unit.kind if unit.kind in LEVELS else "unit")
        return found

    def mended_by(self, today: date) -> date:
        """By when a workbook returned today must be back."""
        return today + timedelta(days=self.resubmit_days)
