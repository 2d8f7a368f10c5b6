"""What the reports last written were made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.collection.decisions import Decided
from toolkit.collection.ledger.records import Decision, Received, Reported
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.unit_files import HowMerged, speaking
from toolkit.review.checks import Status


class LastReport:
    """The reports last written, as the units stood in them.

    Args:
        files: of every unit, also of those that left the roster.
        decided: what holds now.

    Attributes:
        at: when they were written; empty for never.
        units: how each unit stood in them, by code.
    """

    def __init__(self, ledger: Ledger, files: Mapping[str, Sequence[Received]], decided: Decided) -> None:
        self.at, self.units = ledger.last_report() or ("", {})
        self._ledger = ledger
        then = Decided(one for one in decided.decisions if one.decided_at <= self.at).merged
        self._joined = {
            (one.unit, other)
            for other, one in then.items()
            if one.details["how"] == HowMerged.BOTH
            and any(file.status is Status.ACCEPTED for file in speaking(files.get(other, ()), decided))
        }

    def holds(
        self, reported: Reported, received: Received, joined: Sequence[tuple[Received, Decision]]
    ) -> bool:
        """Whether a unit would enter them with the same file, figures and reports joined to its own."""
        then = {other for unit, other in self._joined if unit == reported.unit}
        return (
            (reported.sha256, then) == (received.sha256, {one.details["other"] for _, one in joined})
        ) and self._ledger.same_figures(reported.reading, received.reading)
