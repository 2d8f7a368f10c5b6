"""What happens to one received file: read, matched with its unit, judged. The same in every process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from toolkit.collection.last_year import Priors
from toolkit.collection.ledger.records import Judged, Match, PaperWords
from toolkit.collection.receiving.containers import Container, container_of
from toolkit.collection.receiving.identification import Identifier
from toolkit.collection.receiving.paper_text import READER, words_of
from toolkit.collection.receiving.precedence import precedence_of
from toolkit.collection.receiving.rulings import Rulings
from toolkit.findings import Finding
from toolkit.form.identity import Unit
from toolkit.form.model import Form
from toolkit.form.registry import editions, fingerprint, load_form, use_edition
from toolkit.messages import code_of, say
from toolkit.published.formats import format_of
from toolkit.review.checks import Status, judge
from toolkit.review.verdict import Verdict, verdict_of
from toolkit.workbook.scanning.kinds import kind_of
from toolkit.workbook.submission import Submission, read_submission
from toolkit.workbook.unfilled import is_unfilled

SHOWN = 5
"""Members of a container that a finding names."""


class Waiting(NamedTuple):
    """A file to be read; ``paper``: it is no workbook."""

    sha256: str
    name: str
    content: bytes
    paper: bool = False


@dataclass
class Desk:
    """All that reading needs to know of a collection; sent once to every worker.

    Attributes:
        collection: id that issued workbooks carry.
        key: signing key.
        identifier: the roster, and what people said of single files.
        properties: unit code → what is known of the unit, by id of a property.
        last: last year's figures and texts, as far as on file.
        own_edition: folder of the edition, where it is none of those shipped.
        rulings: corrections and waivers in force.
        adopted: sha256 of files that a person took for a unit's report; of those that are no workbooks the
            published figures are read.
    """

    edition: str
    year: int
    collection: str
    key: str
    identifier: Identifier
    properties: Mapping[str, Mapping[str, int]]
    last: Priors
    own_edition: Path | None = None
    rulings: Rulings = field(default_factory=Rulings)
    adopted: frozenset[str] = frozenset()

    def read(self, sha256: str, name: str, content: bytes, paper: bool = False) -> Judged:
        """Read, match and judge one file. Whatever the bytes are, it ends in a verdict.

        Args:
            paper: it is no workbook; only its words are wanted.
        """
        if paper:
            return self._paper(words_of(sha256, name, content))
        try:
            if self.own_edition is not None and self.edition not in editions():
                use_edition(self.own_edition)  # a worker begins without it
            return self._read(sha256, name, content)
        except Exception as error:  # a fault of ours must not stop the other files, nor blame a unit
            return self.failed(sha256, name, "internal", reason=f"{type(error).__name__}: {error}")

    def gave_up(self, waiting: Waiting) -> Judged:
        """The verdict on a file that ends the process that reads it; a paper is then kept without words."""
        if waiting.paper:
            return self._paper(PaperWords(waiting.sha256, "unknown", reader=READER))
        return self.failed(waiting.sha256, waiting.name, "killed")

    @staticmethod
    def _paper(words: PaperWords) -> Judged:
        return Judged(Verdict("", words.sha256, Status.UNREADABLE), Match(), Unit(""), "", words)

    def failed(self, sha256: str, name: str, code: str, **details: object) -> Judged:
        """The verdict on a file that could not be read through no fault of the file's sender."""
        finding = Finding.worded(code_of("collect.*", code), "hard", {"file": name, **details})
        return self._unread(sha256, name, finding)

    def _unread(self, sha256: str, name: str, *findings: Finding) -> Judged:
        verdict = Verdict(name, sha256, Status.UNREADABLE, findings=findings)
        match = self.identifier.match(sha256, name, None, Unit(""))
        return Judged(verdict, match, Unit(""), self.basis(match, sha256))

    def _read(self, sha256: str, name: str, content: bytes) -> Judged:
        container = container_of(name, content)
        if container is not None:
            return self._unread(sha256, name, *packed(container, name))
        submission = self._submission(sha256, name, content)
        match = self.identifier.match(sha256, name, submission.identity, submission.shown)
        basis = self.basis(match, sha256)
        if submission.is_total and match.unit in self.identifier.units and self._scope(match.unit) != "total":
            match = replace(match, outcome="other_scope")  # its units would be counted a second time
        elif submission.untouched and match.outcome == "ours":
            match = replace(match, outcome="unconfirmed")  # what the office filled in is no report
        elif match.outcome in ("ours", "by_hand") and sha256 not in self.adopted and is_unfilled(submission):
            match = replace(match, outcome="blank")  # it states nothing that could replace a report
        refused: list[Finding] = []
        if submission.readable:
            refused = self._belongs(submission, match)
            self.rulings.correct(submission, sha256, match.unit)
        review = self.rulings.waive(judge(submission), submission.form, match.unit)
        if refused and submission.identity and submission.identity.edition != self.edition:
            # Another form is filled in instead: its cells are not those of the form that is due.
            review = replace(review, findings=tuple(refused))
        place = precedence_of(name, content, self.year + 1)
        return Judged(verdict_of(review), match, submission.shown, basis, precedence=place)

    def _submission(self, sha256: str, name: str, content: bytes) -> Submission:
        if sha256 in self.adopted and format_of(kind_of(content, name)) is not None:
            from toolkit.published.published_reading import read_published  # noqa: PLC0415  (seldom needed)

            unit = self.identifier.units.get(self.identifier.decided[sha256])
            whose = unit.name if unit else ""
            return read_published(content, name=name, edition=self.edition, unit=whose, year=self.year)
        vouched = sha256 in self.identifier.decided
        return read_submission(content, name=name, key=self.key, vouched=vouched)

    def _belongs(self, submission: Submission, match: Match) -> list[Finding]:
        """A workbook that is not the one distributed to its unit goes back (S-02); why, in findings."""
        before = len(submission.findings)
        record, identity = submission.record, submission.identity
        assert identity is not None
        if match.unit in self.identifier.units:
            record.prior = dict(self.last.of_report(match.unit, record.prior))
            record.unit = dict(self.properties.get(match.unit, {}))
            record.prior_texts = self.last.texts.get(match.unit, {})
        found = {"year": identity.year, "edition": identity.edition, "collection": identity.collection}
        due = {"year": self.year, "edition": self.edition, "collection": self.collection}
        severity = "note" if match.by == "decision" else "hard"
        if match.outcome == "other_scope":
            self._refuse(submission, "total_for_own", unit=self.identifier.units[match.unit].name)
        elif match.outcome == "unconfirmed":
            self._refuse(submission, "unconfirmed")
        elif match.outcome == "blank":
            self._refuse(submission, "blank")
        elif match.outcome == "other_unit":
            known = self.identifier.units
            units = [known[code].name if code in known else code for code in match.candidates]
            self._refuse(submission, "other_unit", stated=identity.unit.name, units="、".join(units))
        elif match.outcome == "by_hand" and not identity.collection and severity == "hard":
            self._refuse(submission, "no_identity")
        for what, value in found.items():
            if value and value != due[what] and (what != "collection" or severity == "hard"):
                words: dict[str, object] = {"found": value, "expected": due[what]}
                if what == "edition" and submission.form is not None:
                    words = self._notices(submission.form) or words
                self._refuse(submission, f"other_{what}", **words)
        return submission.findings[before:]

    def _notices(self, other: Form) -> dict[str, object]:
        """What two editions rest on, which a clerk knows better than ids; nothing where it is the same."""
        found, expected = other.notice, load_form(self.edition, self.year).notice
        return {"found": found, "expected": expected} if found and expected and found != expected else {}

    def _scope(self, unit: str) -> str:
        """What a unit's report covers, by the roster: its own figures, or a total."""
        return self.identifier.units[unit].scope if unit in self.identifier.units else ""

    def _refuse(self, submission: Submission, what: str, **details: object) -> None:
        submission.record.altered += 1
        submission.findings.append(Finding.worded(code_of("intake.*", what), "hard", details))

    # --- what a reading rests on ---------------------------------------------------------------

    def basis(self, match: Match, sha256: str) -> str:
        """Digest of everything besides its bytes that a reading rests on; another one, another reading."""
        unit = match.unit
        stated = (
            self._rules, self.year, self.collection, self.key,
            unit, match.by, match.outcome, match.candidates,
            self.properties.get(unit), self._prior_digests.get(unit), self._scope(unit),
            *self.rulings.basis(sha256, unit),
        )  # fmt: skip
        return _digest(stated)

    @cached_property
    def _rules(self) -> str:
        return version("ogi-toolkit") + fingerprint(self.edition)

    @cached_property
    def _prior_digests(self) -> dict[str, str]:
        units = self.last.figures.keys() | self.last.texts.keys()
        return {unit: _digest(self._last_year(unit)) for unit in units}

    def _last_year(self, unit: str) -> list[object]:
        last = self.last
        parts = (of.get(unit, {}) for of in (last.figures, last.texts, last.apart))
        return [pair for part in parts for pair in sorted(part.items())]


def packed(container: Container, name: str) -> Iterator[Finding]:
    """Why a zip archive or a mail did not give up everything, a finding a reason."""
    for _ in container.members(name):
        pass
    reasons: dict[str, list[str]] = {}
    for trouble in container.troubles:
        reasons.setdefault(trouble.reason, []).append(trouble.member or name)
    # Whatever it holds can be had: it lay too deep in others to be opened.
    for reason, members in (reasons or {"too_deep": [name]}).items():
        shown = "、".join(members[:SHOWN]) + ("…" if len(members) > SHOWN else "")
        details = {"what": say(container.word), "file": name, "count": len(members), "members": shown}
        yield Finding.worded(code_of("collect.archive.*", reason), "hard", details)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, default=str).encode()).hexdigest()[:16]
