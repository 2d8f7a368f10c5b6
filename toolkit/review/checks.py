"""Judging a submission by the edit rules of its form.

The rules themselves are data; here their outcomes become findings in words: where, what, both sides,
remedy, code. Equal findings are merged over their cells, and what only follows from a blank or
unreadable cell is not told a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from toolkit.findings import Finding, SuspectCell, must_go_back
from toolkit.form.admissible import Admissible
from toolkit.form.edit_rules import EditCheck
from toolkit.form.evaluation import Outcome, Result, as_reported, completed, evaluate
from toolkit.form.expression import Number, magnitude, plain
from toolkit.form.measures import (
    Blank,
    Characters,
    ConvertedUnits,
    Invalid,
    MissingTexts,
    blank_items,
    invalid_items,
    missing_texts,
)
from toolkit.form.model import Form
from toolkit.form.variables import Prior, UnitProperty, Variable, prior_of
from toolkit.messages import code_of, first_of, say, say_of
from toolkit.messages.code_types import Code, FindingCode
from toolkit.review.finding_places import places_of
from toolkit.review.reasons import idle_reasons
from toolkit.review.text_findings import TextFindings
from toolkit.workbook.submission import Submission

if TYPE_CHECKING:
    from toolkit.review.suspects import Localization, Suspect


class Status(StrEnum):
    """What becomes of a received workbook."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Review:
    """A submission judged.

    Attributes:
        status: *accepted* when no hard finding stands; soft findings and notes do not send back.
        findings: hard ones first, then soft ones, then notes.
        results: the outcome of every check, in the order of the rulebook.
    """

    submission: Submission
    status: Status
    findings: tuple[Finding, ...]
    results: tuple[Result, ...] = field(repr=False)

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """Soft findings for which the unit gave no reason."""
        return tuple(f for f in self.findings if f.severity == "soft" and not f.reason)

    def outcomes(self) -> dict[str, int]:
        """How many checks came out how."""
        counts = dict.fromkeys(map(str, Outcome), 0)
        for result in self.results:
            counts[result.outcome] += 1
        return counts


def judge(submission: Submission) -> Review:
    """Judge a submission by every rule of its form."""
    if submission.form is None or not submission.readable:
        return Review(submission, Status.UNREADABLE, tuple(submission.findings), ())
    form, record = submission.form, submission.record
    known = completed(form, record)
    results = evaluate(form, record, known)
    texts = TextFindings(submission, form, results, as_reported(form, known, record.not_applicable))
    found = list(texts.joined(_Judge(submission, form, results).findings()))
    findings = sorted([*submission.findings, *found, *idle_reasons(submission, found)], key=_weight)
    status = Status.RETURNED if must_go_back(findings) else Status.ACCEPTED
    return Review(submission, status, tuple(findings), texts.results)


def _weight(finding: Finding) -> int:
    return 0 if finding.sends_back else {"hard": 1, "soft": 1, "note": 2}[finding.severity]


