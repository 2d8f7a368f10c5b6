"""What ``ogi status`` and ``ogi collect`` both print of the state of a collection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from toolkit.messages import say, say_of
from toolkit.messages.code_types import Code

if TYPE_CHECKING:
    from toolkit.collection.ledger.records import Received
    from toolkit.collection.standing import Snapshot


def unidentified_text(stock: Snapshot, *, commands: bool = True) -> Iterator[str]:
    """Yield files that belong to no unit, with candidates and, if asked, the command to identify them."""

    units = {standing.unit.code: standing.unit.name for standing in stock.standings}
    shown, rest = summed_up(stock.unidentified)
    for file in shown:
        stated = file.identity.unit.name if file.identity else ""
        code: Code = "collect.unidentified.stated" if stated else "collect.unidentified"
        kind = say_of("file.*", file.match.outcome)
        yield say(code, number=file.number, file=file.name, kind=kind, stated=stated)
        candidates = "、".join(f"{code} {units[code]}" for code in file.match.candidates if code in units)
        if candidates:
            yield say("collect.candidates", candidates=candidates)
        if commands:
            folder = stock.collection.typed
            yield say("collect.how_to_identify", folder=folder, number=file.number)
    yield from unreadable_more(rest)


ALIKE_SHOWN = 12
"""Number of unreadable files of one folder or container that are listed one by one."""


def summed_up(files: Iterable[Received]) -> tuple[list[Received], Counter[str]]:
    """Return the files to list, and the number of further unreadable files by folder or container."""
    from toolkit.review.checks import Status

    shown: list[Received] = []
    seen: Counter[str] = Counter()
    for file in files:
        folder = file.name.rpartition("/")[0]
        seen[folder] += file.status is Status.UNREADABLE
        if file.status is not Status.UNREADABLE or seen[folder] <= ALIKE_SHOWN:
            shown.append(file)
    rest = {folder: number - ALIKE_SHOWN for folder, number in seen.items() if number > ALIKE_SHOWN}
    return shown, Counter(rest)


def unreadable_more(rest: Counter[str]) -> Iterator[str]:
    """Yield a line for each folder whose unreadable files were not all listed."""
    for folder, count in rest.items():
        where = say("collect.folder", folder=folder) if folder else say("collect.no_folder")
        yield say("collect.unreadable_more", folder=where, count=count)


def changed_text(stock: Snapshot) -> Iterator[str]:
    """Yield the units whose figures changed after the reports were written."""
    from toolkit.collection.phrases import moment

    changed = [standing.unit.name for standing in stock.standings if standing.changed_since_report]
    if changed:
        at = moment(stock.reported_at)
        yield say(
            "status.changed",
            at=at,
            count=len(changed),
            units="、".join(changed),
            folder=stock.collection.typed,
        )


def counts_text(stock: Snapshot) -> str:
    """Return one line with the number of units in each state."""
    from toolkit.collection.standing import UnitState

    counts = {str(state): stock.count(state) for state in UnitState}
    reconciled = sum(s.state is UnitState.INCLUDED and not s.unit.counted for s in stock.standings)
    counts["included"] -= reconciled
    return say(
        "status.counts",
        **counts,
        reconciled=reconciled,
        unidentified=len(stock.unidentified),
        queries=sum(standing.queries > 0 for standing in stock.standings),
        late=sum(standing.late for standing in stock.standings),
    )
