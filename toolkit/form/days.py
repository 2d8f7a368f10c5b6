"""Days as people write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"|(?P<year_>\d{4})\s*(?P<mark>[-/.])\s*(?P<month_>\d{1,2})\s*(?P=mark)\s*(?P<day_>\d{1,2})"
    r"|((?P<cn_year>\d{4})\s*年\s*)?(?P<cn_month>\d{1,2})\s*月\s*(?P<cn_day>\d{1,2})\s*(?:日|号)",
    re.ASCII,
)
_DIGITS = "〇一二三四五六七八九"
_IN_WORDS = re.compile(rf"([{_DIGITS}]{{4}})年([{_DIGITS}十]{{1,2}})月([{_DIGITS}十]{{1,3}})[日号]")
_ZEROS = str.maketrans("零○", "〇〇")


def plain_day(on: date | None) -> date | None:
    """The day without an hour: a timestamp cannot be compared with the days of the ledger.

    Raises:
        ValueError: it is no day; the ``NaT`` of pandas is none either.
    """
    if on is None or type(on) is date:
        return on
    found = on.date() if isinstance(on, datetime) else None
    if type(found) is not date:
        raise ValueError(f"no day, such as datetime.date(2024, 3, 1): {on!r}")
    return found


def written_day(text: str) -> tuple[int | None, int, int] | None:
    """Year, month and day of a text, the year ``None`` where none is written; ``None`` for what is no day.

    Understood: 2024-1-31, 2024/1/31, 2024.1.31, 20240131, 2024年1月31日, 1月31日, 二〇二四年一月三十一日.
    Whether there is such a day is for the caller to say.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if found := _IN_WORDS.fullmatch(text.translate(_ZEROS)):
        year = int("".join(str(_DIGITS.index(digit)) for digit in found[1]))
        month, day = _small(found[2]), _small(found[3])
        return None if month is None or day is None else (year, month, day)
    if (plain := _WRITTEN.fullmatch(text)) is None:
        return None
    parts = plain.groupdict()
    year_, month_, day_ = (
        next((int(value) for name, value in parts.items() if value and part in name), None)
        for part in ("year", "month", "day")
    )
    assert month_ is not None and day_ is not None  # every alternative has them
    return year_, month_, day_


def _small(text: str) -> int | None:
    """A numeral below 100: 九, 十, 十一, 二十, 二十一."""
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return None
    if not ten:
        return _DIGITS.index(ones)
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)
