"""催报: whom to remind of what, with a text ready to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toolkit.collection.due_returns import return_due
from toolkit.collection.paper_units import looks
from toolkit.collection.phrases import day
from toolkit.collection.standing import Awaited, Snapshot, Standing
from toolkit.messages import first_of, say, say_of

NAMED = 3
"""Problems that are told in full."""


@dataclass(frozen=True)
class Reminder:
    """One unit to remind.

    Attributes:
        days: days its report is overdue, the first one or mended; 0 while it is not.
        deadline: the one that holds for it now: of the law, or for mending.
        text: Chinese, ready to send.
    """

    standing: Standing
    deadline: date
    days: int
    text: str


def reminders(stock: Snapshot, today: date) -> list[Reminder]:
    """Units from which something is still to come, the longest overdue first."""
    found = (_reminder(stock, standing, today) for standing in stock.standings)
    return sorted((one for one in found if one), key=lambda one: -one.days)


def _reminder(stock: Snapshot, standing: Standing, today: date) -> Reminder | None:
    deadline, collection = standing.answer_by, stock.collection
    if deadline is None:
        return None
    days, kind = standing.overdue_days, _kind(standing)
    unstated = standing.awaited is Awaited.CORRECTION and return_due(stock.ledger, standing)
    text = say_of(
        "reminder.*",
        "failing" if unstated else kind,
        unit=standing.unit.name,
        year=collection.year,
        title=collection.form.title,
        deadline=day(deadline),
        # Nobody is asked for a day that is past.
        ask=day(deadline if deadline >= today else collection.deadlines.mended_by(today)),
        sent=day(_sent_on(standing)),
        count=_count(standing),
        late=say("reminder.late", days=days) if days else "",
        file=f"{collection.stem(standing.unit)}.xlsx",
        contact=collection.contact or say("outbox.no_contact"),
        papers=looks(standing.papers),
        wrong=_wrong(stock, standing) if unstated else "",
    )
    return Reminder(standing, deadline, days, text)


def _kind(standing: Standing) -> str:
    """Which reminder fits; of a unit without a workbook, what else came of it, or may have come."""
    if standing.awaited is not Awaited.REPORT:
        return str(standing.awaited)
    if any(paper.sent for paper in standing.papers):
        return "papers"
    if standing.originals:
        return "original"
    return "unsure" if standing.perhaps else "report"


def _count(standing: Standing) -> int:
    """How many things are to be mended, explained or sent in."""
    match standing.awaited:
        case Awaited.CORRECTION:
            return standing.received.hard if standing.received else 0
        case Awaited.EXPLANATION:
            return standing.queries
    return len(standing.corrections)


def _wrong(stock: Snapshot, standing: Standing) -> str:
    """What is wrong in its file, while no return has told it."""
    found = (finding.message for finding, _ in stock.answered(standing) if finding.sends_back)
    return first_of(found, NAMED, between="")


def _sent_on(standing: Standing) -> date:
    """When the unit was last written to; else when its file, or nothing, came."""
    sent = standing.returns if standing.awaited is Awaited.CORRECTION else standing.asked
    if sent:
        return sent[-1].sent_on
    return standing.received.arrived_on if standing.received else standing.today


def whom(stock: Snapshot, standing: Standing) -> tuple[str, str]:
    """Name and telephone of the person to ask: of the roster, else as the last workbook says."""
    unit = standing.unit
    if (unit.contact and unit.telephone) or standing.received is None:
        return unit.contact, unit.telephone
    stated = stock.contact(standing.received)
    return unit.contact or stated.get("filled_by", ""), unit.telephone or stated.get("telephone", "")
