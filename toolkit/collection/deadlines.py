"""Deadlines by kind of unit: those of the notice, or earlier ones of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from toolkit.collection.roster import ReportingUnit
from toolkit.form.model import Form
from toolkit.form.unit_settings import GENERAL, REPORT

OWN_LEVEL = "city"
"""An edition that does not name the deadline of the collecting government's report gives that of the level
of a city."""


@dataclass(frozen=True)
class Deadlines:
    """By when each kind of unit must report.

    Attributes:
        days: kind of unit → day; ``unit`` for all kinds that are not named, ``report`` for the collecting
            government's own report, published.
        resubmit_days: days a unit has to correct what was returned.
    """

    days: Mapping[str, date]
    resubmit_days: int = 3

    @classmethod
    def of_the_law(cls, form: Form, year: int) -> Deadlines:
        """Those of the official notice; where it names none, the end of the month in which reports begin
        to be due."""
        period = form.period(year)
        days = {level: period.due(*day) for level, day in form.deadlines.items()}
        latest = max(days.values(), default=period.due(period.due_from.month, 31))
        report = days.get(REPORT, days.get(OWN_LEVEL, latest))
        return cls({GENERAL: report, **days, REPORT: report})

    @classmethod
    def given(cls, days: Mapping[str, date], resubmit_days: int | None, form: Form, year: int) -> Deadlines:
        """Those of ``collection.toml`` where they are given, else those of the law."""
        law = cls.of_the_law(form, year)
        count = law.resubmit_days if resubmit_days is None else resubmit_days
        return cls({**law.days, **days}, count)

    @property
    def report(self) -> date:
        """When the collecting government's own report is published."""
        return self.days[REPORT]

    def of(self, unit: ReportingUnit) -> date:
        """By when a unit must report."""
        return self.days.get(unit.kind, self.days[GENERAL])

    def mended_by(self, today: date) -> date:
        """By when a workbook returned today must be back."""
        return today + timedelta(days=self.resubmit_days)
