"""Records as rows of the ledger, and back."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast

from toolkit.collection.decisions import Decided
from toolkit.collection.ledger.records import Decision, Judged, Match, Received
from toolkit.collection.ledger.schema import LATEST, version
from toolkit.findings import Finding, FoundCell, Quote, SuspectCell
from toolkit.form.expression import Number
from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.review.checks import Status
from toolkit.review.verdict import Verdict

Shared = TypeVar("Shared")

_READING = (
    "sha256", "basis", "status", "edition", "version", "year", "collection", "unit_code", "unit_name",
    "shown_code", "shown_name", "unit", "matched_by", "outcome", "candidates", "hard", "queries",
    "blanks_are_zero", "item_list", "figures", "texts", "contact", "checks", "run", "read_at",
    "format", "precedence", "stated", "not_applicable",
)  # fmt: skip
# A file may be read anew for a basis it was read for before (a decision made and undone), but not twice
# in a row: then another process did the same work at the same time.
_ADD_READING = (
    f"INSERT INTO reading ({', '.join(_READING)}) SELECT {', '.join('?' * len(_READING))} "
    "WHERE (SELECT basis FROM reading WHERE sha256 = ? ORDER BY id DESC LIMIT 1) IS NOT ?"
)
_FINDING = (
    "reading", "number", "code", "severity", "outcome", "message", "suggestion", "reason", "cells",
    "suspects", "rule", "place", "wrong", "remedy", "quotes",
)  # fmt: skip
_ADD_FINDING = f"INSERT INTO finding ({', '.join(_FINDING)}) VALUES ({', '.join('?' * len(_FINDING))})"

# Without the wide columns: the list is made several times in a run.
_LISTED = ("id", *_READING[1 : _READING.index("blanks_are_zero")], "precedence")
_RECEIVED = f"""
SELECT receipt.number, receipt.sha256, receipt.names, receipt.arrived_on, receipt.run AS arrived_in,
       receipt.workbook,
       {", ".join(f"reading.{name}" for name in _LISTED)}
FROM (
    SELECT min(id) AS number, sha256, json_group_array(name) AS names, min(arrived_on) AS arrived_on,
           min(run) AS run, max(kind = 'workbook') AS workbook
    FROM (
        SELECT * FROM receipt
        WHERE kind = 'workbook' OR sha256 IN (SELECT value FROM json_each(?))
        ORDER BY id
    ) GROUP BY sha256
) AS receipt
LEFT JOIN reading
    ON reading.id = (SELECT max(id) FROM reading AS own WHERE own.sha256 = receipt.sha256)
