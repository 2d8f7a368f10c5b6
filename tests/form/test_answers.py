"""What was typed into a cell that is answered in words: the answer, or why there is none."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from toolkit.form.answers import as_stored, marked, read_answer
from toolkit.form.days import written_day
from toolkit.form.stated import AnswerWords, StatedItem, StatedKind

WORDS = AnswerWords("是", "否", "不适用")


def entry(kind: StatedKind, *choices: str, exempt: bool = False) -> StatedItem:
    return StatedItem("a.b", "a", "a", "b", "c", "甲", kind, choices, not_applicable=exempt)


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        (date(2024, 3, 1), "2024-03-01", None),
        (datetime(2024, 3, 1), "2024-03-01", None),
        *((text, "2024-03-01", "date_spelling") for text in (
            "2024-03-01", "2024-3-1", "2024/3/1", "2024.3.1", "2024．３．１", "20240301", 20240301,
            20240301.0, "2024年3月1日", " 2024 年 3 月 1 号 ",
            "二〇二四年三月一日", "二零二四年三月一日", "2024-03-01 00:00:00",
        )),
        ("二○二四年十二月二十一日", "2024-12-21", "date_spelling"),
        *((raw, None, "not_a_date") for raw in ("下周", "2024-3", "24-3-1", "3/1/2024", 45352, 1.5, True)),
        ("3月1日", None, "day_unclear"),
        *((raw, None, "no_such_day") for raw in ("2023-02-29", "2024-13-01", "1899-12-31")),
        (date(1900, 2, 28), None, "no_such_day"),
        (date(1900, 3, 1), "1900-03-01", None),
        (datetime(2024, 3, 1, 8, 30), None, "with_time"),
    ],
)  # fmt: skip
def test_a_day(raw: object, value: str | None, code: str | None) -> None:
    answer = read_answer(raw, entry("date"), WORDS)
    assert (answer.value, answer.code) == (value, code)
    assert answer.state == ("stated" if value else "unreadable")


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        ("甲（一）", "甲（一）", None),
        ("甲 (一)\u200b", "甲（一）", "spelling"),
        ("a b", "A b", "spelling"),
        ("2023", "2023", None),
        (2023.0, "2023", None),
        ("甲", None, "not_a_choice"),
        (True, None, "not_a_choice"),
        (date(2023, 1, 1), None, "not_a_choice"),
    ],
)
def test_an_option(raw: object, value: str | None, code: str | None) -> None:
    answer = read_answer(raw, entry("choice", "甲（一）", "A b", "2023"), WORDS)
    assert (answer.value, answer.code) == (value, code)


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        ("是", "yes", None), ("否", "no", None), ("yes", "yes", None), (" 是　", "yes", "spelling"),
        (True, "yes", "spelling"), (False, "no", "spelling"), ("对", None, "not_yes_no"),
        (1, None, "not_yes_no"),
    ],
)  # fmt: skip
def test_yes_or_no(raw: object, value: str | None, code: str | None) -> None:
    answer = read_answer(raw, entry("yes_no"), WORDS)
    assert (answer.value, answer.code) == (value, code)


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        (" 两处\n均已整改 ", "两处\n均已整改", None), ("=1+1", "=1+1", None), ("无", "无", None),
        (12, "12", "number_as_text"), (0.5, "0.5", "number_as_text"),
        (date(2024, 3, 1), "2024-03-01", "date_as_text"),
        (1e300, None, "not_text"), (float("nan"), None, "not_text"), (True, None, "not_text"),
        ("a\u202eb", None, "not_text"),
    ],
)  # fmt: skip
def test_a_text(raw: object, value: str | None, code: str | None) -> None:
    answer = read_answer(raw, entry("text"), WORDS)
    assert (answer.value, answer.code) == (value, code)


@pytest.mark.parametrize("raw", [None, "", " 　", "\u200b"])
def test_nothing_is_blank(raw: object) -> None:
    kinds: tuple[StatedKind, ...] = ("text", "date", "choice", "yes_no")
    assert {read_answer(raw, entry(kind, "甲", "乙"), WORDS).state for kind in kinds} == {"blank"}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("不适用", ""), ("—", ""), ("/", ""), (" 不适用 ", "not_applicable"), ("不 适用", "not_applicable"),
        ("／", "not_applicable"),
        ("--", "not_applicable"), ("N/A", "not_applicable"), ("不涉及", "not_applicable"),
        ("无", None), ("0", None), (0, None), ("不", None),
    ],
)  # fmt: skip
def test_what_does_not_apply(raw: object, code: str | None) -> None:
    """无 may as well mean 0."""
    assert marked(raw, WORDS) == code
    answer = read_answer(raw, entry("date", exempt=True), WORDS)
    assert (answer.state == "not_applicable") is (code is not None)
    assert read_answer("不适用", entry("date"), WORDS).state == "unreadable"


def test_an_answer_is_stored_as_its_cell_holds_it() -> None:
    assert as_stored("1900-03-01", entry("date"), WORDS) == 61
    assert as_stored("9999-12-31", entry("date"), WORDS) == 2_958_465
    assert as_stored("yes", entry("yes_no"), WORDS) == "是"
    assert as_stored("no", entry("text"), WORDS) == "no"


@pytest.mark.parametrize(
    "text", ["二〇二四年十十月一日", "二〇二四年月一日", "2024-3/1", "٢٠٢٤-٠٣-٠١", "2024年"]
)
def test_what_is_no_day(text: str) -> None:
    assert written_day(text) is None
