"""``reports/rollup.json``: the figures as data for other systems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.collection.files import replace_file
from toolkit.form.values import json_number
from toolkit.rollup.scope import ScopeLine
from toolkit.rollup.scope_row import ScopeRow

if TYPE_CHECKING:  # the page of this computer names the file and adds nothing up
    from toolkit.rollup.total import Reconciliation, RollupResult

FIGURES = "rollup.json"


def as_json(rollup: RollupResult) -> dict[str, object]:
    """Return the contents of ``rollup.json``."""
    return {
        "unit": rollup.name,
        "code": rollup.of.code if rollup.of else None,
        "year": rollup.collection.year,
        "edition": rollup.form.id,
        "complete": rollup.complete,
        "fingerprint": rollup.fingerprint,
        "ledger_head": rollup.stock.head or None,
        "values": rollup.values,
        "not_applicable": sorted(rollup.absent()),
        "not_applicable_units": rollup.not_applicable,
        "units": [
            {**_unit(row), **_decided(row), **_answers(rollup, row), "queries": _queries(rollup, line)}
            for row, line in zip(rollup.rows, rollup.scope, strict=True)
        ],
        "fallen": [
            {
                "code": one.code,
                "name": one.name,
                "receipt": one.received.number,
                "sha256": one.received.sha256,
            }
            for one in rollup.fallen
        ],
        "reconciliation": [_reconciliation(one) for one in rollup.reconciliations],
        "findings": [finding.as_json() for finding in rollup.findings],
    }


def _unit(row: ScopeRow) -> dict[str, object]:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "parent": row.parent or None,
        # What only serves to check a declared total is not part of the figures.
        "state": str(row.state_in_total),
        "standing": str(row.state),
        "counted_as": row.counted_as,
        "counting": row.counting,
        "role": str(row.role),
        "within": row.within or None,
        "sha256": row.sha256,
        "file": row.file,
        "reason": row.reason,
    }


def _decided(row: ScopeRow) -> dict[str, object]:
    """What people decided about the figures of a unit."""
    return {
        "corrections": [one.as_json() for one in row.corrections],
        "waivers": [one.as_json() for one in row.waivers],
        "joined": [
            {"receipt": file.number, "sha256": file.sha256, "decision": one.number}
            for file, one in row.joined
        ],
    }


def _answers(rollup: RollupResult, row: ScopeRow) -> dict[str, object]:
    """What an added unit answered beside its figures; nothing where the form asks for no such thing."""
    form = rollup.form
    if row.code not in rollup.answers or not (form.stated or form.exempt):
        return {}
    answers = rollup.answers[row.code]
    return {"stated": answers.stated, "not_applicable": sorted(answers.not_applicable)}


def _queries(rollup: RollupResult, line: ScopeLine) -> list[dict[str, str]]:
    """What had to be explained in a unit's file, with the reasons given."""
    return [
        {"code": finding.code, "message": finding.message, "reason": answer}
        for finding, answer in rollup.stock.answered(line.standing)
        if finding.severity == "soft"
    ]


def _reconciliation(one: Reconciliation) -> dict[str, object]:
    """Return the items in which a declared total differs from the sum of its units."""
    return {
        "code": one.unit.code,
        "name": one.unit.name,
        "complete": one.complete,
        "list_complete": one.listed,
        "agrees": one.agrees,
        "lacking": [line.unit.code for line in one.lacking],
        "items": len(one.added),
        "differences": [
            {
                "item": item,
                "declared": one.declared.get(item),
                "sum": one.added[item],
                "difference": difference,
            }
            for item, difference in one.differences.items()
        ],
    }


def write_json(rollup: RollupResult, file: Path) -> None:
    """Write ``rollup.json``; decimals round-trip exactly."""
    text = json.dumps(as_json(rollup), ensure_ascii=False, indent=2, default=json_number)
    replace_file(file, (text + "\n").encode())
