"""What the ledger takes and gives, as plain data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

from toolkit.form.identity import Identity, Unit
from toolkit.review.checks import Status
from toolkit.review.verdict import Verdict

Kind: TypeAlias = Literal["workbook", "archive", "attachment"]
MatchedBy: TypeAlias = Literal["", "issued", "name", "former_name", "decision"]
FileOutcome: TypeAlias = Literal[
    "ours",
    "by_hand",
    "other_year",
    "other_edition",
    "other_collection",
    "other_unit",
    "other_scope",
    "unconfirmed",
    "blank",
    "unknown",
]
PublishedResult: TypeAlias = Literal["same", "texts", "figures", "unread"]
"""All the same; figures the same and texts not; figures not; figures the same as far as they can be read."""
DecisionKind: TypeAlias = Literal[
    "accept",
    "exclude",
    "identify",
    "withdraw",
    "attach",
    "last_year",
    "undo",
    "correct",
    "waive",
    "extend",
    "adopt",
    "merge",
]


@dataclass(frozen=True)
class Arrival:
    """Bytes that came in: a file, or a member of an archive.

    Attributes:
        name: path as it came, archives as folders; only ever shown, never opened or written to.
        modified_at: ISO time the sender's file was last changed; orders what arrives together.
    """

    name: str
    content: bytes
    kind: Kind = "workbook"
    modified_at: str = ""

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Match:
    """Which unit of the roster a workbook belongs to, and how that is known.

    Attributes:
        unit: code, or ``""``: nobody is guessed.
        by: ``issued`` the hidden sheet; ``name``, ``former_name`` the cover; ``decision`` a person.
        outcome: what kind of workbook it is; only *ours* and *by_hand* speak for this collection.
        candidates: codes of units it might belong to, for a person to decide.
    """

    unit: str = ""
    by: MatchedBy = ""
    outcome: FileOutcome = "unknown"
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """One file read, matched with its unit and judged; what a worker hands back.

    Attributes:
        words: of a paper, which is not judged; ``None`` for what is read as a workbook.
    """

    verdict: Verdict
    match: Match
    shown: Unit
    basis: str
    words: PaperWords | None = None
    precedence: str = ""


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What a file that is no workbook says of itself.

    Attributes:
        sha256: the file.
        format: its kind, as :func:`toolkit.workbook.scanning.kinds.kind_of` names it.
        sender, subject: of a mail; else empty.
        text: its beginning and end; empty where the format has no text that is read.
        reader: version of the reader, so that a better one reads again.
    """

    sha256: str
    format: str
    sender: str = ""
    subject: str = ""
    text: str = ""
    reader: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A received file that is no workbook: a text, a page, a scan, a mail, an archive.

    Attributes:
        number: 收件号, as workbooks have one.
        names: every name it came under.
        packed: an archive or a mail in which workbooks came.
        words: ``None`` while it waits to be read.
    """

    number: int
    sha256: str
    names: tuple[str, ...]
    arrived_on: date
    packed: bool = False
    words: PaperWords | None = None

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def format(self) -> str:
        return self.words.format if self.words else ""


@dataclass(frozen=True, slots=True)
class Received:
    """A file in the ledger with what its last reading came to; figures and findings are fetched by need.

    Attributes:
        number: 收件号, of its first arrival; order of arrival.
        names: every name it came under.
        reading: number of the reading; ``None`` while it waits to be read.
        hard, queries: findings that send back; soft findings without a reason.
        own: path of the file of ours that it is, unchanged, and the unit it was for; such a file is not read.
        is_published: it is no workbook but a published report, which a person adopted.
        run: of its first arrival.
        precedence: what it says of its order among files of the same run.
        basis: what the reading rested on; see :func:`toolkit.collection.receiving.task.basis_of`.
    """

    number: int
    sha256: str
    names: tuple[str, ...]
    arrived_on: date
    reading: int | None = None
    status: Status | None = None
    identity: Identity | None = None
    shown: Unit = field(default_factory=lambda: Unit(""))
    match: Match = field(default_factory=Match)
    hard: int = 0
    queries: int = 0
    basis: str = ""
    precedence: str = ""
    run: int = 0
    own: tuple[str, str] | None = None
    is_published: bool = False

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def speaks(self) -> bool:
        """Whether it states its unit's figures for this collection, right or wrong."""
        return self.status in (Status.ACCEPTED, Status.RETURNED) and self.match.outcome in ("ours", "by_hand")

    @property
    def unit_name(self) -> str:
        """Name of the unit that it was issued to, or of the file."""
        return self.identity.unit.name if self.identity else self.name

    @property
    def issued_here(self) -> bool:
        """Whether it is the report of a unit of this year, though the roster may lack that unit now."""
        return bool(self.match.unit) and self.match.by in ("issued", "decision") and self.speaks


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided: who, when, why; undone by a later one.

    Attributes:
        unit, sha256: the unit and the file it is about; empty where it is about none.
        details: what else its kind needs, as text. *attach*: ``as``; *correct*: ``item``, ``old``, ``new``;
            *waive*: ``rule``; *extend*: ``due_on``; *adopt*: ``after``; *merge*: ``other``, ``how``,
            ``after``.
    """

    number: int
    kind: DecisionKind
    unit: str
    sha256: str
    undoes: int | None
    who: str
    why: str
    decided_at: str
    details: Mapping[str, str] = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, object]:
        """As listed by ``ogi decide list --json``, without whether it holds."""
        return {
            "number": self.number,
            "kind": self.kind,
            "unit": self.unit,
            "sha256": self.sha256,
            "undoes": self.undoes,
            "who": self.who,
            "why": self.why,
            "decided_at": self.decided_at,
            "details": dict(self.details),
        }


@dataclass(frozen=True, slots=True)
class Reported:
    """How a unit stood when reports were written, and whether its figures were added up."""

    unit: str
    state: str
    counted: bool
    sha256: str | None
    reading: int | None


@dataclass(frozen=True, slots=True)
class SentBack:
    """A return: which reading went back to which unit, to be mended by when.

    Attributes:
        round: number among those of its kind, from 1.
        asks_only: the figures stand and only an explanation is asked for (核实单); it is no return in any
            count.
        sha256: the file of that reading; known once it is recorded.
    """

    unit: str
    reading: int
    round: int
    sent_on: date
    due_on: date
    asks_only: bool = False
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ComparedPublication:
    """A unit's published report, compared with the reading that counted then.

    Attributes:
        sha256: of the published file, which is kept; name: under which it was given.
        format: ``html``, ``docx``, ``pdf`` or ``text``.
        reading: number of the reading it was compared with.
        result: what the comparison came to; messages ``publication.result.…``.
        differences: what is not the same, as :mod:`toolkit.collection.published_comparison` tells it.
        published_on: the day the page states, ``""`` for none; address: the page's own, or ``""``.
    """

    unit: str
    sha256: str
    name: str
    format: str
    reading: int
    result: PublishedResult
    differences: tuple[Mapping[str, str], ...] = field(default=(), hash=False)
    published_on: str = ""
    address: str = ""
    compared_at: str = ""
    number: int = 0
