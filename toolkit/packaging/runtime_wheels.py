"""The toolkit and what it needs at run time, installed for another machine from the lock file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from toolkit.packaging.platforms import Platform
from toolkit.packaging.running import UV, BuildError, output_of

LOCK = "requirements.lock"
UNUSED = ("bin", "pip")
"""Command-line programs of libraries, which start nothing here, and pip, which one library asks for."""
WITH_TESTS = ("numpy", "pandas", "pyarrow", "scipy")
"""Packages whose tests are installed with them: a tenth of the whole."""


def install(root: Path, platform: Platform, target: Path, scratch: Path) -> None:
    """Install everything into a folder; each file of a wheel is checked by its digest in the lock file.

    Args:
        root: the checkout.
        target: folder of packages, made here.
        scratch: folder for files in between.

    Raises:
        BuildError: something cannot be had as a wheel for this machine, or has another digest.
    """
    chosen = scratch / "runtime.lock"
    lock = (root / LOCK).read_text("utf-8")
    chosen.write_text(selected(lock, needed(root, platform)), encoding="utf-8")
    install_locked(chosen, platform, target)
    output_of(UV, "build", "--quiet", "--wheel", "--out-dir", scratch / "wheel", root)
    (wheel,) = (scratch / "wheel").glob("*.whl")
    output_of(*_pip(target), "--no-deps", wheel)
    tidy(target)


def needed(root: Path, platform: Platform) -> list[str]:
    """Return what the lock file pins for a run on this machine, as ``name==version``."""
    printed = output_of(
        *(UV, "pip", "compile", "pyproject.toml", "--quiet", "--constraint", LOCK),
        *("--no-header", "--no-annotate", "--only-binary", ":all:"),
        *("--python-platform", platform.wheels, "--python-version", platform.python),
        cwd=root,
    )
    return [line for line in printed.splitlines() if "==" in line]


def selected(lock: str, pins: list[str]) -> str:
    """Return the entries of a lock file for these pins, with their digests.

    Raises:
        BuildError: a pin is not in the lock file, or has no digest there.
    """
    entries: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in lock.splitlines():
        if not line.startswith((" ", "#")) and line.strip():
            lines = entries.setdefault(line.split()[0], [])
            # Two entries of one version would be the same files under different conditions.
            lines[:] = [f"{line.split()[0]} \\"]
        elif line.strip().startswith("--hash="):
            lines.append(line)
    missing = [pin for pin in pins if len(entries.get(pin, ())) < 2]
    if missing:
        raise BuildError(f"not in {LOCK}, or without digest there: {', '.join(missing)}; run make lock")
    return "".join("\n".join(entries[pin]).removesuffix("\\").rstrip() + "\n" for pin in pins)


def install_locked(lock: Path, platform: Platform, target: Path) -> None:
    """Install what a lock file lists into a folder, nothing else, and only as wheels.

    Raises:
        BuildError: there is no wheel for this machine, or it has another digest.
    """
    output_of(
        *_pip(target),
        *("--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirements", lock),
        *("--python-platform", platform.wheels, "--python-version", platform.python),
    )


def _pip(target: Path) -> tuple[str | Path, ...]:
    copied = ("--link-mode", "copy")  # else files would be shared with uv's store
    return (UV, "pip", "install", "--quiet", "--python", sys.executable, *copied, "--target", target)


def tidy(target: Path) -> None:
    """Remove what no run needs: programs, pip, tests of libraries, locks of uv."""
    folders = [target / name for name in UNUSED]
    folders += [*target.glob("pip-*.dist-info")]
    folders += [f for name in WITH_TESTS for f in (target / name).rglob("tests") if f.is_dir()]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    for file in (*target.glob("*.whl"), target / ".lock"):
        file.unlink(missing_ok=True)
