"""Whether a paper may be adopted: it is a published report of this year with figures that can be read."""

from __future__ import annotations

from typing import cast

from toolkit.collection.ledger.records import Paper
from toolkit.collection.paper_units import PlacedPaper
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.errors import MisuseError
from toolkit.messages import say
from toolkit.published.formats import format_of
from toolkit.published.published_reading import read_published
from toolkit.published.published_submission import PublishedSubmission
from toolkit.workbook.scanning.kinds import Kind, kind_of


def adoptable(standing: Standing) -> list[PlacedPaper]:
    """Papers of a unit without a report that may be its published report."""
    if standing.state is not UnitState.MISSING:
        return []
    return [
        paper
        for paper in standing.papers
        if paper.sent and paper.look == "text" and format_of(cast(Kind, paper.paper.format)) is not None
    ]


def published_figures(stock: Snapshot, paper: Paper) -> PublishedSubmission | None:
    """What a paper says as a published report of the collection's form; ``None`` where it is none."""
    content = stock.ledger.content(paper.sha256)
    if paper.packed or format_of(kind_of(content, paper.name)) is None:
        return None
    collection = stock.collection
    return read_published(content, name=paper.name, edition=collection.edition, year=collection.year)


def check_adoptable(stock: Snapshot, paper: Paper, standing: Standing) -> PublishedSubmission:
    """Refuse a paper that cannot be a unit's report.

    Raises:
        MisuseError: it is no published report, cannot be read, is of another year or form.
    """
    submission = published_figures(stock, paper)
    details = {"number": paper.number, "file": paper.name, "unit": standing.unit.name}
    if submission is None:
        raise MisuseError(say("decide.adopt_no_report", **details))
    if not submission.readable or submission.identity is None:
        why = submission.findings[0].message if submission.findings else ""
        raise MisuseError(say("decide.adopt_unreadable", why=why, **details))
    identity, year = submission.identity, stock.collection.year
    if identity.year and identity.year != year:
        raise MisuseError(say("decide.adopt_year", found=identity.year, year=year, **details))
    return submission
