"""Which cases of a test run by default."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def some(cases: Iterable[Any], *usual: object) -> list[Any]:
    """All cases; those that are not among the usual ones repeat what these prove and are slow."""
    cases = list(cases)
    assert set(usual) < set(cases), "a misspelt case would never run by default"
    return [case if case in usual else pytest.param(case, marks=pytest.mark.slow) for case in cases]
