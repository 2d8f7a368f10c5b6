"""What becomes of each row that was typed: recorded once, refused with what changed, or incomplete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from toolkit.collection.decisions import Decided
from toolkit.collection.ledger.records import Decision
from toolkit.collection.phrases import moment
from toolkit.collection.standing import Snapshot, UnitState
from toolkit.errors import MisuseError
from toolkit.findings import asked
from toolkit.messages import say, say_of
from toolkit.reports.handling.chosen import Chosen, chosen, missing_inputs, recorded_since
from toolkit.reports.handling.matters import (
    Choice,
    Matter,
    MatterKind,
    decided_matters,
    last_number,
    open_matters,
)
from toolkit.reports.handling.row_key import RowKey
from toolkit.reports.handling.typed_rows import TypedRow


class RowOutcome(StrEnum):
    """What became of a row.

    ``ready``: it can be recorded. ``recorded``: now. ``already``: by an earlier run, from the same row.
    ``refused``: it was not, and the answer says why. ``incomplete``: something has to be filled in yet.
    """

    READY = "ready"
    RECORDED = "recorded"
    ALREADY = "already"
    REFUSED = "refused"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class RowAnswer:
    """A row and what became of it.

    Attributes:
        message: Chinese, for the column 答复 and the screen.
        decision: its number in the ledger; 0 where there is none.
        chosen: what it decides; ``None`` where that could not be told.
    """

    row: TypedRow
    outcome: RowOutcome
    message: str = ""
    decision: int = 0
    chosen: Chosen | None = None

    @property
    def done(self) -> bool:
        """Whether what the row says is in the ledger."""
        return self.outcome in (RowOutcome.RECORDED, RowOutcome.ALREADY)

    def as_json(self) -> dict[str, object]:
        """As in ``handling`` of the commands that read the sheet."""
        key, row = self.row.key, self.row
        return {
            "file": row.file,
            "row": row.number,
            "matter": str(key.kind) if key else None,
            "unit": (self.chosen.unit if self.chosen else key.unit if key else "") or None,
            "choice": str(row.choice) if row.choice else None,
            "value": row.typed.value,
            "why": row.typed.why,
            "by": row.typed.by,
            "outcome": str(self.outcome),
            "decision": self.decision or None,
            "message": self.message,
        }


@dataclass
class Assessor:
    """Tells of typed rows what is to become of them, by the collection as it is now. Records nothing."""

    stock: Snapshot
    matters: Mapping[tuple[str, str, str], Matter] = field(init=False)

    def __post_init__(self) -> None:
        found = (*open_matters(self.stock), *decided_matters(self.stock))
        self.matters = {matter.identity: matter for matter in found}

    @cached_property
    def files(self) -> frozenset[int]:
        """Numbers of the workbooks received."""
        return frozenset(file.number for file in self.stock.ledger.received())

    @cached_property
    def decisions(self) -> list[Decision]:
        return self.stock.ledger.decisions()

    def answer(self, row: TypedRow, began: Began | None = None) -> RowAnswer:
        """Whether a row can be recorded, or why not.

        Args:
            began: the run that the row was ready in when it began: what other rows of it decided since makes
                the row no other, unless they contradict it.
        """
        key = row.key
        if key is None:
            return RowAnswer(row, RowOutcome.REFUSED, say("handling.no_key"))
        if key.after > last_number(self.decisions):
            return RowAnswer(row, RowOutcome.REFUSED, say("handling.other_ledger", number=key.after))
        if not row.unchanged:
            return RowAnswer(row, RowOutcome.REFUSED, say("handling.other_row"))
        if row.choice is None:
            if row.typed.choice:
                return RowAnswer(row, RowOutcome.REFUSED, say("handling.no_choice", text=row.typed.choice))
            return self._changed(row, key) or _lacks(row, ["choice"])
        missing = missing_inputs(key, row.choice, row.typed)
        problem: RowAnswer | None = _lacks(row, missing) if missing else None
        made: Chosen | None = None
        try:
            if not missing:
                made = chosen(self.stock, key, row.choice, row.typed)
        except MisuseError as error:
            problem = RowAnswer(row, RowOutcome.REFUSED, str(error))
        found = made and self._decided(row, key, made)
        if not found:
            found = self._changed(row, key) or self._impossible(row, key)
            if found and made and began and began.stands(self, made):
                found = None
        return found or problem or RowAnswer(row, RowOutcome.READY, say("handling.waiting"), chosen=made)

    def _decided(self, row: TypedRow, key: RowKey, made: Chosen) -> RowAnswer | None:
        """The answer where the same thing has been decided since the row was written."""
        since = recorded_since(self.decisions, made, key.after)
        for one in since:
            if made.is_recorded_as(one):
                undone = "" if Decided(self.decisions).holds(one) else say("handling.since_undone")
                message = say("handling.already", number=one.number, when=moment(one.decided_at)) + undone
                return RowAnswer(row, RowOutcome.ALREADY, message, one.number, made)
        if since:
            return RowAnswer(
                row, RowOutcome.REFUSED, say("handling.decided_since", told=_told(since[-1])), chosen=made
            )
        return None

    def _changed(self, row: TypedRow, key: RowKey) -> RowAnswer | None:
        """The answer where the matter is not what it was when the row was written."""
        if key.kind is MatterKind.FREE:
            return None
        matter = self.matters.get(key.identity)
        if matter is None:
            return RowAnswer(row, RowOutcome.REFUSED, say("handling.gone", now=self._now(key)))
        told = list(_differences(key.facts, matter.facts))
        if told:
            return RowAnswer(row, RowOutcome.REFUSED, say("handling.changed", told="；".join(told)))
        return None

    def _impossible(self, row: TypedRow, key: RowKey) -> RowAnswer | None:
        """The answer where the choice is none of those for the matter."""
        assert row.choice is not None
        if key.kind is MatterKind.FREE or row.choice in self.matters[key.identity].choices:
            return None
        return RowAnswer(row, RowOutcome.REFUSED, say("handling.not_possible", choice=row.choice.word))

    def _now(self, key: RowKey) -> str:
        """What there is now instead of the matter, as far as it can be told of a unit or a file."""
        standing = self.stock.by_code.get(key.unit)
        if standing is not None:
            state = say_of("state.*", standing.state)
            if standing.received is None:
                return say("handling.now.unit", unit=standing.unit.name, state=state)
            number = standing.received.number
            return say("handling.now.file", unit=standing.unit.name, state=state, number=number)
        about = [
            one
            for one in self.decisions
            if key.target and key.target in (one.sha256, one.details.get("other"))
        ]
        return _told(about[-1]) if about else say("handling.now.unknown")


@dataclass
class Began:
    """A run over the rows of a sheet as it began.

    Attributes:
        recorded: numbers of the decisions that the run has recorded since.
    """

    assessor: Assessor
    recorded: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.decisions = {one.number for one in self.assessor.decisions}
        self.files = self.assessor.files

    def stands(self, now: Assessor, made: Chosen) -> bool:
        """Whether what a decision rests on is as it was, though another row of the run closed its matter."""
        since = [one for one in now.decisions if one.number not in self.decisions]
        if now.files != self.files or not self.recorded.issuperset(one.number for one in since):
            return False  # somebody else's doing
        if made.choice is Choice.EXCLUDE:
            return not any(one.unit == made.unit for one in since)
        if made.sha256:
            return not any(one.sha256 == made.sha256 for one in since)
        if made.unit not in now.stock.by_code or made.unit not in self.assessor.stock.by_code:
            return True
        old, new = self.assessor.stock.by_code[made.unit], now.stock.by_code[made.unit]
        if UnitState.EXCLUDED in (old.state, new.state):
            return False
        if made.choice not in (Choice.ACCEPT, Choice.CORRECT, Choice.WAIVE):
            return True
        if old.received is None or new.received is None or old.received.sha256 != new.received.sha256:
            return False
        ledger = now.stock.ledger
        if made.choice is Choice.CORRECT:
            return True  # the figure on file is compared when it is recorded
        return asked(ledger.findings(new.received)) <= asked(ledger.findings(old.received))


def _lacks(row: TypedRow, columns: Sequence[str]) -> RowAnswer:
    heads = "、".join(say_of("handling.head.*", column) for column in columns)
    return RowAnswer(row, RowOutcome.INCOMPLETE, say("handling.incomplete", heads=heads))


def _told(one: Decision) -> str:
    kind = say_of("decision.*", one.kind)
    return say(
        "handling.told", number=one.number, kind=kind, who=one.who, when=moment(one.decided_at), why=one.why
    )


def _differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in old:
        if old[name] != new.get(name):
            yield say_of("handling.changed.*", name, old=old[name], new=new.get(name, ""))


def conflicting(answers: Sequence[RowAnswer]) -> list[RowAnswer]:
    """The same answers, but rows that decide one matter in different ways are refused together."""
    ways: dict[tuple[str, str, str], set[object]] = {}
    for one in answers:
        key = one.row.key
        if one.outcome is RowOutcome.READY and key is not None and key.kind is not MatterKind.FREE:
            ways.setdefault(key.identity, set()).add(one.chosen)
    return [_conflict(one, answers) if _ambiguous(one, ways) else one for one in answers]


def _ambiguous(one: RowAnswer, ways: Mapping[tuple[str, str, str], set[object]]) -> bool:
    key = one.row.key
    return one.outcome is RowOutcome.READY and key is not None and len(ways.get(key.identity, ())) > 1


def _conflict(one: RowAnswer, answers: Sequence[RowAnswer]) -> RowAnswer:
    key = one.row.key
    assert key is not None
    others = [a.row for a in answers if a.row.key and a.row.key.identity == key.identity and a is not one]
    places = "、".join(say("handling.place", file=other.file, row=other.number) for other in others)
    return RowAnswer(one.row, RowOutcome.REFUSED, say("handling.conflict", places=places), chosen=one.chosen)
