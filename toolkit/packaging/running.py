"""Running the programs that a build needs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

UV = Path(sys.executable).with_name("uv")


class BuildError(Exception):
    """The folder cannot be built; the message says why and what to do."""


def required(program: str, package: str) -> str:
    """Return the path of a program.

    Raises:
        BuildError: it is not installed; names the package that has it.
    """
    found = shutil.which(program)
    if found is None:
        raise BuildError(f"{program} is not installed: apt-get install {package}")
    return found


def output_of(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a program and return what it printed.

    Raises:
        BuildError: it failed; with all it printed.
    """
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BuildError(f"{' '.join(map(str, command))} failed:\n{done.stdout.strip()}")
    return done.stdout
