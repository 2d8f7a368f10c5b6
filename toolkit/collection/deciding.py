"""Recording what a person decides, once it makes sense."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.collection.decisions import Decided
from toolkit.collection.ledger.records import Decision, DecisionKind, Paper, Received
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.paper_units import Purpose
from toolkit.collection.phrases import as_typed
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.errors import MisuseError
from toolkit.messages import say, say_of

SHORTEST = 6
"""Letters of a sha256 that name a file."""


def accept(stock: Snapshot, unit: str, *, why: str, by: str = "") -> tuple[Standing, int]:
    """Let the open queries of a unit's file stand; a file with hard findings cannot be accepted.

    Raises:
        MisuseError: no such unit, nothing to accept, or something that must be mended.
    """
    standing = find_unit(stock, unit)
    received = standing.received
    if received is None:
        raise MisuseError(say("decide.nothing_received", unit=standing.unit.name))
    if standing.state is not UnitState.INCLUDED:
        raise MisuseError(say("decide.hard", unit=standing.unit.name, count=received.hard))
    if not standing.queries:
        raise MisuseError(say("decide.no_queries", unit=standing.unit.name))
    return standing, _record(stock, "accept", why, by, sha256=received.sha256, unit=standing.unit.code)


def exclude(stock: Snapshot, unit: str, *, why: str, by: str = "") -> tuple[Standing, int]:
    """Leave a unit out of this year's collection.

    Raises:
        MisuseError: no such unit, or it is left out already.
    """
    standing = find_unit(stock, unit)
    if standing.state is UnitState.EXCLUDED:
        raise MisuseError(say("decide.excluded_already", unit=standing.unit.name, why=standing.why))
    return standing, _record(stock, "exclude", why, by, unit=standing.unit.code)


def identify(
    stock: Snapshot, file: str, unit: str, *, why: str, by: str = ""
) -> tuple[Received, Standing, int]:
    """Say whose file it is; the person vouches for what the file itself does not prove.

    Raises:
        MisuseError: no such file or unit; the file is that unit's already; or it is the workbook that was
            issued to another unit, whose figures of last year it carries.
    """
    received, standing = find_file(stock, file), find_unit(stock, unit)
    match, name = received.match, standing.unit.name
    if match.unit == standing.unit.code and match.by in ("issued", "decision"):
        raise MisuseError(
            say("decide.identified_already", number=received.number, file=received.name, unit=name)
        )
    owner = next((s.unit.name for s in stock.standings if s.unit.code == match.unit), "")
    if owner and match.by == "issued":
        raise MisuseError(
            say("decide.issued", number=received.number, file=received.name, owner=owner, unit=name)
        )
    number = _record(stock, "identify", why, by, sha256=received.sha256, unit=standing.unit.code)
    return received, standing, number


def withdraw(stock: Snapshot, file: str, *, why: str, by: str = "") -> tuple[Received | Paper, int]:
    """Take a file out; what counted before it counts again.

    Raises:
        MisuseError: no such file, or it is out already.
    """
    found = find_received(stock, file)
    if found.sha256 in Decided(stock.ledger.decisions()).withdrawn:
        raise MisuseError(say("decide.withdrawn_already", number=found.number, file=found.name))
    placed = {paper.paper.sha256: paper.unit for paper in stock.papers}
    unit = found.match.unit if isinstance(found, Received) else placed.get(found.sha256, "")
    return found, _record(stock, "withdraw", why, by, sha256=found.sha256, unit=unit)


def attach(
    stock: Snapshot, file: str, unit: str, *, purpose: Purpose, why: str, by: str = ""
) -> tuple[Paper, Standing, int]:
    """Say whose paper it is and what: the stamped copy of the report, or its text.

    What came in an archive or a mail goes with it, unless a decision says otherwise.

    Raises:
        MisuseError: no such file or unit; the file is a workbook; or it is attached so already.
    """
    found, standing = find_received(stock, file), find_unit(stock, unit)
    name = standing.unit.name
    if isinstance(found, Received):
        raise MisuseError(say("decide.no_paper", number=found.number, file=found.name))
    held = Decided(stock.ledger.decisions()).attached.get(found.sha256)
    if held is not None and (held.unit, held.details.get("as")) == (standing.unit.code, purpose):
        look = say_of("paper.look.*", purpose)
        raise MisuseError(
            say("decide.attached_already", number=found.number, file=found.name, unit=name, look=look)
        )
    details = {"as": purpose}
    code = standing.unit.code
    return found, standing, _record(stock, "attach", why, by, sha256=found.sha256, unit=code, details=details)


def undo(stock: Snapshot, number: int, *, why: str, by: str = "") -> tuple[Decision, int]:
    """Undo an earlier decision; both stay on record.

    Raises:
        MisuseError: no such decision, or it does not hold any more.
    """
    decisions = stock.ledger.decisions()
    found = next((decision for decision in decisions if decision.number == number), None)
    if found is None:
        raise MisuseError(say("decide.no_decision", number=number, folder=as_typed(stock.collection.folder)))
    if not Decided(decisions).holds(found):
        raise MisuseError(say("decide.undone_already", number=number))
    return found, _record(stock, "undo", why, by, undoes=number, unit=found.unit, sha256=found.sha256)


def _record(
    stock: Snapshot,
    kind: DecisionKind,
    why: str,
    by: str,
    *,
    unit: str = "",
    sha256: str = "",
    undoes: int | None = None,
    details: Mapping[str, str] | None = None,
) -> int:
    if not why.strip():
        raise MisuseError(say("decide.no_reason"))
    return stock.ledger.decide(
        kind,
        why=why.strip(),
        by=by.strip(),
        unit=unit,
        sha256=sha256,
        undoes=undoes,
        details=details,
    )


def find_unit(stock: Snapshot, text: str) -> Standing:
    """A unit of the roster by its code or its whole name.

    Raises:
        MisuseError: there is none; names like it are listed.
    """
    return stock.standing(stock.collection.roster.find(text).code)


def find_file(stock: Snapshot, text: str) -> Received:
    """A received workbook, as :func:`find_received` finds it.

    Raises:
        MisuseError: there is none, or more than one, or it is no workbook.
    """
    found = find_received(stock, text)
    if isinstance(found, Paper):
        folder = as_typed(stock.collection.folder)
        raise MisuseError(say("decide.paper", number=found.number, file=found.name, folder=folder))
    return found


def whole_post(ledger: Ledger) -> list[Received | Paper]:
    """Everything received, workbooks and papers, in the order of arrival."""
    found: list[Received | Paper] = [*ledger.received(), *ledger.papers()]
    return sorted(found, key=lambda file: file.number)


def find_received(stock: Snapshot, text: str) -> Received | Paper:
    """A received file by its number, the start of its sha256, or the name it came under.

    Raises:
        MisuseError: there is none, or more than one.
    """
    files = whole_post(stock.ledger)
    found = [file for file in files if text == str(file.number)]
    found = found or [file for file in files if text in file.names]
    if not found and len(text) >= SHORTEST:
        found = [file for file in files if file.sha256.startswith(text.lower())]
    if not found:
        raise MisuseError(say("decide.no_file", text=text, folder=as_typed(stock.collection.folder)))
    if len(found) > 1:
        raise MisuseError(
            say("decide.many_files", text=text, numbers="、".join(str(f.number) for f in found))
        )
    return found[0]
