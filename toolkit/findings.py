"""What is found wrong, or was converted, in one workbook: one class for every room that finds something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Weight: TypeAlias = Literal["hard", "soft", "note"]
FindingOutcome: TypeAlias = Literal["fail", "not_assessable", "rule_error"]


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A cell a finding speaks of: item id, sheet and address as in the received file, raw content."""

    item: str
    sheet: str
    cell: str
    raw: str | None = None

    def as_json(self) -> dict[str, str | None]:
        return {"item": self.item, "sheet": self.sheet, "cell": self.cell, "raw": self.raw}


@dataclass(frozen=True, slots=True)
class SuspectCell:
    """A cell whose correction would satisfy the hard rules, with the value and the evidence (Chinese).

    ``repair`` numbers the repair it belongs to, best first: cells of the same number go together.
    ``alternatives`` is the number of repairs that would do as well, this one included; 1 only where it is
    known that there is no other.
    """

    repair: int
    cell: FoundCell
    current: str
    proposed: str
    reason: str
    alternatives: int = 0

    def as_json(self) -> dict[str, object]:
        return {
            "repair": self.repair,
            **self.cell.as_json(),
            "current": self.current,
            "proposed": self.proposed,
            "reason": self.reason,
            "alternatives": self.alternatives,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell about a workbook.

    Attributes:
        code: of the edit rule, or of the reading rule (``R-…``).
        severity: *hard* sends the workbook back; *soft* may stand with a reason; *note* only reports
            a conversion, or a rule that could not be assessed.
        message: Chinese: place, finding, both sides, remedy, code.
        suggestion: Chinese: what most likely mends it; empty where there is nothing to suggest.
        suspects: the suggestion for machines.
        reason: what the unit wrote in answer to a soft finding.
        check: key of the edit check that failed; empty where reading itself found it.
    """

    code: str
    severity: Weight
    message: str
    outcome: FindingOutcome = "fail"
    cells: tuple[FoundCell, ...] = ()
    suggestion: str = ""
    suspects: tuple[SuspectCell, ...] = ()
    reason: str = ""
    check: str = ""

    @property
    def sends_back(self) -> bool:
        """Whether the workbook must go back because of it."""
        return self.severity == "hard" and self.outcome == "fail"

    @property
    def sure(self) -> bool:
        """Whether its suspects are the only repair, so that they may be called the most likely ones."""
        return bool(self.suspects) and all(suspect.alternatives == 1 for suspect in self.suspects)

    def as_json(self) -> dict[str, object]:
        """The contract of ``ogi check --json``."""
        return {
            "code": self.code,
            "severity": self.severity,
            "outcome": self.outcome,
            "cells": [cell.as_json() for cell in self.cells],
            "message": self.message,
            "suggestion": self.suggestion,
            "suspects": [suspect.as_json() for suspect in self.suspects],
            "reason": self.reason,
            "check": self.check,
        }


def must_go_back(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings sends the workbook back."""
    return any(finding.sends_back for finding in findings)
