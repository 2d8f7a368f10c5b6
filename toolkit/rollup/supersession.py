"""Changes of what counts for a unit: another file, another reading of it, or whether it is added up.

Every command that receives or decides something reports them, so that no figure enters or leaves a total
without a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from toolkit.collection.ledger.records import Received
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot, Standing, UnitState
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
    """Change of what counts for one unit.

    Attributes:
        new: the file that counts now, the same as ``old`` where it was read anew or only its counting
            changed; ``None`` where none is left.
        was_counted, is_counted: whether the old and the new file are part of the city's figures.
        why: why the unit is left out now; empty where it is not.
        added, removed: reports of units merged into it that its figures contain now and did not before, and
            the other way round.
        changes: items whose figure changed, or whose effect on the total did.
    """

    unit: ReportingUnit
    old: Received
    new: Received | None
    was_counted: bool
    is_counted: bool
    changes: tuple[ItemChange, ...]
    why: str = ""
    added: tuple[Received, ...] = ()
    removed: tuple[Received, ...] = ()

    @property
    def checks(self) -> bool:
        """Whether the new file is only used for comparison."""
        accepted = self.new is not None and self.new.status is Status.ACCEPTED
        return self.unit.counting == "reconciled" and accepted

    @property
    def same_file(self) -> bool:
        return self.new is not None and self.new.sha256 == self.old.sha256

    @property
    def differences(self) -> list[ItemChange]:
        """Items whose figure differs."""
        return [change for change in self.changes if change.old != change.new]


def supersessions(before: Snapshot, after: Snapshot) -> list[Supersession]:
    """Return every unit for which a different file or reading counts than before, or that is counted or not
    counted other than before."""
    was_in, is_in = counted_units(before), counted_units(after)
    moved = [
        (old, new)
        for old, new in zip(before.standings, after.standings, strict=True)
        if old.received
        and old.received.speaks
        and (_file(old) != _file(new) or (old.unit.code in was_in) != (new.unit.code in is_in))
    ]
    if not moved:
        return []
    # Adding up takes numpy and scipy, which most runs of ogi collect do without.
    from toolkit.rollup.aggregate import city_totals  # noqa: PLC0415

    totals = city_totals(after)
    found = [
        Supersession(
            new.unit,
            old.received,
            new.received,
            old.unit.code in was_in,
            new.unit.code in is_in,
            tuple(_changes(before, old, was_in, after, new, is_in, totals)),
            new.why if new.state is UnitState.EXCLUDED else "",
            _joined_only(new, old),
            _joined_only(old, new),
        )
        for old, new in moved
        if old.received is not None
    ]
    # A file that was read anew with the same result changed nothing.
    return [one for one in found if one.changes or not one.same_file or one.was_counted != one.is_counted]


def _joined_only(here: Standing, there: Standing) -> tuple[Received, ...]:
    """Reports that are added to a unit's own in one state of it and not in another."""
    known = {file.sha256 for file, _ in there.joined}
    return tuple(file for file, _ in here.joined if file.sha256 not in known)


def _file(standing: Standing) -> list[tuple[str, int | None]]:
    """The files and readings that a unit's figures come from."""
    own = [standing.received] if standing.received is not None else []
    return [(file.sha256, file.reading) for file in (*own, *(file for file, _ in standing.joined))]


def _changes(
    before: Snapshot,
    old: Standing,
    was_in: Set[str],
    after: Snapshot,
    new: Standing,
    is_in: Set[str],
    totals: Mapping[str, Number | None],
) -> Iterator[ItemChange]:
    figures, form = before.values(old), after.collection.form
    now: Mapping[str, Number | None] = after.values(new) if new.received is not None else {}
    for item, total in totals.items():
        was, is_now = figures.get(item), now.get(item)
        effect = (is_now or 0 if new.unit.code in is_in else 0) - (was or 0 if old.unit.code in was_in else 0)
        if form.items[item].aggregation != "sum" or item in form.rates:
            effect = 0  # the total does not follow from this unit's figure alone
        if was != is_now or effect:
            yield ItemChange(item, was, is_now, effect, total)
