"""Reasons that units give for queries: which of them say too little to be taken unread."""

from __future__ import annotations

from toolkit.statements.folded import fold
from toolkit.statements.leftovers import stands_for_nothing

FEWEST = 4
"""Letters of a reason that may say something: 新设单位 does."""


def says_little(reason: str) -> bool:
    """Whether a reason has hardly a word in it: 1, 。, 无, 见批注, 详见附件.

    It settles its query all the same, in the workbook and here: a person reads it and decides. The formula of
    the status light counts any character, and an honest reason may be short.
    """
    letters = [character for character in reason if character.isalnum()]
    return len(letters) < FEWEST or all(map(str.isnumeric, letters)) or stands_for_nothing(fold(reason))