class _Judge:
    def __init__(self, submission: Submission, form: Form, results: Sequence[Result]) -> None:
        self.submission, self.form, self.results = submission, form, results
        self.places = places_of(submission, form)
        self.suspects = self._localized() if self._arithmetic_fails() else ()

    def _localized(self) -> tuple[Localization, ...]:
        from toolkit.review.suspects import localize  # noqa: PLC0415  (most workbooks have no suspects)

        return localize(self.form, self.submission.record, self.results)

    def _arithmetic_fails(self) -> bool:
        return any(
            r.outcome is Outcome.FAIL
            and r.check.severity == "hard"
            and r.check.comparison.variables()[0] in self.form.items
            for r in self.results
        )

    def findings(self) -> Iterable[Finding]:
        for result in self.results:
            if result.outcome is Outcome.FAIL:
                yield from self._failed(result)
            elif result.outcome is Outcome.RULE_ERROR:
                yield self._broken(result.check)
        yield from self._not_assessable()

    def _broken(self, check: EditCheck) -> Finding:
        """A rule that cannot be evaluated: a fault of the edition's, which no unit can correct."""
        return Finding.worded(
            "check.rule_error",
            "note",
            {"place": check.place},
            check.code,
            outcome="rule_error",
            check=check.key,
        )

    # --- failures ------------------------------------------------------------------------------

    def _failed(self, result: Result) -> Iterable[Finding]:
        match result.check.comparison.measure():
            case None if result.check.said:
                return  # told with what is found in the texts
            case None:
                yield self._comparison(result)
            case Blank(argument=table):
                yield from self._blank(result.check, table)
            case Invalid(argument=table):
                yield from self._invalid(result.check, table)
            case MissingTexts(argument=sheet):
                yield self._missing(result.check, sheet)
            case Characters(argument=sheet):
                yield self._too_long(result, sheet)
            case ConvertedUnits(argument=table):
                yield self._converted(result.check, table)
            case _:
                return  # reading has reported every altered place, in findings of this very code

    def _comparison(self, result: Result) -> Finding:
        check = result.check
        sheet = self.places.sheet_of(check)
        left, right = (
            self.places.side(side, beside=sheet) for side in (check.comparison.left, check.comparison.right)
        )
        if check.rule.computes:
            parts = (name for group in check.comparison.right for name in group.variables)
            right = self.places.cells(parts, beside=sheet)
        details: dict[str, object] = {
            "place": self.places.of_check(check),
            "left_cells": left,
            "right_cells": right,
            "left": _shown(result.left),
            "right": _shown(result.right),
            "difference": _shown(magnitude(result.difference or 0)),
            "sentence": check.sentence,
            "title": check.rule.title,
        }
        key: FindingCode = "check.total" if check.rule.computes else "check.equality"
        if check.comparison.relation != "=":
            fixed = not any(group.variables for group in check.comparison.right)
            key = "check.bound.fixed" if fixed else "check.bound"
            item = next((name for name in check.comparison.variables() if name in self.form.items), "")
            if set(check.comparison.variables()) == {item, prior_of(item)}:
                # This year beside last year says more than both sides of the bound.
                key = "check.change"
                record = self.submission.record
                details["now"] = plain(self.submission.values[item] or 0)
                details["before"] = plain(record.prior[item])
        names = (name for name in check.comparison.variables() if name in self.form.items)
        suggestion, suspects = self._suggest(check)
        return self._worded(
            key,
            check,
            details,
            cells=tuple(self.places.found(name) for name in names),
            suggestion=suggestion,
            suspects=suspects,
            reason=self._reason(check),
        )

    def _worded(
        self, key: FindingCode, check: EditCheck, details: Mapping[str, object], **fields: Any
    ) -> Finding:
        stated = {"remedy": check.rule.remedy, **details}
        return Finding.worded(key, check.severity, stated, check.code, check=check.key, **fields)

    def _reason(self, check: EditCheck) -> str:
        return self.submission.reasons.get(check.key, "")

    def _blank(self, check: EditCheck, table: str) -> Iterable[Finding]:
        blanks = blank_items(self.form, self.submission.record, self.form.table_entered[table])
        figures = [entry for entry in blanks if entry in self.form.items]
        answers = [entry for entry in blanks if entry in self.form.stated]
        keys: tuple[FindingCode, FindingCode] = ("check.blank", "check.blank.answer")
        for key, entries in zip(keys, (figures, answers), strict=True):
            if entries:
                details = {"cells": self.places.cells(entries), "count": len(entries)}
                yield self._worded(key, check, details, cells=tuple(map(self.places.found, entries)))

    def _invalid(self, check: EditCheck, table: str) -> Iterable[Finding]:
        """One finding for each reason, naming every cell with what stands in it."""
        reasons: dict[tuple[str, Admissible | tuple[str, ...] | None], list[str]] = {}
        for item in invalid_items(self.form, self.submission.record, self.form.table_entered[table]):
            reading = self.submission.readings.get(item)
            if reading is None or reading.formula:
                continue  # reported by reading: cell not found, or a formula where a number belongs
            unreadable = reading.numeral.state == "unreadable"
            value = reading.numeral.value
            reason = reading.numeral.conversion if unreadable else self._misfit(item, value)
            bound: Admissible | tuple[str, ...] | None = None
            if item in self.form.stated:
                bound = self.form.stated[item].options(self.form.words)
            elif reason in ("below", "above"):
                bound = self.form.items[item].admissible
            reasons.setdefault((reason or "not_a_number", bound), []).append(item)
        for (reason, bound), items in reasons.items():
            together = reason == "merged"
            sheet = self.places.found(items[0]).sheet
            pieces = [self.places.cells(items, beside=sheet)] if together else self.places.contents(items)
            shown = first_of(pieces, 8, count=len(items))
            details = {"sheet": sheet, "cells": shown}
            details["word"] = self.form.words.not_applicable
            key = code_of("check.invalid.*", reason)
            if isinstance(bound, tuple):
                details["choices"] = "、".join(bound)
            elif reason == "below" and bound is not None and (bound.minimum, bound.maximum) == (0, None):
                key = "check.invalid.negative"
            elif bound is not None:
                details |= {
                    "minimum": str(bound.minimum), "maximum": str(bound.maximum), "admissible": bound.words()
                }  # fmt: skip
            yield self._worded(key, check, details, cells=tuple(map(self.places.found, items)))

    def _misfit(self, item: str, value: Number | None) -> str:
        """Why a number is not admissible; a blank that is invalid was declared to be 0."""
        return self.form.items[item].admissible.fault(0 if value is None else value) or "not_a_number"

    def _missing(self, check: EditCheck, sheet: str) -> Finding:
        missing = missing_texts(self.form, self.submission.record, sheet)
        labels = "、".join(f"“{text.label}”" for text in self.form.texts if text.id in missing)
        cells = tuple(map(self.places.text, missing))
        place = self.form.sheet(sheet).name
        details = {"sheet": place, "labels": labels}
        return self._worded("check.missing", check, details, cells=cells, reason=self._reason(check))

    def _converted(self, check: EditCheck, table: str) -> Finding:
        items = [i for i in self.form.table_inputs[table] if i in self.submission.record.converted_units]
        shown = "、".join(f"{self.places.found(i).cell}“{self.places.raw(i)}”" for i in items)
        cells = tuple(map(self.places.found, items))
        details = {"sheet": cells[0].sheet, "cells": shown}
        return self._worded("check.converted", check, details, cells=cells, reason=self._reason(check))

    def _too_long(self, result: Result, sheet: str) -> Finding:
        check = result.check
        texts = [t for t in self.form.texts if t.sheet == sheet]
        cells = tuple(self.places.text(text.id) for text in texts)
        details = {
            "sheet": self.form.sheet(sheet).name,
            "count": _shown(result.left),
            "limit": _shown(result.right),
        }
        return self._worded("check.too_long", check, details, cells=cells, reason=self._reason(check))

    # --- not assessable ------------------------------------------------------------------------

    def _not_assessable(self) -> Iterable[Finding]:
        """One note for each rule that had no last year's figures; what blanks cause, blanks explain."""
        waiting: dict[tuple[str, FindingCode], list[EditCheck]] = {}
        known: set[Variable] = set(map(prior_of, self.submission.record.prior))
        known |= set(map(UnitProperty, self.submission.record.unit))
        for result in self.results:
            if result.outcome is not Outcome.NOT_ASSESSABLE:
                continue
            missing = next((name for name in result.check.outside if name not in known), None)
            if missing is not None:
                why: FindingCode = "check.no_prior" if isinstance(missing, Prior) else "check.no_unit"
                waiting.setdefault((result.check.code, why), []).append(result.check)
        for (code, why), checks in waiting.items():
            details: dict[str, object] = {"title": checks[0].rule.title, "count": len(checks)}
            if why == "check.no_unit":
                details["properties"] = self._unknown_properties(checks, known)
            yield Finding.worded(why, "note", details, code, outcome="not_assessable")

    def _unknown_properties(self, checks: Sequence[EditCheck], known: Collection[Variable]) -> str:
        """Labels of the properties of the unit that these checks wait for."""
        waiting = (v for c in checks for v in c.outside if isinstance(v, UnitProperty) and v not in known)
        return "、".join(f"“{self.form.property_label(v.of)}”" for v in dict.fromkeys(waiting))

    # --- suspects ------------------------------------------------------------------------------

    def _suggest(self, check: EditCheck) -> tuple[str, tuple[SuspectCell, ...]]:
        for found in self.suspects:
            if check.key in found.checks and not found.repairs:
                key: Code = "suspect.none" if found.size == 1 else "suspect.none_set"
                words = say(key, count=found.alternatives, size=found.size) if found.alternatives else ""
                return words, ()
            if check.key in found.checks:
                repairs = [
                    tuple(self._suspect(number, suspect, found.candidates) for suspect in repair)
                    for number, repair in enumerate(found.repairs, start=1)
                ]
                return self._suggestion(found, repairs), tuple(cell for repair in repairs for cell in repair)
        return "", ()

    def _suggestion(self, found: Localization, repairs: Sequence[tuple[SuspectCell, ...]]) -> str:
        words = ["，".join(map(self._repair, repair)) for repair in repairs]
        if found.unique:
            return say("suspect.unique" if found.size == 1 else "suspect.unique_set", repair=words[0])
        size = "one_of" if found.size == 1 else "several"
        every = len(repairs) == found.candidates
        listed = "；".join(f"（{n}）{repair}" for n, repair in enumerate(words, start=1))
        told = {"count": found.candidates, "size": found.size, "repairs": listed}
        return say_of("suspect.*" if every else "suspect.*.some", size, **told)

    def _repair(self, suspect: SuspectCell) -> str:
        return say(
            "suspect.repair",
            sheet=suspect.cell.sheet,
            cell=suspect.cell.cell,
            label=self.form.items[suspect.cell.item].label,
            current=suspect.current,
            proposed=suspect.proposed,
            reason=suspect.reason,
        )

    def _suspect(self, number: int, suspect: Suspect, candidates: int) -> SuspectCell:
        return SuspectCell(
            number,
            self.places.found(suspect.item),
            say("word.blank") if suspect.current is None else plain(suspect.current),
            plain(suspect.proposed),
            say_of("suspect.reason.*", suspect.reason),
            candidates,
            suspect.reason,
        )


def _shown(value: Number | None) -> str:
    return "" if value is None else plain(value)
