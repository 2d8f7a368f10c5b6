"""Which unit a paper belongs to: by the names in its file name, folder, mail and text, or by a decision.

A paper is any received file that is no workbook. A name of the roster that stands alone there decides; where
several stand there, or where only part of a name does, a person is asked and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from toolkit.collection.decisions import Decided
from toolkit.collection.ledger.records import Decision, Paper, Received
from toolkit.collection.place_names import GOES_ON
from toolkit.collection.receiving.identification import Identifier
from toolkit.collection.roster import ReportingUnit
from toolkit.form.identity import Unit
from toolkit.messages import say, say_of
from toolkit.workbook.locate import normalized

Evidence: TypeAlias = Literal["", "decision", "file", "mail", "text", "company"]
"""How the unit is known: by a decision, the name of file or folder, the mail's sender or subject, the text,
or the workbook in the same mail or archive."""
Purpose: TypeAlias = Literal["seal", "text"]
"""What a person said a paper is: the stamped copy, the text of the report."""
Look: TypeAlias = Literal["seal", "text", "picture", "mail", "archive", "other"]
"""What a paper is shown as; messages ``paper.look.…``."""

_LOOKS: Mapping[str, Look] = {
    **dict.fromkeys(("word", "html", "pdf", "ofd", "text", "web_archive"), "text"),
    "image": "picture",
    **dict.fromkeys(("mail", "mbox", "msg"), "mail"),
    "zip": "archive",
}
_WRITTEN = (".txt", ".md")
_ASKED = frozenset({"text", "picture", "mail", "archive"})
"""Looks of what may be a unit's report; nobody is asked about a style sheet or a signature."""
_TITLE = 200
"""Letters at the beginning of a text that hold its title and whose it is."""
_SHORTEST = 3
"""Letters of a name that tell a unit by themselves."""
_BEYOND = 16


@dataclass(frozen=True, slots=True)
class PlacedPaper:
    """A paper and the unit it belongs to.

    Attributes:
        unit: code, or ``""``: a person is to be asked.
        candidates: codes of units it might belong to.
        decision: the one that attached it.
        within: number of the archive or mail it came in, the outermost; 0 for a file by itself.
        holds: number of received files that came in it.
        withdrawn: a person took it out.
    """

    paper: Paper
    unit: str = ""
    by: Evidence = ""
    candidates: tuple[str, ...] = ()
    decision: Decision | None = None
    within: int = 0
    holds: int = 0
    withdrawn: bool = False

    @property
    def look(self) -> Look:
        """What it is, as a person said, else by its format."""
        said = self.decision.details.get("as") if self.decision else None
        if said in ("seal", "text"):
            return said  # type: ignore[return-value]
        if self.paper.format == "text" and not self.paper.name.lower().endswith(_WRITTEN):
            return "other"  # a style sheet, a log, a calendar
        return _LOOKS.get(self.paper.format, "other")

    @property
    def sent(self) -> bool:
        """Whether it is something its unit sent, and not only the envelope of it."""
        return not self.withdrawn and not self.holds and not self.paper.packed

    @property
    def asked(self) -> bool:
        """Whether a person is to say whose it is."""
        return self.sent and not self.unit and self.look in _ASKED


@dataclass(frozen=True)
class _Found:
    """Units named in a text, by their whole names; and those of whose names only a part is certain."""

    sure: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()

    @property
    def one(self) -> str:
        """The only unit that is named; empty for none and for several."""
        return next(iter(self.sure)) if len(self.sure) == 1 and not self.unsure else ""


class NameFinder:
    """Finds names of the roster in running text, the longest at each place."""

    def __init__(self, units: Iterable[ReportingUnit]) -> None:
        self.names: dict[str, str] = {}
        for unit in units:
            for name in reversed(unit.names):
                self.names[normalized(name)] = unit.code
        self.lengths = sorted({len(name) for name in self.names if len(name) >= _SHORTEST}, reverse=True)

    def find(self, text: str) -> _Found:
        """The units that a text names."""
        plain = normalized(text)
        sure: set[str] = set()
        unsure: set[str] = set()
        place = 0
        while place < len(plain):
            name = next(
                (plain[place : place + n] for n in self.lengths if plain[place : place + n] in self.names), ""
            )
            if not name:
                place += 1
                continue
            place += len(name)
            goes_on = GOES_ON.match(plain[place : place + _BEYOND])
            (unsure if goes_on else sure).add(self.names[name])
        return _Found(frozenset(sure), frozenset(unsure - sure))