ORDER BY receipt.number
"""


def up_to_date(connection: sqlite3.Connection) -> bool:
    return version(connection) == LATEST


# --- in ----------------------------------------------------------------------------------------


def item_list_digest(edition: str, version: str, items: Iterable[str]) -> str:
    """SHA-256 by which a list of items is known."""
    return hashlib.sha256("\n".join((edition, version, *items)).encode(errors="surrogatepass")).hexdigest()


def add_item_list(connection: sqlite3.Connection, form: Form, digest: str) -> int:
    """The items of an edition, so that figures can be kept as bare numbers in their order."""
    number = connection.execute(
        "INSERT INTO item_list (edition, version, digest) VALUES (?, ?, ?)", (form.id, form.version, digest)
    ).lastrowid
    assert number is not None
    connection.executemany(
        "INSERT INTO item VALUES (?, ?, ?, ?, ?)",
        [(number, n, item.id, item.label, item.unit) for n, item in enumerate(form.items.values())],
    )
    return number


def add_reading(
    connection: sqlite3.Connection, judged: Judged, form: Form | None, listed: int | None, run: int, at: str
) -> None:
    """One reading with its findings."""
    verdict, match = judged.verdict, judged.match
    identity = verdict.identity
    stated = identity.unit if identity else Unit("")
    figures = [_figure(verdict.values.get(item)) for item in form.items] if form else []
    cursor = connection.execute(
        _ADD_READING,
        (
            verdict.sha256, judged.basis, str(verdict.status),
            identity.edition if identity else None, identity.version if identity else None,
            identity.year if identity else None, identity.collection if identity else None,
            stated.code, stated.name, judged.shown.code, judged.shown.name,
            match.unit or None, match.by, match.outcome, _json(match.candidates),
            sum(f.sends_back for f in verdict.findings), len(verdict.unexplained),
            verdict.blanks_are_zero, listed, _json(figures),
            _json(verdict.texts), _json(verdict.contact), _json(verdict.checks), run, at, verdict.format,
            judged.precedence,
            _json(verdict.stated) if verdict.stated else None,
            _json(sorted(verdict.not_applicable)) if verdict.not_applicable else None,
            verdict.sha256, judged.basis,
        ),
    )  # fmt: skip
    if cursor.rowcount:
        connection.executemany(_ADD_FINDING, _finding_rows(cursor.lastrowid, verdict.findings))


def _finding_rows(reading: int | None, findings: Iterable[Finding]) -> Iterable[tuple[object, ...]]:
    for number, f in enumerate(findings):
        cells = _json([cell.as_json() for cell in f.cells])
        suspects = _json([suspect.as_json() for suspect in f.suspects])
        yield (
            reading, number, f.code, f.severity, f.outcome, f.message, f.suggestion, f.reason, cells,
            suspects, f.check, f.place, f.wrong, f.remedy, _json([quote.as_json() for quote in f.quotes]),
        )  # fmt: skip


def _figure(value: Number | None) -> int | str | None:
    """Money as text: a ledger must not round it."""
    return str(value) if isinstance(value, Decimal) else value


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def add_decision(connection: sqlite3.Connection, decision: Decision) -> int:
    """One decision; its number is given by the ledger."""
    cursor = connection.execute(
        "INSERT INTO decision (kind, unit, sha256, undoes, who, why, decided_at, details) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            decision.kind, decision.unit or None, decision.sha256 or None, decision.undoes, decision.who,
            decision.why, decision.decided_at, _json(decision.details) if decision.details else None,
        ),
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


# --- out ---------------------------------------------------------------------------------------


def decisions(connection: sqlite3.Connection) -> list[Decision]:
    """Every decision ever made, in order."""
    return [
        Decision(
            row["id"], row["kind"], row["unit"] or "", row["sha256"] or "", row["undoes"], row["who"],
            row["why"], row["decided_at"], json.loads(row["details"] or "{}"),
        )
        for row in connection.execute("SELECT * FROM decision ORDER BY id")
    ]  # fmt: skip


def received(connection: sqlite3.Connection, own: Mapping[str, tuple[str, str]]) -> list[Received]:
    """Every workbook received, in the order of arrival, and every published report that was adopted.

    Args:
        own: sha256 → path and unit of a file of ours that came back.
    """
    # The same code, name, day, edition comes again and again, of one file and of all: each is kept once.
    shared: dict[object, object] = {}
    found = connection.execute(_RECEIVED, (_json(_adopted(connection)),))
    return [_received(row, own.get(row["sha256"]), shared) for row in found]


def _adopted(connection: sqlite3.Connection) -> list[str]:
    """Files that a decision in force adopted."""
    some = connection.execute("SELECT 1 FROM decision WHERE kind = 'adopt' LIMIT 1").fetchone()
    if some is None:
        return []
    found = Decided(decisions(connection)).identified
    return [sha256 for sha256, decision in found.items() if decision.kind == "adopt"]


def _received(row: sqlite3.Row, own: tuple[str, str] | None, shared: dict[object, object]) -> Received:
    def once(value: Shared) -> Shared:
        return cast(Shared, shared.setdefault(value, value))

    names = tuple(json.loads(row["names"]))
    arrived = once(date.fromisoformat(row["arrived_on"]))
    run, published = row["arrived_in"], not row["workbook"]
    if row["id"] is None:
        return Received(
            row["number"], row["sha256"], names, arrived, run=run, own=own, is_published=published
        )
    candidates = row["candidates"]
    return Received(
        row["number"],
        row["sha256"],
        names,
        arrived,
        row["id"],
        Status(row["status"]),
        _identity(row, once),
        once(Unit(once(row["shown_name"] or ""), once(row["shown_code"] or ""))),
        Match(
            once(row["unit"] or ""), once(row["matched_by"] or ""), once(row["outcome"]),
            () if candidates == "[]" else tuple(json.loads(candidates)),
        ),
        row["hard"],
        row["queries"],
        row["basis"],
        once(row["precedence"] or ""),
        run,
        own,
        published,
    )  # fmt: skip


def _identity(row: sqlite3.Row, once: Callable[[Any], Any] = lambda value: value) -> Identity | None:
    if row["edition"] is None:
        return None
    unit = once(Unit(once(row["unit_name"] or ""), once(row["unit_code"] or "")))
    edition, version = once(row["edition"]), once(row["version"] or "")
    return Identity(edition, version, unit, row["year"] or 0, once(row["collection"] or ""))


def texts(connection: sqlite3.Connection, reading: int | None) -> dict[str, str]:
    """The texts of a reading alone; none where the file was not read."""
    row = connection.execute("SELECT texts FROM reading WHERE id = ?", (reading,)).fetchone()
    return dict(json.loads(row[0])) if row else {}


def item_names(connection: sqlite3.Connection, listed: int) -> tuple[str, ...]:
    """The items of a list, in the order in which figures are kept."""
    names = connection.execute("SELECT item FROM item WHERE item_list = ? ORDER BY position", (listed,))
    return tuple(row[0] for row in names)


def verdict(connection: sqlite3.Connection, of: Received, names: Callable[[int], Sequence[str]]) -> Verdict:
    """The last reading of a file, whole.

    Args:
        names: list of items → its items; see :func:`item_names`.
    """
    row = connection.execute("SELECT * FROM reading WHERE id = ?", (of.reading,)).fetchone()
    return Verdict(
        of.name,
        of.sha256,
        Status(row["status"]),
        _identity(row),
        _figures(names(row["item_list"]), row["figures"]) if row["item_list"] is not None else {},
        json.loads(row["texts"]),
        json.loads(row["contact"]),
        bool(row["blanks_are_zero"]),
        findings(connection, of.reading),
        json.loads(row["checks"]),
        row["format"] or "",
        json.loads(row["stated"] or "{}"),
        frozenset(json.loads(row["not_applicable"] or "[]")),
    )


def _figures(names: Sequence[str], text: str) -> dict[str, Number | None]:
    """Item → exact number, ``None`` where not known."""
    values = (Decimal(v) if isinstance(v, str) else v for v in json.loads(text))
    return dict(zip(names, values, strict=True))


def findings(connection: sqlite3.Connection, reading: int | None) -> tuple[Finding, ...]:
    """The findings of a reading, in their order."""
    found = connection.execute("SELECT * FROM finding WHERE reading = ? ORDER BY number", (reading,))
    return tuple(map(_finding, found))


def _finding(row: sqlite3.Row) -> Finding:
    wrong = row["wrong"]
    if wrong is None:
        # Written before findings were kept in parts: the whole sentence, which ended with the code.
        wrong = row["message"].removesuffix(f"（{row['code']}）")
    return Finding(
        row["code"],
        row["severity"],
        wrong,
        row["outcome"],
        tuple(FoundCell(**cell) for cell in json.loads(row["cells"])),
        row["suggestion"],
        tuple(_suspect(suspect) for suspect in json.loads(row["suspects"])),
        row["reason"],
        row["rule"],
        row["place"] or "",
        row["remedy"] or "",
        tuple(Quote(**quote) for quote in json.loads(row["quotes"] or "[]")),
    )


def _suspect(data: dict[str, Any]) -> SuspectCell:
    cell = FoundCell(data["item"], data["sheet"], data["cell"], data["raw"])
    return SuspectCell(
        data["repair"],
        cell,
        data["current"],
        data["proposed"],
        data["reason"],
        # Readings of earlier versions say neither how many other repairs there were nor the evidence's code.
        data.get("alternatives", 0),
        data.get("evidence", ""),
    )
