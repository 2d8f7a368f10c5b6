"""Earlier years of the same total: from last year's collections, one before the other, else from files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from toolkit.collection.folder import Collection
from toolkit.collection.history import earlier_reports
from toolkit.collection.roster import continuity
from toolkit.collection.standing import take_stock
from toolkit.form.expression import Number
from toolkit.form.values import load_prior
from toolkit.messages import say
from toolkit.rollup.addition import Figures
from toolkit.rollup.aggregate import Rollup, roll_up
from toolkit.rollup.past import Past


def earlier_years(collection: Collection, of: str = "") -> list[Past]:
    """Totals of earlier years, the latest first.

    A collection that names last year's is followed from year to year. Years before come from files in
    ``history/``, for the collecting government alone; a file goes before a ledger, because what was
    published counts. Last year's figures of a single unit may also stand in ``prior/CODE.json``.

    Raises:
        MisuseError: a collection or a file cannot be read, or there is no such unit.
    """
    found = {past.year: past for past in _from_collections(collection, of)}
    if not of:
        for report in earlier_reports(collection):
            ledger = found.get(report.year)
            found[report.year] = Past(
                report.year,
                report.edition,
                report.values,
                report.complete,
                report.file.name,
                ledger.units if ledger and ledger.edition == report.edition else {},
                ledger.ended if ledger and ledger.edition == report.edition else {},
            )
    elif (prior := collection.folder / "prior" / f"{collection.roster.find(of).code}.json").is_file():
        year = collection.year - 1
        values = load_prior(prior, collection.form, collection.year)
        found[year] = Past(year, collection.edition, values, True, prior.name)
    return [found[year] for year in sorted(found, reverse=True)]


def _from_collections(collection: Collection, of: str) -> list[Past]:
    found: list[Past] = []
    roster, code = collection.roster, collection.roster.find(of).code if of else ""
    while collection.last_year is not None:
        last = Collection.open(collection.last_year)
        passed = continuity(tuple(last.roster), tuple(roster)).predecessors
        before = passed.get(code, ()) if code else ("",)
        if len(before) != 1:
            break  # new, or made of several: no single total to look back to
        with last.ledger(reading_only=True) as ledger:
            rolled = roll_up(take_stock(last, ledger), before[0])
            # Units are told by their codes of the latest year only in the year just before.
            found.append(_past(rolled, passed if not found else {}))
        collection, roster, code = last, last.roster, before[0]
    return found


def _past(rolled: Rollup, passed: Mapping[str, tuple[str, ...]]) -> Past:
    units: dict[str, Figures] = {}
    continued: set[str] = set()
    for code, predecessors in passed.items():
        continued.update(predecessors)
        parts = [rolled.parts[one] for one in predecessors if one in rolled.parts]
        if parts and len(parts) == len(predecessors):
            units[code] = parts[0] if len(parts) == 1 else _sum(rolled.form.items, parts)
    ended = {
        line.unit.name: rolled.parts[line.unit.code]
        for line in rolled.counted
        if passed and line.unit.code not in continued
    }
    collection = rolled.collection
    return Past(
        collection.year,
        collection.edition,
        rolled.values,
        rolled.complete,
        say("past.ledger", year=collection.year),
        units,
        ended,
    )


def _sum(items: Iterable[str], parts: list[Figures]) -> dict[str, Number | None]:
    """Item by item; what one part does not know, the sum does not know."""
    total: dict[str, Number | None] = {}
    for item in items:
        known = [value for part in parts if (value := part.get(item)) is not None]
        total[item] = sum(known, start=0) if len(known) == len(parts) else None
    return total
