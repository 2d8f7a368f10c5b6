"""Codes that changed after they were issued: most likely by a spreadsheet program, never silently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from toolkit.collection.roster.units import ReportingUnit

_DECIMALS = re.compile(r"\d+\.0+")
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?e\+?\d{1,3}", re.IGNORECASE)


def looks_converted(code: str) -> bool:
    """Whether a spreadsheet program wrote a code as a number: ``1.0``, ``1E+05``."""
    return bool(_DECIMALS.fullmatch(code) or _SCIENTIFIC.fullmatch(code))


def bare(code: str) -> str:
    """What is left of a code when a spreadsheet program takes it for a number.

    Codes with the same bare form may be one code: ``001``, ``1``, ``1.0``, ``００１``.
    """
    plain = "".join(unicodedata.normalize("NFKC", code).split()).casefold()
    if looks_converted(plain):
        plain = f"{Decimal(plain):f}".partition(".")[0]
    return plain.lstrip("0") or plain[:1]


def likely_same(code: str, units: Iterable[ReportingUnit]) -> ReportingUnit | None:
    """The one unit whose code may be a given one that a spreadsheet program changed."""
    found = [unit for unit in units if bare(unit.code) == bare(code)]
    return found[0] if len(found) == 1 else None
