"""Files that belong to no unit as far as anybody has said, with the units they may belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.collection.standing import Snapshot
from toolkit.messages import say_of


@dataclass(frozen=True)
class OpenFile:
    """One file that somebody has to say the unit of.

    Attributes:
        look: what it is, in words.
        wrong: why it could not be read; empty where it could.
        candidates: code and name of units it may belong to.
    """

    number: int
    name: str
    look: str
    wrong: Sequence[str]
    candidates: Sequence[tuple[str, str]]


def open_workbooks(stock: Snapshot) -> list[OpenFile]:
    """Workbooks of nobody; the ledger must be open."""
    return [
        OpenFile(
            file.number,
            file.name,
            say_of("file.*", file.match.outcome),
            [finding.message for finding in stock.ledger.findings(file) if finding.sends_back],
            _named(stock, file.match.candidates),
        )
        for file in stock.unidentified
    ]


def open_papers(stock: Snapshot) -> list[OpenFile]:
    """Papers of nobody."""
    return [
        OpenFile(
            one.paper.number,
            one.paper.name,
            say_of("paper.look.*", one.look),
            (),
            _named(stock, one.candidates),
        )
        for one in stock.unplaced
    ]


def _named(stock: Snapshot, codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, stock.by_code[code].unit.name) for code in codes if code in stock.by_code]
