"""What people decided about single files and units, as far as it changes what a file is judged by.

A correction takes the place of a figure in the record that is read; a waiver lets the failure of one rule
stand. Both are findings of the reading, so that whoever reads the verdict learns of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from toolkit.collection.decisions import Decided
from toolkit.collection.ledger.records import Decision
from toolkit.findings import FORMULA, TOTAL, Finding, FoundCell, Weight, must_go_back
from toolkit.form.addresses import Cell
from toolkit.form.edit_rules import EditCheck
from toolkit.form.evaluation import completed, computed_total
from toolkit.form.expression import Number, plain
from toolkit.form.layout import layout_of
from toolkit.form.measures import Gaps
from toolkit.form.model import WHOLE, Form, Item
from toolkit.form.variables import Prior
from toolkit.messages import say
from toolkit.messages.code_types import FindingCode
from toolkit.review.checks import Review, Status
from toolkit.workbook.readings import raw_text
from toolkit.workbook.submission import Submission


@dataclass(frozen=True)
class Rulings:
    """Decisions that reading has to know.

    Attributes:
        corrected: sha256 → item → correction.
        waived: unit code → code of a rule → waiver.
    """

    corrected: Mapping[str, Mapping[str, Decision]] = field(default_factory=dict)
    waived: Mapping[str, Mapping[str, Decision]] = field(default_factory=dict)

    @classmethod
    def of(cls, decided: Decided) -> Rulings:
        return cls(decided.corrected, decided.waived)

    def basis(self, sha256: str, unit: str) -> list[object]:
        """What of them the reading of a file rests on; empty where it rests on none."""
        own = (*self._corrections(sha256, unit), *self.waived.get(unit, {}).values())
        return [[one.number, one.kind, *sorted(one.details.items())] for one in own]

    def _corrections(self, sha256: str, unit: str) -> Iterator[Decision]:
        """Corrections of this file, then those of other files of its unit."""
        yield from self.corrected.get(sha256, {}).values()
        for other, items in self.corrected.items():
            if other != sha256:
                yield from (one for one in items.values() if unit and one.unit == unit)

    def correct(self, submission: Submission, sha256: str, unit: str) -> None:
        """Put corrected figures into the record, and question figures that were corrected in another file."""
        form = submission.form
        if form is None:
            return
        put: set[str] = set()
        known = completed(form, submission.record)
        for one in self._corrections(sha256, unit):
            item = form.items.get(one.details["item"])
            if item is None:
                continue
            if one.sha256 == sha256:
                _put(submission, form, item, one)
                put.add(item.id)
            elif known.get(item.id) != number_of(item, one.details["new"]):
                submission.findings.append(_unheeded(submission, form, item, one, known.get(item.id)))
        _follow(submission, form, put, known)
        # What a cell that was corrected holds counts no more; the note of the correction tells of it.
        submission.findings = [
            found
            for found in submission.findings
            if not (found.code == FORMULA or (found.code == TOTAL and found.sends_back))
            or not put.issuperset(cell.item for cell in found.cells)
        ]

    def waive(self, review: Review, form: Form | None, unit: str) -> Review:
        """Let failures of waived rules stand, each with the reason of its decision."""
        own = self.waived.get(unit, {})
        if not own or form is None:
            return review
        findings = tuple(_waived(form, finding, own) for finding in review.findings)
        if review.status is not Status.UNREADABLE:
            status = Status.RETURNED if must_go_back(findings) else Status.ACCEPTED
            review = replace(review, status=status)
        return replace(review, findings=findings)


def number_of(item: Item, text: str) -> Number:
    """A figure as a decision keeps it."""
    return int(text) if item.kind in WHOLE else Decimal(text)


def may_be_waived(check: EditCheck) -> bool:
    """Whether a check compares with last year, or takes words for a gap: a street may be named XX路.

    An identity within the form can never be waived.
    """
    return any(isinstance(name, Prior | Gaps) for name in check.comparison.variables())


def rule_may_be_waived(form: Form, code: str) -> bool:
    """Whether a rule is a hard one all of whose hard checks may be waived."""
    hard = [check for check in form.checks if check.code == code and check.severity == "hard"]
    return bool(hard) and all(map(may_be_waived, hard))


def _put(submission: Submission, form: Form, item: Item, one: Decision) -> None:
    record = submission.record
    record.values[item.id] = number_of(item, one.details["new"])
    record.unreadable.discard(item.id)
    record.not_applicable.discard(item.id)
    record.cleared.discard(item.id)
    value = record.values[item.id]
    submission.findings.append(_told("ruling.corrected", "note", submission, form, item, one, value))


def _follow(submission: Submission, form: Form, put: set[str], known: Mapping[str, Number]) -> None:
    """Compute anew the totals that were typed over their formulas, agreed with their parts, and have a part
    that was corrected: the unit stated the part alone. One that did not agree stays as it was typed.

    Args:
        put: items that were corrected; known: every figure before.
    """
    record, moved = submission.record, set(put)
    for total in form.computation_order:
        if total in put or moved.isdisjoint(form.totals[total]):
            continue
        typed = record.values.pop(total, None)
        computed = completed(form, record).get(total)
        if typed is None:
            moved.add(total)
        elif typed == computed or typed != computed_total(form, total, known):
            record.values[total] = typed
        else:
            moved.add(total)
            _tell_followed(submission, form, form.items[total], typed, computed)


def _tell_followed(
    submission: Submission, form: Form, item: Item, typed: Number, computed: Number | None
) -> None:
    at = _cell_of(submission, form, item)
    details = {
        "sheet": at.sheet, "cell": at.a1, "label": item.label, "typed": plain(typed),
        "computed": say("word.blank") if computed is None else plain(computed),
    }  # fmt: skip
    cells = (FoundCell(item.id, at.sheet, at.a1),)
    submission.findings.append(Finding.worded("ruling.total_follows", "note", details, cells=cells))


def _cell_of(submission: Submission, form: Form, item: Item) -> Cell:
    """Where an item stands in the file; of a published report, where it would."""
    reading = submission.readings.get(item.id)
    return reading.cell if reading else layout_of(form).items[item.id]


def _unheeded(submission: Submission, form: Form, item: Item, one: Decision, value: Number | None) -> Finding:
    return _told("ruling.unheeded", "soft", submission, form, item, one, value)


def _told(
    key: FindingCode,
    severity: Weight,
    submission: Submission,
    form: Form,
    item: Item,
    one: Decision,
    value: Number | None,
) -> Finding:
    reading, at = submission.readings.get(item.id), _cell_of(submission, form, item)
    stated: Number | str | None = value
    if item.id in submission.record.not_applicable:
        stated = form.words.not_applicable
    elif reading is not None and item.id in submission.record.unreadable:
        stated = raw_text(reading.raw) or say("word.error_value")
    details = {
        "sheet": at.sheet, "cell": at.a1, "label": item.label, "old": one.details["old"] or say("word.blank"),
        "new": one.details["new"], "number": one.number, "who": one.who, "why": one.why,
        "found": say("word.blank") if stated is None else stated,
    }  # fmt: skip
    held = str(stated) if key == "ruling.unheeded" and stated is not None else None
    return Finding.worded(key, severity, details, cells=(FoundCell(item.id, at.sheet, at.a1, held),))


def _waived(form: Form, finding: Finding, own: Mapping[str, Decision]) -> Finding:
    check = form.check_by_key.get(finding.check)
    one = own.get(finding.code)
    if one is None or check is None or not may_be_waived(check) or finding.outcome != "fail":
        return finding
    if finding.reason or not (finding.sends_back or finding.severity == "soft"):
        return finding
    # What a rule asks of the same difference besides (X-01: of each kind of applicant) is answered with it.
    reason = say("ruling.waived", number=one.number, who=one.who, why=one.why)
    return replace(finding, severity="soft", reason=reason)
