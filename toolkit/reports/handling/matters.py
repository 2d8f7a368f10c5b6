"""What the office has to decide, one matter each, with the decisions that are possible for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from toolkit.collection.adoption import adoptable
from toolkit.collection.carried_years import changed_since
from toolkit.collection.decision_lines import decision_lines
from toolkit.collection.decisions import Decided
from toolkit.collection.ledger.records import Decision, DecisionKind, Received
from toolkit.collection.open_questions import called_otherwise, renamed
from toolkit.collection.paper_units import PlacedPaper
from toolkit.collection.phrases import day
from toolkit.collection.receiving.rulings import rule_may_be_waived
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.findings import Finding
from toolkit.form.model import Form
from toolkit.messages import first_of, say, say_of
from toolkit.messages.code_types import Code
from toolkit.reports.problem_list import short_words
from toolkit.rollup.fallen_words import fallen_details
from toolkit.rollup.twins import twins

NAMED = 3
"""Findings of a unit that its matter names; the sheet 问题 has all."""


class MatterKind(StrEnum):
    """What a matter is about; messages ``handling.kind.…``."""

    UNIDENTIFIED = "unidentified"
    PAPER = "paper"
    FALLEN = "fallen"
    JOINED = "joined"
    RENAMED = "renamed"
    CALLED = "called"
    TWINS = "twins"
    LAST_YEAR = "last_year"
    QUERIES = "queries"
    WAIVER = "waiver"
    RETURNED = "returned"
    PUBLISHED = "published"
    OVERDUE = "overdue"
    FREE = "free"
    DECIDED = "decided"


class Choice(StrEnum):
    """A decision as it is chosen in the sheet: a kind of decision, and what it says beside its kind."""

    ACCEPT = "accept"
    EXCLUDE = "exclude"
    IDENTIFY = "identify"
    WITHDRAW = "withdraw"
    TEXT = "attach.text"
    SEAL = "attach.seal"
    CORRECT = "correct"
    WAIVE = "waive"
    EXTEND = "extend"
    ADOPT = "adopt"
    BOTH = "merge.both"
    ONE = "merge.one"
    NEW = "merge.new"
    LAST_YEAR = "last_year"
    UNDO = "undo"

    @property
    def kind(self) -> DecisionKind:
        """The kind of decision it comes to."""
        return self.value.partition(".")[0]  # type: ignore[return-value]

    @property
    def option(self) -> str:
        """What it says beside its kind: what a paper is, what becomes of two reports; else empty."""
        return self.value.partition(".")[2]

    @property
    def word(self) -> str:
        """As the list in the sheet offers it."""
        word = say_of("decision.*", self.kind)
        if self.kind == "attach":
            return say("handling.choice.attach", look=say_of("paper.look.*", self.option))
        if self.kind == "merge":
            return say("handling.choice.merge", word=word, how=say_of("merged.*", self.option))
        return word


MERGERS = (Choice.BOTH, Choice.ONE, Choice.NEW)
OF_A_UNIT = frozenset({Choice.IDENTIFY, Choice.TEXT, Choice.SEAL, Choice.ADOPT, *MERGERS})
"""Choices that say which unit something belongs to."""


@dataclass(frozen=True)
class Matter:
    """Something to be decided, or a decision that may be undone.

    Attributes:
        unit: code of the unit it is about; empty where that is the question, or it is about none.
        name: of the unit, or the name that the report of a unit of no roster states.
        receipt: number of the file; 0 for none.
        target: what a choice is applied to beside unit and file: a rule, a code, a number of a decision.
        words: Chinese, what there is to decide; wrong: why a file cannot be read; maybe: whose it may be.
        facts: what the choice rests on, as text; a choice made for other facts is not carried out.
        choices: what can be decided; none where the roster has to be changed instead.
        candidates: codes of units, or numbers of files, among which the column 值 offers to choose.
        done: Chinese, what became of a decision; empty for what is open.
    """

    kind: MatterKind
    unit: str = ""
    name: str = ""
    receipt: int = 0
    target: str = ""
    words: str = ""
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
    choices: tuple[Choice, ...] = ()
    candidates: tuple[str, ...] = ()
    done: str = ""
    wrong: tuple[str, ...] = ()
    maybe: str = ""

    @property
    def told(self) -> str:
        """All of it as one text."""
        return "".join((self.words, *self.wrong, self.maybe))

    @property
    def identity(self) -> tuple[str, str, str]:
        """By which it is known from one run to the next."""
        return str(self.kind), self.unit, self.target


def open_matters(stock: Snapshot) -> list[Matter]:
    """Return what is to be decided, files of nobody first, units in the order of the roster."""
    return [*unclaimed_matters(stock), *_of_units(stock)]


def unclaimed_matters(stock: Snapshot) -> list[Matter]:
    """Return what no unit's own state is about: files of nobody, and what came of changes of the roster."""
    return [
        *(_unidentified(stock, file) for file in stock.unidentified),
        *_papers(stock),
        *_fallen(stock),
        *_joined(stock),
        *_renamed(stock),
        *_called(stock),
        *_twins(stock),
        *_last_year(stock),
    ]


