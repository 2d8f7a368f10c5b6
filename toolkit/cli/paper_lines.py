"""Received papers on screen and as JSON: what came, whose it is, and whose nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from toolkit.messages import say, say_of

if TYPE_CHECKING:
    from toolkit.collection.paper_units import PlacedPaper
    from toolkit.collection.published_offers import PublishedOffer
    from toolkit.collection.standing import Snapshot

SHOWN = 12
"""Number of papers listed; the JSON output has all of them."""


def paper_json(placed: PlacedPaper) -> dict[str, object]:
    """Return a paper as JSON data."""
    paper = placed.paper
    return {
        "receipt": paper.number,
        "file": paper.name,
        "sha256": paper.sha256,
        "arrived_on": paper.arrived_on.isoformat(),
        "format": paper.format,
        "as": placed.look,
        "unit_code": placed.unit or None,
        "matched_by": placed.by or None,
        "candidates": list(placed.candidates),
        "decision": placed.decision.number if placed.decision else None,
        "within": placed.within or None,
        "holds": placed.holds,
        "withdrawn": placed.withdrawn,
    }


def arrived_text(stock: Snapshot, new: Iterable[str]) -> Iterator[str]:
    """Yield the papers that came in a run and belong to a unit, with how that is known.

    Args:
        new: sha256 of the files that came.
    """
    wanted = set(new)
    found = [paper for paper in stock.papers if paper.paper.sha256 in wanted and paper.sent]
    if not found:
        return
    yield say("collect.papers", count=len(found))
    placed = [paper for paper in found if paper.unit]
    for paper in placed[:SHOWN]:
        yield say(
            "collect.paper",
            number=paper.paper.number,
            file=paper.paper.name,
            unit=stock.by_code[paper.unit].unit.name,
            look=say_of("paper.look.*", paper.look),
            by=say_of("paper.by.*", paper.by),
        )
    if len(placed) > SHOWN:
        yield say("collect.papers_more", count=len(placed) - SHOWN)


def offer_text(stock: Snapshot, offers: Iterable[PublishedOffer]) -> Iterator[str]:
    """Yield published reports of units without a workbook, with their figures and what can be done."""
    for one in offers:
        paper, unit = one.paper.paper, one.standing.unit
        yield say("collect.published", number=paper.number, file=paper.name, unit=unit.name, read=one.read)
        if one.unread or one.hard:
            yield say("collect.published.open", unread=one.unread, hard=one.hard)
        folder = stock.collection.typed
        yield say("collect.published.next", path=one.file, folder=folder, number=paper.number, code=unit.code)


def offer_json(one: PublishedOffer) -> dict[str, object]:
    """Return a published report that may be confirmed or adopted as JSON data."""
    return {
        "receipt": one.paper.paper.number,
        "unit_code": one.standing.unit.code,
        "read": one.read,
        "unread": one.unread,
        "hard": one.hard,
        "refill": str(one.file),
    }


def unplaced_text(stock: Snapshot, *, commands: bool = True) -> Iterator[str]:
    """Yield papers of nobody, with the units they might belong to and the command to say so."""
    folder = stock.collection.typed
    asked = sorted(stock.unplaced, key=lambda paper: (paper.within or paper.paper.number, paper.paper.number))
    names = {paper.paper.number: paper.paper.name for paper in stock.papers}
    groups = [list(group) for _, group in groupby(asked, key=lambda p: p.within or p.paper.number)]
    for group in groups[:SHOWN]:
        first = group[0]
        number = first.paper.number
        if len(group) > 1:
            number = first.within
            numbers = "、".join(str(paper.paper.number) for paper in group)
            yield say("collect.unplaced.packed", number=number, file=names.get(number, ""), numbers=numbers)
        else:
            look = say_of("paper.look.*", first.look)
            yield say("collect.unplaced", number=number, file=first.paper.name, look=look)
        codes = dict.fromkeys(code for paper in group for code in paper.candidates)
        known = [f"{code} {stock.by_code[code].unit.name}" for code in codes if code in stock.by_code]
        if known:
            yield say("collect.candidates", candidates="、".join(known))
        if commands:
            yield say("collect.how_to_attach", folder=folder, number=number)
    if len(groups) > SHOWN:
        yield say("collect.papers_more", count=len(groups) - SHOWN)
