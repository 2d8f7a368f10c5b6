"""Given values as the contents of cells, and as the record that states them."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.form.answers import as_stored, marked, read_answer
from toolkit.form.evaluation import Record
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.form.stated import AnswerWords


def enter(form: Form, given: Mapping[str, Number | str], record: Record) -> dict[str, Number | str]:
    """What stands in the cells for given values; ``record`` takes what they state.

    Args:
        given: entry → number, answer, or raw text as a clerk might type it.
    """
    contents: dict[str, Number | str] = {}
    for entry in form.entered:
        if entry not in given:
            continue
        value = contents[entry] = content_of(form, entry, given[entry], form.words)
        if entry in form.stated:
            answer = read_answer(given[entry], form.stated[entry], form.words)
            if answer.value is not None:
                record.stated[entry] = answer.value
            state: str = answer.state
        elif not isinstance(value, str):
            record.values[entry] = value
            state = "number"
        elif not value:
            state = "blank"
        else:
            exempt = entry in form.exempt and value in form.words.marks
            state = "not_applicable" if exempt else "unreadable"
        if state == "not_applicable":
            record.not_applicable.add(entry)
        elif state == "unreadable":
            record.unreadable.add(entry)
    return contents


def content_of(form: Form, entry: str, value: Number | str, words: AnswerWords) -> Number | str:
    """What is written into the cell of an entry for a value; what cannot be understood as it is."""
    if entry in form.exempt and marked(value, words) is not None:
        return words.not_applicable
    if entry not in form.stated:
        return value
    answer = read_answer(value, form.stated[entry], words)
    return value if answer.value is None else as_stored(answer.value, form.stated[entry], words)
