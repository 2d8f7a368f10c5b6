"""Days as offices write them, and days on which nothing can have arrived."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from toolkit.collection.dates import clock_doubt, day_in_settings, day_written, must_be_plausible
from toolkit.errors import MisuseError
from toolkit.form.period import Period


@pytest.mark.parametrize(
    "text",
    ["2024/2/2", "2024-2-2", "2024.2.2", "2024-02-02", "20240202", "2024年2月2日", "2024 年 2 月 2 日",
     "2月2日", "2月2号", " ２０２４／２／２ "],
)  # fmt: skip
def test_a_day_is_taken_as_offices_write_it(text: str) -> None:
    assert day_written(text, 2024) == date(2024, 2, 2)
    assert day_in_settings(text, 2024) == date(2024, 2, 2)


@pytest.mark.parametrize(
    "text", ["", "2/2", "2024-2/2", "24-2-2", "02-02-2024", "2024-2", "二月二日", "45324"]
)
def test_what_may_be_another_day_is_not_guessed(text: str) -> None:
    with pytest.raises(MisuseError, match="不是日期"):
        day_written(text, 2024)


@pytest.mark.parametrize("text", ["2024-2-30", "2023年2月29日", "13月1日", "2024/0/1"])
def test_a_day_that_does_not_exist_is_told(text: str) -> None:
    with pytest.raises(MisuseError, match="这一天"):
        day_written(text, 2024)


@pytest.mark.parametrize(
    ("day", "words"),
    [((2023, 12, 31), "报送时间以前"), ((2025, 1, 20), "晚一年以上"), ((2024, 3, 2), "还没有到")],
)
def test_a_day_of_arrival_is_questioned(day: tuple[int, int, int], words: str) -> None:
    today = date(2024, 3, 1) if words == "还没有到" else date(2026, 1, 1)
    with pytest.raises(MisuseError, match=words) as told:
        must_be_plausible(date(*day), Period(2023), today)
    assert "--confirm-received" in str(told.value)


def test_a_day_in_the_year_after_the_reporting_year_is_not() -> None:
    for day in (date(2024, 1, 1), date(2024, 3, 1), date(2024, 12, 31)):
        must_be_plausible(day, Period(2023), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("now", "last", "words"),
    [
        ("2024-02-01", "2024-01-31", ""),
        ("2024-02-01", "2024-02-01", ""),
        ("2024-02-01", "", ""),
        ("2024-02-01", "2024-02-04", "比台账最后一次登记（2024-02-04）还早"),
        ("2000-01-01", "", "还没有到2023年度"),
        ("2025-06-01", "2024-02-01", "晚一年以上"),
    ],
)
def test_a_clock_that_may_be_wrong_is_told(now: str, last: str, words: str) -> None:
    noon = datetime.fromisoformat(f"{now}T04:00:00+00:00")
    doubt = clock_doubt(noon, f"{last}T04:00:00+00:00" if last else "", Period(2023))
    assert words in doubt and bool(words) == bool(doubt)
