"""What judging one workbook came to, as plain data: told, sent between processes, kept.

A :class:`Review` holds everything that was read; a :class:`Verdict` only what others need to know of
it. It survives pickling and a ledger, and is the one shape of ``ogi check --json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from toolkit.findings import Finding
from toolkit.form.expression import Number
from toolkit.form.identity import Identity
from toolkit.published.content import PUBLISHED_FORMATS
from toolkit.review.checks import Review, Status


@dataclass(frozen=True)
class Verdict:
    """One file, read and judged.

    Attributes:
        file: name it came under; sha256: of its bytes.
        status: accepted, returned or unreadable.
        identity: what the workbook says of itself, ``None`` where it could not be told.
        values: every item of the form → exact number (件 as ``int``; 万元, 元 as ``Decimal``), or
            ``None`` where it is not known.
        stated: every entry that is answered in words → answer, or ``None`` where it is not known.
        not_applicable: entries of which the unit said that they do not apply; they have no value.
        texts: text id → text.
        contact: who filled it in (填报人, 联系电话, 审核人).
        blanks_are_zero: the zero-report declaration was made.
        findings: hard ones first, then soft ones, then notes.
        checks: outcome → how many checks came out so.
        format: ``xlsx``, ``xls`` or ``ods``; of a published report ``html``, ``docx``, ``pdf`` or ``text``;
            empty where the bytes cannot be read.
    """

    file: str
    sha256: str
    status: Status
    identity: Identity | None = None
    values: Mapping[str, Number | None] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    blanks_are_zero: bool = False
    findings: tuple[Finding, ...] = ()
    checks: Mapping[str, int] = field(default_factory=dict)
    format: str = ""
    stated: Mapping[str, str | None] = field(default_factory=dict)
    not_applicable: frozenset[str] = frozenset()

    @property
    def is_published(self) -> bool:
        """Whether it is a published report, not a workbook."""
        return self.format in PUBLISHED_FORMATS

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """Soft findings for which the unit gave no reason."""
        return tuple(f for f in self.findings if f.severity == "soft" and not f.reason)

    def named(self, file: str) -> Verdict:
        """The same of the same bytes under another name."""
        return replace(self, file=file)

    def as_json(self) -> dict[str, object]:
        """The entry of one file in ``ogi check --json``."""
        identity = self.identity
        return {
            "file": self.file,
            "sha256": self.sha256,
            "kind": "published" if self.is_published else "workbook",
            "format": self.format,
            "status": str(self.status),
            "edition": identity.edition if identity else None,
            "year": identity.year if identity else None,
            "unit": {"code": identity.unit.code, "name": identity.unit.name} if identity else None,
            "contact": self.contact,
            "blanks_are_zero": self.blanks_are_zero,
            "values": {**self.values, **self.stated},
            "not_applicable": sorted(self.not_applicable),
            "texts": self.texts,
            "findings": [finding.as_json() for finding in self.findings],
            "checks": self.checks,
        }


def verdict_of(review: Review) -> Verdict:
    """The plain data of a review."""
    submission = review.submission
    return Verdict(
        submission.file,
        submission.sha256,
        review.status,
        submission.identity,
        submission.values,
        submission.record.texts,
        submission.contact,
        submission.record.blanks_are_zero,
        review.findings,
        review.outcomes(),
        submission.format,
        submission.stated,
        frozenset(submission.record.not_applicable),
    )
