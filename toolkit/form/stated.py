"""Cells of a table that are answered in words, by a date or by a choice: what they may hold.

They stand beside the figures of a form and are never added up. As in :mod:`toolkit.form.admissible`, each
kind is defined once, with a printer for every place that has to know it: the settings of the data
validation, a formula, the words for the clerk, and those of a report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from toolkit.form.applicability import Applicability
from toolkit.form.literals import literal
from toolkit.messages import say, say_of

StatedKind: TypeAlias = Literal["text", "date", "choice", "yes_no"]
"""How a cell is answered: with any text, a day, one of the options, yes or no."""

YES, NO = "yes", "no"
"""How an answer of yes and no is recorded, whatever the words of the workbook."""
FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets count a day before it that never was, so earlier ones are not exact."""
_DAY_ZERO = date(1899, 12, 30)
_LAST_SERIAL = 2_958_465
LONGEST_LIST = 255
"""UTF-16 units of a drop-down list, commas included."""


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """The words with which a workbook answers, as the clerk types or chooses them."""

    yes: str
    no: str
    not_applicable: str

    @property
    def marks(self) -> tuple[str, ...]:
        """What says that a figure does not apply, where its item allows that."""
        return (self.not_applicable, "—", "/")


@dataclass(frozen=True, slots=True)
class StatedItem:
    """One cell of a table that is answered in words.

    Attributes:
        id: unique among items and texts.
        table, block, row, column: where it belongs in the form.
        label: official label, row and column joined for a message.
        choices: the options of a choice.
        required: a blank is a finding; else it may be left blank.
        not_applicable: the clerk may say that it does not apply.
        definition: Chinese: what is asked, source.
        applies: which units are asked for it; ``None``: all of them.
    """

    id: str
    table: str
    block: str
    row: str
    column: str
    label: str
    kind: StatedKind
    choices: tuple[str, ...] = ()
    required: bool = True
    not_applicable: bool = False
    definition: str = ""
    applies: Applicability | None = None

    def options(self, words: AnswerWords) -> tuple[str, ...]:
        """What the drop-down list offers; nothing where the answer is free."""
        given = (words.yes, words.no) if self.kind == "yes_no" else self.choices
        return (*given, words.not_applicable) if given and self.not_applicable else given

    # --- the workbook --------------------------------------------------------------------------

    def misfit(self, at: str, words: AnswerWords) -> str:
        """Formula: 1 where the cell holds no answer of this kind, 0 where it does or is blank."""
        if self.kind == "text":
            bare = f'TRIM(SUBSTITUTE({at},"\u3000",""))'
            return f"IF(ISERROR({at}),1,IF(COUNTBLANK({at})=1,0,IF(LEN({bare})=0,1,0)))"
        blank = f"1-COUNTBLANK({at})"
        if self.kind == "date":
            tests = f"{at}>={serial(FIRST_DAY)},{at}<={_LAST_SERIAL},{at}-INT({at})=0"
            other = unless_marked(at, words, blank) if self.not_applicable else blank
            return f"IF(ISNUMBER({at}),IF(AND({tests}),0,1),{other})"
        accepted = (*self.options(words), *(words.marks if self.not_applicable else ()))
        return unless_one_of(at, accepted, blank)

    def validation(self, at: str, words: AnswerWords) -> dict[str, object]:
        """Settings of the data validation that stops everything else while typing."""
        if self.kind == "text":
            return {"validate": "any"}
        if self.kind != "date":
            return {"validate": "list", "source": list(self.options(words)), "ignore_blank": True}
        if self.not_applicable:
            return {"validate": "custom", "value": f"={self.misfit(at, words)}=0", "ignore_blank": True}
        last = _DAY_ZERO + timedelta(_LAST_SERIAL)
        return {
            "validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": last,
            "ignore_blank": True,
        }  # fmt: skip

    # --- words ---------------------------------------------------------------------------------

    def advice(self, words: AnswerWords) -> str:
        """How the cell is filled in."""
        told = say_of("stated.*", self.kind, choices="、".join(self.options(words)))
        if not self.required:
            told += say("stated.optional")
        return told + (say("input.not_applicable", word=words.not_applicable) if self.not_applicable else "")

    def shown(self, answer: str, words: AnswerWords) -> str:
        """An answer as people read it."""
        return {YES: words.yes, NO: words.no}.get(answer, answer) if self.kind == "yes_no" else answer


def unless_marked(at: str, words: AnswerWords, other: str) -> str:
    """Formula: 0 where a cell says that it does not apply; else ``other``."""
    return unless_one_of(at, words.marks, other)


def unless_one_of(at: str, accepted: tuple[str, ...], other: str) -> str:
    """Formula: 0 where a cell holds one of these texts, 1 for an error; else ``other``."""
    tests = ",".join(f"{at}={literal(text)}" for text in accepted)
    return f"IF(ISERROR({at}),1,IF(OR({tests}),0,{other}))"


def serial(day: date) -> int:
    """The number that a spreadsheet stores for a day."""
    return (day - _DAY_ZERO).days
