"""What in a blank says that a cell is answered in words: what is printed, formats, lists, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toolkit.drafting.recognition_words import bare, cleaned, listed, pattern, squeezed

_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_NO_OPTION = re.compile(r'[,"|]')
_LONGEST_OPTION = 20


@dataclass(frozen=True, slots=True)
class BlankAnswer:
    """How a cell is answered.

    Attributes:
        kind: ``date``, ``yes_no``, ``choice`` or ``text``.
        choices: the options of a choice.
    """

    kind: str
    choices: tuple[str, ...] = ()


def _of_options(options: list[str]) -> BlankAnswer | None:
    found = tuple(dict.fromkeys(filter(None, map(cleaned, options))))
    if len(found) < 2 or any(len(one) > _LONGEST_OPTION or _NO_OPTION.search(one) for one in found):
        return None
    return BlankAnswer("yes_no") if {*map(squeezed, found)} in _yes_no() else BlankAnswer("choice", found)


def _yes_no() -> tuple[set[str], ...]:
    return ({"是", "否"}, {"yes", "no"}, {"y", "n"})


def printed_answer(text: str) -> BlankAnswer | None:
    """What is printed in a cell to be completed: 年 月 日, □是 □否, 是/否; ``None`` for every other text."""
    if pattern("date_blank").match(cleaned(text)):
        return BlankAnswer("date")
    if len(parts := pattern("option_boxes").split(text)) > 2:
        return _of_options(parts)
    parts = pattern("option_separators").split(squeezed(text).strip("()（）"))
    return _of_options(parts) if ",".join(parts) in listed("printed_options") else None


def format_answer(number_format: str) -> BlankAnswer | None:
    """A day, where a number format shows a year or 月."""
    plain = _QUOTED.sub("", number_format).casefold()
    return BlankAnswer("date") if "y" in plain or ("m" in plain and "月" in number_format) else None


def validated(sheet: Any) -> Iterator[tuple[BlankAnswer, Any]]:
    """Answers that data validations of a worksheet ask for, and their ranges."""
    for rule in sheet.data_validations.dataValidation:
        listing = str(rule.formula1 or "")
        found = BlankAnswer("date") if rule.type == "date" else None
        if rule.type == "list" and listing.startswith('"'):
            found = _of_options(listing.strip('"').split(","))
        if found:
            yield from ((found, area) for area in rule.sqref.ranges)


def named_answer(label: str, *, row: bool) -> BlankAnswer | None:
    """What a label most likely asks for, where it is no figure."""
    word = bare(label)
    if pattern("date_words").search(word):
        return BlankAnswer("date")
    if pattern("yes_no_words").search(word):
        return BlankAnswer("yes_no")
    return BlankAnswer("text") if row and pattern("text_rows").search(word) else None
