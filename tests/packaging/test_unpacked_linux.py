"""The zip for Linux, unpacked in a system that has a shell and nothing else: no Python, network or rights."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.packaging.roots import FIRST_ROUND, NOBODY, absent, alone, debian, practice, unpacked
from toolkit.messages import say
from toolkit.packaging.platforms import PLATFORMS
from toolkit.packaging.running import output_of

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
    said = alone(root, NOBODY, *settings, python, "-I", "/opt/office_day.py", place, "--figures", seconds=900)
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


@pytest.mark.slow
def test_the_zip_for_arm(tmp_path: Path) -> None:
    """Run by an emulator, which starts one process and none from it: one workbook is checked."""
    emulator = shutil.which("qemu-aarch64-static")
    if emulator is None:
        absent("qemu-aarch64-static is not installed; make package-oracle installs it")
    mail = practice(tmp_path / "p")
    home = unpacked("linux-aarch64", mail, tmp_path / "dist", tmp_path / "home")
    python = home / "program" / "python"
    starter = python / "bin" / "python3"
    loader, system = python / "lib" / "system" / PLATFORMS["linux-aarch64"].loader, python / "lib" / "system"
    begun: list[str | Path] = [
        emulator,
        loader,
        "--inhibit-cache",
        "--library-path",
        system,
        "--argv0",
        starter,
    ]
    command: list[str | Path] = [*begun, python / "bin" / "python3.11", "-I"]
    assert output_of(*command, "-c", "import platform; print(platform.machine())") == "aarch64\n"
    output_of(*command, "-c", "import numpy, pandas, scipy.sparse, pyarrow, resvg_py, ssl")
    (file,) = (mail / say("demo.first.folder")).glob("001-*.xlsx")
    checked = output_of(*command, "-m", "toolkit.cli.main", "check", file, "--page", tmp_path / "a.html")
    assert say("done.check_page", path=tmp_path / "a.html") in checked
