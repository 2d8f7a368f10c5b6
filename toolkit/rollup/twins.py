"""Several files of one unit in one run: which counts, why, and what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.collection.ledger.records import Received
from toolkit.collection.receiving.precedence import stated_by
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot
from toolkit.form.expression import Number

LaterBy: TypeAlias = Literal["version", "day", "saved", "arrived"]
"""``version``, ``day``: stated in the files' names. ``saved``: what the workbooks say themselves.
``arrived``: the times of the files, for want of anything better."""


@dataclass(frozen=True)
class Twins:
    """Files of one unit that arrived in one run.

    Attributes:
        files: all of them, the one that counts last.
        evidence: by what the last is known to be later than the one before it.
        differences: item → figure in the one before, figure in the one that counts.
    """

    unit: ReportingUnit
    files: tuple[Received, ...]
    evidence: LaterBy
    differences: dict[str, tuple[Number | None, Number | None]]


def twins(stock: Snapshot, run: int) -> Iterator[Twins]:
    """Yield every unit of which more than one file with its figures arrived in a run."""
    for standing in stock.standings:
        said = [*standing.superseded, *([standing.received] if standing.received else [])]
        files = tuple(file for file in said if file.run == run and file.speaks)
        if len(files) < 2:
            continue
        before, last = (stock.verdict(file).values for file in files[-2:])
        items = stock.collection.form.items
        pairs = {item: (before.get(item), last.get(item)) for item in items}
        differences = {item: pair for item, pair in pairs.items() if pair[0] != pair[1]}
        year = stock.collection.year + 1
        yield Twins(standing.unit, files, _evidence(files[-2], files[-1], year), differences)


def _evidence(before: Received, last: Received, year: int) -> LaterBy:
    one, other = (stated_by(file.name, year) for file in (before, last))
    if one.version != other.version:
        return "version"
    if before.precedence == last.precedence:
        return "arrived"
    days = [file.precedence.split(" ")[1] for file in (before, last)]
    return "day" if days[0] != days[1] and (one.day or other.day) else "saved"
