"""Editions that extend others: the data of several folders as if they were one.

A row of the same name takes the place of the row before it; other rows and entries come after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.form.datafile import Line
from toolkit.form.unit_kinds import usual_entries

_LISTS = ("sheets", "tables", "unit_properties", "unit_kinds", "groups")
_NAMED = ("words",)


def merged_settings(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """``edition.toml`` of an edition and of those it extends.

    Tables that are new in an edition of local figures are marked as ``added``, and are not published
    unless it says so.
    """
    merged: dict[str, Any] = dict(parts[0])
    for part in parts[1:]:
        before = {table.get("id") for table in merged.get("tables", [])}
        for key, value in part.items():
            if key in _LISTS:
                # Kinds of one's own beside a form that declares none are added to the usual ones.
                before_it = usual_entries() if key == "unit_kinds" else []
                merged[key] = _joined(merged.get(key, before_it), value)
            else:
                merged[key] = {**merged.get(key, {}), **value} if key in _NAMED else value
        if not is_statutory(part):
            local = {"added": True, "published": False}
            merged["tables"] = [
                t if t.get("id") in before else {**local, **t} for t in merged.get("tables", [])
            ]
    return merged


def is_statutory(settings: Mapping[str, Any]) -> bool:
    """Whether an edition is an official form by itself, and not one with local figures added to it."""
    return bool(settings.get("statutory", "extends" not in settings))


def base_of(parts: Sequence[Mapping[str, Any]]) -> str:
    """Id of the official form that the last of these editions adds local figures to; empty: itself."""
    if is_statutory(parts[-1]):
        return ""
    return next((str(part.get("id", "")) for part in reversed(parts) if is_statutory(part)), "")


def _joined(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    replaced = {entry.get("id"): entry for entry in after}
    kept = [replaced.pop(entry.get("id"), entry) for entry in before]
    # New sheets go before the checks, which close the workbook.
    end = next((n for n, entry in enumerate(kept) if entry.get("id") == "checks"), len(kept))
    return [*kept[:end], *replaced.values(), *kept[end:]]


def merged_lines(layers: Sequence[Sequence[Line]], key: Sequence[str]) -> list[Line]:
    """The rows of a data file of several folders."""
    if len(layers) == 1:
        return list(layers[0])
    merged: dict[tuple[str, ...], Line] = {}
    for lines in layers:
        for line in lines:
            merged[tuple(line[column] for column in key)] = line
    return list(merged.values())
