"""What is found in texts, before it is put into the words and the severity of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from toolkit.findings import Quote
from toolkit.form.expression import Number
from toolkit.messages.code_types import FindingCode
from toolkit.statements.comparing import Tried

About: TypeAlias = Literal["statements", "enumerations", "gaps", "leftovers", "copies", "personal_data"]
"""What kind of check found it: the measure by which rules speak of it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing found in a text.

    Attributes:
        text: id of the text.
        quotes: verbatim words of it, and of what it is compared with.
        key: of the words of the finding; ``details`` fill their gaps.
        tried: ways of counting that were tried, of a statement about figures.
        note: it only reports.
        states: of a statement, id of its phrase and the number it states.
    """

    about: About
    text: str
    quotes: tuple[Quote, ...]
    key: FindingCode
    details: Mapping[str, object] = field(default_factory=dict)
    tried: tuple[Tried, ...] = ()
    note: bool = False
    states: tuple[str, Number] | None = None

    @property
    def items(self) -> tuple[str, ...]:
        """Figures it speaks of, those of the first way of counting first."""
        return tuple(dict.fromkeys(item for one in self.tried for item in one.items))
