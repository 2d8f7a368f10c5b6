"""Last year's figures of this year's units: from files of the office, else from last year's ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.collection.carried_years import earlier_collections, roster_of
from toolkit.collection.decisions import Decided
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.carried_rows import CarriedYear
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.prior_files import prior_figures
from toolkit.collection.roster import Continuity, continuity
from toolkit.collection.standing import UnitState
from toolkit.collection.unit_files import reporting_apart
from toolkit.form.comparability import common_base
from toolkit.form.expression import Number
from toolkit.workbook.locate import normalized


@dataclass(frozen=True)
class Priors:
    """What is known of last year.

    Attributes:
        figures: unit code → item → exact figure (件, 万元, 元).
        texts: unit code → text id → text, as far as the office's own files have them.
        apart: of units into which others merged that had reported for themselves this year: unit code → last
            year's figures without those of the others. A report from before is compared with these.
        continuity: how last year's roster goes over into this year's; ``None`` without last year's ledger.
        strangers: what in the office's files was not understood, in words.
    """

    figures: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    continuity: Continuity | None = None
    strangers: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    apart: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)

    @property
    def remarks(self) -> list[str]:
        """What of last year nobody has explained, for the office to ask about."""
        return [*(self.continuity.remarks if self.continuity else ()), *self.strangers]

    def of_report(self, unit: str, issued: Mapping[str, Number]) -> Mapping[str, Number]:
        """Last year's figures that a unit's report is compared with.

        While it is open what becomes of the report of a unit that merged into this one, and when both are
        added up, each report is compared with what its own unit stated last year. A workbook that was issued
        for both has the figures of both.

        Args:
            issued: those in the unit's own workbook; taken where the office has none on file.
        """
        whole = self.figures.get(unit, {})
        for_both = issued and all(whole.get(item) == value for item, value in issued.items())
        return (whole if for_both else self.apart.get(unit, whole)) or issued

    def alone(self, unit: str) -> Priors:
        """The figures of one unit, to be sent along with what is made for it."""
        figures, apart = ({unit: of[unit]} if unit in of else {} for of in (self.figures, self.apart))
        return Priors(figures, apart=apart)


def priors(collection: CollectionFolder, ledger: Ledger | None = None) -> Priors:
    """Last year's figures of every unit that has any.

    Files of the office (:mod:`toolkit.collection.prior_files`) go before last year's collection. The figures
    of a unit that others were merged into are the sum of theirs, known only where all of them are.

    Args:
        ledger: of the collection, if it is open.

    Raises:
        MisuseError: last year's collection was not copied yet, and is not there or cannot be read.
    """
    years = earlier_collections(collection, ledger)
    found, passed = _from_collection(collection, years[0]) if years else ({}, None)
    given = prior_figures(collection)
    apart = _apart(collection, ledger, years[0], passed) if passed and ledger else {}
    own = {unit: figures for unit, figures in apart.items() if unit in found.keys() - given.figures.keys()}
    return Priors(found | given.figures, passed, tuple(given.remarks), given.texts, own)


def _from_collection(
    collection: CollectionFolder, last: CarriedYear
) -> tuple[dict[str, Mapping[str, Number]], Continuity]:
    roster = roster_of(last)
    passed = continuity(tuple(roster), tuple(collection.roster))
    figures: dict[str, Mapping[str, Number]] = {}
    if not common_base(last.edition, collection.edition):
        return figures, passed  # another form: its items are not to be compared by their names
    now = collection.roster.by_code
    for unit, predecessors in passed.predecessors.items():
        if any(roster.by_code[old].scope != now[unit].scope for old in predecessors):
            continue  # its own figures then and a total now, or the other way round
        units = [last.units[old] for old in predecessors]
        if units and all(one.state == UnitState.INCLUDED for one in units):
            figures[unit] = merged([one.figures for one in units])
    return figures, passed


def _apart(
    collection: CollectionFolder, ledger: Ledger, last: CarriedYear, passed: Continuity
) -> dict[str, Mapping[str, Number]]:
    """See :class:`Priors`."""
    gone = reporting_apart(ledger.received(), collection.roster, Decided(ledger.decisions()))
    if not gone:
        return {}
    names = {normalized(name) for name in gone.values()}
    known = roster_of(last).by_code
    found: dict[str, Mapping[str, Number]] = {}
    for unit, predecessors in passed.predecessors.items():
        own = [old for old in predecessors if old not in gone and normalized(known[old].name) not in names]
        if own and len(own) < len(predecessors):
            found[unit] = merged([last.units[old].figures for old in own])
    return found


def merged(parts: Sequence[Mapping[str, Number | None]]) -> dict[str, Number]:
    """Figures of units that became one, item by item; what one part does not know, the sum does not know."""
    total: dict[str, Number] = {}
    for item in parts[0]:
        values = [part.get(item) for part in parts]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            total[item] = sum(known, start=0)
    return total
