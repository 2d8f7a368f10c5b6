"""Several reports in the terms of one edition, with what changed from year to year.

A figure that another edition counts otherwise is not comparable and stays unknown; why is told. Years of one
unit that follow each other are judged by the rules that look at last year (X-01 and others).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cached_property

from toolkit.findings import Finding
from toolkit.form.comparability import measured, restated
from toolkit.form.expression import Number
from toolkit.form.identity import Identity
from toolkit.form.indicators import Indicator, indicators, quotient, total
from toolkit.form.model import Form, Item
from toolkit.form.registry import load_form
from toolkit.form.variables import Prior
from toolkit.review.checks import judge
from toolkit.workbook.submission import Submission


@dataclass(frozen=True)
class ComparedReport:
    """One report of the comparison: its own figures, under its own edition."""

    file: str
    identity: Identity
    values: Mapping[str, Number | None]

    @property
    def name(self) -> str:
        return self.identity.unit.name or self.file


@dataclass(frozen=True)
class YearChange:
    """From one report to another: the difference, and its share in the earlier figure."""

    absolute: Number
    relative: Decimal | None


@dataclass(frozen=True)
class BetweenYears:
    """What the rules say of a report beside the one of the year before."""

    report: ComparedReport
    before: ComparedReport
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ComparedReports:
    """Reports in the order of units and years.

    Attributes:
        form: the edition in whose terms they are compared, the latest among theirs.
        unread: files that are no report, with what was found.
        between: findings between years that follow each other.
    """

    form: Form
    reports: tuple[ComparedReport, ...]
    unread: tuple[Submission, ...] = ()
    between: tuple[BetweenYears, ...] = ()

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return indicators(self.form.id)

    @cached_property
    def one_unit(self) -> bool:
        """Whether all are reports of one unit."""
        return len({report.name for report in self.reports}) == 1

    def figure(self, report: ComparedReport, items: tuple[str, ...]) -> Number | None:
        """The sum of items of the form by a report; ``None`` where it does not tell, or counts otherwise."""
        if report.identity.edition != self.form.id:
            return measured(report.identity.edition, report.values, self.form.id, items)[0]
        return total(items, report.values)

    def value(self, report: ComparedReport, one: Indicator | Item) -> Number | None:
        """An indicator (a share as a fraction of 1) or an item, by a report."""
        if isinstance(one, Item):
            return self.figure(report, (one.id,))
        over = self.figure(report, one.numerator)
        return quotient(over, self.figure(report, one.denominator)) if one.is_share else over

    def before(self, report: ComparedReport) -> ComparedReport | None:
        """The report of the same unit of the year before."""
        year = report.identity.year - 1
        return next((r for r in self.reports if r.name == report.name and r.identity.year == year), None)

    def change(self, report: ComparedReport, one: Indicator | Item) -> YearChange | None:
        """From the year before; ``None`` where either is not known."""
        before = self.before(report)
        if before is None:
            return None
        now, then = self.value(report, one), self.value(before, one)
        if now is None or then is None:
            return None
        return YearChange(now - then, quotient(now - then, then))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What editions count otherwise."""
        return tuple(
            dict.fromkeys(
                note
                for report in self.reports
                if report.identity.edition != self.form.id
                for one in self.indicators
                for side in (one.numerator, one.denominator)
                for note in measured(report.identity.edition, report.values, self.form.id, side)[1]
            )
        )

    def as_json(self) -> dict[str, object]:
        """The comparison as plain data."""
        return {
            "edition": self.form.id,
            "reports": [
                {"file": r.file, "unit": r.name, "year": r.identity.year, "edition": r.identity.edition}
                for r in self.reports
            ],
            "unread": [submission.file for submission in self.unread],
            "indicators": [
                {
                    "id": one.id, "label": one.label, "unit": one.unit,
                    "values": [self.value(report, one) for report in self.reports],
                    "changes": [
                        None if (change := self.change(report, one)) is None else asdict(change)
                        for report in self.reports
                    ],
                }
                for one in self.indicators
            ],
            "items": {
                item.id: [self.value(report, item) for report in self.reports]
                for item in self.form.items.values()
            },
            "findings": [
                {"unit": pair.report.name, "year": pair.report.identity.year, **finding.as_json()}
                for pair in self.between
                for finding in pair.findings
            ],
            "notes": list(self.notes),
        }  # fmt: skip


def compare_reports(submissions: Sequence[Submission]) -> ComparedReports:
    """Put reports beside each other.

    Args:
        submissions: read, in any order; those that are no report are named.

    Raises:
        ValueError: none of them is a report.
    """
    read = [s for s in submissions if s.readable and s.form is not None and s.identity is not None]
    if not read:
        raise ValueError("nothing to compare")
    pairs = sorted(read, key=lambda s: (_identity(s).unit.name, _identity(s).year))
    form = max((load_form(_identity(s).edition) for s in pairs), key=lambda form: form.first_year)
    reports = tuple(ComparedReport(s.file, _identity(s), s.values) for s in pairs)
    made = ComparedReports(form, reports, tuple(s for s in submissions if s not in read))
    between = []
    for submission, report in zip(pairs, reports, strict=True):
        before = made.before(report)
        if before is not None:
            between.append(BetweenYears(report, before, _between(submission, before)))
    return replace(made, between=tuple(between))


def _identity(submission: Submission) -> Identity:
    assert submission.identity is not None
    return submission.identity


def _between(submission: Submission, before: ComparedReport) -> tuple[Finding, ...]:
    """What the rules about last year say of a report, with the report before as last year."""
    form = submission.form
    assert form is not None
    known = {item: value for item, value in before.values.items() if value is not None}
    prior = restated(before.identity.edition, known, form.id)
    record = replace(submission.record, prior=prior)
    about = {check.key for check in form.checks if any(isinstance(v, Prior) for v in check.assessed)}
    found = judge(replace(submission, record=record, findings=[])).findings
    return tuple(finding for finding in found if finding.check in about and finding.outcome == "fail")
