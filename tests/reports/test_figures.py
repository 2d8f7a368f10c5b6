"""rollup.json keeps its contract."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from tests.demo_city import after_round
from tests.rollup.towns import collected, units
from toolkit.reports.figures import write_json
from toolkit.rollup.aggregate import roll_up


def test_rollup_json_keeps_the_contract(tmp_path: Path) -> None:
    with after_round(tmp_path / "c") as stock:
        rolled = roll_up(stock)
        write_json(rolled, tmp_path / "rollup.json")
    data = json.loads((tmp_path / "rollup.json").read_text("utf-8"), parse_float=Decimal)
    assert {"unit", "year", "edition", "values", "units", "reconciliation", "findings"} <= data.keys()
    assert data["values"] == rolled.values
    assert {"code", "name", "kind", "parent", "state", "counted_as", "sha256"} <= data["units"][0].keys()
    states = {unit["code"]: unit["state"] for unit in data["units"]}
    assert states["202"] == "returned"
    assert states["901"] == "excluded"
    assert {u["code"]: u["counted_as"] for u in data["units"] if u["kind"] == "county"} == {
        "201": "total",
        "202": "total",
        "203": "own",
    }
    assert {states[f"2020{n}"] for n in range(1, 9)} == {"excluded"}, "part of a declared total"
    assert [finding["code"] for finding in data["findings"]] == ["H-02", "H-02", "F-01", "W-03"]
    assert data["complete"] is False
    # The city workbook has no sheet of the fees, which stand beside texts.
    (fee,) = (finding for finding in data["findings"] if finding["code"] == "F-01")
    (cell,) = fee["cells"]
    assert (cell["sheet"], cell["cell"]) == ("信息处理费", "应收信息处理费（元）")
    assert "B8" not in str(fee)


def test_reconciliation_lists_what_differs(tmp_path: Path) -> None:
    roster = units("201 东县 county - total -\n2011 东县一局 department 201 - reconciled")
    with collected(tmp_path / "c", roster, {"201": 5, "2011": 4}) as stock:
        write_json(roll_up(stock), tmp_path / "rollup.json")
    (one,) = json.loads((tmp_path / "rollup.json").read_text("utf-8"))["reconciliation"]
    assert (one["code"], one["complete"], one["agrees"], one["lacking"]) == ("201", True, False, [])
    assert {"item": "requests.received.total", "declared": 5, "sum": 4, "difference": 1} in one["differences"]
    assert len(one["differences"]) == 6
