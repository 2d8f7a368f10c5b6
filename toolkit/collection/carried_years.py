"""Earlier years' collections: copied into this year's ledger, else read where they are.

Once copied, moving or archiving last year's folder changes nothing. Where that folder is still there and
says something else than when it was copied, this is reported, and a decision takes the new figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, cast

from toolkit.collection.deadlines import Deadlines
from toolkit.collection.decisions import Decided
from toolkit.collection.folder import CONFIG, ROSTER, CollectionFolder
from toolkit.collection.ledger.carried_rows import CarriedUnit, CarriedYear
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.roster import ReportingUnit, Roster
from toolkit.collection.standing import Snapshot, Standing, UnitState, take_stock
from toolkit.collection.unit_answers import UnitAnswers
from toolkit.errors import MisuseError
from toolkit.findings import Finding
from toolkit.form.expression import Number, plain
from toolkit.form.registry import form_for_year
from toolkit.messages import say, say_of

SHOWN = 12
"""Changes of last year's figures that are listed."""


class CarriedStock(Snapshot):
    """An earlier year's collection as it was copied; it can be rolled up like any other."""

    def __init__(self, carried: CarriedYear) -> None:
        self.carried = carried
        collection = _folder_of(carried)
        standings = [
            Standing(unit, UnitState(carried.units[unit.code].state), collection.deadlines.of(unit))
            for unit in collection.roster
            if unit.code in carried.units
        ]
        # Nothing is read of a ledger any more: all figures are in the copy.
        super().__init__(collection, cast(Ledger, None), standings, [], [], head=carried.head)

    def values(self, standing: Standing) -> Mapping[str, Number | None]:
        return self.carried.units[standing.unit.code].figures

    def answers(self, standing: Standing) -> UnitAnswers:
        """Of an included report, a figure that may not apply and has no value does not apply."""
        form, figures = self.collection.form, self.values(standing)
        absent = (item for item in form.exempt & figures.keys() if figures[item] is None)
        return UnitAnswers(not_applicable=frozenset(absent))

    def answered(self, standing: Standing) -> list[tuple[Finding, str]]:
        return []


def _folder_of(carried: CarriedYear) -> CollectionFolder:
    """The copied collection as a folder that need not be there any more."""
    form = form_for_year(carried.edition, carried.year)
    law = Deadlines.of_the_law(form, carried.year)
    made = CollectionFolder(Path(carried.folder), carried.city, carried.year, carried.edition, "", law)
    made.__dict__["roster"] = roster_of(carried)
    return made


def roster_of(carried: CarriedYear) -> Roster:
    """The units of a copied year; those left out by a decision with its reason."""
    units = []
    for line in carried.roster:
        data: dict[str, Any] = dict(line)
        data["former_names"] = tuple(data["former_names"])
        data["properties"] = tuple((name, value) for name, value in data["properties"])
        unit = ReportingUnit(**data)
        why = carried.units[unit.code].why if unit.code in carried.units else ""
        units.append(replace(unit, reason=why or unit.reason))
    return Roster(units)


def earlier_collections(collection: CollectionFolder, ledger: Ledger | None = None) -> list[CarriedYear]:
    """Earlier years, the latest first: as copied, else as their folders have them now.

    Raises:
        MisuseError: nothing was copied, and last year's collection is not there or cannot be read.
    """
    if collection.last_year is None:
        return []
    if ledger is None:
        with collection.ledger(reading_only=True) as opened:
            return _copied(opened) or read_earlier(collection)
    return _copied(ledger) or read_earlier(collection)


def _copied(ledger: Ledger) -> list[CarriedYear]:
    return ledger.carried(Decided(ledger.decisions()).undone)


def read_earlier(collection: CollectionFolder) -> list[CarriedYear]:
    """Last year's collection as it is now, with the years before it.

    Raises:
        MisuseError: it is not there, cannot be read, or is not of an earlier year.
    """
    if collection.last_year is None:
        return []
    last = CollectionFolder.open(collection.last_year)
    if last.year >= collection.year:
        raise MisuseError(
            say("misuse.last_year_ring", path=last.folder, found=last.year, before=collection.year)
        )
    with last.ledger(reading_only=True) as ledger:
        before = earlier_collections(last, ledger)
        stock = take_stock(last, ledger)
        units = {standing.unit.code: _unit(stock, standing) for standing in stock.standings}
        year = CarriedYear(
            last.id, last.city, str(last.folder), last.year, last.edition, stock.head,
            [asdict(unit) for unit in last.roster], _digest(last.folder / ROSTER), units,
        )  # fmt: skip
    return [year, *(one for one in before if one.year < last.year)]


