"""The sentence printer: a bound rule in official labels."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.form.expression import Comparison, Group, magnitude

RELATION_WORDS = {"=": "＝", "<=": "≤", ">=": "≥", "<": "＜", ">": "＞"}


def sentence(comparison: Comparison, label_of: Callable[[str], str]) -> str:
    """E.g. ``一、… ＋ 二、… ＝ （七）总计 ＋ 四、…``."""
    left = _side(comparison.left, label_of)
    right = _side(comparison.right, label_of)
    return f"{left} {RELATION_WORDS[comparison.relation]} {right}"


def _side(side: tuple[Group, ...], label_of: Callable[[str], str]) -> str:
    words = ""
    for group in side:
        size = magnitude(group.coefficient)
        if not group.symbol:
            term = str(size)
        else:
            term = label_of(group.symbol) if size == 1 else f"{size} × {label_of(group.symbol)}"
        if words:
            words += f" － {term}" if group.coefficient < 0 else f" ＋ {term}"
        else:
            words = f"－{term}" if group.coefficient < 0 else term
    return words
