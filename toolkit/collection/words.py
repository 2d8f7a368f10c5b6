"""Small words for people."""

from __future__ import annotations

from datetime import date

from toolkit.messages import say


def day(when: date) -> str:
    """A date as Chinese offices write it: 2024年1月31日."""
    return say("word.date", year=when.year, month=when.month, day=when.day)
