"""Changes of a unit's figures when another of its files counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from toolkit.collection.ledger.records import Received
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot, Standing
from toolkit.form.expression import Number
from toolkit.review.checks import Status
from toolkit.rollup.scope import counted_units


@dataclass(frozen=True)
class ItemChange:
    """Change of one item of one unit.

    Attributes:
        effect: change of the city's total: the new figure, if counted, minus the old one, if it was
            counted.
        total: the city's total now; ``None`` where a total has no such figure.
    """

    item: str
    old: Number | None
    new: Number | None
    effect: Number
    total: Number | None


@dataclass(frozen=True)
class Supersession:
    """Replacement of one file of a unit by another.

    Attributes:
        was_counted, is_counted: whether the old and the new file are part of the city's figures.
        changes: items whose figure changed, or whose effect on the total did.
    """

    unit: ReportingUnit
    old: Received
    new: Received
    was_counted: bool
    is_counted: bool
    changes: tuple[ItemChange, ...]

    @property
    def checks(self) -> bool:
        """Whether the new file is only used for comparison."""
        return self.unit.counting == "reconciled" and self.new.status is Status.ACCEPTED

    @property
    def differences(self) -> list[ItemChange]:
        """Items whose figure differs."""
        return [change for change in self.changes if change.old != change.new]


def supersessions(before: Snapshot, after: Snapshot) -> list[Supersession]:
    """Return every unit for which a different file or reading counts than before."""
    was_in, is_in = counted_units(before), counted_units(after)
    moved = [
        (old, new)
        for old, new in zip(before.standings, after.standings, strict=True)
        if old.received
        and old.received.speaks
        and new.received
        and (_file(old) != _file(new) or (old.unit.code in was_in) != (new.unit.code in is_in))
    ]
    if not moved:
        return []
    # Adding up takes numpy and scipy, which most runs of ogi collect do without.
    from toolkit.rollup.aggregate import city_totals  # noqa: PLC0415

    totals = city_totals(after)
    return [
        Supersession(
            new.unit,
            _received(old),
            _received(new),
            old.unit.code in was_in,
            new.unit.code in is_in,
            tuple(_changes(before, old, was_in, after, new, is_in, totals)),
        )
        for old, new in moved
    ]


def _received(standing: Standing) -> Received:
    assert standing.received is not None
    return standing.received


def _file(standing: Standing) -> tuple[str, int | None]:
    received = _received(standing)
    return received.sha256, received.reading


def _changes(
    before: Snapshot,
    old: Standing,
    was_in: Set[str],
    after: Snapshot,
    new: Standing,
    is_in: Set[str],
    totals: Mapping[str, Number | None],
) -> Iterator[ItemChange]:
    figures, now, form = before.values(old), after.values(new), after.collection.form
    for item, total in totals.items():
        was, is_now = figures.get(item), now.get(item)
        effect = (is_now or 0 if new.unit.code in is_in else 0) - (was or 0 if old.unit.code in was_in else 0)
        if form.items[item].aggregation != "sum" or item in form.rates:
            effect = 0  # the total does not follow from this unit's figure alone
        if was != is_now or effect:
            yield ItemChange(item, was, is_now, effect, total)
