"""Figures of earlier years that were copied into this year's ledger, as rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.form.expression import Number


@dataclass(frozen=True)
class CarriedUnit:
    """A unit of an earlier year as its collection left it.

    Attributes:
        state: *included*, *returned*, *missing* or *excluded*.
        why: why it was excluded.
        sha256: the file that counted; empty without one.
        figures: item of that year's edition → exact figure; empty unless it is included.
    """

    state: str
    why: str = ""
    sha256: str = ""
    figures: Mapping[str, Number | None] = field(default_factory=dict)


@dataclass(frozen=True)
class CarriedYear:
    """An earlier year's collection, copied.

    Attributes:
        collection: city and year.
        folder: where it was.
        head: last head of its ledger's chain when it was copied.
        roster: its units, as plain data.
        roster_sha256: of its roster file.
        units: unit code → what there is of it.
        taking: number of the copy; each holds all earlier years.
        decision: number of the decision to take it anew; ``None`` for the first.
    """

    collection: str
    city: str
    folder: str
    year: int
    edition: str
    head: str
    roster: Sequence[Mapping[str, object]]
    roster_sha256: str
    units: Mapping[str, CarriedUnit]
    taking: int = 0
    decision: int | None = None


def add(
    connection: sqlite3.Connection,
    years: Iterable[CarriedYear],
    lists: Mapping[str, int],
    items: Mapping[str, Sequence[str]],
    decision: int | None,
    run: int,
    at: str,
) -> None:
    """A copy of all earlier years.

    Args:
        lists, items: edition → number of its list of items, and the items.
    """
    last = connection.execute("SELECT max(taking) FROM earlier_year").fetchone()[0] or 0
    for year in years:
        cursor = connection.execute(
            "INSERT INTO earlier_year (taking, decision, collection, city, folder, year, edition, head, "
            "roster, roster_sha256, run, taken_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                last + 1, decision, year.collection, year.city, year.folder, year.year, year.edition,
                year.head, _json(year.roster), year.roster_sha256, run, at,
            ),
        )  # fmt: skip
        for code, unit in year.units.items():
            listed = items[year.edition]
            figures = [_figure(unit.figures.get(item)) for item in listed] if unit.figures else []
            connection.execute(
                "INSERT INTO earlier_unit (earlier_year, unit, state, why, sha256, item_list, figures) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    cursor.lastrowid, code, unit.state, unit.why, unit.sha256 or None,
                    lists[year.edition] if unit.figures else None, _json(figures),
                ),
            )  # fmt: skip


def _figure(value: Number | None) -> int | str | None:
    """Money as text: a ledger must not round it."""
    return str(value) if isinstance(value, Decimal) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def years(connection: sqlite3.Connection, undone: Iterable[int]) -> list[CarriedYear]:
    """The copy that holds, the latest year first: the last one whose decision was not undone."""
    takings = connection.execute("SELECT DISTINCT taking, decision FROM earlier_year ORDER BY taking DESC")
    out = set(undone)
    taking = next((row[0] for row in takings.fetchall() if row[1] not in out), None)
    found = connection.execute("SELECT * FROM earlier_year WHERE taking = ? ORDER BY year DESC", (taking,))
    return [_year(connection, row) for row in found.fetchall()]


def _year(connection: sqlite3.Connection, row: sqlite3.Row) -> CarriedYear:
    names: dict[int, list[str]] = {}
    units = {}
    for unit in connection.execute(
        "SELECT * FROM earlier_unit WHERE earlier_year = ?", (row["id"],)
    ).fetchall():
        listed = unit["item_list"]
        if listed is not None and listed not in names:
            sql = "SELECT item FROM item WHERE item_list = ? ORDER BY position"
            names[listed] = [item[0] for item in connection.execute(sql, (listed,))]
        values = (Decimal(v) if isinstance(v, str) else v for v in json.loads(unit["figures"]))
        figures = dict(zip(names.get(listed, ()), values, strict=True))
        units[unit["unit"]] = CarriedUnit(unit["state"], unit["why"], unit["sha256"] or "", figures)
    return CarriedYear(
        row["collection"], row["city"], row["folder"], row["year"], row["edition"], row["head"],
        json.loads(row["roster"]), row["roster_sha256"], units, row["taking"], row["decision"],
    )  # fmt: skip
