"""What is shipped is what was tested: the wheel, installed away from the checkout, does the main job."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UV = Path(sys.executable).with_name("uv")


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_wheel_runs_the_demo_away_from_the_checkout(tmp_path: Path) -> None:
    run(UV, "build", "--wheel", "--out-dir", tmp_path / "dist", ROOT, cwd=tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    run(UV, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    pins = ROOT / "requirements.lock"
    run(UV, "pip", "install", "--quiet", "--python", python, "--constraint", pins, wheel, cwd=tmp_path)
    assert "样例市" in run(python.with_name("ogi"), "demo", "--out", tmp_path / "demo", cwd=tmp_path)
    figures = json.loads((tmp_path / "demo" / "reports" / "rollup.json").read_text("utf-8"))
    assert figures["complete"]
    assert "由空白表起草" in run(python.with_name("ogi"), "edition", "guide", cwd=tmp_path)
    home = run(python, "-c", "import toolkit; print(toolkit.__file__)", cwd=tmp_path)
    assert str(ROOT) not in home
