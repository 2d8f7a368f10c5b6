"""All that a return says, in one object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from toolkit.collection.files import part_name
from toolkit.findings import Finding
from toolkit.form.addresses import Cell, Range
from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.messages import code_of, say
from toolkit.messages.code_types import Code
from toolkit.review.checks import Status
from toolkit.review.verdict import Verdict

ALTERED = "S-02"
"""Code of whatever is not as distributed: the unit's own file cannot simply be mended."""


MOVED = "R-moved"
"""Code of what reading found elsewhere than it was issued."""


SpokenCode: TypeAlias = Literal[
    "return.title", "return.round", "return.task.marked", "return.file.marked", "return.file.note",
    "return.chat.head", "return.chat.more", "return.chat.foot", "return.chat.foot.soon",
]  # fmt: skip
"""Codes that have another one, ending in ``.query``, for a return that only asks."""


@dataclass(frozen=True)
class Restored:
    """What is as issued again in a returned workbook and was not in the unit's own.

    Attributes:
        formats: number cells whose number format was another.
        merged: areas whose cells had been merged with others.
        formulas: totals in which something else stood than their formula.
        validated, unhidden: names of the sheets whose input validation was gone, or that were hidden in part.
    """

    formats: tuple[Cell, ...] = ()
    merged: tuple[Range, ...] = ()
    formulas: tuple[Cell, ...] = ()
    validated: tuple[str, ...] = ()
    unhidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """One return to one unit.

    Attributes:
        city: who collects; year: reporting year.
        unit, code: name and code of the unit as the roster has them.
        file: name its workbook came under; received: when.
        deadline: when it must be back; ``None`` where none is set.
        round: how many times this unit's workbook has been sent back, this time included.
        office: contact of the collecting office, free text; may be empty.
        verdict: on the received file.
        issued: date of the return, printed under it; by default not printed.
        marked, refilled: names of the workbooks sent along; empty where there is none.
        restored: what is as issued again in the marked workbook.
        signer: who signs; empty: the city.
    """

    city: str
    year: int
    unit: str
    code: str
    file: str
    received: date
    deadline: date | None
    round: int
    office: str
    verdict: Verdict
    form: Form
    issued: date | None = None
    marked: str = ""
    refilled: str = ""
    restored: Restored = Restored()
    signer: str = ""

    @property
    def hard(self) -> tuple[Finding, ...]:
        """What must be mended."""
        return tuple(finding for finding in self.verdict.findings if finding.sends_back)

    @property
    def soft(self) -> tuple[Finding, ...]:
        """What must be explained and is not."""
        return tuple(finding for finding in self.verdict.unexplained if finding.outcome == "fail")

    @property
    def asks_only(self) -> bool:
        """Whether the figures stand as they are and only an explanation is missing."""
        return not self.hard and self.verdict.status is not Status.UNREADABLE

    @property
    def starts_afresh(self) -> bool:
        """Whether the fresh workbook sent along holds none of the figures received."""
        identity = Identity(self.form.id, self.form.version, Unit(self.unit, self.code), self.year)
        return bool(self.refilled) and not carries(identity, self.verdict)

    def spoken(self, code: SpokenCode) -> Code:
        """The code for the tone of this return: it sends back, or only asks."""
        return code_of("*.query", code) if self.asks_only else code

    @property
    def mend(self) -> str:
        """Name of the workbook the unit works on now."""
        return self.refilled or self.marked or self.file

    @property
    def dated(self) -> date:
        return self.issued or self.received

    def named(self, word: Code, suffix: str) -> str:
        """``CODE-NAME-YEAR-word.suffix``; ``word`` is the code of a message."""
        parts = [self.code, self.unit, str(self.year), say(word)]
        return "-".join(part_name(part) for part in parts if part) + suffix


def beyond_mending(verdict: Verdict) -> bool:
    """Whether the unit's own file, however corrected, would go back again."""
    altered = any(finding.code == ALTERED and finding.sends_back for finding in verdict.findings)
    return altered or verdict.status is Status.UNREADABLE


def moved(verdict: Verdict) -> bool:
    """Whether sheets, rows or columns stand elsewhere than they were issued."""
    return any(finding.code == MOVED for finding in verdict.findings)


def needs_refill(verdict: Verdict, identity: Identity) -> bool:
    """Whether the unit gets a fresh workbook: its own cannot be mended, or not be given back as issued.

    Nor can the workbook of another unit, or under another code, which a person said is this unit's: whatever
    is changed in it, it would be nobody's again.
    """
    stated = verdict.identity.unit.code if verdict.identity else ""
    foreign = stated not in ("", identity.unit.code)
    return foreign or beyond_mending(verdict) or (moved(verdict) and verdict.status is Status.RETURNED)


def carries(identity: Identity, verdict: Verdict) -> bool:
    """Whether the figures received may be written into a fresh workbook of that unit and year.

    Last year's workbook, or a neighbour's, most likely holds last year's or the neighbour's figures.
    """
    stated = verdict.identity
    if stated is None or stated.edition != identity.edition:
        return False
    if not beyond_mending(verdict):
        return True
    same_unit = stated.unit.code == identity.unit.code or stated.unit.name == identity.unit.name
    return stated.year in (0, identity.year) and (same_unit or not stated.unit.code + stated.unit.name)
