"""The zip for Linux, unpacked in a system that has a shell and nothing else: no Python, network or rights."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.packaging.roots import FIRST_ROUND, NOBODY, alone, debian, practice, unpacked

DAY = Path(__file__).with_name("office_day.py")
BARE = ("base-files", "base-passwd", "dash", "coreutils")
PLACE = "opt/路 径 (x) & y"


@pytest.mark.slow
def test_a_day_at_an_office(tmp_path: Path) -> None:
    root = debian("bookworm", BARE, tmp_path / "root")
    home = unpacked("linux-x86_64", practice(tmp_path / "p"), tmp_path / "dist", root / PLACE)
    shutil.copy(DAY, root / "opt")
    for path in (home.parent, *home.parent.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    place = f"/{home.relative_to(root)}"
    python = f"{place}/program/python/bin/python3"
    settings = ("PATH=/usr/bin:/bin", "HOME=/nonexistent", "LANG=C.UTF-8")
    said = alone(root, NOBODY, *settings, python, "-I", "/opt/office_day.py", place, "--figures", seconds=300)
    day = json.loads(said.splitlines()[-1])
    assert day["executable"] == python
    assert day["killed"]
    assert day["at once"] == [1, 1]  # some are returned
    assert day["verify"] == 0
    assert day["received"] == day["received again"] == FIRST_ROUND
    assert day["figures"] in (0, 1)
    for page in (day["start page"], day["page"]):
        assert (page["status"], page["shown"]) == (200, True)
    assert "样例市" in bytes.fromhex(day["console"]).decode("utf-8", "ignore")
    assert day["start files"] == {"check": 0, "receive": 1, "pages": [2]}
