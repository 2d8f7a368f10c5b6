"""Recording what a person decides, once it makes sense."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from toolkit.collection.adoption import check_adoptable
from toolkit.collection.decisions import Decided
from toolkit.collection.figure_correction import correction
from toolkit.collection.ledger.records import Decision, DecisionKind, Paper, Received
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.paper_units import Purpose
from toolkit.collection.receiving.rulings import may_be_waived, rule_may_be_waived
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.collection.unit_files import Fallen, HowMerged
from toolkit.errors import MisuseError
from toolkit.messages import say, say_of
from toolkit.workbook.locate import normalized

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
    if any(received in one.files for one in stock.fallen):
        raise MisuseError(
            say(
                "decide.use_adopt",
                number=received.number, file=received.name, unit=name,
                folder=stock.collection.typed, code=match.unit, to=standing.unit.code,
            )
        )  # fmt: skip
    owner = next((s.unit.name for s in stock.standings if s.unit.code == match.unit), "")
    if owner and match.by == "issued":
        raise MisuseError(
            say(
                "decide.issued",
                number=received.number,
                file=received.name,
                owner=owner,
                unit=name,
                folder=stock.collection.typed,
            )
        )
    number = _record(stock, "identify", why, by, sha256=received.sha256, unit=standing.unit.code)
    return received, standing, number


def withdraw(stock: Snapshot, file: str, *, why: str, by: str = "") -> tuple[Received | Paper, int]:
    """Take a file out; what counted before it counts again.

    A unit that left the roster has nothing that could count: see :func:`gone_with`.

    Raises:
        MisuseError: no such file, or it is out already.
    """
    found = find_received(stock, file)
    if found.sha256 in Decided(stock.ledger.decisions()).withdrawn:
        raise MisuseError(say("decide.withdrawn_already", number=found.number, file=found.name))
    placed = {paper.paper.sha256: paper.unit for paper in stock.papers}
    unit = found.match.unit if isinstance(found, Received) else placed.get(found.sha256, "")
    number = _record(stock, "withdraw", why, by, sha256=found.sha256, unit=unit)
    for other in gone_with(stock, found):
        _record(stock, "withdraw", why, by, sha256=other.sha256, unit=unit)
    return found, number


def gone_with(stock: Snapshot, file: Received | Paper) -> list[Received]:
    """The other reports of a unit that left the roster, which are withdrawn with one of them: one decision
    settles the unit, and no earlier report takes the place of a later one."""
    files = next((one.files for one in stock.fallen if file in one.files), ())
    return [other for other in files if other != file]


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
        raise MisuseError(
            say("decide.no_paper", number=found.number, file=found.name, folder=stock.collection.typed)
        )
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
        raise MisuseError(say("decide.no_decision", number=number, folder=stock.collection.typed))
    if not Decided(decisions).holds(found):
        raise MisuseError(say("decide.undone_already", number=number))
    return found, _record(stock, "undo", why, by, undoes=number, unit=found.unit, sha256=found.sha256)


def correct(
    stock: Snapshot, unit: str, item: str, old: str, new: str, *, why: str, by: str = ""
) -> tuple[Standing, Decision]:
    """Correct one figure of a unit's file, as the unit stated by telephone.

    Args:
        item, old, new: as :func:`toolkit.collection.figure_correction.correction` takes them.

    Raises:
        MisuseError: no such unit, or as there.
    """
    standing = find_unit(stock, unit)
    details = correction(stock, standing, item, old, new)
    assert standing.received is not None, "a figure on file is corrected"
    sha256 = standing.received.sha256
    number = _record(stock, "correct", why, by, unit=standing.unit.code, sha256=sha256, details=details)
    return standing, _recorded(stock, number)


def waive(stock: Snapshot, unit: str, rule: str, *, why: str, by: str = "") -> tuple[Standing, Decision]:
    """Let one hard rule that looks at last year, or at gaps in texts, stand for one unit.

    Raises:
        MisuseError: no such unit or rule, a rule about figures of this year's form only, a soft one, or
            one that the unit does not break.
    """
    standing, code = find_unit(stock, unit), normalized(rule).upper()
    form = stock.collection.form
    checks = [check for check in form.checks if check.code == code]
    hard = [check for check in checks if check.severity == "hard"]
    details = {"rule": code, "unit": standing.unit.name}
    typed = {"folder": stock.collection.typed, "code": standing.unit.code}
    if not checks:
        possible = dict.fromkeys(c.code for c in form.checks if c.severity == "hard" and may_be_waived(c))
        raise MisuseError(say("decide.no_rule", rules="、".join(possible) or say("word.none"), **details))
    if not hard:
        raise MisuseError(say("decide.soft_rule", **details, **typed))
    if not rule_may_be_waived(form, code):
        raise MisuseError(say("decide.identity_rule", title=hard[0].rule.title, **details, **typed))
    if code in Decided(stock.ledger.decisions()).waived.get(standing.unit.code, {}):
        raise MisuseError(say("decide.waived_already", **details))
    received = standing.received
    broken = received is not None and any(
        finding.code == code and finding.sends_back for finding in stock.ledger.findings(received)
    )
    if not broken:
        raise MisuseError(say("decide.not_broken", **details))
    number = _record(stock, "waive", why, by, unit=standing.unit.code, details={"rule": code})
    return standing, _recorded(stock, number)


def extend(stock: Snapshot, unit: str, day: date, *, why: str, by: str = "") -> tuple[Standing, Decision]:
    """Give one unit a later deadline.

    Raises:
        MisuseError: no such unit, it is left out, or the day is not later than its deadline now.
    """
    standing = find_unit(stock, unit)
    if standing.state is UnitState.EXCLUDED:
        raise MisuseError(say("decide.excluded_already", unit=standing.unit.name, why=standing.why))
    if day <= standing.due:
        raise MisuseError(
            say(
                "decide.not_later", unit=standing.unit.name, due=standing.due.isoformat(), day=day.isoformat()
            )
        )
    details = {"due_on": day.isoformat()}
    number = _record(stock, "extend", why, by, unit=standing.unit.code, details=details)
    return standing, _recorded(stock, number)


def adopt(
    stock: Snapshot, file: str, unit: str, *, why: str, by: str = ""
) -> tuple[Received | Paper, Standing, int]:
    """Let a published report, or the report of a unit that left the roster, be the report of a unit.

    It counts before all that has arrived by now; what the unit sends later counts before it.

    Raises:
        MisuseError: no such file or unit; the file is neither, or a published report of another year.
    """
    received, standing = find_received(stock, file), find_unit(stock, unit)
    if isinstance(received, Paper):
        check_adoptable(stock, received, standing)
    elif not any(received in one.files for one in stock.fallen):
        raise MisuseError(
            say(
                "decide.not_fallen", number=received.number, file=received.name, folder=stock.collection.typed
            )
        )
    code, details = standing.unit.code, {"after": str(_last_number(stock))}
    number = _record(stock, "adopt", why, by, sha256=received.sha256, unit=code, details=details)
    return received, standing, number


def merge(
    stock: Snapshot, other: str, unit: str, how: str, *, why: str, by: str = ""
) -> tuple[Fallen, Standing, Decision]:
    """Say what becomes of the reports of two units of which one became part of the other.

    Args:
        other: code or name of the unit that left the roster.
        unit: the one that goes on; ``how``: one of :class:`HowMerged`.

    Raises:
        MisuseError: the first is still in the roster or never reported, the second is not in it, or both
            reports are to be added up and one was not accepted.
    """
    standing = find_unit(stock, unit)
    words = {
        "other": other, "unit": standing.unit.name, "choices": "、".join(HowMerged),
        "folder": stock.collection.typed,
    }  # fmt: skip
    if how not in set(HowMerged):
        raise MisuseError(say("decide.merge_how", how=how, **words))
    wanted = normalized(other)
    found = [one for one in stock.fallen if wanted in (normalized(one.code), normalized(one.name))]
    if not found:
        still = any(other == s.unit.code or wanted == normalized(s.unit.name) for s in stock.standings)
        raise MisuseError(say("decide.merge_in_roster" if still else "decide.merge_nobody", **words))
    if how == HowMerged.BOTH and not (found[0].passed and standing.state is UnitState.INCLUDED):
        raise MisuseError(say("decide.merge_not_passed", **words))
    details = {"other": found[0].code, "how": how, "after": str(_last_number(stock))}
    number = _record(stock, "merge", why, by, unit=standing.unit.code, details=details)
    return found[0], standing, _recorded(stock, number)


def _last_number(stock: Snapshot) -> int:
    """Number of the last workbook received."""
    return max((file.number for file in stock.ledger.received()), default=0)


def _recorded(stock: Snapshot, number: int) -> Decision:
    return next(decision for decision in stock.ledger.decisions() if decision.number == number)


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
        raise MisuseError(
            say("decide.paper", number=found.number, file=found.name, folder=stock.collection.typed)
        )
    return found


def whole_post(ledger: Ledger) -> list[Received | Paper]:
    """Everything received, workbooks and papers, in the order of arrival."""
    found: dict[str, Received | Paper] = {paper.sha256: paper for paper in ledger.papers()}
    found |= {file.sha256: file for file in ledger.received()}  # a paper that was adopted is one of these
    return sorted(found.values(), key=lambda file: file.number)


def find_received(stock: Snapshot, text: str) -> Received | Paper:
    """A received file by its number, the start of its sha256, or the name it came under.

    Raises:
        MisuseError: there is none, or more than one.
    """
    files = whole_post(stock.ledger)
    found = [file for file in files if normalized(text) == str(file.number)]
    found = found or [file for file in files if text in file.names]
    if not found and len(text) >= SHORTEST:
        found = [file for file in files if file.sha256.startswith(text.lower())]
    if not found:
        raise MisuseError(say("decide.no_file", text=text, folder=stock.collection.typed))
    if len(found) > 1:
        raise MisuseError(
            say("decide.many_files", text=text, numbers="、".join(str(f.number) for f in found))
        )
    return found[0]
