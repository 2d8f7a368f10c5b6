"""Which files of a unit state its figures, in which order, and what becomes of units that became one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from toolkit.collection.decisions import Decided
from toolkit.collection.ledger.records import Decision, Received
from toolkit.collection.roster import ReportingUnit, Roster
from toolkit.collection.roster.codes import likely_same
from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.review.checks import Status
from toolkit.workbook.locate import normalized


class HowMerged(StrEnum):
    """What happens to the reports of two units of which one became part of the other.

    ``both``: they are added up. ``one``: the one of the unit that goes on counts. ``new``: neither counts,
    and the unit that goes on reports anew.
    """

    BOTH = "both"
    ONE = "one"
    NEW = "new"


@dataclass(frozen=True)
class Fallen:
    """A unit that has a report and is not in the roster any more: nobody has said what becomes of it.

    Attributes:
        code, name: as its workbook was issued.
        received: the report that would count.
        files: all it sent, in order.
        successors: units of the roster that carry its name among their former ones, or a code that a
            spreadsheet program may have made of its code.
    """

    code: str
    name: str
    received: Received
    files: tuple[Received, ...]
    successors: tuple[ReportingUnit, ...]

    @property
    def passed(self) -> bool:
        """Whether the report was accepted, so that figures are missing from the total."""
        return self.received.status is Status.ACCEPTED


def speaking(files: Iterable[Received], decided: Decided) -> list[Received]:
    """The files of one unit that state its figures, the one that counts last.

    They are in the order of arrival; those of one run in the order that they state themselves. A file that a
    person adopted for the unit comes after all that had arrived by then.
    """
    found = [file for file in files if file.speaks and file.sha256 not in decided.withdrawn]
    adopted = {file.sha256: decided.identified[file.sha256] for file in found if _adopted(file, decided)}
    ordered = sorted(
        (file for file in found if file.sha256 not in adopted),
        key=lambda file: (file.run, file.precedence, file.number),
    )
    for file in sorted(found, key=lambda file: file.number):
        if file.sha256 in adopted:
            after = int(adopted[file.sha256].details.get("after", "0"))
            place = max((n for n, other in enumerate(ordered, start=1) if other.number <= after), default=0)
            ordered.insert(place, file)
    return ordered


def _adopted(file: Received, decided: Decided) -> bool:
    decision = decided.identified.get(file.sha256)
    return decision is not None and decision.kind == "adopt"


def fallen(roster: Roster, files: Mapping[str, Sequence[Received]], decided: Decided) -> list[Fallen]:
    """Units with a report that are not in the roster, and about which nobody decided.

    Args:
        files: code of a unit → its files; units of the roster are passed over.
    """
    found = []
    for code, sent in files.items():
        said = speaking(sent, decided)
        if code in roster.by_code or not said or _settled(roster, decided.merged.get(code)):
            continue
        passed = [file for file in said if file.status is Status.ACCEPTED]
        received = (passed or said)[-1]
        name = _issued_name(received, code)
        found.append(Fallen(code, name, received, tuple(said), _successors(roster, code, name)))
    return found


def _settled(roster: Roster, decision: Decision | None) -> bool:
    return decision is not None and decision.unit in roster.by_code


def _successors(roster: Roster, code: str, name: str) -> tuple[ReportingUnit, ...]:
    plain = normalized(name)
    named = [unit for unit in roster if plain and plain in map(normalized, unit.names)]
    alike = likely_same(code, roster)
    return tuple(named or ([alike] if alike else []))


def reporting_apart(received: Iterable[Received], roster: Roster, decided: Decided) -> dict[str, str]:
    """Code → name of units that left the roster after they had reported for themselves.

    Not those of which it was decided that the report of their successor holds theirs, or is to.
    """
    files: dict[str, list[Received]] = {}
    for file in received:
        if file.match.unit not in roster.by_code and file.issued_here:
            files.setdefault(file.match.unit, []).append(file)
    found = {}
    for code, sent in files.items():
        decision = decided.merged.get(code)
        apart = not _settled(roster, decision) or (decision and decision.details["how"] == HowMerged.BOTH)
        if apart and (said := speaking(sent, decided)):
            found[code] = _issued_name(said[-1], code)
    return found


def _issued_name(file: Received, code: str) -> str:
    return file.identity.unit.name if file.identity else code


def joined(
    unit: str, files: Mapping[str, Sequence[Received]], roster: Roster, decided: Decided
) -> tuple[tuple[tuple[Received, Decision], ...], tuple[tuple[Received, Decision], ...]]:
    """Reports of units that became part of a unit: those added to its own, and those that are not."""
    added: list[tuple[Received, Decision]] = []
    dropped: list[tuple[Received, Decision]] = []
    for other, decision in decided.merged.items():
        if decision.unit != unit or other in roster.by_code:
            continue
        passed = [f for f in speaking(files.get(other, ()), decided) if f.status is Status.ACCEPTED]
        for file in passed[-1:]:
            (added if decision.details["how"] == HowMerged.BOTH else dropped).append((file, decision))
    return tuple(added), tuple(dropped)


def reporting_anew(unit: str, roster: Roster, decided: Decided) -> Decision | None:
    """The last decision by which a unit reports anew, so that no file from before it counts."""
    anew = [
        one
        for other, one in decided.merged.items()
        if one.unit == unit and one.details["how"] == HowMerged.NEW and other not in roster.by_code
    ]
    return max(anew, key=lambda one: int(one.details["after"]), default=None)


def joined_figures(form: Form, parts: Sequence[Mapping[str, Number | None]]) -> dict[str, Number | None]:
    """Figures of several reports as one: what is added up is added up, totals and rates follow.

    What one report does not know, the sum does not know.
    """
    values: dict[str, Number] = {}
    for name in form.inputs:
        known = [value for part in parts if (value := part.get(name)) is not None]
        how = form.items[name].aggregation
        if how == "maximum" and known:
            values[name] = max(known)
        elif how == "minimum" and known:
            values[name] = min(known)
        elif how == "sum" and len(known) == len(parts):
            values[name] = sum(known, start=0)
    found = completed(form, Record(values=values))
    return {item: found.get(item) for item in form.items}
