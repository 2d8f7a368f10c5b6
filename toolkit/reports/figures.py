"""``reports/rollup.json``: the figures for other systems."""

from __future__ import annotations

import json
from pathlib import Path

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
        "units": [
            {
                "code": standing.unit.code,
                "name": standing.unit.name,
                "kind": standing.unit.kind,
                "parent": None,
                "state": str(standing.state),
                "counted_as": standing.unit.counted_as,
                "sha256": standing.review.submission.sha256 if standing.review else None,
                "file": standing.review.submission.file if standing.review else None,
                "reason": standing.unit.reason,
                "queries": [
                    {"code": finding.code, "message": finding.message, "reason": finding.reason}
                    for finding in (standing.review.findings if standing.review else ())
                    if finding.severity == "soft"
                ],
            }
            for standing in rollup.standings
        ],
        "reconciliation": [],
        "findings": [finding.as_json() for finding in rollup.findings],
    }


def write_json(rollup: Rollup, file: Path) -> None:
    """Write the figures; decimals round-trip exactly."""
    text = json.dumps(as_json(rollup), ensure_ascii=False, indent=2, default=json_number)
    file.write_text(text + "\n", encoding="utf-8")
