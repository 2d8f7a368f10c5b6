"""One line of the scope ledger as plain data: a unit, its state, and what it is to the total."""

from __future__ import annotations

from dataclasses import dataclass, fields

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.standing import UnitState
from toolkit.collection.unit_row import UnitRow, unit_row
from toolkit.rollup.scope import Role, ScopeLine


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeRow(UnitRow):
    """One unit of the roster, its state, and what it is to a total.

    Attributes:
        role: what its report is to the total.
        within: code of the unit whose declared total contains it; for *compared* its own; else empty.
        counted: its figures are in the sum.
        state_in_total: *excluded* for what is not added up, else the state.
        words: how it is counted, or why not.
        state_words: where its report is, for people.
    """

    role: Role
    within: str
    counted: bool
    state_in_total: UnitState
    words: str
    state_words: str


def scope_row(collection: CollectionFolder, line: ScopeLine) -> ScopeRow:
    """The row of one line."""
    row = unit_row(collection, line.standing)
    return ScopeRow(
        **{field.name: getattr(row, field.name) for field in fields(row)},
        role=line.role,
        within=line.within.code if line.within else "",
        counted=line.counted,
        state_in_total=line.state,
        words=line.words,
        state_words=line.state_words,
    )
