"""Units that sent their published report and no workbook: its figures, filled into a workbook to confirm."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.collection.adoption import adoptable, published_figures
from toolkit.collection.files import part_name, replace_file
from toolkit.collection.last_year import priors
from toolkit.collection.paper_units import PlacedPaper
from toolkit.collection.returns.refill import refilled
from toolkit.collection.standing import Snapshot, Standing
from toolkit.form.expression import Number
from toolkit.messages import say
from toolkit.review.checks import judge
from toolkit.review.verdict import verdict_of


@dataclass(frozen=True)
class PublishedOffer:
    """A published report that came in the mail of a unit without a workbook.

    Attributes:
        read: number of figures that could be read; unread: that could not; hard: findings that would send
            it back if it were adopted.
        file: the workbook filled with what was read, for the unit to confirm and send.
    """

    standing: Standing
    paper: PlacedPaper
    read: int
    unread: int
    hard: int
    file: Path


def offer_refills(stock: Snapshot, new: Collection[str]) -> list[PublishedOffer]:
    """Write a filled workbook for each published report that came in a run and is readable.

    Args:
        new: sha256 of the files that came.

    Raises:
        MisuseError: a file cannot be written.
    """
    return list(_offers(stock, new))


def _offers(stock: Snapshot, new: Collection[str]) -> Iterator[PublishedOffer]:
    known = None
    for standing in stock.standings:
        for paper in adoptable(standing):
            if paper.paper.sha256 not in new or _is_slow(stock, paper):
                continue
            known = priors(stock.collection, stock.ledger) if known is None else known
            offer = _offer(stock, standing, paper, known.of_report(standing.unit.code, {}))
            if offer is not None:
                yield offer


def _is_slow(stock: Snapshot, paper: PlacedPaper) -> bool:
    """Whether another program would have to convert it; that is done when somebody adopts it."""
    return paper.paper.format == "word" and not stock.ledger.content(paper.paper.sha256).startswith(b"PK")


def _offer(
    stock: Snapshot, standing: Standing, paper: PlacedPaper, prior: Mapping[str, Number]
) -> PublishedOffer | None:
    collection, form = stock.collection, stock.collection.form
    submission = published_figures(stock, paper.paper)
    if submission is None or not submission.readable or submission.identity is None:
        return None
    if submission.identity.year not in (0, collection.year):
        return None
    identity = collection.identity(standing.unit)
    submission.record.prior = dict(prior)
    verdict = verdict_of(judge(submission))
    asked = [item for item in form.inputs if form.table(form.items[item].table).published]
    read = sum(verdict.values.get(item) is not None for item in asked)
    if not read:
        return None
    verdict = replace(verdict, identity=replace(identity, collection=""))
    content = refilled(form, identity, verdict, prior, password=collection.password, key=collection.key)
    file = _place(stock, standing)
    inside = file.relative_to(collection.folder).as_posix()
    digest = hashlib.sha256(content).hexdigest()
    stock.ledger.wrote("collect", "returned", [(inside, digest, standing.unit.code)])
    replace_file(file, content)
    hard = sum(finding.sends_back for finding in verdict.findings)
    return PublishedOffer(standing, paper, read, len(asked) - read, hard, file)


def _place(stock: Snapshot, standing: Standing) -> Path:
    unit = standing.unit
    name = f"{part_name(unit.code)}-{part_name(unit.name)}"
    return stock.collection.folder / "returned" / say("returned.published") / f"{name}.xlsx"
