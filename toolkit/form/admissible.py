"""Which numbers a cell may hold, defined once, with a printer for every place that has to know it.

The printers are the settings of the data validation, a formula, the exact test, the test over a
column of many records, and the words for the clerk. The tests prove that they agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from toolkit.form.expression import Number
from toolkit.form.stated import AnswerWords, unless_marked
from toolkit.messages import say

if TYPE_CHECKING:  # a form is read where nothing is computed, so numpy need not be loaded
    import numpy as np
    import numpy.typing as npt

LARGEST = 999_999_999_999_999
"""Spreadsheets keep 15 digits; beyond that a whole number is not exact any more."""

Fault: TypeAlias = Literal["below", "above", "too_big", "fraction"]


@dataclass(frozen=True, slots=True)
class Admissible:
    """The numbers one cell may hold.

    Attributes:
        whole: only whole numbers.
        minimum: smallest number, ``None`` where a negative change may be reported.
        maximum: largest number, ``None`` where there is no bound.
        least, most: the smallest and the largest number a spreadsheet can hold here exactly.
    """

    whole: bool
    minimum: int | None = 0
    maximum: int | None = None
    least: int = field(init=False, repr=False, compare=False)
    most: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "least", -LARGEST if self.minimum is None else self.minimum)
        object.__setattr__(self, "most", LARGEST if self.maximum is None else self.maximum)

    # --- exact, and over many records ----------------------------------------------------------

    def fault(self, value: Number) -> Fault | None:
        """What is wrong with a number, ``None`` where it is admissible."""
        if value < self.least:
            return "too_big" if self.minimum is None else "below"
        if value > self.most:
            return "too_big" if self.maximum is None else "above"
        return "fraction" if self.whole and value != int(value) else None

    def faults(self, column: npt.NDArray[np.int64], scale: int) -> npt.NDArray[np.bool_]:
        """Where a column of numbers, each held as ``value × scale``, is not admissible."""
        wrong: npt.NDArray[np.bool_] = (column < self.least * scale) | (column > self.most * scale)
        return wrong | (column % scale != 0) if self.whole else wrong

    # --- the workbook --------------------------------------------------------------------------

    def counted(self, at: str, declared: str, words: AnswerWords | None = None) -> str:
        """Formula: 1 where the cell holds something inadmissible, 0 where it is right or blank.

        A blank that is declared to be 0 is inadmissible where 0 is; ``declared`` is the condition.
        ``words``: those by which the cell may say that it does not apply.

        For one cell, not a range: functions over arrays differ between programs. No logical value
        meets a number, and no function that fails on text is reached by a text.
        """
        tests = [f"{at}>={self.least}", f"{at}<={self.most}", *([f"{at}-INT({at})=0"] if self.whole else [])]
        blank = f"1-COUNTBLANK({at})"
        blank = blank if self.fault(0) is None else f"IF({declared},1,{blank})"
        blank = blank if words is None else unless_marked(at, words, blank)
        return f"IF(ISNUMBER({at}),IF(AND({','.join(tests)}),0,1),{blank})"

    def validation(self, at: str = "", words: AnswerWords | None = None) -> dict[str, object]:
        """Settings of the data validation that stops everything else while typing.

        Args:
            at: the first cell it is for; ``words``: as for :meth:`counted`.
        """
        if words is not None:
            return {
                "validate": "custom",
                "value": f"={self.counted(at, 'FALSE', words)}=0",
                "ignore_blank": True,
            }
        return {
            "validate": "integer" if self.whole else "decimal",
            "criteria": "between",
            "minimum": self.least,
            "maximum": self.most,
            "ignore_blank": True,
        }

    # --- words ---------------------------------------------------------------------------------

    def words(self) -> str:
        """E.g. ``不小于 0 的整数``."""
        kind = say("admissible.whole" if self.whole else "admissible.number")
        if self.minimum is not None and self.maximum is not None:
            return say("admissible.between", minimum=self.minimum, maximum=self.maximum, kind=kind)
        if self.maximum is not None:
            return say("admissible.to", maximum=self.maximum, kind=kind)
        return kind if self.minimum is None else say("admissible.from", minimum=self.minimum, kind=kind)

    def advice(self) -> str:
        """What to fill in where there is nothing to report."""
        if self.least == 0:
            return say("admissible.none")
        return say("admissible.change") if self.least < 0 else ""


@lru_cache(maxsize=64)
def admissible(whole: bool, minimum: int | None, maximum: int | None = None) -> Admissible:
    """The numbers between two bounds, all or the whole ones; the same object for the same bounds."""
    return Admissible(whole, minimum, maximum)
