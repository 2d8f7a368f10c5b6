"""T2-05 of a total: an amount of money that is nearly all one unit's may have been stated in 元, not 万元."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.form.expression import plain
from toolkit.rollup.total import RollupResult

PREDOMINANT = 90
"""Percent of a total above which one unit's part of it is asked about."""
STATING = 5
"""Units that must state an amount; where only few have one, nothing is odd about a large part."""


def predominant(rolled: RollupResult) -> Iterator[Finding]:
    """Yield T2-05 for each amount of which one unit has more than 90 %."""
    for item in rolled.form.items.values():
        total = rolled.values[item.id]
        if item.kind != "money" or item.aggregation != "sum" or not total or item.id in rolled.form.totals:
            continue
        most = rolled.parts.largest(item.id)
        if most is None or most[0] < STATING:
            continue
        count, code, part = most
        if 100 * part > PREDOMINANT * total:
            details = {
                "label": item.label, "total": plain(total), "unit": item.unit, "part": plain(part),
                "name": rolled.collection.roster.by_code[code].name, "share": PREDOMINANT,
                "others": count - 1,
            }  # fmt: skip
            yield Finding.worded("rollup.predominant", "soft", details)
