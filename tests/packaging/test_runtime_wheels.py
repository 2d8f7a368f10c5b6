"""What is installed: the run-time part of the lock file, with its digests, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.packaging.running import BuildError
from toolkit.packaging.runtime_wheels import LOCK, selected, tidy

ROOT = Path(__file__).parents[2]
SMALL = """\
alpha==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
    # via ogi-toolkit (pyproject.toml)
beta==2.0 ; python_full_version < '3.12' \\
    --hash=sha256:ba
    # via
    #   alpha
beta==2.1 ; python_full_version >= '3.12' \\
    --hash=sha256:bb
gamma==3
"""


def test_pins_keep_their_digests_and_lose_their_conditions() -> None:
    assert selected(SMALL, ["alpha==1.0", "beta==2.1"]) == (
        "alpha==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\nbeta==2.1 \\\n    --hash=sha256:bb\n"
    )


@pytest.mark.parametrize("pin", ["alpha==1.1", "gamma==3", "delta==1"])
def test_a_pin_without_digest_is_refused(pin: str) -> None:
    with pytest.raises(BuildError, match=pin):
        selected(SMALL, ["alpha==1.0", pin])


def test_the_lock_file_is_read() -> None:
    lock = (ROOT / LOCK).read_text("utf-8")
    pins = [line.split()[0] for line in lock.splitlines() if line[:1].isalpha()]
    chosen = selected(lock, pins)
    assert chosen.count("==") == len(set(pins)) == len(pins)
    assert chosen.count("--hash=sha256:") == lock.count("--hash=sha256:")


def test_what_no_run_needs_is_removed(tmp_path: Path) -> None:
    kept = ["numpy/core.py", "numpy/testing/a.py", "other/tests/a.py", "toolkit/cli/main.py"]
    gone = [
        "numpy/lib/tests/test_a.py",
        "pandas/tests/a.py",
        "bin/tool",
        "pip/a.py",
        "pip-1.dist-info/RECORD",
    ]
    for name in (*kept, *gone, ".lock", "empty.whl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    tidy(tmp_path)
    assert sorted(f.relative_to(tmp_path).as_posix() for f in tmp_path.rglob("*") if f.is_file()) == kept
