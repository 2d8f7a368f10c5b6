"""The command that weighs the checks on reports read by a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.statements.__main__ import main

FIGURES = {"agency": "青山市统计局", "year": 2023, "format": "2021", "table2": {"行政许可": 5}, "table4": {}}
ROW = [3, 0, 0, 0, 0, 0, 3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = ("new_received", "granted", "total_results")
    rows = dict.fromkeys(names, ROW) | {"carried_in": [0] * 7, "carried_out": [0] * 7}
    (tmp_path / "one.json").write_text(json.dumps({**FIGURES, "table3": rows}), "utf-8")
    (tmp_path / "one.txt").write_text("收到政府信息公开申请4件，办结政府信息公开申请3件。", "utf-8")
    return tmp_path


def _claims(folder: Path, *claims: tuple[str, object]) -> None:
    read = [{"quote": quote, "kind": "count", "agrees": agrees} for quote, agrees in claims]
    found = {"report": "one", "claims": read, "other_findings": []}
    (folder / "one.claims.json").write_text(json.dumps(found), "utf-8")


def test_all_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _claims(folder, ("收到政府信息公开申请4件", False), ("办结政府信息公开申请3件", True))
    assert main([str(folder)]) == 0
    assert "recall 100.0%, precision 100.0%" in capsys.readouterr().out


def test_a_miss_and_an_alarm(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _claims(folder, ("收到政府信息公开申请4件", "not_comparable"), ("办结政府信息公开申请3件", False))
    assert main([str(folder)]) == 1
    assert "recall 0.0%, precision 0.0%" in capsys.readouterr().out
