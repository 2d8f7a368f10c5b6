"""Texts of a collection that speak of another unit of the roster as their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.collection.snapshot_results import kept_with_snapshot
from toolkit.statements.named_units import NamedUnit, named_units

if TYPE_CHECKING:
    from toolkit.collection.roster.units import ReportingUnit, Roster
    from toolkit.collection.standing import Snapshot

_GOVERNMENT = "government"


@kept_with_snapshot
def names_among(stock: Snapshot) -> tuple[NamedUnit, ...]:
    """What is found among the files that count; a government's own report and a total speak of many units."""
    roster = stock.collection.roster
    texts = {
        standing.unit.code: stock.ledger.texts(standing.received)
        for standing in stock.standings
        if standing.received is not None and standing.received.reading and _is_single(roster, standing.unit)
    }
    names = {unit.code: unit.name for unit in roster.by_code.values()}
    kin = {code: frozenset(above.code for above in roster.ancestors(code)) for code in texts}
    return tuple(named_units(texts, names, kin))


def _is_single(roster: Roster, unit: ReportingUnit) -> bool:
    single = unit.counted_as == "own" and unit.kind != _GOVERNMENT
    return single and unit.reports and not roster.children(unit.code)
