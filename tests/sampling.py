"""Which cases of a test run by default, and letters to draw from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import strategies as st

LETTERS = st.characters(exclude_categories=["Cs"])
"""What UTF-8 can hold. Hypothesis draws them by default, after trying out every letter in a new checkout."""


def some(cases: Iterable[Any], *usual: object) -> list[Any]:
    """All cases; those that are not among the usual ones repeat what these prove and are slow."""
    cases = list(cases)
    assert set(usual) < set(cases), "a misspelt case would never run by default"
    return [case if case in usual else pytest.param(case, marks=pytest.mark.slow) for case in cases]
