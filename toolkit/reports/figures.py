"""``reports/rollup.json``: the figures for other systems."""

from __future__ import annotations

import json
from pathlib import Path

from toolkit.collection.files import replace_file
from toolkit.collection.standing import Standing, State
from toolkit.form.values import json_number
from toolkit.rollup.aggregate import Rollup


def as_json(rollup: Rollup) -> dict[str, object]:
    """The contract of ``ogi rollup``."""
    return {
        "unit": rollup.collection.city,
        "year": rollup.collection.year,
        "edition": rollup.form.id,
        "complete": rollup.complete,
        "values": rollup.values,
        "units": [_unit(rollup, standing) for standing in rollup.standings],
        "reconciliation": [],
        "findings": [finding.as_json() for finding in rollup.findings],
    }


def _unit(rollup: Rollup, standing: Standing) -> dict[str, object]:
    unit, received = standing.unit, standing.received
    findings = rollup.stock.ledger.findings(received) if received else ()
    # What only serves to check a declared total is not part of the figures.
    state = standing.state if unit.counted else State.EXCLUDED
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent or None,
        "state": str(state),
        "counted_as": unit.counted_as,
        "counting": unit.counting,
        "sha256": received.sha256 if received else None,
        "file": received.name if received else None,
        "reason": standing.why,
        "queries": [
            {
                "code": finding.code,
                "message": finding.message,
                "reason": finding.reason or (standing.accepted.why if standing.accepted else ""),
            }
            for finding in findings
            if finding.severity == "soft"
        ],
    }


def write_json(rollup: Rollup, file: Path) -> None:
    """Write the figures; decimals round-trip exactly."""
    text = json.dumps(as_json(rollup), ensure_ascii=False, indent=2, default=json_number)
    replace_file(file, (text + "\n").encode())