def decided_matters(stock: Snapshot) -> list[Matter]:
    """Return every decision, the last first; those in force may be undone."""
    form, decisions = stock.collection.form, stock.ledger.decisions()
    decided = Decided(decisions)
    undoing = {one.undoes: one for one in decisions if one.kind == "undo" and decided.holds(one)}
    found = []
    for line, one in zip(decision_lines(form, stock.ledger, decisions), decisions, strict=True):
        kind, details = line.kind, f"（{line.details}）" if line.details else ""
        if one.undoes:
            kind, details = line.details, ""
        words = say(
            "handling.decided", number=one.number, kind=kind, details=details, who=line.who, when=line.when,
            why=line.why,
        )  # fmt: skip
        undo = undoing.get(one.number)
        done = say("handling.undone" if undo else "handling.recorded", number=(undo or one).number)
        name = _name(stock, one.unit) or line.name
        found.append(
            Matter(
                MatterKind.DECIDED, one.unit, name, line.receipt or 0, str(one.number),
                words, choices=(Choice.UNDO,) if line.holds else (), done=done,
            )
        )  # fmt: skip
    return found[::-1]


def _name(stock: Snapshot, code: str) -> str:
    return stock.by_code[code].unit.name if code in stock.by_code else ""


# --- files -------------------------------------------------------------------------------------


def _unidentified(stock: Snapshot, file: Received) -> Matter:
    stated = file.identity.unit.name if file.identity else ""
    kind = say_of("file.*", file.match.outcome)
    # What is wrong on every sheet is told of the first.
    findings = [one for one in stock.ledger.findings(file) if one.sends_back]
    code: Code = "collect.unidentified.stated" if stated else "collect.unidentified"
    words = say(code, number=file.number, file=file.name, kind=kind, stated=stated)
    return Matter(
        MatterKind.UNIDENTIFIED, "", "", file.number, file.sha256, words,
        choices=(Choice.IDENTIFY, Choice.WITHDRAW), candidates=file.match.candidates,
        wrong=tuple({(one.wrong, one.remedy): one.message for one in findings[::-1]}.values())[::-1],
        maybe=_candidates(stock, file.match.candidates),
    )  # fmt: skip


def _called(stock: Snapshot) -> Iterator[Matter]:
    for one in called_otherwise(stock):
        yield Matter(
            MatterKind.CALLED, one.unit.code, one.unit.name, one.received.number, one.received.sha256,
            one.words(stock.collection.folder), choices=(Choice.WITHDRAW,),
        )  # fmt: skip


