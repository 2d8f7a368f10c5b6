"""The sentence printer: a bound rule in official labels."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.form.expression import Comparison, Group, magnitude, plain
from toolkit.form.variables import Symbol

RELATION_WORDS = {"=": "＝", "<=": "≤", ">=": "≥", "<": "＜", ">": "＞", "~": "≈"}


def sentence(comparison: Comparison, label_of: Callable[[Symbol], str]) -> str:
    """E.g. ``一、… ＋ 二、… ＝ （七）总计 ＋ 四、…``."""
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
