"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int], None]
"""Called with what is done and what there is in all."""


def silent(_done: int, _total: int) -> None:
    """No progress is wanted."""
