"""Sentences made from the figures: totals, parts, shares and changes.

The sentences are data of the edition (``narrative.csv``), each with the condition under which it is true;
this module fills in the figures. A change is given only where last year's figure is complete and
comparable, a percentage only where it is not based on very few cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.form.expression import Number, magnitude, plain
from toolkit.form.indicators import Indicator, in_group, indicators, sentences
from toolkit.messages import say, say_of
from toolkit.reports.wording import percent, points
from toolkit.rollup.comparison import FEW, Change


@dataclass(frozen=True)
class Spoken:
    """An indicator as text in a sentence; ``{id.change}`` is its change against last year."""

    indicator: Indicator
    now: Change

    def __str__(self) -> str:
        value = self.now.now
        if value is None:
            return say("narrative.unknown")
        if self.indicator.is_share:
            return percent(value)
        return say("narrative.amount", value=plain(value), unit=self.indicator.unit)

    @property
    def change(self) -> str:
        """E.g. “，比上年增加12件，增长3.4%”; empty where there is no comparable figure."""
        difference = self.now.difference
        if difference is None or self.now.notes:
            return ""
        if difference == 0:
            return say("narrative.same")
        way = "more" if difference > 0 else "less"
        if self.indicator.is_share:
            told = points(magnitude(difference))
            return say_of("narrative.points.*", way, points=told) if told else say("narrative.same")
        amount = say("narrative.amount", value=plain(magnitude(difference)), unit=self.indicator.unit)
        words = say_of("narrative.*", way, amount=amount)
        if not self.now.before or self.now.few:
            return words
        ratio = magnitude(difference) / self.now.before
        return words + say_of("narrative.rate.*", way, rate=_rate(ratio))


LEAST = 0.001
"""Smallest rate of change that does not round to 0.0%."""


def _rate(ratio: Number | float) -> str:
    return percent(ratio) if ratio >= LEAST else say("narrative.hardly", least=percent(LEAST))


class _Lists:
    """Text of ``{list.group}``: the members of a group that are not 0, with their figures."""

    def __init__(self, edition: str, values: Mapping[str, Number | None], *, shares: bool) -> None:
        self._edition, self._values, self._shares = edition, values, shares

    def __getattr__(self, group: str) -> str:
        members = [(one, self._values.get(one.id)) for one in in_group(self._edition, group)]
        known = [(one, value) for one, value in members if value]
        whole = sum((value for _, value in known), start=0)
        words = []
        for one, value in known:
            amount = say("narrative.amount", value=plain(value), unit=one.unit)
            told = one.label + amount
            # No shares of very few cases.
            if self._shares and whole >= FEW and len(known) > 1:
                told += say("narrative.share", share=_rate(value / whole))
            words.append(told)
        return "、".join(words)


def told(
    edition: str, changes: Mapping[str, Change], *, comparable: bool = True
) -> dict[str, tuple[str, ...]]:
    """Return text id → the sentences that are true of the figures, in order.

    Args:
        changes: indicator → this year and last year.
        comparable: whether both years are complete, so that changes are given.
    """
    if not comparable:
        changes = {name: Change(change.now, None) for name, change in changes.items()}
    values = {name: change.now for name, change in changes.items()}
    spoken: dict[str, object] = {
        one.id: Spoken(one, changes.get(one.id, Change(None, None))) for one in indicators(edition)
    }
    spoken["list"] = _Lists(edition, values, shares=False)
    spoken["shares"] = _Lists(edition, values, shares=True)
    found: dict[str, tuple[str, ...]] = {}
    for sentence in sentences(edition):
        if sentence.holds(values) and all(values.get(name) is not None for name in sentence.figures()):
            words = sentence.words.format(**spoken)
            found[sentence.text] = (*found.get(sentence.text, ()), words)
    return found
