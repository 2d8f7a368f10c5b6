"""Editions that extend others: the data of several folders as if they were one.

A row of the same name takes the place of the row before it; other rows and entries come after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.form.datafile import Line

_LISTS = ("sheets", "tables", "unit_properties")


def merged_settings(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """``edition.toml`` of an edition and of those it extends; tables that came in later are marked."""
    merged: dict[str, Any] = dict(parts[0])
    for part in parts[1:]:
        for key, value in part.items():
            merged[key] = _joined(merged.get(key, []), value) if key in _LISTS else value
    return merged


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
