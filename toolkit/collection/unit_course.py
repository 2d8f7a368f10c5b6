"""The course of each unit's report: when it came, how often it was returned, for what, when it was mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toolkit.collection.ledger.records import Received, SentBack
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.review.checks import Status


class Arrived(StrEnum):
    """When the first report of a unit came, measured by its deadline."""

    IN_TIME = "in_time"
    LATE = "late"
    OVERDUE = "overdue"
    AWAITED = "awaited"


class Mended(StrEnum):
    """What became of a report that was returned.

    ``decided``: none came after the return; what counts does so by a decision of the office (a correction by
    telephone, a waiver). Returns of files that were withdrawn, or are not the unit's now, are none of it.
    """

    NOT_RETURNED = ""
    IN_TIME = "in_time"
    LATE = "late"
    OPEN = "open"
    DECIDED = "decided"


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault for which reports are returned.

    Attributes:
        code: of the rule.
        title: what the rule calls it; empty where the file or its form is at fault, not its figures.
    """

    code: str
    title: str


@dataclass(frozen=True)
class Course:
    """What happened to the report of one unit that must report.

    Attributes:
        faults: kinds of fault of all its returns, in the order in which they were first found.
        mended_on: when the first accepted report after the last return came; ``None`` where none has.
        mend_days: days it came, or is, over the day given; 0 in time.
    """

    standing: Standing
    arrived: Arrived
    faults: tuple[FaultKind, ...]
    mended: Mended
    mended_on: date | None = None
    mend_days: int = 0

    @property
    def returns(self) -> int:
        """How often it was returned to be mended; a 核实单 is no return."""
        return len(self.standing.returns)


def courses(stock: Snapshot) -> list[Course]:
    """The course of every unit that must report, in the order of the roster."""
    due = (standing for standing in stock.standings if standing.state is not UnitState.EXCLUDED)
    return [_course(stock, standing) for standing in due]


def _course(stock: Snapshot, standing: Standing) -> Course:
    faults = tuple(dict.fromkeys(fault for sent in standing.returns for fault in _faults(stock, sent)))
    return Course(standing, _arrived(standing), faults, *_mended(standing))


def _arrived(standing: Standing) -> Arrived:
    if standing.arrived_on is None:
        return Arrived.OVERDUE if standing.late_days else Arrived.AWAITED
    return Arrived.LATE if standing.late_days else Arrived.IN_TIME


def _faults(stock: Snapshot, sent: SentBack) -> Iterator[FaultKind]:
    """The kinds of fault for which one return was made, as they were found then."""
    checks = stock.collection.form.check_by_key
    for finding in stock.ledger.findings_of(sent.reading):
        if finding.sends_back:
            check = checks.get(finding.check)
            yield FaultKind(finding.code, check.rule.title if check else "")


def _mended(standing: Standing) -> tuple[Mended, date | None, int]:
    if not standing.returns:
        return Mended.NOT_RETURNED, None, 0
    if standing.state is not UnitState.INCLUDED:
        return Mended.OPEN, None, standing.overdue_days
    mended = _mended_by(standing)
    if mended is None:
        return Mended.DECIDED, None, 0
    days = max(0, (mended.arrived_on - standing.not_before(standing.returns[-1].due_on)).days)
    return (Mended.LATE if days else Mended.IN_TIME), mended.arrived_on, days


def _mended_by(standing: Standing) -> Received | None:
    """The first accepted report that came after the last return."""
    last = standing.returns[-1]
    said = [*standing.superseded, *([standing.received] if standing.received else [])]
    aside = (*standing.set_aside, *(file for file, _ in standing.dropped))
    returned = [file.number for file in (*said, *aside) if file.sha256 == last.sha256]
    places = [place for place, file in enumerate(said, start=1) if file.sha256 == last.sha256]
    after = (
        said[places[-1] :] if places else [file for file in said if file.number > max(returned, default=0)]
    )
    accepted = (file for file in after if file.status is Status.ACCEPTED and file.arrived_on >= last.sent_on)
    return next(accepted, None)
