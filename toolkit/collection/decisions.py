"""What people decided, and what of it holds now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from toolkit.collection.ledger.records import Decision


@dataclass
class Decided:
    """Decisions in force: those not undone, later ones before earlier ones.

    Attributes:
        accepted: sha256 → decision to let its open queries stand.
        excluded: unit code → decision to leave it out.
        identified: sha256 → decision whose file it is, an adoption included.
        withdrawn: sha256 → decision to take it out.
        corrected: sha256 → item → correction of its figure in that file.
        waived: unit code → code of a rule → decision to let its failure stand.
        extended: unit code → decision on its deadline.
        merged: code of a unit that became part of another → decision what happens to both reports.
        attached: sha256 of a paper → decision whose it is and what.
    """

    decisions: Iterable[Decision]
    accepted: dict[str, Decision] = field(default_factory=dict)
    excluded: dict[str, Decision] = field(default_factory=dict)
    identified: dict[str, Decision] = field(default_factory=dict)
    withdrawn: dict[str, Decision] = field(default_factory=dict)
    attached: dict[str, Decision] = field(default_factory=dict)
    corrected: dict[str, dict[str, Decision]] = field(default_factory=dict)
    waived: dict[str, dict[str, Decision]] = field(default_factory=dict)
    extended: dict[str, Decision] = field(default_factory=dict)
    merged: dict[str, Decision] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.decisions = list(self.decisions)
        self.undone: set[int] = set()
        # Whether an undoing itself was undone is known only from behind.
        for decision in reversed(self.decisions):
            if decision.undoes is not None and decision.number not in self.undone:
                self.undone.add(decision.undoes)
        for decision in self.decisions:
            if decision.number not in self.undone:
                self._take(decision)

    def _take(self, decision: Decision) -> None:
        match decision.kind:
            case "accept":
                self.accepted[decision.sha256] = decision
            case "exclude":
                self.excluded[decision.unit] = decision
            case "identify" | "adopt":
                self.identified[decision.sha256] = decision
            case "withdraw":
                self.withdrawn[decision.sha256] = decision
            case "correct":
                self.corrected.setdefault(decision.sha256, {})[decision.details["item"]] = decision
            case "waive":
                self.waived.setdefault(decision.unit, {})[decision.details["rule"]] = decision
            case "extend":
                self.extended[decision.unit] = decision
            case "merge":
                self.merged[decision.details["other"]] = decision
            case "attach":
                self.attached[decision.sha256] = decision

    def holds(self, decision: Decision) -> bool:
        """Whether nobody undid it."""
        return decision.number not in self.undone

    def due(self, unit: str, usual: date) -> date:
        """By when a unit must report: by its own deadline, if the office set one, else by the usual one."""
        own = self.extended.get(unit)
        return date.fromisoformat(own.details["due_on"]) if own else usual
