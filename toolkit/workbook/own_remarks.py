"""What the workbook itself says beside a row, a column or a text, pasted as values: 1 格填得不对；10 字.

Who copies a sheet into a new workbook pastes these words with the table. They hold numbers, and none of a
clerk's. What is not worded as today is named as any other words beside the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from toolkit.form.model import Form
from toolkit.messages import say
from toolkit.messages.code_types import Code

_COUNTS: tuple[Code, ...] = ("words.blank", "words.invalid", "words.empty", "words.characters")
_NUMBER = r"-?\d+(?:\.\d+)?"


def is_own_remark(form: Form, text: str) -> bool:
    """Whether a text is what formulas of the workbook say, and nothing else."""
    return bool(_remark(form).fullmatch(text.strip()))


@lru_cache(maxsize=8)
def _remark(form: Form) -> re.Pattern[str]:
    separator = re.escape(say("words.separator"))
    pieces = "|".join(map(_with_numbers, sorted(set(_pieces(form)), key=len, reverse=True)))
    return re.compile(f"(?:{pieces})(?:{separator}(?:{pieces}))*(?:{separator})?")


def _pieces(form: Form) -> Iterator[str]:
    """Each with ``\\0`` for a number."""
    for code in _COUNTS:
        yield say(code, count="\0")
    for check in form.checks:
        yield say("words.difference", title=check.rule.title, amount="\0")
        yield say("words.query", title=check.rule.title)


def _with_numbers(piece: str) -> str:
    return _NUMBER.join(map(re.escape, piece.split("\0")))
