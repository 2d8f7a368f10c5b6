"""What is found wrong, or was converted, in one workbook: one class for every room that finds something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from toolkit.messages import Words, joined, words
from toolkit.messages.code_types import FindingCode

Weight: TypeAlias = Literal["hard", "soft", "note"]
FindingOutcome: TypeAlias = Literal["fail", "not_assessable", "rule_error"]

FORMULA = "R-formula"
"""Code of findings on formulas in cells that are to be filled in."""
TOTAL = "R-total"
"""Code of findings on totals whose formula is not the one that was issued."""
LEFT_OUT = frozenset(
    {"R-unplaced", "R-comments", "R-pictures", "R-format", "R-look", "R-other_sheet", "R-title"}
)
"""Codes of notes on what a unit wrote, or sees, that is not what counts. Of a report that is accepted nothing
goes back to the unit: the office must learn of them.
"""


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
class Quote:
    """Words of a text that a finding is about: text id (empty outside the texts) and verbatim substring."""

    text: str
    quote: str

    def as_json(self) -> dict[str, str]:
        return {"text": self.text, "quote": self.quote}


@dataclass(frozen=True, slots=True)
class SuspectCell:
    """A cell whose correction would satisfy the hard rules, with the value and the evidence (Chinese).

    ``evidence`` is the code of ``reason``; empty in readings of earlier versions, which did not keep it.
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
    evidence: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "repair": self.repair,
            **self.cell.as_json(),
            "current": self.current,
            "proposed": self.proposed,
            "reason": self.reason,
            "alternatives": self.alternatives,
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in a workbook, or was converted, or could not be checked.

    Attributes:
        code: of the edit rule, or of the reading rule (``R-…``).
        severity: *hard* sends the workbook back; *soft* may stand with a reason; *note* only reports
            a conversion, or a rule that could not be assessed.
        wrong: Chinese: what is wrong, with both sides of what does not agree.
        suggestion: Chinese: the most likely correction; empty where there is nothing to suggest.
        suspects: the suggestion for machines.
        reason: what the unit wrote in answer to a soft finding.
        check: key of the edit check that failed; empty where reading itself found it.
        place: Chinese: sheet and cells, or the file; empty where it is about no single place.
        remedy: Chinese: what to do; may be empty.
        quotes: what it is about, of findings on the content of a text.
    """

    code: str
    severity: Weight
    wrong: str
    outcome: FindingOutcome = "fail"
    cells: tuple[FoundCell, ...] = ()
    suggestion: str = ""
    suspects: tuple[SuspectCell, ...] = ()
    reason: str = ""
    check: str = ""
    place: str = ""
    remedy: str = ""
    quotes: tuple[Quote, ...] = ()

    @classmethod
    def worded(
        cls, key: FindingCode, severity: Weight, details: Mapping[str, object], code: str = "", **fields: Any
    ) -> Finding:
        """A finding in the words of the catalogue.

        Args:
            key: of the catalogue; ``details`` fill the gaps of the words.
            code: of the rule, where it does not come with the words.
            fields: further fields of the finding.
        """
        found = words(key, **details)
        return cls(
            code or found.code, severity, found.wrong, place=found.place, remedy=found.remedy, **fields
        )

    @property
    def message(self) -> str:
        """The finding as one Chinese sentence: place, what is wrong, remedy, code."""
        of_file = self.outcome == "fail" and not self.cells
        return joined(Words(self.place, self.wrong, self.remedy, self.code), of_file=of_file)

    @property
    def sends_back(self) -> bool:
        """Whether the workbook must go back because of it."""
        return self.severity == "hard" and self.outcome == "fail"

    @property
    def asks(self) -> bool:
        """Whether the unit must still explain it."""
        return self.severity == "soft" and self.outcome == "fail" and not self.reason

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
            "place": self.place,
            "wrong": self.wrong,
            "remedy": self.remedy,
            "quotes": [quote.as_json() for quote in self.quotes],
            "suggestion": self.suggestion,
            "suspects": [suspect.as_json() for suspect in self.suspects],
            "reason": self.reason,
            "check": self.check,
        }


def asked(findings: Iterable[Finding]) -> frozenset[str]:
    """Messages of what a unit has to mend or to explain."""
    return frozenset(found.message for found in findings if found.sends_back or found.asks)


def must_go_back(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings sends the workbook back."""
    return any(finding.sends_back for finding in findings)
