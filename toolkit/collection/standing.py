"""Where every unit stands: worked out from the ledger and the roster whenever somebody asks.

Nothing of it is stored, so it cannot disagree with what was received and decided. Of the files of a
unit the last one counts that states its figures for this collection, right or wrong; what cannot be
read, or is of another year, is told and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from toolkit.collection.decisions import Decided
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.last_report import LastReport
from toolkit.collection.ledger.records import ComparedPublication, Decision, Received, SentBack
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.paper_units import PlacedPaper, place_papers
from toolkit.collection.receiving.identification import Identifier
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.unit_answers import UnitAnswers
from toolkit.collection.unit_files import Fallen, fallen, joined, joined_figures, reporting_anew, speaking
from toolkit.findings import Finding
from toolkit.form.evaluation import as_added
from toolkit.form.expression import Number
from toolkit.review.checks import Status
from toolkit.review.verdict import Verdict


class UnitState(StrEnum):
    """Where a unit of the roster stands."""

    INCLUDED = "included"
    RETURNED = "returned"
    MISSING = "missing"
    EXCLUDED = "excluded"


class Awaited(StrEnum):
    """What is still to come from a unit, by which it is reminded.

    ``report``: its first. ``correction``: what was returned, mended. ``explanation``: reasons for queries;
    its figures stand. ``confirmation``: a workbook with the figures it corrected by telephone.
    """

    NOTHING = ""
    REPORT = "report"
    CORRECTION = "correction"
    EXPLANATION = "explanation"
    CONFIRMATION = "confirmation"


@dataclass(slots=True)
class Standing:
    """A unit and what there is of it.

    What is late, returned, accepted and open is defined here, and nowhere else.

    Attributes:
        today: the day for which lateness is told.
        mending: days a unit has to answer.
        received: the file that counts; ``None`` while nothing speaks for the unit and nothing failed to.
        originals: files of ours that came back as they went out; they say nothing.
        joined: reports of units that became part of it, added to its own, each with the decision.
        dropped: reports that do not count since units became one: theirs, and its own from before.
        superseded: files that counted before, oldest first.
        set_aside: files that never speak (unreadable, of another year …), oldest first.
        withdrawn: files a person took out.
        accepted: the decision to let open queries stand.
        excluded: the decision to leave the unit out.
        corrections: corrections of figures in the file that counts, by telephone, in force.
        waivers: decisions to let failures of rules stand for this unit.
        extended: the decision on its deadline.
        due: by when it must report.
        arrived_on: when the first file that speaks came; ``None`` while none has come.
        late_days: days it came after ``due``; while none has come, days since.
        sent_back: all returns and questions, oldest first, those of files that are not its own now included.
        papers: what else it sent: texts, scans, mails; in the order of arrival.
        perhaps: numbers of files that may be its own, until somebody says whose they are.
        published: its published report, compared last.
        changed_since_report: another file counts now than in the reports last written, or it reads otherwise.
    """

    unit: ReportingUnit
    state: UnitState
    due: date
    today: date = date.min
    mending: timedelta = timedelta(0)
    received: Received | None = None
    originals: tuple[Received, ...] = ()
    joined: tuple[tuple[Received, Decision], ...] = ()
    dropped: tuple[tuple[Received, Decision], ...] = ()
    superseded: tuple[Received, ...] = ()
    set_aside: tuple[Received, ...] = ()
    withdrawn: tuple[Received, ...] = ()
    accepted: Decision | None = None
    excluded: Decision | None = None
    corrections: tuple[Decision, ...] = ()
    waivers: tuple[Decision, ...] = ()
    extended: Decision | None = None
    arrived_on: date | None = None
    late_days: int = 0
    sent_back: tuple[SentBack, ...] = ()
    papers: tuple[PlacedPaper, ...] = ()
    perhaps: tuple[int, ...] = ()
    changed_since_report: bool = False
    published: ComparedPublication | None = None

    @property
    def queries(self) -> int:
        """Soft findings nobody has answered: neither the unit by a reason nor the office by a decision."""
        counts = self.state is UnitState.INCLUDED and self.received is not None and self.accepted is None
        return self.received.queries if counts and self.received else 0

    @property
    def joined_anew(self) -> list[tuple[Received, Decision]]:
        """Reports that are still added to its own, though it reported again after that was decided."""
        if self.received is None:
            return []
        return [(f, one) for f, one in self.joined if self.received.number > int(one.details["after"])]

    @property
    def returns(self) -> list[SentBack]:
        """What went back to be mended, oldest first."""
        return [one for one in self._own_returns if not one.asks_only]

    @property
    def asked(self) -> list[SentBack]:
        """What went back to be explained only, oldest first."""
        return [one for one in self._own_returns if one.asks_only]

    @property
    def _own_returns(self) -> list[SentBack]:
        """Those of files that are its own now: not withdrawn, not taken for another unit's."""
        own = (self.received, *self.superseded, *self.set_aside, *(file for file, _ in self.dropped))
        return [one for one in self.sent_back if any(file and file.sha256 == one.sha256 for file in own)]

    @property
    def awaited(self) -> Awaited:
        """What is still to come."""
        if self.state is UnitState.MISSING:
            return Awaited.REPORT
        if self.state is UnitState.RETURNED:
            return Awaited.CORRECTION
        if self.queries:
            return Awaited.EXPLANATION
        included = self.state is UnitState.INCLUDED
        return Awaited.CONFIRMATION if included and self.corrections else Awaited.NOTHING

    @property
    def answer_by(self) -> date | None:
        """By when it is to come: the deadline, what the last return says, or a later day of the office's."""
        match self.awaited:
            case Awaited.NOTHING:
                return None
            case Awaited.REPORT:
                return self.due
            case Awaited.CONFIRMATION:
                decided = max(datetime.fromisoformat(one.decided_at).date() for one in self.corrections)
                return decided + self.mending
        own = [one for one in self.sent_back if self.received and one.sha256 == self.received.sha256]
        last = (own or (self.returns if self.awaited is Awaited.CORRECTION else self.asked))[-1:]
        return self.not_before(last[0].due_on if last else self.today + self.mending)

    def not_before(self, by: date) -> date:
        """A day to answer by; a longer deadline that the office gave holds."""
        return max(by, self.due) if self.extended else by

    @property
    def overdue_days(self) -> int:
        """Days since its report should have come, the first one or mended; 0 while there is time."""
        by = self.answer_by if self.awaited in (Awaited.REPORT, Awaited.CORRECTION) else None
        return 0 if by is None else max(0, (self.today - by).days)

    @property
    def late(self) -> bool:
        """Whether its report came late, or is overdue now, as a first one or mended."""
        return self.late_days > 0 or self.overdue_days > 0

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
        originals: files of ours that came back as they went out, whoever sent them.
        fallen: units that reported and are not in the roster any more, while nobody has said what becomes of
            their reports.
        reported_at: when reports were last written, ``""`` for never.
        head: last head of the ledger's chain when the stock was taken.
        papers: every received file that is no workbook, in the order of arrival.
    """

    collection: CollectionFolder
    ledger: Ledger
    standings: list[Standing]
    unidentified: list[Received]
    waiting: list[Received]
    originals: list[Received] = field(default_factory=list)
    fallen: list[Fallen] = field(default_factory=list)
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
        """Every unit that must report is included, and no report fell out with its unit."""
        lacking = self.count(UnitState.MISSING) or self.count(UnitState.RETURNED)
        return not lacking and not any(one.passed for one in self.fallen)

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
        found = [(finding, finding.reason or accepted) for finding in self.ledger.findings(standing.received)]
        for file, _ in standing.joined:
            found += [(finding, finding.reason) for finding in self.ledger.findings(file)]
        return [
            (finding, answer) for finding, answer in found if finding.sends_back or finding.severity == "soft"
        ]

    def values(self, standing: Standing) -> Mapping[str, Number | None]:
        """The figures that count for a unit: of its file, or the sum with reports that were joined to it."""
        assert standing.received is not None
        own = self.ledger.verdict(standing.received)
        if not standing.joined:
            return own.values
        form, reports = self.collection.form, [own, *(self.ledger.verdict(f) for f, _ in standing.joined)]
        parts = [as_added(form, report.values, report.not_applicable) for report in reports]
        absent = self.answers(standing).not_applicable
        found = joined_figures(form, parts)
        return {item: None if item in absent else value for item, value in found.items()}

    def answers(self, standing: Standing) -> UnitAnswers:
        """What the file that counts says beside figures; nothing where the form asks for no such thing.

        Of reports that were joined to it, a figure does not apply where it does to none of them.
        """
        form = self.collection.form
        if standing.received is None or not (form.stated or form.exempt):
            return UnitAnswers()
        own = self.ledger.verdict(standing.received)
        others = (self.ledger.verdict(file).not_applicable for file, _ in standing.joined)
        return UnitAnswers(own.stated, own.not_applicable.intersection(*others))


def take_stock(collection: CollectionFolder, ledger: Ledger, on: date | None = None) -> Snapshot:
    """Where every unit stands, by the readings in the ledger.

    Args:
        on: the day for which lateness is told; today by default.
    """
    today = on or date.today()
    decided = Decided(ledger.decisions())
    files: dict[str, list[Received]] = {}
    ours: dict[str, list[Received]] = {}
    unidentified, waiting, originals = [], [], []
    known = {unit.code for unit in collection.roster}
    for received in ledger.received():
        if received.own is not None:
            originals.append(received)
            ours.setdefault(received.own[1], []).append(received)
        elif received.reading is None:
            waiting.append(received)
        elif received.match.unit in known or received.issued_here:
            files.setdefault(received.match.unit, []).append(received)
        elif received.sha256 not in decided.withdrawn:
            unidentified.append(received)
    last = LastReport(ledger, files, decided)
    returns, published = ledger.sent_back(), ledger.publications()
    standings = []
    for unit in collection.roster:
        standing = _standing(collection, unit, files, decided, today)
        standing.sent_back = tuple(returns.get(unit.code, ()))
        standing.published = published.get(unit.code)
        standing.originals = tuple(ours.get(unit.code, ()))
        standing.changed_since_report = bool(last.at) and _changed(last, standing)
        standings.append(standing)
    everything = [*(file for found in files.values() for file in found), *unidentified]
    own = ledger.own_output()
    sent = [paper for paper in ledger.papers() if paper.sha256 not in own]
    papers = place_papers(sent, everything, identifier_of(collection, decided), decided) if sent else []
    gone = fallen(collection.roster, files, decided)
    stock = Snapshot(
        collection, ledger, standings, unidentified, waiting, originals, gone, last.at, ledger.head, papers
    )
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
    """Give every unit its papers, and the numbers of what may be its own. What is its report is no paper."""
    reports = {file.sha256 for one in stock.standings for file in (one.received, *one.superseded) if file}
    stock.papers = [paper for paper in stock.papers if paper.paper.sha256 not in reports]
    for paper in stock.papers:
        if paper.unit in stock.by_code:
            stock.by_code[paper.unit].papers += (paper,)
    asked = [(paper.paper.number, paper.candidates) for paper in stock.unplaced]
    for number, candidates in (*asked, *((f.number, f.match.candidates) for f in stock.unidentified)):
        for code in candidates:
            if code in stock.by_code:
                stock.by_code[code].perhaps += (number,)


def _standing(
    collection: CollectionFolder,
    unit: ReportingUnit,
    all_files: Mapping[str, Sequence[Received]],
    decided: Decided,
    today: date,
) -> Standing:
    files = all_files.get(unit.code, ())
    due = decided.due(unit.code, collection.deadlines.of(unit))
    mending = timedelta(days=collection.deadlines.resubmit_days)
    standing = Standing(unit, UnitState.MISSING, due, today, mending)
    standing.extended = decided.extended.get(unit.code)
    standing.waivers = tuple(decided.waived.get(unit.code, {}).values())
    standing.excluded = decided.excluded.get(unit.code)
    standing.withdrawn = tuple(file for file in files if file.sha256 in decided.withdrawn)
    said = speaking(files, decided)
    standing.joined, standing.dropped = joined(unit.code, all_files, collection.roster, decided)
    if anew := reporting_anew(unit.code, collection.roster, decided):
        last = int(anew.details["after"])
        standing.dropped += tuple((file, anew) for file in said if file.number <= last)
        said = [file for file in said if file.number > last]
    silent = [file for file in files if not file.speaks and file not in standing.withdrawn]
    if said:
        standing.received, standing.superseded = said[-1], tuple(said[:-1])
    elif silent:
        # Nothing better came: the unit is to hear of what it did send.
        standing.received = silent.pop()
    standing.set_aside = tuple(silent)
    if standing.received is not None:
        standing.corrections = tuple(decided.corrected.get(standing.received.sha256, {}).values())
    if not unit.reports or standing.excluded:
        standing.state = UnitState.EXCLUDED
        return standing
    if standing.received is not None:
        accepted = standing.received.status is Status.ACCEPTED
        standing.state = UnitState.INCLUDED if accepted else UnitState.RETURNED
        standing.accepted = decided.accepted.get(standing.received.sha256)
    standing.arrived_on = min((file.arrived_on for file in said), default=None)
    standing.late_days = max(0, ((standing.arrived_on or today) - standing.due).days)
    return standing


def _changed(last: LastReport, standing: Standing) -> bool:
    """Whether a unit would enter the reports with another file or other figures than it did."""
    reported, received = last.units.get(standing.unit.code), standing.received
    was = reported is not None and reported.state == UnitState.INCLUDED
    if reported is None or received is None or not was or standing.state is not UnitState.INCLUDED:
        return was is not (standing.state is UnitState.INCLUDED)
    return not last.holds(reported, received, standing.joined)
