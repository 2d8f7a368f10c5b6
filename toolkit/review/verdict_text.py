"""A verdict in Chinese lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.findings import Finding
from toolkit.messages import say, say_of
from toolkit.review.verdict import Verdict


def as_text(verdict: Verdict, *, brief: bool = False) -> str:
    """What the office reads: a headline, then the findings, worst first.

    Args:
        brief: leave out what could not be assessed.
    """
    findings = [f for f in verdict.findings if not brief or f.outcome != "not_assessable"]
    return "\n".join([headline(verdict), *_lines(findings)])


def remarks(verdict: Verdict) -> list[str]:
    """The lines on what needs no answer: what was explained, notes, what could not be assessed."""
    asked = {id(finding) for finding in verdict.unexplained if finding.outcome == "fail"}
    others = [f for f in verdict.findings if not f.sends_back and id(f) not in asked]
    return [line.strip() for line in _lines(others)]


def headline(verdict: Verdict) -> str:
    """File, unit, year, status, and how many findings of each kind."""
    identity = verdict.identity
    hard = sum(finding.sends_back for finding in verdict.findings)
    soft = sum(finding.severity == "soft" and not finding.reason for finding in verdict.findings)
    notes = sum(finding.severity == "note" for finding in verdict.findings)
    status = say_of("status.*", verdict.status)
    if identity and (identity.unit.name or identity.year):
        unit, year = identity.unit.name or say("word.unknown"), identity.year or say("word.unknown")
        head = say("review.head", file=verdict.file, unit=unit, year=year, status=status)
    else:
        head = say("review.head.unknown", file=verdict.file, status=status)
    counts = say("review.counts", hard=hard, soft=soft, notes=notes)
    return head + counts


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    """A line a finding; a suggestion that serves several is told once, rules not assessed share a line."""
    told: set[str] = set()
    waiting = [finding.message for finding in findings if finding.outcome == "not_assessable"]
    for finding in findings:
        if finding.outcome == "not_assessable":
            continue
        mark = say_of("mark.*", finding.severity) if finding.outcome == "fail" else say("mark.note")
        yield f"  {mark} {finding.message}"
        if finding.suggestion and finding.suggestion not in told:
            told.add(finding.suggestion)
            yield f"      {finding.suggestion}"
        if finding.reason:
            yield "      " + say("review.reason", reason=finding.reason)
    if waiting:
        yield f"  {say('mark.note')} {'；'.join(waiting)}"
