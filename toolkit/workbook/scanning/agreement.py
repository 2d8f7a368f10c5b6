"""Whether a value that was read is the one that the file spells.

python-calamine gives an empty text for content it has no name for, and for some spellings another value
than spreadsheet programs show. Each kind of file lays its cells beside the values here.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from functools import lru_cache

from toolkit.workbook.scanning.markup import unescaped
from toolkit.workbook.scanning.scanned import Doubt

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_AS_REFERENCES = ("ascii", "xmlcharrefreplace")
_DATES = (date, time, timedelta)


def of_nothing(raw: object) -> Doubt:
    """Of a cell in which nothing is stored."""
    return "" if raw is None or raw == "" else "uncertain"


@lru_cache(maxsize=4096, typed=True)
def of_number(stored: str | bytes, raw: object) -> Doubt:
    """Of a number cell; a number with a date format is read as a date, which is no number anyway."""
    if isinstance(raw, _DATES):
        return ""
    if isinstance(raw, str):  # kept as text because it is spelt oddly: understood as text is
        text = stored.decode("utf-8", "replace") if isinstance(stored, bytes) else stored
        return "" if raw.strip() and raw.strip() == text.strip() else "uncertain"
    try:
        same = not isinstance(raw, bool) and b"_" not in _bytes(stored) and float(stored) == raw
    except (TypeError, ValueError):
        return "uncertain"
    return "" if same else "uncertain"


def _bytes(stored: str | bytes) -> bytes:
    return stored if isinstance(stored, bytes) else stored.encode()


def of_text(stored: str, raw: object) -> Doubt:
    """Of a text cell; spaces and line breaks may differ."""
    if not isinstance(raw, str):
        return "uncertain"
    if raw and stored == raw:
        return ""
    if not stored.strip() and not raw.strip():
        return "" if raw else "empty_text"
    # Characters that XML has no place for are spelt ``_x000D_`` in the file.
    resolved = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), stored)
    return "" if _bare(raw) in (_bare(stored), _bare(resolved)) else "uncertain"


def of_markup(stored: bytes, raw: object) -> Doubt:
    """Of a text cell by the content of its element, references and all."""
    if isinstance(raw, str) and "&" not in raw and stored in (raw.encode(), raw.encode(*_AS_REFERENCES)):
        return of_text(raw, raw)  # references to Chinese are written many times as fast as they are resolved
    return of_text(unescaped(stored), raw)


def _bare(text: str) -> str:
    return "".join(text.split())


def of_truth(raw: object) -> Doubt:
    """Of a logical value, an error or a date: none of them is a number or a text, so it must only show."""
    return "uncertain" if raw is None or raw == "" else ""
