"""Which rows the sheet 办理 has: typed and not done, open matters, room for others, decisions made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.collection.standing import Snapshot
from toolkit.messages import say, say_of
from toolkit.reports.handling.handling_sheet import SheetRow, shown_of, wants_any_value
from toolkit.reports.handling.matters import Choice, Matter, MatterKind, last_number
from toolkit.reports.handling.row_answers import Assessor, RowAnswer, RowOutcome
from toolkit.reports.handling.row_key import RowKey
from toolkit.reports.handling.typed_rows import Typed, TypedRow

FREE_ROWS = 8
"""Empty rows for decisions about what is not listed."""
FREE_CHOICES = (
    Choice.EXTEND, Choice.EXCLUDE, Choice.CORRECT, Choice.ACCEPT, Choice.WAIVE, Choice.IDENTIFY, Choice.TEXT,
    Choice.SEAL, Choice.WITHDRAW, Choice.UNDO,
)  # fmt: skip


@dataclass
class RowComposer:
    """Puts together the rows for a collection as it is now.

    Args:
        typed: rows of the workbooks that are to be replaced.
        answers: what the run that records decisions said of them.
    """

    stock: Snapshot
    typed: Sequence[TypedRow]
    answers: Sequence[RowAnswer] = ()

    def __post_init__(self) -> None:
        self.secret = self.stock.collection.key
        self.assessor = Assessor(self.stock)
        self.after = last_number(self.assessor.decisions)
        self.said: Mapping[tuple[str, Typed], RowAnswer] = {one.row.said: one for one in self.answers}

    def rows(self) -> list[SheetRow]:
        """Return the rows in order. What is in the ledger is not carried over: it is among the decisions."""
        placed: dict[tuple[str, str, str], RowAnswer] = {}
        apart: list[RowAnswer] = []
        free: list[RowAnswer] = []
        for one in self._open():
            key = one.row.key
            if key is not None and key.kind is MatterKind.FREE:
                free.append(one)
            elif key is not None and self._fits(one) and key.identity not in placed:
                placed[key.identity] = one
            else:
                apart.append(one)
        matters = list(self.assessor.matters.values())
        rest = [one for one in matters if one.kind is not MatterKind.DECIDED]
        made = [one for one in matters if one.kind is MatterKind.DECIDED]
        return [
            *map(self._apart, apart),
            *(self._matter(one, placed.get(one.identity)) for one in rest),
            *map(self._apart, free),
            *self._free_rows(),
            *(self._matter(one, placed.get(one.identity)) for one in made),
        ]

    def _open(self) -> Iterator[RowAnswer]:
        """Yield what is still to be done or corrected, each row once."""
        seen: set[tuple[str, Typed]] = set()
        for row in self.typed:
            if row.said in seen:
                continue
            seen.add(row.said)
            now = self.assessor.answer(row)
            before = self.said.get(row.said)
            if now.outcome is RowOutcome.READY and before is not None and not before.done:
                now = before  # what only the deciding function knew
            if not now.done:
                yield now

    def _fits(self, one: RowAnswer) -> bool:
        """Whether a row is about its matter as it is now, so that it can stand in its place."""
        key = one.row.key
        matter = self.assessor.matters.get(key.identity) if key else None
        if key is None or matter is None or not one.row.unchanged:
            return False
        return dict(key.facts) == dict(matter.facts) and (
            one.row.choice is None or one.row.choice in matter.choices
        )

    def _matter(self, matter: Matter, typed: RowAnswer | None) -> SheetRow:
        """The row of a matter; what was typed stays with the decisions known when that was written."""
        shown = shown_of(matter)
        key = RowKey.of(matter, self.after)
        if typed is not None and typed.row.key is not None:
            key = replace(key, after=typed.row.key.after)
        units = MatterKind.UNIDENTIFIED, MatterKind.PAPER, MatterKind.FALLEN
        candidates = None if matter.kind in units and not matter.candidates else matter.candidates
        row = SheetRow(
            matter.kind, shown, key.showing(shown).text(self.secret), matter.choices, candidates,
            wants_any_value(matter), answer=matter.done,
        )  # fmt: skip
        if typed is None:
            return row
        return replace(row, typed=typed.row.typed, answer=typed.message, attention=True)

    def _apart(self, one: RowAnswer) -> SheetRow:
        """A row that was typed for what is not there as it was: as it stands, to be corrected or emptied."""
        row = one.row
        free = row.key is not None and row.key.kind is MatterKind.FREE
        kind = MatterKind.FREE if free else None
        answer = one.message if free else one.message + say("handling.to_empty")
        return SheetRow(
            kind, row.shown, row.written_key, FREE_CHOICES if free else (), (), True, row.typed, answer, True
        )

    def _free_rows(self) -> Iterator[SheetRow]:
        shown = (say_of("handling.kind.*", MatterKind.FREE), "", "", "", say("handling.free"))
        for number in range(FREE_ROWS):
            key = RowKey(MatterKind.FREE, target=f"{self.after}-{number}", after=self.after).showing(())
            yield SheetRow(MatterKind.FREE, shown, key.text(self.secret), FREE_CHOICES, (), True)
