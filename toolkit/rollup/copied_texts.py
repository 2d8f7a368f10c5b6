"""W-03 among units: texts of a total's units that are nearly the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.collection.copied_units import copied_among
from toolkit.findings import Finding, Quote
from toolkit.messages import first_of, say
from toolkit.rollup.total import RollupResult
from toolkit.statements.near_copies import NearCopy

SHOWN = 5
"""Units that a finding about many names."""


def copied(rolled: RollupResult) -> Iterator[Finding]:
    """Yield one finding for each text that other counted units have nearly word for word."""
    form = rolled.form
    check = next((c for c in form.checks if (m := c.comparison.measure()) and m.kind == "copies"), None)
    if check is None:
        return
    labels = {text.id: text.label for text in form.texts}
    roster = rolled.collection.roster.by_code
    counted = [one for one in copied_among(rolled.stock) if {one.unit, one.other} <= rolled.parts.keys()]
    for text, first, units in _groups(counted):
        names = [roster[unit].name for unit in units]
        shown = first_of(names, SHOWN, more="copied.more")
        details = {
            "units": shown, "label": labels.get(text, text), "likeness": first.likeness,
            "example": _example(roster[first.unit].name, roster[first.other].name, first),
        }  # fmt: skip
        quotes = (Quote(text, first.quote), Quote("", first.other_quote))
        yield Finding.worded("rollup.copied", "soft", details, check.code, quotes=quotes)


def _example(unit: str, other: str, copy: NearCopy) -> str:
    """What two units share; words that are the same are quoted once."""
    if copy.quote == copy.other_quote:
        return say("copied.equally", unit=unit, other=other, quote=copy.quote)
    quotes = {"quote": copy.quote, "other_quote": copy.other_quote}
    return say("copied.differently", unit=unit, other=other, **quotes)


def _groups(copies: Iterable[NearCopy]) -> Iterator[tuple[str, NearCopy, list[str]]]:
    """Each text that is shared, the first pair that shares it, and all units connected by copies of it."""
    groups: list[tuple[str, NearCopy, list[str]]] = []
    group_of: dict[tuple[str, str], int] = {}
    for one in copies:
        here = sorted({group_of[key] for u in (one.unit, one.other) if (key := (one.text, u)) in group_of})
        if not here:
            here = [len(groups)]
            groups.append((one.text, one, []))
        units = groups[here[0]][2]
        joined = [unit for number in here[1:] for unit in groups[number][2]]
        for unit in (*joined, one.unit, one.other):
            if group_of.get((one.text, unit)) != here[0]:
                group_of[one.text, unit] = here[0]
                units.append(unit)
        for number in here[1:]:
            groups[number][2].clear()
    yield from (group for group in groups if group[2])
