"""Figures that a report states in words only: those of tables that are collected but not published.

Section six says whether fees were charged; there is no table of it. A number or a clear 无 is taken where one
figure alone can be meant, and is told with its sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.form.statement_phrases import phrases_of
from toolkit.statements.folded import Folded, fold
from toolkit.statements.matching import Matcher
from toolkit.statements.statement import Statement


class InWords(NamedTuple):
    """A figure that a sentence states."""

    value: Number
    quote: str


def stated_figures(form: Form, texts: Mapping[str, str], year: int, unit: str) -> dict[str, InWords]:
    """Item of an unpublished table → what the texts say of it.

    That nothing was charged is said of all figures of such a table, save those of which a text says a number
    of its own. A number that may belong to several figures is taken for none of them.
    """
    items = _unpublished(form)
    found: dict[str, InWords] = {}
    zero: InWords | None = None
    zeros: dict[str, InWords] = {}  # said of one figure alone
    for folded, statement in _statements(form, texts, year, unit):
        if statement.phrase.id not in _wanted(form):
            continue
        meant = {reading.items for reading in statement.phrase.readings}
        start, end = folded.clause(statement.start, statement.end)
        quote = folded.quote(start, end).strip()
        item = names[0] if len(meant) == 1 and len(names := next(iter(meant))) == 1 else ""
        if statement.stated == 0 and not statement.of:
            zero = zero or InWords(0, quote)
            if item:
                zeros.setdefault(item, InWords(0, quote))
        elif item:
            value = statement.in_unit(form.items[item].unit)
            if item in found and found[item].value != value:
                return {}  # the texts contradict each other
            found[item] = InWords(value, quote)
    if zero is not None and not any(one.value for one in found.values()):
        return {item: found.get(item, zero) for item in items}
    return zeros | found


def _statements(
    form: Form, texts: Mapping[str, str], year: int, unit: str
) -> Iterator[tuple[Folded, Statement]]:
    phrases = phrases_of(form.id)
    matcher = Matcher(phrases, year, unit)
    for text in texts.values():
        folded = fold(text).masked(phrases)
        for statement in matcher.statements(folded, wanted=_wanted(form)):
            yield folded, statement


@lru_cache(maxsize=16)
def _unpublished(form: Form) -> tuple[str, ...]:
    published = frozenset(form.published_items)
    return tuple(item for item in form.items if item not in published)


@lru_cache(maxsize=16)
def _wanted(form: Form) -> frozenset[str]:
    """Ids of phrases that speak of such items alone."""
    items = frozenset(_unpublished(form))
    return frozenset(
        phrase.id
        for phrase in phrases_of(form.id).phrases
        if phrase.readings and all(items.issuperset(reading.items) for reading in phrase.readings)
    )
