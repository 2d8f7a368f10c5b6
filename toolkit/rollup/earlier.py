"""Earlier years of a total, from collections of earlier years and from files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from toolkit.collection.carried_years import CarriedStock, earlier_collections
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.history import earlier_reports
from toolkit.collection.last_year import merged
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.prior_files import prior_figures
from toolkit.collection.roster import ReportingUnit, Roster, continuity
from toolkit.form.comparability import common_base
from toolkit.messages import say
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.past import Past
from toolkit.rollup.total import RollupResult
from toolkit.rollup.unit_figures import Figures


def earlier_years(collection: CollectionFolder, of: str = "", ledger: Ledger | None = None) -> list[Past]:
    """Return the totals of earlier years, latest first.

    Collections are those copied into the ledger, else followed from each to the year before. Other years
    come from files in ``history/``, for the collecting government alone; a file takes precedence over a
    ledger, because published figures count. Last year's figures of a single unit may also be in ``prior/``.

    Args:
        ledger: of the collection, if it is open.

    Raises:
        MisuseError: a collection or a file cannot be read, or there is no such unit.
    """
    found = {past.year: past for past in _from_collections(collection, ledger, of)}
    if not of:
        for report in earlier_reports(collection):
            past = Past(report.year, report.edition, report.values, report.complete, report.file.name)
            found[report.year] = _with_units(past, found.get(report.year))
    elif given := _prior(collection, collection.roster.find(of)):
        year = collection.year - 1
        values = {item: value for item, value in given[0].items() if value is not None}
        past = Past(year, collection.edition, values, True, given[1])
        found[year] = _with_units(past, found.get(year))
    return [found[year] for year in sorted(found, reverse=True)]


def _with_units(published: Past, recorded: Past | None) -> Past:
    """Return the published total, with the units' figures where a ledger has them in the same items."""
    if recorded is None or not common_base(recorded.edition, published.edition):
        return published
    return replace(published, units=recorded.units, ended=recorded.ended, ended_under=recorded.ended_under)


def _prior(collection: CollectionFolder, unit: ReportingUnit) -> tuple[Figures, str] | None:
    """Return a unit's last year and its file, if its own report is the total in question."""
    given = prior_figures(collection)
    below = any(other.reports for other in collection.roster.below(unit.code))
    if unit.code not in given.figures or (unit.scope != "total" and below):
        return None
    return given.figures[unit.code], given.sources[unit.code]


def _from_collections(collection: CollectionFolder, ledger: Ledger | None, of: str) -> list[Past]:
    found: list[Past] = []
    roster, code = collection.roster, collection.roster.find(of).code if of else ""
    for carried in earlier_collections(collection, ledger):
        stock = CarriedStock(carried)
        last = stock.collection.roster
        passed = continuity(tuple(last), tuple(roster)).predecessors
        before = passed.get(code, ()) if code else ("",)
        if len(before) != 1 or (code and not _covers_the_same(last, before[0], roster, code)):
            break  # new, merged from several, or reported only for itself: no single earlier total
        # Codes of the latest year identify units only in the year just before it.
        found.append(_past(roll_up(stock, before[0]), passed if not found else {}, roster))
        roster, code = last, before[0]
    return found


def _covers_the_same(last: Roster, old: str, roster: Roster, code: str) -> bool:
    """Whether a unit's totals of both years cover the same: a declared total in both, or the unit with all
    units below it."""
    if last.by_code[old].scope == roster.by_code[code].scope:
        return True
    alone, at = (last, old) if last.by_code[old].scope == "own" else (roster, code)
    return any(unit.reports for unit in alone.below(at))


def _past(rolled: RollupResult, passed: Mapping[str, tuple[str, ...]], roster: Roster) -> Past:
    """Return last year's total, its units under this year's codes where their reports cover the same."""
    last = rolled.collection.roster
    units: dict[str, Figures] = {}
    goes_on: dict[str, str] = {}
    for code, predecessors in passed.items():
        goes_on |= dict.fromkeys(predecessors, code)
        if any(last.by_code[old].scope != roster.by_code[code].scope for old in predecessors):
            continue
        parts = [rolled.parts[old] for old in predecessors if old in rolled.parts]
        if parts and len(parts) == len(predecessors):
            units[code] = parts[0] if len(parts) == 1 else merged(parts)
    told = {old for code, predecessors in passed.items() if code in units for old in predecessors}
    apart = [line.unit for line in rolled.counted if passed and line.unit.code not in told]
    under = {
        unit.name: next((goes_on[one] for one in _upwards(last, unit) if one in goes_on), "")
        for unit in apart
    }
    return Past(
        rolled.collection.year,
        rolled.collection.edition,
        {item: value for item, value in rolled.values.items() if value is not None},
        rolled.complete,
        say("past.ledger", year=rolled.collection.year),
        units,
        {unit.name: rolled.parts[unit.code] for unit in apart},
        under,
    )


def _upwards(roster: Roster, unit: ReportingUnit) -> Iterator[str]:
    """Yield the codes of a unit and of those above it, nearest first."""
    yield unit.code
    yield from (above.code for above in roster.ancestors(unit.code))
