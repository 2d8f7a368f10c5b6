"""A stock whose figures an analyst gives, instead of workbooks that units sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.findings import Finding
from toolkit.form.expression import Number
from toolkit.rollup.unit_figures import UnitFigures

SHOWN = 5
"""Units that an error names."""


@dataclass
class GivenStock(Snapshot):
    """Units with figures are included, others missing; nothing was received, decided or sent back.

    Attributes:
        figures: unit → its figures.
    """

    figures: UnitFigures = field(kw_only=True)

    @classmethod
    def of(
        cls, collection: CollectionFolder, ledger: Ledger, figures: UnitFigures, today: date
    ) -> GivenStock:
        """Where every unit of the roster stands by these figures.

        Raises:
            ValueError: there are figures of a unit that the roster does not know, or that does not report.
        """
        deadlines, given = collection.deadlines, figures.rows
        standings, known = [], set()
        for unit in collection.roster:
            state = UnitState.EXCLUDED
            if unit.reports:
                known.add(unit.code)
                state = UnitState.INCLUDED if unit.code in given else UnitState.MISSING
            standings.append(Standing(unit, state, deadlines.of(unit), today))
        if strangers := [code for code in given if code not in known]:
            shown, codes = ", ".join(strangers[:SHOWN]), ", ".join(map(repr, sorted(known)[:2]))
            raise ValueError(
                f"units that do not report by the roster: {shown}; its codes are such as {codes}"
            )
        return cls(collection, ledger, standings, [], [], figures=figures)

    def values(self, standing: Standing) -> Mapping[str, Number | None]:
        return self.figures[standing.unit.code]

    def answered(self, standing: Standing) -> list[tuple[Finding, str]]:
        return []
