"""Words by which statements about figures are recognised, kept in ``statement_words.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("toolkit.form") / "statement_words.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def pattern(name: str) -> re.Pattern[str]:
    """A pattern over folded text."""
    return re.compile(_data()["patterns"][name])


def word(name: str) -> str:
    """A word, or characters that mean the same."""
    found: str = _data()["words"][name]
    return found


@lru_cache(maxsize=1)
def gap_marks() -> tuple[str, ...]:
    """Marks that something is still to be filled in."""
    return tuple(_data()["marks"]["gap"])


def units() -> Mapping[str, int]:
    """Units of money, and how many yuan they are."""
    found: dict[str, int] = _data()["units"]
    return found


@lru_cache(maxsize=1)
def built_in() -> Mapping[str, str]:
    """What every phrase may use in braces."""
    found: dict[str, str] = _data()["built_in"]
    return {name: text.replace("{numeral}", found["numeral"]) for name, text in found.items()}
