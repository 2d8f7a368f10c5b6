"""Decisions in words, one line each: what the command, the workbook and the page list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.collection.deciding import whole_post
from toolkit.collection.decisions import Decided
from toolkit.collection.ledger.records import Decision, Received
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.phrases import details_told, moment
from toolkit.form.model import Form
from toolkit.messages import say, say_of

DECISION_HEADS = ("number", "kind", "unit", "file", "details", "who", "when", "holds", "why")
"""Columns of the list, in order."""


@dataclass(frozen=True)
class DecisionLine:
    """One decision in words.

    Attributes:
        unit: code of the unit; empty where it is about none.
        name: of the unit, as the workbook it sent was issued for; empty where it sent none.
        receipt: number of the file; ``None`` where it is about none.
        details: what it says beside unit and file.
        holds: whether nobody undid it.
    """

    number: int
    kind: str
    unit: str
    receipt: int | None
    details: str
    who: str
    when: str
    holds: bool
    why: str
    name: str = ""

    def cells(self) -> tuple[object, ...]:
        """As :data:`DECISION_HEADS` name them."""
        return (
            self.number, self.kind, self.unit, self.receipt or "", self.details, self.who, self.when,
            say("word.yes" if self.holds else "word.no"), self.why,
        )  # fmt: skip


def decision_lines(
    form: Form, ledger: Ledger, decisions: Iterable[Decision] | None = None
) -> Iterator[DecisionLine]:
    """Yield decisions in words: those given, or all of the ledger, in order."""
    everything = ledger.decisions()
    decided = Decided(everything)
    post = whole_post(ledger)
    numbers = {file.sha256: file.number for file in post}
    issued = (file.identity.unit for file in post if isinstance(file, Received) and file.identity)
    names = {unit.code: unit.name for unit in issued if unit.code and unit.name}
    for one in everything if decisions is None else decisions:
        yield DecisionLine(
            one.number, say_of("decision.*", one.kind), one.unit, numbers.get(one.sha256),
            details_told(one, form, names), one.who, moment(one.decided_at), decided.holds(one), one.why,
            names.get(one.unit, ""),
        )  # fmt: skip
