"""The sentence printer: a bound rule in official labels."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.form.expression import Comparison, Condition, Group, magnitude, plain
from toolkit.form.variables import Symbol
from toolkit.messages import say

RELATION_WORDS = {"=": "＝", "<=": "≤", ">=": "≥", "<": "＜", ">": "＞", "~": "≈"}


def occasion(condition: Condition | None, label_of: Callable[[Symbol], str]) -> str:
    """When a rule applies, e.g. ``“…” ＞ 0 时，``; empty where it always does.

    Alternatives are left out: they say which of several ways of counting a rule leaves to others.
    """
    applies = condition.alternatives if condition else ()
    parts = applies[0] if len(applies) == 1 else ()
    return "".join(_when(part, label_of) for part in parts)


def _when(part: Comparison, label_of: Callable[[Symbol], str]) -> str:
    """A part of a condition; a property of the unit that is 1 or 0 is had or not."""
    left, right = part.left[0], part.right[0]
    alone = len(part.left) == len(part.right) == 1 and part.relation == "=" and left.coefficient == 1
    if alone and left.symbol.source == "unit" and not right.symbol and right.coefficient in (0, 1):
        return say("sentence.yes" if right.coefficient else "sentence.no", label=label_of(left.symbol))
    return say("sentence.when", condition=claim(part, label_of))


def claim(comparison: Comparison, label_of: Callable[[Symbol], str]) -> str:
    """What must hold, e.g. ``一、… ＋ 二、… ＝ （七）总计 ＋ 四、…``."""
    left = _side(comparison.left, label_of)
    right = _side(comparison.right, label_of)
    if comparison.divisor:
        under = _grouped(_side(comparison.divisor, label_of), comparison.divisor)
        right = f"{_grouped(right, comparison.right)} ÷ {under}"
    margin = f" ± {plain(comparison.tolerance)}" if comparison.relation == "~" else ""
    return f"{left} {RELATION_WORDS[comparison.relation]} {right}{margin}"


def _grouped(words: str, side: tuple[Group, ...]) -> str:
    return words if len(side) == 1 else f"（{words}）"


def _side(side: tuple[Group, ...], label_of: Callable[[Symbol], str]) -> str:
    words = ""
    for group in side:
        size = magnitude(group.coefficient)
        if not group.symbol:
            term = plain(size)
        else:
            term = label_of(group.symbol) if size == 1 else f"{plain(size)} × {label_of(group.symbol)}"
        if words:
            words += f" － {term}" if group.coefficient < 0 else f" ＋ {term}"
        else:
            words = f"－{term}" if group.coefficient < 0 else term
    return words
