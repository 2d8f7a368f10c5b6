"""Dates as offices write them: the one place where text becomes a day."""

from __future__ import annotations

from datetime import date, datetime

from toolkit.errors import MisuseError
from toolkit.form.days import written_day
from toolkit.form.period import Period
from toolkit.messages import say, say_of


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
    key = (
        "future" if received > today
        else "early" if received < period.due_from
        else "late" if received >= period.due_from.replace(year=period.due_from.year + 1)
        else ""
    )  # fmt: skip
    if key:
        raise MisuseError(
            say_of(
                "date.received.*", key, day=received.isoformat(), period=period.words, today=today.isoformat()
            )
            + say("date.received.confirm")
        )
