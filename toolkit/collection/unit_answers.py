"""What a unit answered beside its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class UnitAnswers:
    """What a unit answered beside its figures.

    Attributes:
        stated: every entry that is answered in words → answer, or ``None`` where it is not known.
        not_applicable: entries of which it said that they do not apply.
    """

    stated: Mapping[str, str | None] = field(default_factory=dict)
    not_applicable: frozenset[str] = frozenset()
