"""Where every unit stands: worked out from the ledger and the roster whenever somebody asks.

Nothing of it is stored, so it cannot disagree with what was received and decided. Of the files of a
unit the last one counts that states its figures for this collection, right or wrong; what cannot be
read, or is of another year, is told and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from toolkit.collection.decisions import Decided
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.records import Decision, Received, Reported, SentBack
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.paper_units import PlacedPaper, place_papers
from toolkit.collection.receiving.identification import Identifier
from toolkit.collection.roster import ReportingUnit
from toolkit.findings import Finding
from toolkit.form.expression import Number
from toolkit.review.checks import Status
from toolkit.review.verdict import Verdict


class UnitState(StrEnum):
    """Where a unit of the roster stands."""

    INCLUDED = "included"
    RETURNED = "returned"
    MISSING = "missing"
    EXCLUDED = "excluded"


@dataclass
class Standing:
    """A unit and what there is of it.

    Attributes:
        received: the file that counts; ``None`` while nothing speaks for the unit and nothing failed to.
        superseded: files that counted before, oldest first.
        set_aside: files that never speak (unreadable, of another year …), oldest first.
        withdrawn: files a person took out.
        accepted: the decision to let open queries stand.
        excluded: the decision to leave the unit out.
        due: by when it must report.
        late_days: days the first file that speaks came after ``due``, or the unit is overdue; else 0.
        sent_back: its returns, oldest first.
        papers: what else it sent: texts, scans, mails; in the order of arrival.
        perhaps: numbers of files that may be its own, until somebody says whose they are.
        changed_since_report: another file counts now than in the reports last written, or it reads otherwise.
    """

    unit: ReportingUnit
    state: UnitState
    due: date
    received: Received | None = None
    superseded: list[Received] = field(default_factory=list)
    set_aside: list[Received] = field(default_factory=list)
    withdrawn: list[Received] = field(default_factory=list)
    accepted: Decision | None = None
    excluded: Decision | None = None
    late_days: int = 0
    sent_back: list[SentBack] = field(default_factory=list)
    papers: list[PlacedPaper] = field(default_factory=list)
    perhaps: list[int] = field(default_factory=list)
    changed_since_report: bool = False

    @property
    def queries(self) -> int:
        """Soft findings nobody has answered: neither the unit by a reason nor the office by a decision."""
        counts = self.state is UnitState.INCLUDED and self.received is not None and self.accepted is None
        return self.received.queries if counts and self.received else 0

    @property
    def why(self) -> str:
        """Why the unit is left out."""
        return self.excluded.why if self.excluded else self.unit.reason


@dataclass
class Snapshot:
    """A collection as it stands.

    Attributes:
        standings: one for each unit of the roster, in its order.
        unidentified: files that belong to no unit of the roster as far as anybody has said.
        waiting: files in the ledger that were not read yet.
        reported_at: when reports were last written, ``""`` for never.
        head: last head of the ledger's chain when the stock was taken.
        papers: every received file that is no workbook, in the order of arrival.
    """

    collection: CollectionFolder
    ledger: Ledger
    standings: list[Standing]
    unidentified: list[Received]
    waiting: list[Received]
    reported_at: str = ""
    head: str = ""
    papers: list[PlacedPaper] = field(default_factory=list)

    @property
    def unplaced(self) -> list[PlacedPaper]:
        """Papers that somebody has to say the unit of."""
        return [paper for paper in self.papers if paper.asked]

    def count(self, state: UnitState) -> int:
        return sum(standing.state is state for standing in self.standings)

    @property
    def complete(self) -> bool:
        """Every unit that must report is included."""
        return not self.count(UnitState.MISSING) and not self.count(UnitState.RETURNED)

    def standing(self, code: str) -> Standing:
        """Where one unit stands; ``KeyError`` where the roster does not know it."""
        return self.by_code[code]

    def __post_init__(self) -> None:
        self.by_code: Mapping[str, Standing] = {standing.unit.code: standing for standing in self.standings}

    def verdict(self, received: Received) -> Verdict:
        """The last reading of a file, with figures, texts and findings."""
        return self.ledger.verdict(received)

    def contact(self, received: Received) -> Mapping[str, str]:
        """Who filled a file in (填报人, 联系电话, 审核人)."""
        return self.ledger.contact(received)

    def answered(self, standing: Standing) -> list[tuple[Finding, str]]:
        """What must be mended or explained in the file that counts, each with the answer given to it."""
        if standing.received is None or not standing.received.reading:
            return []
        accepted = standing.accepted.why if standing.accepted else ""
        found = self.ledger.findings(standing.received)
        return [
            (finding, finding.reason or accepted)
            for finding in found
            if finding.sends_back or finding.severity == "soft"
        ]

    def values(self, standing: Standing) -> Mapping[str, Number | None]:
        """The figures of the file that counts."""
        assert standing.received is not None
        return self.ledger.verdict(standing.received).values


def take_stock(collection: CollectionFolder, ledger: Ledger, on: date | None = None) -> Snapshot:
    """Where every unit stands, by the readings in the ledger.

    Args:
        on: the day for which lateness is told; today by default.
    """
    today = on or date.today()
    decided = Decided(ledger.decisions())
    files: dict[str, list[Received]] = {}
    unidentified, waiting = [], []
    known = {unit.code for unit in collection.roster}
    for received in ledger.received():
        if received.reading is None:
            waiting.append(received)
        elif received.match.unit in known:
            files.setdefault(received.match.unit, []).append(received)
        elif received.sha256 not in decided.withdrawn:
            unidentified.append(received)
    last = ledger.last_report()
    returns = ledger.sent_back()
    standings = []
    for unit in collection.roster:
        standing = _standing(collection, unit, files.get(unit.code, []), decided, today)
        standing.sent_back = returns.get(unit.code, [])
        if last is not None:
            standing.changed_since_report = _changed(ledger, standing, last[1].get(unit.code))
        standings.append(standing)
    at = last[0] if last else ""
    everything = [*(file for found in files.values() for file in found), *unidentified]
    papers = place_papers(ledger.papers(), everything, identifier_of(collection, decided), decided)
    stock = Snapshot(collection, ledger, standings, unidentified, waiting, at, ledger.head, papers)
    _hand_out(stock)
    return stock


def identifier_of(collection: CollectionFolder, decided: Decided) -> Identifier:
    """Who can be matched with what: the roster, and what people said of single files."""
    return Identifier(
        collection.roster,
        city=collection.city,
        year=collection.year,
        edition=collection.edition,
        decided={sha256: decision.unit for sha256, decision in decided.identified.items()},
    )


def _hand_out(stock: Snapshot) -> None:
    """Give every unit its papers, and the numbers of what may be its own."""
    for paper in stock.papers:
        if paper.unit in stock.by_code:
            stock.by_code[paper.unit].papers.append(paper)
    asked = [(paper.paper.number, paper.candidates) for paper in stock.unplaced]
    for number, candidates in (*asked, *((f.number, f.match.candidates) for f in stock.unidentified)):
        for code in candidates:
            if code in stock.by_code:
                stock.by_code[code].perhaps.append(number)


def _standing(
    collection: CollectionFolder,
    unit: ReportingUnit,
    files: Sequence[Received],
    decided: Decided,
    today: date,
) -> Standing:
    standing = Standing(unit, UnitState.MISSING, collection.deadlines.of(unit))
    standing.excluded = decided.excluded.get(unit.code)
    standing.withdrawn = [file for file in files if file.sha256 in decided.withdrawn]
    speaking = list(_speaking(files, decided))
    standing.set_aside = [file for file in files if not file.speaks and file not in standing.withdrawn]
    if speaking:
        standing.received, standing.superseded = speaking[-1], speaking[:-1]
    elif standing.set_aside:
        # Nothing better came: the unit is to hear of what it did send.
        standing.received = standing.set_aside.pop()
    if not unit.reports or standing.excluded:
        standing.state = UnitState.EXCLUDED
        return standing
    if standing.received is not None:
        accepted = standing.received.status is Status.ACCEPTED
        standing.state = UnitState.INCLUDED if accepted else UnitState.RETURNED
        standing.accepted = decided.accepted.get(standing.received.sha256)
    arrived = min((file.arrived_on for file in speaking), default=today)
    standing.late_days = max(0, (arrived - standing.due).days)
    return standing


def _changed(ledger: Ledger, standing: Standing, reported: Reported | None) -> bool:
    """Whether a unit would enter the reports with other figures than it did."""
    was = reported is not None and reported.state == UnitState.INCLUDED
    if not was or standing.state is not UnitState.INCLUDED:
        return was is not (standing.state is UnitState.INCLUDED)
    assert reported is not None and standing.received is not None
    return reported.sha256 != standing.received.sha256 or not ledger.same_figures(
        reported.reading, standing.received.reading
    )


def _speaking(files: Iterable[Received], decided: Decided) -> Iterator[Received]:
    return (file for file in files if file.speaks and file.sha256 not in decided.withdrawn)
