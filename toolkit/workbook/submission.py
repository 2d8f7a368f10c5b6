"""Reading a completed workbook back, trusting nothing.

A :class:`Submission` holds what stands in the cells (exact values), how each was understood, and the
findings of reading itself. Judging it by the edit rules is :mod:`toolkit.review`'s work. Whatever
the bytes are, reading ends in a submission: a workbook that cannot be read is one with
``readable == False`` and a single finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.findings import Finding, FoundCell
from toolkit.form.evaluation import Record, as_reported, completed
from toolkit.form.expression import Number
from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.form.registry import checks_sheets
from toolkit.workbook.far_content import read_near
from toolkit.workbook.given_content import content_and_name
from toolkit.workbook.grids import open_grids
from toolkit.workbook.readings import Reading
from toolkit.workbook.scanning import Unreadable
from toolkit.workbook.scanning.kinds import unreadable
from toolkit.workbook.submission_reader import SubmissionReader


@dataclass
class Submission:
    """A received workbook, read.

    Attributes:
        file: name it came under; sha256: of its bytes.
        form: the edition it was recognised as, ``None`` if none.
        identity: what its hidden sheet (or else its cover) says it is.
        shown: the unit its cover names, which anybody can change.
        record: exact values, blanks, texts, as the checks need them.
        readings: item → how its cell was read; totals too.
        reasons: check key → reason given for a soft check.
        reason_cells: where something was written in the column of reasons, with the key of the soft check in
            its line; empty in other lines.
        contact: who filled it in (填报人, 联系电话, 审核人).
        is_total: it carries a scope ledger, so that it is the total of several units.
        format: ``xlsx`` (with macros or without), ``xls``, ``ods``; empty where the bytes cannot be read.
        untouched: filled in for the unit by the office, and neither changed nor confirmed by it.
        signature: of the office that issued it, as it stands in the hidden sheet.
        findings: what reading itself found (conversions, moved cells, overwritten formulas …).
    """

    file: str
    sha256: str
    form: Form | None = None
    identity: Identity | None = None
    shown: Unit = field(default_factory=lambda: Unit(""))
    record: Record = field(default_factory=Record, repr=False)
    readings: dict[str, Reading] = field(default_factory=dict, repr=False)
    reasons: dict[str, str] = field(default_factory=dict)
    reason_cells: list[tuple[str, FoundCell]] = field(default_factory=list)
    contact: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    readable: bool = True
    is_total: bool = False
    untouched: bool = False
    signature: str = ""
    format: str = ""

    @property
    def values(self) -> dict[str, Number | None]:
        """Every item of the form with its exact value; ``None`` where it is not known, or does not apply.

        Counts (件) are ``int``, money (万元, 元) is ``Decimal``. Totals are recomputed unless
        somebody typed over them.
        """
        if self.form is None:
            return {}
        return as_reported(self.form, completed(self.form, self.record), self.record.not_applicable)

    @property
    def stated(self) -> dict[str, str | None]:
        """Every entry that is answered in words with its answer; ``None`` where it is not known.

        A day is ``2024-03-01``; *yes* and *no* stand for the words of the workbook.
        """
        return {entry: self.record.stated.get(entry) for entry in self.form.stated} if self.form else {}


def read_submission(
    source: str | Path | bytes,
    *,
    name: str = "",
    prior: Mapping[str, Number] | None = None,
    key: str | None = None,
    vouched: bool = False,
) -> Submission:
    """Read one workbook.

    Args:
        source: path or bytes of an xlsx, xlsm, xls (also named .et) or ods file.
        name: file name for the messages, when bytes are given.
        prior: last year's values; by default those in the workbook's hidden sheet.
        key: signing key of the collection that issued it, to verify the hidden sheet.
        vouched: a person has said whose workbook this is, so doubts about that are only noted.

    Returns:
        A submission, whatever the bytes are. Raises only ``OSError`` when the path cannot be read.
    """
    data, name = content_and_name(source, name)
    digest = hashlib.sha256(data).hexdigest()

    def read(content: bytes) -> Submission:
        submission = Submission(name, digest)
        found, grids = open_grids(content, checks_sheets())
        SubmissionReader(submission, found, grids, prior, key, vouched).read()
        return submission

    try:
        submission, far = read_near(data, read)
        submission.findings += far
    except Unreadable as problem:
        submission = Submission(name, digest, readable=False)
        submission.findings.append(unreadable(problem, data, name))
    return submission


@dataclass
class TotalFigures(Submission):
    """What was added up, to be judged as if it had come in: it stands in the city workbook."""
