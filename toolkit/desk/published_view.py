"""What a page shows of the units' published reports, compared with what they submitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.collection.ledger.records import PublishedResult
from toolkit.collection.phrases import moment
from toolkit.collection.published_comparison import difference_findings, difference_words
from toolkit.collection.standing import Snapshot, Standing
from toolkit.collection.unit_row import UnitRow, unit_rows
from toolkit.findings import Finding
from toolkit.messages import say_of
from toolkit.reports.unit_remarks import differs_when_published


@dataclass(frozen=True)
class PublishedView:
    """A unit's published report.

    Attributes:
        words: what comparing came to; outdated: another file counts now.
        differences: one for each, with what is to be done.
    """

    file: str
    result: PublishedResult
    words: str
    outdated: bool
    published_on: str
    address: str
    compared_at: str
    differences: Sequence[Finding]


def published_view(stock: Snapshot, row: UnitRow) -> PublishedView | None:
    """A unit's published report; ``None`` where none was compared."""
    one = row.published
    if one is None:
        return None
    words = say_of("publication.result.*", one.result, counts=difference_words(one.differences))
    differences = list(difference_findings(stock.collection.form, one.differences))
    return PublishedView(
        one.name, one.result, words, row.published_outdated, one.published_on, one.address,
        moment(one.compared_at), differences,
    )  # fmt: skip


@dataclass(frozen=True)
class Publishing:
    """How far the units have published.

    Attributes:
        same: number of units whose report was the one submitted; others: those with differences.
        missing: units past their deadline of which no published report is on record.
    """

    same: int
    others: Sequence[UnitRow]
    missing: Sequence[Standing]


def publishing(stock: Snapshot) -> Publishing:
    """What was compared, and what is not there."""
    from toolkit.collection.publications import unpublished  # noqa: PLC0415  (only where it is shown)

    rows = [row for row in unit_rows(stock) if row.published is not None]
    others = [row for row in rows if differs_when_published(row)]
    return Publishing(len(rows) - len(others), others, unpublished(stock))
