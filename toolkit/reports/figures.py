"""``reports/rollup.json``: the figures as data for other systems."""

from __future__ import annotations

import json
from pathlib import Path

from toolkit.collection.files import replace_file
from toolkit.form.values import json_number
from toolkit.rollup.scope import ScopeLine
from toolkit.rollup.total import Reconciliation, Rollup

FIGURES = "rollup.json"


def as_json(rollup: Rollup) -> dict[str, object]:
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
        "units": [_unit(rollup, line) for line in rollup.scope],
        "reconciliation": [_reconciliation(one) for one in rollup.reconciliations],
        "findings": [finding.as_json() for finding in rollup.findings],
    }


def _unit(rollup: Rollup, line: ScopeLine) -> dict[str, object]:
    standing, unit, received = line.standing, line.unit, line.standing.received
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent or None,
        # Units that only serve to check a declared total are not part of the figures.
        "state": str(line.state),
        "standing": str(standing.state),
        "counted_as": unit.counted_as,
        "counting": unit.counting,
        "role": str(line.role),
        "within": line.within.code if line.within else None,
        "sha256": received.sha256 if received else None,
        "file": received.name if received else None,
        "reason": standing.why,
        "queries": [
            {"code": finding.code, "message": finding.message, "reason": answer}
            for finding, answer in rollup.stock.answered(standing)
            if finding.severity == "soft"
        ],
    }


def _reconciliation(one: Reconciliation) -> dict[str, object]:
    """Return the items in which a declared total differs from the sum of its units."""
    return {
        "code": one.unit.code,
        "name": one.unit.name,
        "complete": one.complete,
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


def write_json(rollup: Rollup, file: Path) -> None:
    """Write ``rollup.json``; decimals round-trip exactly."""
    text = json.dumps(as_json(rollup), ensure_ascii=False, indent=2, default=json_number)
    replace_file(file, (text + "\n").encode())