def _unit(stock: Snapshot, standing: Standing) -> CarriedUnit:
    figures = dict(stock.values(standing)) if standing.state is UnitState.INCLUDED else {}
    sha256 = standing.received.sha256 if standing.received else ""
    return CarriedUnit(
        str(standing.state), standing.excluded.why if standing.excluded else "", sha256, figures
    )


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def carry_over(collection: CollectionFolder, ledger: Ledger) -> list[str]:
    """Copy earlier years into this year's ledger, where that was not done yet.

    Returns:
        What was copied, in words; nothing where nothing was to be done.

    Raises:
        MisuseError: last year's collection is not there or cannot be read.
    """
    if collection.last_year is None or _copied(ledger):
        return []
    years = read_earlier(collection)
    _keep(ledger, years, None)
    counts = [sum(bool(unit.figures) for unit in year.units.values()) for year in years]
    return [
        say("carried.done", collection=year.collection, count=count, head=year.head[:12])
        for year, count in zip(years, counts, strict=True)
    ]


def _keep(ledger: Ledger, years: Sequence[CarriedYear], decision: int | None) -> None:
    forms = {year.edition: form_for_year(year.edition, year.year) for year in years}
    ledger.carry(years, forms, decision)


def renew(collection: CollectionFolder, ledger: Ledger, *, why: str, by: str = "") -> tuple[int, list[str]]:
    """Take last year's figures as they are now, by a decision; undoing it brings back those before.

    Returns:
        Number of the decision, and what changed, in words.

    Raises:
        MisuseError: no reason is given, there is no last year, it cannot be read, or nothing changed.
    """
    if not why.strip():
        raise MisuseError(say("decide.no_reason"))
    if collection.last_year is None:
        raise MisuseError(say("carried.none", path=collection.folder / CONFIG))
    years, old = read_earlier(collection), _copied(ledger)
    changes = list(_changes(collection, old[0], years[0])) if old else []
    if old and not changes:
        raise MisuseError(say("carried.unchanged", collection=years[0].collection))
    details = {"collection": years[0].collection, "head": years[0].head}
    number = ledger.decide("last_year", why=why.strip(), by=by.strip(), details=details)
    _keep(ledger, years, number)
    return number, changes


def changed_since(collection: CollectionFolder, ledger: Ledger) -> list[str]:
    """What last year's collection says otherwise than when it was copied, in words; nothing if it is gone."""
    copied = _copied(ledger)
    if not copied or collection.last_year is None or not (collection.last_year / CONFIG).is_file():
        return []
    try:
        if _same_place(collection.last_year, copied[0]):
            return []
        changes = list(_changes(collection, copied[0], read_earlier(collection)[0]))
    except MisuseError as problem:
        return [say("carried.not_read", reason=problem)]
    if not changes:
        return []
    more = len(changes) - SHOWN
    return [
        say("carried.changed", collection=copied[0].collection, count=len(changes)),
        *changes[:SHOWN],
        *([say("collect.papers_more", count=more)] if more > 0 else []),
        say("carried.how_to_renew", folder=collection.typed),
    ]


def _same_place(folder: Path, copied: CarriedYear) -> bool:
    """Whether ledger and roster are those that were copied, so that nothing needs to be compared."""
    if _digest(folder / ROSTER) != copied.roster_sha256:
        return False
    with Ledger.open(folder, reading_only=True, checked=False) as ledger:
        return ledger.head == copied.head


def _changes(collection: CollectionFolder, old: CarriedYear, new: CarriedYear) -> Iterator[str]:
    """Units and figures that differ, a line each."""
    if old.collection != new.collection:
        yield say("carried.change.collection", old=old.collection, new=new.collection)
    form = form_for_year(new.edition, new.year)
    names = {str(line["code"]): str(line["name"]) for line in (*old.roster, *new.roster)}
    missing = CarriedUnit("")
    for code, name in names.items():
        before, after = old.units.get(code, missing), new.units.get(code, missing)
        if before.state != after.state:
            was, now = (
                say_of("state.*", one.state) if one.state else say("word.none") for one in (before, after)
            )
            yield say("carried.change.state", code=code, unit=name, old=was, new=now)
            continue
        for item in dict.fromkeys((*before.figures, *after.figures)):
            values = before.figures.get(item), after.figures.get(item)
            if values[0] != values[1]:
                label = form.items[item].label if item in form.items else item
                was, now = (say("word.blank") if value is None else plain(value) for value in values)
                yield say("carried.change.figure", code=code, unit=name, label=label, old=was, new=now)
    scopes = {str(line["code"]): line["scope"] for line in old.roster}
    for line in new.roster:
        if scopes.get(str(line["code"]), line["scope"]) != line["scope"]:
            yield say("carried.change.scope", code=line["code"], unit=line["name"])
