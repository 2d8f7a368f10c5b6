"""Dates as offices write them: the one place where text becomes a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from toolkit.errors import MisuseError
from toolkit.form.days import written_day
from toolkit.form.period import Period
from toolkit.messages import say, say_of

_APART = timedelta(days=1)
"""By so much the clocks of an office's machines may differ."""


def day_written(text: str, year: int) -> date:
    """The day that a text names: 2024-1-31, 2024/1/31, 2024.1.31, 20240131, 2024年1月31日 or 1月31日.

    Args:
        year: of a date without one.

    Raises:
        MisuseError: the text is no date, or there is no such day.
    """
    found = written_day(text)
    if found is None:
        raise MisuseError(say("date.unreadable", text=text, year=year))
    own, month, day = found
    try:
        return date(year if own is None else own, month, day)
    except ValueError as error:
        raise MisuseError(say("date.impossible", text=text, month=month, day=day)) from error


def day_in_settings(value: object, year: int) -> date:
    """The day that a value of ``collection.toml`` names, a date of TOML or a text.

    Raises:
        MisuseError: it names none.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return day_written(value if isinstance(value, str) else str(value), year)


def must_be_plausible(received: date, period: Period, today: date) -> None:
    """Question a day on which files are said to have arrived.

    Args:
        period: of the collection; files arrive within a year from the first day on which they can be due.

    Raises:
        MisuseError: the day is yet to come, no report could be due yet, or it is more than a year later.
    """
    key = "future" if received > today else _out_of_time(received, period)
    if key:
        raise MisuseError(
            say_of(
                "date.received.*", key, day=received.isoformat(), period=period.words, today=today.isoformat()
            )
            + say("date.received.confirm")
        )


def _out_of_time(day: date, period: Period) -> Literal["", "early", "late"]:
    if day < period.due_from:
        return "early"
    return "late" if day >= period.due_from.replace(year=period.due_from.year + 1) else ""


def clock_doubt(now: datetime, last: str, period: Period) -> str:
    """Why the machine's clock may be wrong, in words; empty where nothing speaks for it.

    Args:
        last: when something was last recorded in the ledger, ISO 8601; empty for never.
    """
    today = now.astimezone().date().isoformat()
    before = datetime.fromisoformat(last) if last else now
    if now + _APART < before:
        return say("date.clock.back", today=today, last=before.astimezone().date().isoformat())
    key = _out_of_time(now.astimezone().date(), period)
    return say_of("date.clock.*", key, today=today, period=period.words) if key else ""
