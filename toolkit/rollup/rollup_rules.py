"""The rules of a total that no single workbook can break: which they are, for the rulebook."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.messages import gaps, say, say_of
from toolkit.messages.code_types import FindingCode


@dataclass(frozen=True, slots=True)
class RollupRule:
    """A rule over the units of a total.

    Attributes:
        code: as in messages, e.g. ``H-03``.
        severity: of its finding.
        sentence: code of the finding in the catalogue.
    """

    code: str
    severity: str
    sentence: FindingCode

    @property
    def title(self) -> str:
        """What must hold, in a few words."""
        return say_of("rollup.rule.*", self.code)

    @property
    def cells(self) -> str:
        """Which cells it looks at, in words."""
        return say_of("rollup.rule.*.cells", self.code)

    @property
    def message(self) -> str:
        """What one reads where it is broken, with gaps for names and figures."""
        return say(self.sentence, **dict.fromkeys(gaps(self.sentence), "…"))


ROLLUP_RULES = (
    RollupRule("H-01", "hard", "rollup.open"),
    RollupRule("H-02", "hard", "rollup.missing"),
    RollupRule("H-03", "hard", "rollup.reconciliation.differs"),
    RollupRule("H-04", "soft", "rollup.exceeds"),
    RollupRule("T2-05", "soft", "rollup.predominant"),
)
