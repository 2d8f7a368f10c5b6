"""A review for people (Chinese lines) and for machines (the contract of ``ogi check --json``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.findings import Finding
from toolkit.messages import say
from toolkit.review.checks import Review


def as_json(review: Review) -> dict[str, object]:
    """The entry of one file in ``ogi check --json``."""
    submission = review.submission
    identity = submission.identity
    return {
        "file": submission.file,
        "sha256": submission.sha256,
        "status": str(review.status),
        "edition": identity.edition if identity else None,
        "year": identity.year if identity else None,
        "unit": {"code": identity.unit.code, "name": identity.unit.name} if identity else None,
        "contact": submission.contact,
        "blanks_are_zero": submission.record.blanks_are_zero,
        "values": submission.values,
        "texts": submission.record.texts,
        "findings": [finding.as_json() for finding in review.findings],
        "checks": review.outcomes(),
    }


def as_text(review: Review) -> str:
    """What the office reads: a headline, then the findings, worst first."""
    identity = review.submission.identity
    hard = sum(finding.sends_back for finding in review.findings)
    soft = sum(finding.severity == "soft" and not finding.reason for finding in review.findings)
    notes = sum(finding.severity == "note" for finding in review.findings)
    head = say(
        "review.head",
        file=review.submission.file,
        unit=identity.unit.name if identity else say("word.unknown"),
        year=identity.year if identity else say("word.unknown"),
        status=say(f"status.{review.status}"),
    )
    counts = say("review.counts", hard=hard, soft=soft, notes=notes)
    return "\n".join([head + counts, *_lines(review.findings)])


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    """A line a finding; a suggestion that serves several is told once, rules not assessed share a line."""
    told: set[str] = set()
    waiting = [finding.message for finding in findings if finding.outcome == "not_assessable"]
    for finding in findings:
        if finding.outcome == "not_assessable":
            continue
        mark = say(f"mark.{finding.severity}") if finding.outcome == "fail" else say("mark.note")
        yield f"  {mark} {finding.message}"
        if finding.suggestion and finding.suggestion not in told:
            told.add(finding.suggestion)
            yield f"      {finding.suggestion}"
        if finding.reason:
            yield "      " + say("review.reason", reason=finding.reason)
    if waiting:
        yield f"  {say('mark.note')} {'；'.join(waiting)}"
