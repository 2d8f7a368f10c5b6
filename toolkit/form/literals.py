"""Text inside formulas: how it is written, when a cell's text counts as written, what Excel can hold.

Limits are those of Excel 2007 to 365 (support.microsoft.com, "Excel specifications and limits").
"""

from __future__ import annotations

import re

LONGEST_LITERAL = 255
LONGEST_FORMULA = 8192
DEEPEST = 64
_LITERAL = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'')

_CONTROLS = "\t\n\r"
_SPACES = " \u00a0\u2002\u2003\u2009\u200b\u3000\ufeff"
"""No-break, en, em, thin, zero-width and ideographic space, byte order mark: nothing that can be read."""


def literal(text: str) -> str:
    """A text as a formula writes it: quotes doubled, pieces that Excel accepts joined by ``&``."""
    size = LONGEST_LITERAL
    pieces = [text[at : at + size] for at in range(0, len(text), size)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


INVISIBLE = _CONTROLS + _SPACES
"""Nothing of this can be read."""


def spelled_out(text: str) -> str:
    """The same for a text that may be a control character, which no literal can hold."""
    return f"CHAR({ord(text)})" if text and text in _CONTROLS else literal(text)


def is_written(text: str) -> bool:
    """Whether a text has anything in it that can be read."""
    return bool(text.strip(INVISIBLE))


def written(at: str) -> str:
    """Formula: the number of readable characters in a cell; the twin of :func:`is_written`."""
    for character in INVISIBLE:
        at = f'SUBSTITUTE({at},{spelled_out(character)},"")'
    return f"LEN({at})"


def fits(formula: str) -> bool:
    """Whether Excel 2007 takes a formula of this length and depth."""
    depth = deepest = 0
    for character in _LITERAL.sub("", formula):
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return len(formula) <= LONGEST_FORMULA and deepest <= DEEPEST
