"""``ogi verify``: every check of a ledger, whatever its state."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.collection.ledger.chain import last_link
from toolkit.collection.ledger.connection import connect, roll_back, told, upgraded
from toolkit.collection.ledger.head_note import HEAD_NOTE, noted_link
from toolkit.collection.ledger.schema import LATEST, version
from toolkit.collection.ledger.verification import (
    Fault,
    content_faults,
    head_faults,
    item_list_faults,
    reference_faults,
    row_faults,
    structure_faults,
    table_faults,
    trigger_faults,
)
from toolkit.errors import MisuseError
from toolkit.messages import say

SHORTEST_HEAD = 12
"""Digits of a head that still tell it from every other."""
_UNREADABLE = (sqlite3.DatabaseError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
"""What reading rows raises that do not hold what the toolkit writes."""


@dataclass
class Verified:
    """What verifying a ledger came to.

    Attributes:
        head: last head of the chain.
        links, files: number of links and of contents.
        found: rows that an older ledger held before its chain began, and when that was.
        faults: everything that is not as it was written.
    """

    head: str = ""
    links: int = 0
    files: int = 0
    found: tuple[int, str] = (0, "")
    faults: list[Fault] = field(default_factory=list)


def verify_ledger(file: Path, head: str = "", *, traces: str = "") -> Verified:
    """Check a ledger; an older one is brought up to date first, so that it has a chain.

    Args:
        head: a printed head, or its first digits, that must occur in the chain.
        traces: what in the folder shows that a ledger existed, in words.

    Raises:
        MisuseError: there is none, it is no ledger at all, or it is of a newer version.
    """
    if not file.exists() or not file.stat().st_size:
        raise MisuseError(
            say("ledger.gone", path=file, traces=traces) if traces else say("verify.none", path=file.parent)
        )
    given = [*([(head, say("ledger.head_given"))] if head else []), *printed_heads(file.parent)]
    with told(file):
        roll_back(file)
        _bring_up_to_date(file, traces)
        with closing(connect(file, reading_only=True)) as connection:
            return verified(connection, given)


def _bring_up_to_date(file: Path, traces: str) -> None:
    with closing(connect(file, reading_only=True)) as connection:
        found = version(connection)
    if not found and traces:
        raise MisuseError(say("ledger.gone", path=file, traces=traces))
    if found != LATEST:
        with closing(connect(file)) as connection:
            upgraded(connection, file)


def verified(connection: sqlite3.Connection, given: Iterable[tuple[str, str]] = ()) -> Verified:
    """Check everything.

    Args:
        given: heads, or their first digits, that must occur in the chain, each with where it is printed.
    """
    # A letter that is no text any more must not hide what else there is to find.
    connection.text_factory = _lenient
    result = Verified()
    checks: tuple[Callable[[sqlite3.Connection], Iterable[Fault]], ...] = (
        structure_faults, trigger_faults, table_faults, row_faults, content_faults, reference_faults,
        item_list_faults,
    )  # fmt: skip
    for check in checks:
        _gather(result.faults, check(connection))
    _gather(result.faults, head_faults(connection, given))
    try:
        _count(connection, result)
    except _UNREADABLE as error:
        _gather(result.faults, [_broken(error)])
    return result


def _gather(faults: list[Fault], found: Iterable[Fault]) -> None:
    """Add faults, each once; where the file cannot be read on, that is one too."""
    try:
        for fault in found:
            if fault not in faults:
                faults.append(fault)
    except _UNREADABLE as error:
        if _broken(error) not in faults:
            faults.append(_broken(error))


def _broken(error: Exception) -> Fault:
    return Fault("L-file", say("ledger.fault.file", reason=error))


def _lenient(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _count(connection: sqlite3.Connection, result: Verified) -> None:
    result.links, _, result.head = last_link(connection)
    result.files = connection.execute("SELECT count(*) FROM file").fetchone()[0]
    found = connection.execute("SELECT covered, linked_at FROM link WHERE kind = 'found'").fetchone()
    if found:
        result.found = sum(len(keys) for keys in json.loads(found[0]).values()), found[1]


def printed_heads(folder: Path) -> Iterator[tuple[str, str]]:
    """Heads that the note and the figures for other systems among the reports carry, each with its file."""
    if noted := noted_link(folder):
        yield noted.head, HEAD_NOTE
    for file in sorted((folder / "reports").rglob("*.json")):
        try:
            head = json.loads(file.read_text("utf-8")).get("ledger_head")
        except (OSError, ValueError, AttributeError):
            continue
        if isinstance(head, str) and head:
            yield head, str(file.relative_to(folder))
