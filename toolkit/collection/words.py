"""Small words for people."""

from __future__ import annotations

from datetime import date, datetime

from toolkit.messages import say


def day(when: date) -> str:
    """A date as Chinese offices write it: 2024年1月31日."""
    return say("word.date", year=when.year, month=when.month, day=when.day)


def moment(at: str) -> str:
    """A time of the ledger by the clock on the wall: 2024-01-31 09:05."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
