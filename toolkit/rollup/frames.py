"""A rollup as data frames: one figure per row, not rounded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pandas as pd

from toolkit.rollup.addition import Figures
from toolkit.rollup.total import Rollup

FIGURE_COLUMNS = (
    "year", "edition", "unit_code", "unit_name", "unit_kind", "parent_code", "counted_as", "counted",
    "table", "item", "label", "unit_of_measure", "value",
)  # fmt: skip


def figures_frame(rolled: Rollup) -> pd.DataFrame:
    """Return every figure of every unit on file and of the total, one per row.

    Returns:
        One row per unit and item. ``value``: ``Decimal`` objects (件, 万元, 元 by ``unit_of_measure``),
        missing where not known; ``counted``: whether it is part of the total. The total itself has the code
        of the unit rolled up, or none, ``counted_as`` *sum*, and a missing ``counted``.
    """
    return pd.DataFrame(_rows(rolled), columns=list(FIGURE_COLUMNS)).astype(
        {"year": "int32", "counted": "boolean"}
    )


def units_frame(rolled: Rollup) -> pd.DataFrame:
    """Return the scope ledger: every unit, its state, its file, whether and how it is counted.

    Returns:
        One row per unit; all columns are text except ``counted`` (boolean) and ``receipt`` (Int64).
    """
    rows = []
    for line in rolled.scope:
        received = line.standing.received
        rows.append(
            {
                "unit_code": line.unit.code,
                "unit_name": line.unit.name,
                "unit_kind": line.unit.kind,
                "parent_code": line.unit.parent,
                "state": str(line.state),
                "standing": str(line.standing.state),
                "role": str(line.role),
                "within": line.within.code if line.within else "",
                "counted_as": line.unit.counted_as,
                "counted": line.counted,
                "reason": line.standing.why,
                "receipt": received.number if received else None,
                "file": received.name if received else "",
                "sha256": received.sha256 if received else "",
            }
        )
    return pd.DataFrame(rows).astype({"counted": "boolean", "receipt": "Int64"})


def _rows(rolled: Rollup) -> Iterator[tuple[object, ...]]:
    year, edition = rolled.collection.year, rolled.form.id
    code = rolled.of.code if rolled.of else ""
    kind, parent = (rolled.of.kind, rolled.of.parent) if rolled.of else ("", "")
    yield from _figures(rolled, (year, edition, code, rolled.name, kind, parent, "sum", None), rolled.values)
    for line in rolled.scope:
        unit = line.unit
        if line.standing.received is None or not line.standing.received.speaks:
            continue
        head = (year, edition, unit.code, unit.name, unit.kind, unit.parent, unit.counted_as, line.counted)
        yield from _figures(rolled, head, rolled.stock.values(line.standing))


def _figures(rolled: Rollup, head: tuple[object, ...], values: Figures) -> Iterator[tuple[object, ...]]:
    for item in rolled.form.items.values():
        value = values.get(item.id)
        exact = None if value is None else Decimal(value)
        yield (*head, rolled.form.table(item.table).name, item.id, item.label, item.unit, exact)
