"""Text that Office files can hold."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return the text without characters that are not allowed in Office files."""
    return _UNPRINTABLE.sub(" ", text)


def shortened(text: str, longest: int) -> str:
    """The beginning of a text, of at most that many characters; a number is not cut in two."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    inside = text[longest - 1].isdecimal()
    return ((cut.rstrip("0123456789.,") if inside else cut) or cut) + "…"
