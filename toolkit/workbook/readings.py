"""What one cell holds and how it was understood."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from toolkit.findings import FoundCell
from toolkit.form.addresses import Cell
from toolkit.workbook.numerals import Numeral, read_numeral


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
    """A cell's content as a message shows it."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return str(raw)
