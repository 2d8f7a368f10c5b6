"""催报: whom to remind of what, with a text ready to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toolkit.collection.paper_units import looks
from toolkit.collection.phrases import day
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.messages import say, say_of


@dataclass(frozen=True)
class Reminder:
    """One unit to remind.

    Attributes:
        days: days over the deadline that holds for it now; 0 while it is not.
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
    deadline = standing.due
    if standing.state is UnitState.MISSING:
        key, count, sent = _missing(standing), 0, ""
    elif standing.state is UnitState.RETURNED or standing.queries:
        key = "returned" if standing.state is UnitState.RETURNED else "queries"
        assert standing.received is not None
        count = standing.received.hard if key == "returned" else standing.queries
        sent = day(standing.received.arrived_on)
        if standing.sent_back:
            deadline, sent = standing.sent_back[-1].due_on, day(standing.sent_back[-1].sent_on)
    else:
        return None
    days = max(0, (today - deadline).days)
    collection = stock.collection
    text = say_of(
        "reminder.*",
        key,
        unit=standing.unit.name,
        year=collection.year,
        title=collection.form.title,
        deadline=day(deadline),
        sent=sent,
        count=count,
        late=say("reminder.late", days=days) if days else "",
        file=f"{collection.stem(standing.unit)}.xlsx",
        contact=collection.contact or say("outbox.no_contact"),
        papers=looks(standing.papers),
    )
    return Reminder(standing, deadline, days, text)


def _missing(standing: Standing) -> str:
    """Whether nothing came of a unit without a workbook, or something else, or what may be its own."""
    if any(paper.sent for paper in standing.papers):
        return "papers"
    return "unsure" if standing.perhaps else "missing"


def whom(stock: Snapshot, standing: Standing) -> tuple[str, str]:
    """Name and telephone of the person to ask: of the roster, else as the last workbook says."""
    unit = standing.unit
    if (unit.contact and unit.telephone) or standing.received is None:
        return unit.contact, unit.telephone
    stated = stock.contact(standing.received)
    return unit.contact or stated.get("filled_by", ""), unit.telephone or stated.get("telephone", "")
