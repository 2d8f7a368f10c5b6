"""One unit and its state as plain data: what every list of units is made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.records import ComparedPublication, Decision, Received, SentBack
from toolkit.collection.paper_units import PlacedPaper
from toolkit.collection.standing import Awaited, Snapshot, Standing, UnitState


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitRow:
    """One unit of the roster and its state.

    Attributes:
        kind: id, such as *department*.
        kind_label: what the edition calls that kind.
        parent: code of the unit above, empty directly under the collecting government.
        parent_name: its name, or empty.
        counting: *counted*, *reconciled* or *excluded*.
        counted_as: *own* or *total*.
        reason: why the unit is excluded.
        deadline: by when it must report.
        late_days: days its first file came after the deadline; while none has come, days since; else 0.
        awaited: what is still to come.
        answer_by: by when; ``None`` where nothing is awaited.
        overdue_days: of a report, the first one or mended: days since then; 0 while there is time.
        late: its report came late, or is overdue now, as a first one or mended.
        receipt, file, sha256, received_on: of the file that counts; ``None`` without one.
        hard: findings in it that send it back; ``None`` without a file.
        queries: soft findings nobody has answered.
        returns: what went back to be mended, oldest first.
        asked: what went back to be explained only, oldest first; no return in any count.
        originals: files of ours that it sent back as they were.
        accepted: the decision to accept open queries.
        corrections: of figures in the file that counts, by telephone.
        waivers: decisions to let failures of rules stand.
        extended: the decision on its deadline.
        joined: reports of units that became part of it, added to its own, each with the decision.
        joined_anew: those decisions after which it reported again.
        dropped: reports that do not count since units became one.
        superseded, set_aside, withdrawn: files that do not count, oldest first.
        papers: what else it sent, envelopes left out, in the order of arrival.
        perhaps: numbers of received files that may be its own.
        changed_since_report: its figures are not those of the reports last written.
        published: its published report as it was compared last; ``None`` where none was.
        published_outdated: another file counts now than the one it was compared with.
    """

    code: str
    name: str
    kind: str
    kind_label: str
    parent: str
    parent_name: str
    counting: str
    counted_as: str
    state: UnitState
    reason: str
    deadline: date
    late_days: int
    awaited: Awaited
    answer_by: date | None
    overdue_days: int
    late: bool
    receipt: int | None
    file: str | None
    sha256: str | None
    received_on: date | None
    hard: int | None
    queries: int
    returns: tuple[SentBack, ...]
    asked: tuple[SentBack, ...]
    originals: tuple[Received, ...]
    accepted: Decision | None
    corrections: tuple[Decision, ...]
    waivers: tuple[Decision, ...]
    extended: Decision | None
    joined: tuple[tuple[Received, Decision], ...]
    joined_anew: tuple[Decision, ...]
    dropped: tuple[tuple[Received, Decision], ...]
    superseded: tuple[Received, ...]
    set_aside: tuple[Received, ...]
    withdrawn: tuple[Received, ...]
    papers: tuple[PlacedPaper, ...]
    perhaps: tuple[int, ...]
    changed_since_report: bool
    published: ComparedPublication | None
    published_outdated: bool

    @property
    def correct_by(self) -> date | None:
        """Until when the unit is to correct what was returned; ``None`` where nothing is."""
        return self.answer_by if self.awaited is Awaited.CORRECTION else None


def unit_row(collection: CollectionFolder, standing: Standing) -> UnitRow:
    """The row of one unit."""
    unit, received = standing.unit, standing.received
    above = collection.roster.by_code.get(unit.parent)
    return UnitRow(
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        kind_label=collection.form.unit_kinds.label(unit.kind),
        parent=unit.parent,
        parent_name=above.name if above else "",
        counting=unit.counting,
        counted_as=unit.counted_as,
        state=standing.state,
        reason=standing.why,
        deadline=standing.due,
        late_days=standing.late_days,
        awaited=standing.awaited,
        answer_by=standing.answer_by,
        overdue_days=standing.overdue_days,
        late=standing.late,
        receipt=received.number if received else None,
        file=received.name if received else None,
        sha256=received.sha256 if received else None,
        received_on=received.arrived_on if received else None,
        hard=received.hard if received else None,
        queries=standing.queries,
        returns=tuple(standing.returns),
        asked=tuple(standing.asked),
        originals=tuple(standing.originals),
        accepted=standing.accepted,
        corrections=standing.corrections,
        waivers=standing.waivers,
        extended=standing.extended,
        joined=tuple(standing.joined),
        joined_anew=tuple(one for _, one in standing.joined_anew),
        dropped=tuple(standing.dropped),
        superseded=tuple(standing.superseded),
        set_aside=tuple(standing.set_aside),
        withdrawn=tuple(standing.withdrawn),
        papers=tuple(paper for paper in standing.papers if paper.sent),
        perhaps=tuple(standing.perhaps),
        changed_since_report=standing.changed_since_report,
        published=standing.published,
        published_outdated=standing.published is not None
        and (received is None or standing.published.reading != received.reading),
    )


def unit_rows(stock: Snapshot) -> Iterator[UnitRow]:
    """A row for each unit, in the order of ``stock.standings``."""
    return (unit_row(stock.collection, standing) for standing in stock.standings)
