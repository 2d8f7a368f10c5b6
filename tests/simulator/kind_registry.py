"""The table of habits: what clerks and programs do to a workbook.

A habit is a function that changes a draft and notes what it must lead to; it returns ``False`` where
it finds nothing to do. The decorator says when it has its turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tests.clerk import FORM
from tests.simulator.clerk_draft import Draft

Apply: TypeAlias = Callable[[Draft], bool]
COUNTS = tuple(item for item in FORM.inputs if FORM.items[item].kind == "count")


@dataclass(frozen=True)
class Habit:
    """One thing clerks or programs do.

    Attributes:
        turn: habits are applied in this order: 0 cells that get lost, 1 spellings, 2 what is no
            number, 3 slips in figures, 4 and 5 the workbook, 6 its identity, 7 the file.
        alone: of habits with the same word here, one is drawn at most.
        weight: how often it is drawn.
    """

    name: str
    turn: int
    apply: Apply
    alone: str = ""
    weight: int = 2


HABITS: dict[str, Habit] = {}


def habit(turn: int, *, alone: str = "", weight: int = 2, name: str = "") -> Callable[[Apply], Apply]:
    """Register a function under its name."""

    def register(apply: Apply) -> Apply:
        called = name or apply.__name__
        assert called not in HABITS, called
        HABITS[called] = Habit(called, turn, apply, alone, weight)
        return apply

    return register
