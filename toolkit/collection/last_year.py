"""Last year's figures of this year's units: from files of the office, else from last year's ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.roster import Continuity, continuity
from toolkit.collection.roster.codes import likely_same
from toolkit.collection.standing import UnitState, take_stock
from toolkit.form.comparability import common_base
from toolkit.form.expression import Number
from toolkit.form.values import load_prior
from toolkit.messages import say


@dataclass(frozen=True)
class Priors:
    """What is known of last year.

    Attributes:
        figures: unit code → item → exact figure (件, 万元, 元).
        continuity: how last year's roster goes over into this year's; ``None`` without last year's ledger.
        strangers: files in ``prior/`` that belong to no unit of the roster, in words.
    """

    figures: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    continuity: Continuity | None = None
    strangers: tuple[str, ...] = ()

    @property
    def remarks(self) -> list[str]:
        """What of last year nobody has explained, for the office to ask about."""
        return [*(self.continuity.remarks if self.continuity else ()), *self.strangers]


def priors(collection: CollectionFolder) -> Priors:
    """Last year's figures of every unit that has any.

    ``prior/CODE.json`` (a VALUES.json) goes before the ledger. The figures of a unit that others were
    merged into are the sum of theirs, known only where all of them are.

    Raises:
        MisuseError: a file does not read, or last year's collection is not there.
    """
    found, passed = _from_ledger(collection) if collection.last_year else ({}, None)
    for unit in collection.roster:
        file = collection.folder / "prior" / f"{unit.code}.json"
        if file.is_file():
            found[unit.code] = load_prior(file, collection.form, collection.year)
    return Priors(found, passed, tuple(_strangers(collection)))


def _strangers(collection: CollectionFolder) -> Iterator[str]:
    """Figures that nobody would hear of any more, because their unit's code is not in the roster."""
    for file in sorted((collection.folder / "prior").glob("*.json")):
        code = file.stem
        if code in collection.roster.by_code or file.name.startswith("."):
            continue
        if unit := likely_same(code, collection.roster):
            yield say("prior.code_changed", file=file.name, code=code, new=unit.code, name=unit.name)
        else:
            yield say("prior.nobody", file=file.name, code=code)


def _from_ledger(collection: CollectionFolder) -> tuple[dict[str, Mapping[str, Number]], Continuity]:
    assert collection.last_year is not None
    last = CollectionFolder.open(collection.last_year)
    passed = continuity(tuple(last.roster), tuple(collection.roster))
    figures: dict[str, Mapping[str, Number]] = {}
    if not common_base(last.edition, collection.edition):
        return figures, passed  # another form: its items are not to be compared by their names
    now = collection.roster.by_code
    with last.ledger(reading_only=True) as ledger:
        stock = take_stock(last, ledger)
        for unit, predecessors in passed.predecessors.items():
            standings = [stock.standing(code) for code in predecessors]
            if any(standing.unit.scope != now[unit].scope for standing in standings):
                continue  # its own figures then and a total now, or the other way round
            if standings and all(standing.state is UnitState.INCLUDED for standing in standings):
                figures[unit] = merged([stock.values(standing) for standing in standings])
    return figures, passed


def merged(parts: Sequence[Mapping[str, Number | None]]) -> dict[str, Number]:
    """Figures of units that became one, item by item; what one part does not know, the sum does not know."""
    total: dict[str, Number] = {}
    for item in parts[0]:
        values = [part.get(item) for part in parts]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            total[item] = sum(known, start=0)
    return total