def _papers(stock: Snapshot) -> Iterator[Matter]:
    """Yield papers of nobody; those of one mail or archive together, as they are attached."""
    names = {paper.paper.number: paper.paper for paper in stock.papers}
    asked = sorted(stock.unplaced, key=lambda paper: (_of_envelope(paper), paper.paper.number))
    for number, group in groupby(asked, key=_of_envelope):
        papers = list(group)
        first = papers[0]
        if len(papers) == 1:
            look = say_of("paper.look.*", first.look)
            paper = first.paper
            words = say("collect.unplaced", number=paper.number, file=paper.name, look=look)
        else:
            paper = names[number]
            numbers = "、".join(str(one.paper.number) for one in papers)
            words = say("collect.unplaced.packed", number=number, file=paper.name, numbers=numbers)
        codes = tuple(dict.fromkeys(code for one in papers for code in one.candidates))
        yield Matter(
            MatterKind.PAPER, "", "", paper.number, paper.sha256, words,
            choices=(Choice.TEXT, Choice.SEAL, Choice.WITHDRAW), candidates=codes,
            maybe=_candidates(stock, codes),
        )  # fmt: skip


def _candidates(stock: Snapshot, codes: Iterable[str]) -> str:
    """Which units it might belong to, in words; empty where nothing speaks for any."""
    names = "、".join(f"{code} {_name(stock, code)}" for code in codes if code in stock.by_code)
    return say("handling.candidates", candidates=names) if names else ""


def _of_envelope(paper: PlacedPaper) -> int:
    return paper.within or paper.paper.number


def _twins(stock: Snapshot) -> Iterator[Matter]:
    """Yield units of which the last mail held several files with different figures."""
    run = max((file.run for file in stock.ledger.received()), default=0)
    for one in twins(stock, run) if run else ():
        if not one.differences:
            continue
        numbers = "、".join(str(file.number) for file in one.files)
        words = say(
            "handling.twins", numbers=numbers, count=len(one.differences), last=one.files[-1].number,
            why=say_of("twins.by.*", one.evidence),
        )  # fmt: skip
        yield Matter(
            MatterKind.TWINS, one.unit.code, one.unit.name, one.files[-1].number, numbers, words,
            {"file": str(one.files[-1].number)}, (Choice.WITHDRAW,),
            tuple(str(file.number) for file in one.files),
        )  # fmt: skip


# --- units that left the roster, or changed ----------------------------------------------------


def _fallen(stock: Snapshot) -> Iterator[Matter]:
    for one in stock.fallen:
        details = fallen_details(stock, one)
        words = say("fallen.passed" if one.passed else "fallen.returned", **details)
        yield Matter(
            MatterKind.FALLEN, one.code, one.name, one.received.number, one.code, words,
            {"file": str(one.received.number)}, (*MERGERS, Choice.ADOPT, Choice.WITHDRAW),
            tuple(unit.code for unit in one.successors),
        )  # fmt: skip


def _joined(stock: Snapshot) -> Iterator[Matter]:
    for standing in stock.standings:
        for file, decision in standing.joined_anew:
            assert standing.received is not None
            other, new = file.unit_name, standing.received.number
            words = say(
                "joined.anew", unit=standing.unit.name, other=other, receipt=file.number, new=new,
                number=decision.number,
            ) + say("handling.joined")  # fmt: skip
            yield Matter(
                MatterKind.JOINED, standing.unit.code, standing.unit.name, new, str(decision.number), words,
                {"file": str(new)}, (Choice.UNDO, Choice.WITHDRAW),
            )  # fmt: skip


def _renamed(stock: Snapshot) -> Iterator[Matter]:
    for one in renamed(stock):
        words = say("handling.renamed", name=one.unit.name, old=one.old, file=one.file)
        number = one.received.number if one.received else 0
        yield Matter(MatterKind.RENAMED, one.unit.code, one.unit.name, number, one.old, words)


def _last_year(stock: Snapshot) -> Iterator[Matter]:
    lines = changed_since(stock.collection, stock.ledger)
    if len(lines) > 1:
        # The first line says what changed and the last how the command takes it.
        words = "\n".join(lines[:-1][: NAMED + 1])
        facts = {"changes": _digest(lines[:-1])}
        yield Matter(MatterKind.LAST_YEAR, words=words, facts=facts, choices=(Choice.LAST_YEAR,))


# --- units of the roster -----------------------------------------------------------------------


