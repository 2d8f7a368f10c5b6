"""Random bytes in filled workbooks: a finding or a correct reading, in bounded time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clerk import save
from tests.simulator.fuzz import SLOW, originals

ROOT = Path(__file__).parents[2]


def fuzzed(count: int, seed: int, *files: Path) -> dict[str, Any]:
    """Counts of a run in a process of its own."""
    pytest.importorskip("resource")
    command = [sys.executable, "-m", "tests.simulator.fuzz", str(count), str(seed), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=900, check=False)
    last = done.stdout.splitlines()[-1:]
    assert done.returncode == 0, f"seed {seed}, ended at copy {last}"
    counts: dict[str, Any] = json.loads(last[0])
    return counts


def examine(counts: dict[str, Any], least: int) -> None:
    sys.stdout.write(f"{counts}\n")
    assert counts["problems"] == []
    assert counts["files"] >= least
    assert counts["slowest"] < SLOW
    # Enough of them got past the scan, and enough of those said something new.
    assert counts["unchanged"] + counts["changed"] > least // 5
    assert counts["changed"] > least // 50


def test_fifty_damaged_workbooks() -> None:
    examine(fuzzed(50, 0), 50)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_five_thousand_damaged_workbooks(seed: int) -> None:
    examine(fuzzed(1_300, seed), 1_300)


@pytest.mark.slow
@pytest.mark.oracle
def test_damaged_workbooks_of_other_programs(tmp_path: Path) -> None:
    """Nothing else sees figures in these formats independently: what is proved is that reading ends."""
    from tests.oracle.libreoffice import convert_to_each

    source = [save(tmp_path, "filled.xlsx", originals()[0][1])]
    files = [file for made in convert_to_each(source, ("ods", "xls"), tmp_path).values() for file in made]
    counts = fuzzed(2_000, 5, *files)
    assert counts["problems"] == []
    assert counts["files"] == 2_400
