"""Words by which statements about figures are recognised, kept in ``statement_words.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

MOST_WORDS = 12
"""How often a group of words is repeated in what a pattern recognises."""


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("toolkit.form") / "statement_words.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def pattern(name: str) -> re.Pattern[str]:
    """A pattern over folded text."""
    return compiled(_filled(_data()["patterns"][name], built_in()))


def compiled(expression: str) -> re.Pattern[str]:
    """A pattern whose repetitions are bounded: a text of 数量数量数量… would take hours else.

    Raises:
        re.error: it is no regular expression.
    """
    return re.compile(expression.replace(")*", f"){{0,{MOST_WORDS}}}"))


def word(name: str) -> str:
    """A word, or characters that mean the same."""
    found: str = _data()["words"][name]
    return found


@lru_cache(maxsize=1)
def gap_marks() -> tuple[str, ...]:
    """Marks that something is still to be filled in."""
    return tuple(_data()["marks"]["gap"])


@lru_cache(maxsize=1)
def approximations() -> Mapping[str, str]:
    """Words beside a number that say how exact it is, and what they say: near, about, over, odd, under."""
    found: dict[str, list[str]] = _data()["approximate"]
    return {each: meaning for meaning, words in found.items() for each in words}


def units() -> Mapping[str, int]:
    """Units of money, and how many yuan they are."""
    found: dict[str, int] = _data()["units"]
    return found


@lru_cache(maxsize=1)
def multiples() -> Mapping[str, int]:
    """Words behind a number in digits, and how many times it they mean."""
    found: dict[str, int] = _data()["multiples"]
    return found


@lru_cache(maxsize=1)
def built_in() -> Mapping[str, str]:
    """What every phrase may use in braces."""
    found: dict[str, str] = _data()["built_in"]
    filled: dict[str, str] = {}
    for name, text in found.items():
        filled[name] = _filled(text, filled)
    return filled


def _filled(text: str, words: Mapping[str, str]) -> str:
    """A pattern with words put in for their names."""
    return _BRACES.sub(lambda match: words[match[1]], text)


_BRACES = re.compile(r"\{([a-z_]+)\}")