@dataclass
class _Pile:
    """All papers of a collection with what they came in."""

    papers: Sequence[Paper]
    decided: Decided
    by_name: dict[str, Paper] = field(default_factory=dict)
    company: dict[str, set[str]] = field(default_factory=dict)
    holds: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name = {name: paper for paper in self.papers for name in paper.names}
        for name in list(self.by_name):
            self._count(name)

    def add_workbooks(self, files: Iterable[Received]) -> None:
        """Note which units' workbooks came in which archive or mail."""
        for file in files:
            for name in file.names:
                self._count(name)
                for holder in self.holders(name):
                    if file.match.unit:
                        self.company.setdefault(holder.sha256, set()).add(file.match.unit)

    def _count(self, name: str) -> None:
        for holder in self.holders(name):
            self.holds[holder.sha256] = self.holds.get(holder.sha256, 0) + 1

    def holders(self, name: str) -> Iterator[Paper]:
        """The archives and mails that a file came in, the nearest first."""
        while "/" in name:
            name = name.rpartition("/")[0]
            if name in self.by_name:
                yield self.by_name[name]

    def chain(self, paper: Paper) -> list[Paper]:
        """A paper and what it came in, the nearest first."""
        return [paper, *self.holders(paper.name)]


def place_papers(
    papers: Sequence[Paper], files: Iterable[Received], identifier: Identifier, decided: Decided
) -> list[PlacedPaper]:
    """Every paper with its unit, in the order of arrival.

    Args:
        files: the workbooks received; one that came in the same mail or archive tells who sent it.
    """
    if not papers:
        return []
    pile = _Pile(papers, decided)
    pile.add_workbooks(files)
    finder = NameFinder(identifier.units.values())
    return [_placed(paper, pile, finder, identifier) for paper in papers]


def _placed(paper: Paper, pile: _Pile, finder: NameFinder, identifier: Identifier) -> PlacedPaper:
    chain = pile.chain(paper)
    decision = next(
        (pile.decided.attached[p.sha256] for p in chain if p.sha256 in pile.decided.attached), None
    )
    outermost = chain[-1].number if len(chain) > 1 else 0
    withdrawn = any(p.sha256 in pile.decided.withdrawn for p in chain)
    holds = pile.holds.get(paper.sha256, 0)
    if decision is not None and decision.unit in identifier.units:
        return PlacedPaper(paper, decision.unit, "decision", (), decision, outermost, holds, withdrawn)
    unit, by, named = _told(paper, chain[1:], pile, finder)
    candidates = () if unit else _candidates(paper, named, identifier)
    return PlacedPaper(paper, unit, by, candidates, None, outermost, holds, withdrawn)


def _told(
    paper: Paper, holders: Sequence[Paper], pile: _Pile, finder: NameFinder
) -> tuple[str, Evidence, list[str]]:
    """The one unit that the evidence names, and all units that any of it names, the best first."""
    name, mail, title, text, letter = _evidence(paper, holders, finder)
    company = next((pile.company[p.sha256] for p in holders if p.sha256 in pile.company), set())
    together = _Found(frozenset(company))
    named = list(dict.fromkeys(
        code for one in (name, mail, title, together, text, letter) for code in sorted(one.sure | one.unsure)
    ))  # fmt: skip
    stated = {one.one for one in (name, mail, title)} - {""}
    if len(stated) > 1 or name.unsure or len(name.sure) > 1:
        return "", "", named  # they contradict each other, or the name is another body's
    ordered: tuple[tuple[_Found, Evidence], ...] = (
        (name, "file"), (mail, "mail"), (title, "text"), (together, "company"), (text, "text"),
        (letter, "mail"),
    )  # fmt: skip
    for found, by in ordered:
        if found.one:
            return found.one, by, named
        if found.sure:
            break  # several: which of them is not told by weaker evidence
    return "", "", named


def _evidence(paper: Paper, holders: Sequence[Paper], finder: NameFinder) -> tuple[_Found, ...]:
    """Units named by the name, the mail's sender and subject, the title, the text, the mail's text."""
    own = paper.words
    letters = [p.words for p in (paper, *holders) if p.words and (p.words.sender or p.words.subject)]
    mail = _first(finder, (f"{words.subject}\n{words.sender}" for words in letters))
    text = own.text if own and own not in letters else ""
    return (
        _first(finder, (part for name in paper.names for part in reversed(name.split("/")))),
        mail,
        finder.find(normalized(text)[:_TITLE]),
        finder.find(text),
        _first(finder, (words.text for words in letters)),
    )


def _first(finder: NameFinder, texts: Iterable[str]) -> _Found:
    """What the first of some texts says that names anybody."""
    return next((found for found in map(finder.find, texts) if found.sure or found.unsure), _Found())


def _candidates(paper: Paper, named: Sequence[str], identifier: Identifier) -> tuple[str, ...]:
    """Units to ask about: those named, else those whose names end as the file's name has it."""
    if named:
        return tuple(named[:CANDIDATES])
    return identifier.match("", paper.name, None, Unit("")).candidates


CANDIDATES = 3


def looks(papers: Iterable[PlacedPaper]) -> str:
    """What papers there are, in words: 文稿 1 份、盖章件 2 份; empty for none."""
    counts: dict[Look, int] = {}
    for paper in papers:
        if paper.sent:
            counts[paper.look] = counts.get(paper.look, 0) + 1
    words = (say("paper.count", look=say_of("paper.look.*", look), count=n) for look, n in counts.items())
    return "、".join(words)
