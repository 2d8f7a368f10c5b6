"""Beginning a collection after last year's: its roster, exclusions, contacts and figures go on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from toolkit.collection.carried_years import carry_over
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.reminders import whom
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot, take_stock
from toolkit.messages import say


def begin(
    folder: Path,
    city: str,
    year: int,
    edition: str = "",
    units: tuple[ReportingUnit, ...] = (),
    last_year: Path | None = None,
    contact: str = "",
) -> tuple[CollectionFolder, list[str]]:
    """Start a collection, as :meth:`CollectionFolder.create` does, and take over what last year left.

    Units that a decision left out last year are in the roster as excluded, with its reason; contacts that
    only last year's workbooks name are in the roster too.

    Returns:
        The collection, and what was taken over, in words.

    Raises:
        MisuseError: as :meth:`CollectionFolder.create`, or last year's ledger cannot be read.
    """
    said: list[str] = []
    if last_year is not None:
        last = CollectionFolder.open(last_year)
        contact = contact or last.contact
        if not units:
            with last.ledger(reading_only=True) as ledger:
                units, said = _taken_over(take_stock(last, ledger))
    made = CollectionFolder.create(folder, city, year, edition, units, last_year, contact)
    if last_year is not None:
        with made.ledger() as ledger:
            said = [*carry_over(made, ledger), *said]
    return made, said


def _taken_over(stock: Snapshot) -> tuple[tuple[ReportingUnit, ...], list[str]]:
    """This year's roster, and what of it last year's decisions and workbooks say."""
    units, excluded, contacts = [], [], []
    for standing in stock.standings:
        unit = standing.unit
        if standing.excluded is not None and unit.reports:
            unit = replace(unit, counting="excluded", reason=standing.excluded.why)
            excluded.append(say("carried.excluded.unit", unit=unit.name, why=unit.reason))
        name, telephone = whom(stock, standing)
        if (name, telephone) != (unit.contact, unit.telephone):
            unit = replace(unit, contact=name, telephone=telephone)
            contacts.append(unit.name)
        units.append(unit)
    said = []
    if excluded:
        said.append(say("carried.excluded", count=len(excluded), units="；".join(excluded)))
    if contacts:
        said.append(say("carried.contacts", count=len(contacts), units="、".join(contacts)))
    return tuple(units), said
