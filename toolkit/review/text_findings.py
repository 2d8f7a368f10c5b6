"""What is found in the texts of a submission, as findings of the rules that ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from toolkit.findings import Finding, FoundCell
from toolkit.form.edit_rules import EditCheck
from toolkit.form.evaluation import Outcome, Result, measured
from toolkit.form.expression import Number, plain
from toolkit.form.measures import Gaps, PublishedForm, TextRemarks
from toolkit.form.model import Form
from toolkit.messages import say, say_of
from toolkit.published.published_submission import PublishedSubmission
from toolkit.review.finding_places import places_of
from toolkit.statements.comparing import Tried
from toolkit.statements.remarks import Remark
from toolkit.statements.text_checks import Texts, all_remarks, contradicted
from toolkit.workbook.submission import Submission

_OF_TEXTS = (Gaps, TextRemarks, PublishedForm)
MOST_CELLS = 6
"""Figures of a statement whose cells are marked beside the text."""


@lru_cache(maxsize=16)
def _by_kind(form: Form) -> Mapping[tuple[str, str], EditCheck]:
    """The rules of a form on texts, by what they count and over which sheet."""
    found: dict[tuple[str, str], EditCheck] = {}
    for check in form.checks:
        measure = check.comparison.measure()
        if isinstance(measure, _OF_TEXTS):
            found.setdefault((measure.kind, measure.argument), check)
    return found


@lru_cache(maxsize=16)
def _counting(form: Form) -> frozenset[str]:
    """Keys of the checks that count remarks, and have an outcome only when these are known."""
    return frozenset(c.key for c in form.checks if isinstance(c.comparison.measure(), TextRemarks))


class TextFindings:
    """The remarks on the texts of one submission, and what they come to.

    Args:
        values: of the submission.

    Attributes:
        results: of all checks, those that count remarks among them.
    """

    def __init__(
        self,
        submission: Submission,
        form: Form,
        results: Sequence[Result],
        values: Mapping[str, Number | None],
    ) -> None:
        self.submission, self.form = submission, form
        self.places = places_of(submission, form)
        self.labels = {text.id: text.label for text in form.texts}
        self.sheets = {text.id: text.sheet for text in form.texts}
        self.checks = _by_kind(form)
        self.texts = self._texts(results, values)
        self.remarks = all_remarks(self.texts, {kind for kind, _ in self.checks})
        self.said = tuple(map(self._said, (r for r in results if r.check.said and r.outcome is Outcome.FAIL)))
        told = {(one.text, one.states) for one, _ in self.said}
        self.remarks = [one for one in self.remarks if (one.text, one.states) not in told]
        record = submission.record
        record.remarks = dict(Counter(str(one.about) for one in self.remarks if not one.note))
        counting = _counting(form)
        self.results = tuple(
            measured(form, result.check, record) if result.check.key in counting else result
            for result in results
        )

    def _texts(self, results: Sequence[Result], values: Mapping[str, Number | None]) -> Texts:
        submission, identity = self.submission, self.submission.identity
        failed = [result.check for result in results if result.outcome is Outcome.FAIL]
        doubtful = {check.comparison.variables()[0] for check in failed if check.rule.computes}
        return Texts(
            self.form,
            submission.record.texts,
            values,
            submission.record.prior,
            identity.year if identity else 0,
            (identity.unit.name if identity else "") or submission.shown.name,
            submission.record.prior_texts,
            doubtful,
            submission.sentences_beside if isinstance(submission, PublishedSubmission) else {},
        )

    def joined(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings of the other rules, then those on texts; about one cell they are one finding."""
        found = list(findings)
        pairs = [(remark, check) for remark in self.remarks if (check := self._check_of(remark))]
        for remark, check in (*self.said, *pairs):
            at = self._broken_total(remark, found)
            if at is None:
                found.append(self._finding(remark, check))
            else:
                found[at] = _beside(found[at], remark)
        return iter(found)

    def _check_of(self, remark: Remark) -> EditCheck | None:
        argument = self.sheets.get(remark.text, "") if remark.about == "gaps" else "workbook"
        return self.checks.get((remark.about, argument))

    def _said(self, result: Result) -> tuple[Remark, EditCheck]:
        """What a number comes to that the sheet itself finds in a text, in the words of other statements.

        Statements of the same number are the same one; the patterns of the edition may see it better.
        """
        assert result.check.said is not None
        looked_for = self.form.said[result.check.said.of]
        states = (looked_for.id, result.left or 0)
        for remark in self.remarks:
            if (remark.text, remark.states) == (looked_for.text, states):
                return remark, result.check
        return contradicted(self.texts, looked_for.text, *states), result.check

    def _broken_total(self, remark: Remark, findings: Sequence[Finding]) -> int | None:
        """Place of the finding that says that the total a statement is about contradicts its own parts."""
        if remark.about != "statements" or not remark.tried:
            return None
        for at, finding in enumerate(findings):
            check = self.form.check_by_key.get(finding.check)
            if check is None or not check.rule.computes or not finding.sends_back:
                continue
            if check.comparison.variables()[0] in remark.tried[0].items:
                return at
        return None

    def _finding(self, remark: Remark, check: EditCheck) -> Finding:
        details = {
            "place": self._place(remark.text),
            "tried": self._tried(remark),
            "remedy": check.rule.remedy,
            **remark.details,
        }
        return Finding.worded(
            remark.key,
            "note" if remark.note else check.severity,
            details,
            check.code,
            check=check.key,
            cells=tuple(self._cells(remark)),
            reason="" if remark.note else self.submission.reasons.get(check.key, ""),
            quotes=remark.quotes,
        )

    def _place(self, text: str) -> str:
        if text not in self.labels and any(sheet.id == text for sheet in self.form.sheets):
            return say("check.text.below", heading=self.form.sheet(text).heading)
        label = self.labels.get(text)
        return say("check.text.place", sheet=self.places.text(text).sheet, label=label) if label else ""

    def _cells(self, remark: Remark) -> Iterator[FoundCell]:
        if remark.text in self.labels:
            yield self.places.text(remark.text)
        if len(remark.items) <= MOST_CELLS:
            yield from map(self.places.found, remark.items)

    def _tried(self, remark: Remark) -> str:
        """Every way of counting with its result, e.g. ``新收（三申请办理 J6）为 3，新收加上年结转为 4``."""
        return say("words.separator").join(self._one_tried(one) for one in remark.tried)

    def _one_tried(self, one: Tried) -> str:
        if one.change:
            return _change(one)
        value = _shown(one.value) + one.unit
        if len(one.items) > 1:
            return say("check.text.tried", label=one.label, value=value)
        at = self.places.found(one.items[0])
        return say("check.text.tried.cell", label=one.label, sheet=at.sheet, cell=at.cell, value=value)


def _shown(value: Number) -> str:
    return plain(round(value, 2) if isinstance(value, Decimal) else value)


def _change(one: Tried) -> str:
    """Both years, and what became of them, e.g. ``新收今年 20、上年 10，增加 10``."""
    value = Decimal(one.value)
    course = f"{one.change}_{'more' if value > 0 else 'less'}" if value else "same"
    course = "ratio" if one.change == "ratio" else course
    moved = say_of("check.text.moved.*", course, value=_shown(abs(value)))
    now, before = (
        _shown(figure) + ("%" if one.change == "points" else "") for figure in (one.now, one.before)
    )
    return say("check.text.tried.change", label=one.label, now=now, before=before, moved=moved)


def _beside(finding: Finding, remark: Remark) -> Finding:
    told = say("check.text.beside", quote=remark.quotes[0].quote)
    return replace(finding, wrong=finding.wrong + told, quotes=(*finding.quotes, *remark.quotes))
