"""Whose workbook is it? Told by what it was issued with, else by name; otherwise asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from toolkit.collection.ledger.records import FileOutcome, Match, MatchedBy
from toolkit.collection.roster import ReportingUnit, Roster
from toolkit.form.identity import Identity, Unit
from toolkit.workbook.locate import normalized

CANDIDATES = 3
ALIKE = 0.6
"""Names at least this alike (ratio of matching characters) are offered as candidates."""
TAIL = 3
"""Last characters of a name that tell it in a file's name: offices leave the place out (民政局.xlsx)."""


class Identifier:
    """Matches workbooks with the units of one collection's roster.

    Args:
        decided: sha256 → unit code, where a person has said whose file it is.
    """

    def __init__(
        self,
        units: Iterable[ReportingUnit],
        *,
        city: str,
        year: int,
        edition: str,
        decided: Mapping[str, str] | None = None,
    ) -> None:
        self.city, self.year, self.edition = city, year, edition
        self.decided = dict(decided or {})
        self.roster = Roster(units)
        self.units = self.roster.by_code
        self.known = {code: [normalized(name) for name in unit.names] for code, unit in self.units.items()}
        self.names = {present: code for code, (present, *_) in self.known.items()}
        self.former = {name: code for code, (_, *former) in self.known.items() for name in former}

    def match(self, sha256: str, file: str, identity: Identity | None, shown: Unit) -> Match:
        """The unit a file belongs to.

        Args:
            identity: what the workbook says of itself, from its hidden sheet where it has one.
            shown: what its cover shows, which anybody can change.
        """
        if sha256 in self.decided:
            return Match(self.decided[sha256], "decision", self._outcome(identity, by_hand=True))
        if identity is None:
            return Match(outcome="unknown", candidates=self._candidates(file, shown))
        if identity.collection:
            return self._issued(file, identity, shown)
        return self._by_hand(file, identity.unit, self._outcome(identity, by_hand=True))

    def _issued(self, file: str, identity: Identity, shown: Unit) -> Match:
        """A workbook that an office issued: this one, or another, this year or another."""
        outcome = self._outcome(identity, by_hand=False)
        stated = identity.unit
        if outcome == "other_collection":
            return Match(outcome=outcome, candidates=self._candidates(file, stated, shown))
        code, by = self._issued_to(identity)
        if code and code not in self.units:
            # This year's workbook of a unit that the roster lacks now. Whose name is a former name of
            # another unit is not that unit: a person says what becomes of its report.
            other = self._by_name(shown.name)[0] if shown.name != stated.name else ""
            if other:
                return Match(outcome="other_unit", candidates=(other, code))
            return Match(code, by, outcome)
        # The cover was made out to somebody else (a neighbour's workbook filled in?), or the code has
        # been given to another unit since.
        claimed = {self._by_name(name)[0] for name in (shown.name, stated.name)}
        claimed.add(self._coded(shown.code))
        others = claimed - {"", code}
        if others and code:
            return Match(outcome="other_unit", candidates=(*sorted(others), code))
        if not code:
            return Match(outcome=outcome, candidates=self._candidates(file, stated, shown))
        return Match(code, by, outcome)

    def _issued_to(self, identity: Identity) -> tuple[str, MatchedBy]:
        """By the code of this year, whatever the roster says now; in a workbook of another year only where
        the name belongs to it as well."""
        code, named = identity.unit.code, self._by_name(identity.unit.name)
        if code and (identity.year == self.year or named[0] == code):
            return code, "issued"
        return named

    def _by_hand(self, file: str, stated: Unit, outcome: FileOutcome) -> Match:
        """No office's mark: only a name of the roster, and a code that does not contradict it, will do."""
        code, by = self._by_name(stated.name)
        coded = self._coded(stated.code)
        if code and (not stated.code or coded == code):
            return Match(code, by, outcome)
        if code and coded:
            return Match(outcome="other_unit", candidates=(code, coded))
        if code and by == "name":
            return Match(code, by, outcome)
        return Match(outcome=outcome, candidates=self._candidates(file, stated))

    def _outcome(self, identity: Identity | None, *, by_hand: bool) -> FileOutcome:
        if identity is None:
            return "unknown"
        issued_in = identity.collection.rpartition("-")[0]
        if issued_in and issued_in != self.city:
            return "by_hand" if by_hand else "other_collection"
        if identity.edition != self.edition:
            return "other_edition"
        if identity.year != self.year:
            return "other_year"
        return "ours" if identity.collection else "by_hand"

    def _coded(self, code: str) -> str:
        """The code of the unit that has it; empty where none has."""
        unit = self.roster.with_code(code)
        return unit.code if unit else ""

    def _by_name(self, name: str) -> tuple[str, MatchedBy]:
        plain = normalized(name)
        if plain in self.names:
            return self.names[plain], "name"
        return (self.former[plain], "former_name") if plain in self.former else ("", "")

    def _candidates(self, file: str, *stated: Unit) -> tuple[str, ...]:
        """Units it might belong to, best first: the code stated, names alike, names within the file's."""
        scores: dict[str, float] = {}
        names = [normalized(unit.name) for unit in stated if unit.name]
        codes, called = {self._coded(unit.code) for unit in stated}, normalized(file)
        for code, known in self.known.items():
            score = max((_alike(a, b) for a in names for b in known), default=0.0)
            if code in codes:
                score = max(score, ALIKE)
            if any(name and name in called for name in known):
                score = 1.0
            if score >= ALIKE:
                scores[code] = score
        # All names of a place's offices are alike; where one is there as it is, the others say nothing.
        exact = {code: score for code, score in scores.items() if score == 1.0 or code in codes}
        alike = scores if 1.0 not in exact.values() else exact
        return self._best(alike or self._told_by_tail(called))

    def _told_by_tail(self, called: str) -> dict[str, float]:
        """Units whose names end as the file's name has it, where that singles out a few."""
        lengths = {code: max(_tail(name, called) for name in known) for code, known in self.known.items()}
        longest = max(lengths.values(), default=0)
        found = {code: 1.0 for code, length in lengths.items() if length == longest >= TAIL}
        return found if len(found) <= CANDIDATES else {}

    @staticmethod
    def _best(scores: Mapping[str, float]) -> tuple[str, ...]:
        return tuple(sorted(scores, key=lambda code: -scores[code])[:CANDIDATES])


def _tail(name: str, called: str) -> int:
    """How many last characters of a unit's name stand together in a file's name."""
    return next((length for length in range(len(name), 0, -1) if name[-length:] in called), 0)


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # The cheap upper bounds spare the slow comparison for names that share too little.
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
