"""What became of a unit's figures when another file of it began to count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.collection.ledger.records import Received
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Standing, Stock
from toolkit.form.expression import Number
from toolkit.rollup.aggregate import city_totals, counts


@dataclass(frozen=True)
class Change:
    """One item of one unit, before and after.

    Attributes:
        effect: what it does to the city's total: the new figure, if it is counted, less the old one, if
            it was.
        total: the city's total now.
    """

    item: str
    old: Number | None
    new: Number | None
    effect: Number
    total: Number


@dataclass(frozen=True)
class Supersession:
    """One unit's file taking the place of another.

    Attributes:
        was_counted, is_counted: whether the old file was, and the new one is, part of the city's figures.
        changes: items whose figure changed, or that now count otherwise.
    """

    unit: ReportingUnit
    old: Received
    new: Received
    was_counted: bool
    is_counted: bool
    changes: tuple[Change, ...]

    @property
    def differences(self) -> list[Change]:
        """Items that say something else now."""
        return [change for change in self.changes if change.old != change.new]


def supersessions(before: Stock, after: Stock) -> list[Supersession]:
    """Every unit for which another file, or another reading of it, counts than before."""
    moved = [
        (old, new)
        for old, new in zip(before.standings, after.standings, strict=True)
        if old.received and old.received.speaks and new.received and _stand(old) != _stand(new)
    ]
    if not moved:
        return []
    totals = city_totals(after)
    return [_supersession(before, after, old, new, totals) for old, new in moved]


def _stand(standing: Standing) -> tuple[str, int | None, bool]:
    assert standing.received is not None
    return standing.received.sha256, standing.received.reading, counts(standing)


def _supersession(
    before: Stock, after: Stock, old: Standing, new: Standing, totals: Mapping[str, Number]
) -> Supersession:
    assert old.received is not None and new.received is not None
    figures, now = before.values(old), after.values(new)
    changes = []
    for item, total in totals.items():
        was, is_now = figures.get(item), now.get(item)
        effect = (is_now or 0 if counts(new) else 0) - (was or 0 if counts(old) else 0)
        if was != is_now or effect:
            changes.append(Change(item, was, is_now, effect, total))
    return Supersession(new.unit, old.received, new.received, counts(old), counts(new), tuple(changes))
