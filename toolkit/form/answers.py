"""What was typed or handed over → an answer in words, or the reason why it is none.

An unambiguous spelling is taken, and what was understood by it is reported by a code; an ambiguous one is
unreadable, with a code too. The codes become sentences elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Literal, TypeAlias

from toolkit.form.days import written_day
from toolkit.form.stated import FIRST_DAY, NO, YES, AnswerWords, StatedItem, StatedKind, serial

UNDERSTOOD = ("number_as_text", "date_as_text", "date_spelling", "spelling", "not_applicable")
"""Codes of how something else than the answer itself was understood."""
REFUSED = ("not_text", "not_a_date", "day_unclear", "no_such_day", "with_time", "not_a_choice", "not_yes_no")
"""Codes of why there is no answer."""

_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060-\u206f\u00ad\ufeff]+")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NOT_APPLICABLE = frozenset({"不适用", "不涉及", "n/a", "na"})
"""Besides the word of the workbook; 无 may as well mean 0."""
_DASHES = re.compile(r"[-/—–―─]+")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00)?\Z")
_LARGEST = 10**15

State: TypeAlias = Literal["stated", "blank", "not_applicable", "unreadable"]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a cell was understood.

    Attributes:
        value: the answer as it is recorded, see :attr:`toolkit.form.evaluation.Record.stated`; else ``None``.
        code: one of :data:`UNDERSTOOD`, or one of :data:`REFUSED` where the state is ``unreadable``.
    """

    value: str | None
    state: State
    code: str | None = None


class _NoAnswer(Exception):  # noqa: N818  (inner signal)
    """Carries the code."""


def read_answer(raw: object, entry: StatedItem, words: AnswerWords) -> Answer:
    """Understand one cell that is answered in words.

    Args:
        raw: what the value reader gave, or another system: text, number, boolean, date, nothing.

    Returns:
        Never raises, whatever ``raw`` is.
    """
    if raw is None or (isinstance(raw, str) and not folded(raw)):
        return Answer(None, "blank", "whitespace" if raw else None)
    if entry.not_applicable and (code := marked(raw, words)) is not None:
        return Answer(None, "not_applicable", code or None)
    try:
        value, understood = _READERS[entry.kind](raw, entry, words)
    except _NoAnswer as refused:
        return Answer(None, "unreadable", str(refused))
    return Answer(value, "stated", understood or None)


def marked(raw: object, words: AnswerWords) -> str | None:
    """Whether a cell says that its entry does not apply: ``""`` in the words of the workbook, else a code."""
    if not isinstance(raw, str):
        return None
    if raw in words.marks:
        return ""
    text = folded(raw)
    known = text == folded(words.not_applicable) or text in _NOT_APPLICABLE or _DASHES.fullmatch(text)
    return "not_applicable" if known else None


def folded(text: str) -> str:
    """A text without what tells no answers apart: width, case, blanks."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def as_stored(answer: str, entry: StatedItem, words: AnswerWords) -> str | int:
    """An answer as its cell holds it: a day as the number that spreadsheets count it by."""
    return serial(date.fromisoformat(answer)) if entry.kind == "date" else entry.shown(answer, words)


# --- one function for each kind: the answer, and the code of what was understood ----------------------


def _text(raw: object, entry: StatedItem, words: AnswerWords) -> tuple[str, str]:
    if isinstance(raw, str):
        if _TURNED.search(raw):
            raise _NoAnswer("not_text")
        return raw.strip(), ""
    if (number := _number(raw)) is not None:
        return number, "number_as_text"
    if isinstance(raw, date):
        return _day(raw), "date_as_text"
    raise _NoAnswer("not_text")


def _date(raw: object, entry: StatedItem, words: AnswerWords) -> tuple[str, str]:
    if isinstance(raw, date):
        return _day(raw), ""
    text = raw if isinstance(raw, str) else _number(raw)
    found = written_day(_MIDNIGHT.sub("", text)) if text else None
    if found is None:
        raise _NoAnswer("not_a_date")
    year, month, day = found
    if year is None:
        raise _NoAnswer("day_unclear")
    try:
        return _day(date(year, month, day)), "date_spelling"
    except ValueError as error:
        raise _NoAnswer("no_such_day") from error


def _day(found: date) -> str:
    if isinstance(found, datetime):
        if found.time() != time():
            raise _NoAnswer("with_time")
        found = found.date()
    if found < FIRST_DAY:
        raise _NoAnswer("no_such_day")
    return found.isoformat()


def _choice(raw: object, entry: StatedItem, words: AnswerWords) -> tuple[str, str]:
    return _chosen(raw, {choice: choice for choice in entry.choices}, "not_a_choice")


def _yes_no(raw: object, entry: StatedItem, words: AnswerWords) -> tuple[str, str]:
    if isinstance(raw, bool):
        return (YES if raw else NO), "spelling"
    # As it is recorded, another system hands it over, too.
    return _chosen(raw, {YES: YES, NO: NO, words.yes: YES, words.no: NO}, "not_yes_no")


def _chosen(raw: object, options: Mapping[str, str], code: str) -> tuple[str, str]:
    text = raw if isinstance(raw, str) else _number(raw)
    if text is not None and text in options:
        return options[text], ""
    found = {folded(option): answer for option, answer in options.items()}.get(folded(text or ""))
    if found is None:
        raise _NoAnswer(code)
    return found, "spelling"


def _number(raw: object) -> str | None:
    """A number as a text; ``None`` for everything else, and where it is not exact."""
    raw = float(raw) if isinstance(raw, Decimal) else raw
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not isfinite(raw) or abs(raw) >= _LARGEST:
        return None
    return str(int(raw)) if raw == int(raw) else repr(raw)


_READERS: Mapping[StatedKind, Callable[[object, StatedItem, AnswerWords], tuple[str, str]]] = {
    "text": _text, "date": _date, "choice": _choice, "yes_no": _yes_no,
}  # fmt: skip
