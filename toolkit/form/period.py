"""The twelve months that a report of a year is about, and days that an edition counts from them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from toolkit.messages import say


@dataclass(frozen=True, slots=True)
class Period:
    """The reporting period of a year.

    Attributes:
        year: the year by which the report is called; the period begins in it.
        first_month: 1 for a calendar year, 4 for April to March.
        inside: reports are due within the period, not after it.
    """

    year: int
    first_month: int = 1
    inside: bool = False

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, self.first_month, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return date(self.year + 1, self.first_month, 1) - timedelta(days=1)

    @property
    def due_from(self) -> date:
        """The first day on which a report can be due."""
        return self.start if self.inside else self.end + timedelta(days=1)

    def due(self, month: int, day: int) -> date:
        """The first such day from :attr:`due_from` on; 29 February is the 28th in a common year."""
        first = self.due_from
        found = _day(first.year, month, day)
        return found if found >= first else _day(first.year + 1, month, day)

    @property
    def words(self) -> str:
        """E.g. 2024年度, with its months where it is no calendar year."""
        if self.first_month == 1:
            return say("period.calendar", year=self.year)
        months = {"first": self.start.month, "last_year": self.end.year, "last": self.end.month}
        return say("period.fiscal", year=self.year, **months)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
