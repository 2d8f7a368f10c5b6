"""What one cell holds and how it was understood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from toolkit.findings import FoundCell
from toolkit.form.addresses import Cell
from toolkit.messages import say
from toolkit.workbook.numerals import Numeral, read_numeral

_ISO_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2}(?:\.\d+)?)S")
_ERRORS = ("error_value", "answer_error")


class Reading(NamedTuple):
    """One cell as it was found and understood.

    Attributes:
        item: item id.
        cell: where it stood in the received file.
        raw: what stood there.
        numeral: how it was understood.
        formula: whether the cell held a formula.
    """

    item: str
    cell: Cell
    raw: object
    numeral: Numeral
    formula: bool = False

    @property
    def shown(self) -> str:
        """What stood there as a message shows it, in words where it is nothing that can be shown."""
        empty = say("word.blank" if self.numeral.state == "blank" else "word.error_value")
        named = self.numeral.words if self.numeral.conversion in _ERRORS else ""
        return raw_text(self.raw) or named or empty

    def found(self) -> FoundCell:
        return FoundCell(self.item, self.cell.sheet, self.cell.a1, raw_text(self.raw))


def by_conversion(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """Readings that were converted, by the code of the conversion."""
    kinds: dict[str, list[Reading]] = {}
    for reading in readings:
        numeral = reading.numeral
        if numeral.conversion and numeral.state != "unreadable" and not reading.formula:
            kinds.setdefault(numeral.conversion, []).append(reading)
    return kinds


# The same few contents stand in most cells; ``typed`` keeps 1, 1.0 and TRUE apart.
understood = lru_cache(maxsize=4096, typed=True)(read_numeral)


def raw_text(raw: object) -> str | None:
    """A cell's content as a message shows it: as a spreadsheet program does."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        spelt = _ISO_DURATION.fullmatch(raw) if raw.startswith("PT") else None  # of an .ods file
        if spelt is None:
            return raw
        raw = timedelta(hours=int(spelt[1]), minutes=int(spelt[2]), seconds=float(spelt[3]))
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, time):
        raw = datetime.combine(date.min, raw) - datetime.min
    if isinstance(raw, timedelta):
        return _duration(raw)
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return str(raw)


def _duration(time_taken: timedelta) -> str:
    """Hours, minutes and seconds, also more than a day of them: 30:00:00."""
    seconds = round(abs(time_taken).total_seconds())
    sign = "-" if time_taken < timedelta(0) else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
