"""What there is to say of a unit beside its state, in the lists of units."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.collection.ledger.records import ComparedPublication
from toolkit.collection.paper_units import looks
from toolkit.collection.published_comparison import difference_words
from toolkit.collection.standing import Awaited, UnitState
from toolkit.collection.unit_row import UnitRow
from toolkit.messages import say, say_of
from toolkit.messages.code_types import Code


def remarks(row: UnitRow) -> Iterable[str]:
    """Yield remarks on a unit, in Chinese."""
    if row.state is UnitState.EXCLUDED:
        yield say("remark.why", why=row.reason)
    elif row.counting == "reconciled":
        yield say("remark.reconciled")
    if row.awaited is Awaited.CORRECTION and row.overdue_days:
        yield say("remark.overdue", days=row.overdue_days)
    if row.queries:
        yield say("remark.queries", count=row.queries)
    if row.originals:
        yield say("remark.originals", count=len(row.originals))
    yield from _decided(row)
    if row.superseded:
        yield say("remark.superseded", count=len(row.superseded))
    if row.set_aside:
        yield say("remark.set_aside", count=len(row.set_aside))
    if row.withdrawn:
        yield say("remark.withdrawn", count=len(row.withdrawn))
    if row.papers:
        key: Code = "remark.papers.only" if row.state is UnitState.MISSING else "remark.papers"
        yield say(key, papers=looks(row.papers), numbers="、".join(str(p.paper.number) for p in row.papers))
    if row.perhaps and row.state is UnitState.MISSING:
        yield say("remark.perhaps", numbers="、".join(map(str, row.perhaps)))
    if row.changed_since_report:
        yield say("remark.changed")
    if row.published is not None:
        yield published_words(row.published, outdated=row.published_outdated)


def published_words(one: ComparedPublication, *, outdated: bool) -> str:
    """What comparing a unit's published report with its submission came to, in one phrase."""
    told = say_of("publication.result.*", one.result, counts=difference_words(one.differences))
    on = say("publication.on", day=one.published_on) if one.published_on else ""
    again = say("publication.outdated") if outdated else ""
    return f"{told}{on}{again}"


def differs_when_published(row: UnitRow) -> bool:
    """Whether its published report is not the one submitted, or has to be compared again."""
    return row.published is not None and (row.published.result != "same" or row.published_outdated)


def _decided(row: UnitRow) -> Iterable[str]:
    """What people decided about the unit's report."""
    if row.accepted:
        yield say("remark.accepted", who=row.accepted.who, why=row.accepted.why)
    yield from decided_figures(row)
    if row.dropped:
        yield say("remark.dropped", count=len(row.dropped))
    if row.extended:
        day = row.extended.details["due_on"]
        yield say("remark.extended", day=day, who=row.extended.who, why=row.extended.why)


def decided_figures(row: UnitRow) -> Iterable[str]:
    """Yield what people decided about the figures that count: corrections, reports added, rules waived."""
    if row.corrections:
        yield say("remark.corrected", count=len(row.corrections))
    yield from joined_remarks(row)
    for one in row.waivers:
        yield say("remark.waived", rules=one.details["rule"], who=one.who, why=one.why)


def joined_remarks(row: UnitRow) -> Iterable[str]:
    """Yield what was added to the unit's own figures."""
    for file, one in row.joined:
        yield say("remark.joined", name=file.unit_name, receipt=file.number, who=one.who, why=one.why)
