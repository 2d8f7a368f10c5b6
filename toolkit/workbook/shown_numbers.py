"""Numbers that their cells show otherwise: what is read on a unit's sheet is not what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from toolkit.findings import Finding
from toolkit.form.evaluation import Record, completed
from toolkit.form.model import Form, Kind
from toolkit.messages import say
from toolkit.messages.code_types import FindingCode
from toolkit.workbook.display import Shown, shown_otherwise
from toolkit.workbook.readings import Reading, raw_text
from toolkit.workbook.scanning import SheetScan

_TELLING = (0, 7, 12345, 10**10, Decimal("0.123456"))
"""Numbers by which a format gives away that it shows others."""


class ShownCell(NamedTuple):
    """A cell with the number format by which it shows something else."""

    reading: Reading
    code: str
    shown: Shown


def totals_shown(
    form: Form, record: Record, totals: Iterable[Reading], scans: Mapping[str, SheetScan]
) -> Iterator[ShownCell]:
    """Totals that are computed and shown otherwise.

    Their parts are certain, so nothing need be sent back: what is counted is the total computed anew.
    """
    found = []
    for reading in totals:
        item, cell = form.items[reading.item], reading.cell
        here, cells = (cell.row, cell.column), scans[cell.sheet].cells
        for code in (cells.format(here), *cells.conditional(here)):
            if code and _is_telling(code, item.unit, item.kind):
                found.append((reading, item, code))
    known = completed(form, record) if found else {}
    told = set[str]()
    for reading, item, code in found:
        value = known.get(item.id)
        shown = None if value is None else shown_otherwise(code, value, item.unit, item.kind)
        if shown is not None and item.id not in told:
            told.add(item.id)
            yield ShownCell(reading._replace(raw=value), code, shown)


@lru_cache(maxsize=1024)
def _is_telling(code: str, unit: str, kind: Kind) -> bool:
    """Whether a format shows any number otherwise; asked of every total, and nearly all are alike."""
    return any(shown_otherwise(code, value, unit, kind) is not None for value in _TELLING)


def shown_notes(key: FindingCode, found: Iterable[ShownCell]) -> Iterator[Finding]:
    """One note with what is stored and what is shown, of all of them."""
    cells = list(found)
    if not cells:
        return
    pairs = "，".join(
        say("reading.shown.unknown" if shown.text is None else "reading.shown.pair",
            sheet=r.cell.sheet, cell=r.cell.a1, raw=raw_text(r.raw), format=code,
            shown=shown.text or say("word.blank"))
        for r, code, shown in cells
    )  # fmt: skip
    told = tuple(cell.reading.found() for cell in cells)
    yield Finding.worded(key, "note", {"pairs": pairs}, cells=told)