def _of_units(stock: Snapshot) -> Iterator[Matter]:
    for standing in stock.standings:
        match standing.state:
            case UnitState.INCLUDED if standing.queries:
                yield _queries(stock, standing)
            case UnitState.RETURNED:
                yield from _returned(stock, standing)
            case UnitState.MISSING:
                yield from _published(standing)
                if standing.overdue_days:
                    yield _overdue(standing)


def _queries(stock: Snapshot, standing: Standing) -> Matter:
    file = standing.received
    assert file is not None
    asked = [one for one in stock.ledger.findings(file) if one.asks]
    words = say("handling.queries", count=len(asked), words=_short(stock.collection.form, asked))
    return Matter(
        MatterKind.QUERIES, standing.unit.code, standing.unit.name, file.number, "", words,
        {"file": str(file.number), "findings": _digest(one.message for one in asked)},
        (Choice.ACCEPT, Choice.CORRECT, Choice.WITHDRAW),
    )  # fmt: skip


def _returned(stock: Snapshot, standing: Standing) -> Iterator[Matter]:
    """Yield a unit whose file goes back: first each rule that may be waived, then the whole."""
    file, form, unit = standing.received, stock.collection.form, standing.unit
    assert file is not None
    hard = [one for one in stock.ledger.findings(file) if one.sends_back]
    waivable = [one for one in hard if rule_may_be_waived(form, one.code)]
    for rule in dict.fromkeys(one.code for one in waivable):
        broken = [one for one in waivable if one.code == rule]
        reasons = "；".join(dict.fromkeys(one.reason for one in broken if one.reason))
        stated = say("handling.stated", reasons=reasons) if reasons else ""
        shown = "\n".join(one.wrong for one in broken[:NAMED])
        words = say("handling.waiver", rule=rule, wrong=shown, stated=stated)
        facts = {"file": str(file.number), "findings": _digest(one.message for one in broken)}
        yield Matter(
            MatterKind.WAIVER, unit.code, unit.name, file.number, rule, words, facts, (Choice.WAIVE,)
        )
    by = standing.answer_by
    overdue = say("handling.overdue_days", count=standing.overdue_days) if standing.overdue_days else ""
    words = say(
        "handling.returned", count=len(hard), words=_short(form, hard), rounds=len(standing.returns),
        by=day(by) if by else "", overdue=overdue,
    )  # fmt: skip
    choices = [Choice.EXTEND, Choice.WITHDRAW, Choice.EXCLUDE]
    if file.speaks:
        choices.insert(0, Choice.CORRECT)
    facts = {"file": str(file.number), "due": standing.due.isoformat()}
    yield Matter(MatterKind.RETURNED, unit.code, unit.name, file.number, "", words, facts, tuple(choices))


def _published(standing: Standing) -> Iterator[Matter]:
    """Yield papers of a unit without a workbook that may be its published report."""
    unit = standing.unit
    for paper in (one.paper for one in adoptable(standing)):
        words = say("handling.published", number=paper.number, file=paper.name)
        yield Matter(
            MatterKind.PUBLISHED, unit.code, unit.name, paper.number, paper.sha256, words,
            {"file": str(paper.number)}, (Choice.ADOPT, Choice.WITHDRAW), (unit.code,),
        )  # fmt: skip


def _overdue(standing: Standing) -> Matter:
    perhaps = "、".join(map(str, standing.perhaps))
    words = say("handling.overdue", due=day(standing.due), count=standing.overdue_days)
    if perhaps:
        words += say("handling.perhaps", numbers=perhaps)
    return Matter(
        MatterKind.OVERDUE, standing.unit.code, standing.unit.name, 0, "", words,
        {"due": standing.due.isoformat()}, (Choice.EXTEND, Choice.EXCLUDE),
    )  # fmt: skip


def _short(form: Form, findings: Sequence[Finding]) -> str:
    return first_of(dict.fromkeys(short_words(form, one) for one in findings), NAMED)


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode(errors="surrogatepass")).hexdigest()[:16]


def last_number(decisions: Sequence[Decision]) -> int:
    """Number of the last decision; 0 for none."""
    return max((one.number for one in decisions), default=0)
