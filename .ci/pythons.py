"""Run the default tests on every further Python: each that is installed here or that apt can install.

On the oldest and on the newest of them the wheel is built, installed and put through the demo as well;
those between leave out what LibreOffice and Chromium calculate, print and show: what these do with a file
does not depend on the Python that wrote it, and on both ends they do it.
The Python that made ``.venv`` has had its turn before this runs. Each other one gets an environment of its
own from the lock file. The last lines name every version that ran and every one that did not, with the
reason; the exit code is 1 if the tests failed on one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
OLDEST = 11
CLASSIFIER = "Programming Language :: Python :: 3."
WITHOUT_PROGRAMS = "not slow and not oracle and not browser"


def proven() -> set[int]:
    """Minor versions that the classifiers promise."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    versions = {
        line.removeprefix(CLASSIFIER) for line in project["classifiers"] if line.startswith(CLASSIFIER)
    }
    return {int(version) for version in versions if version.isdigit()}


def installed() -> dict[int, tuple[str, str]]:
    """Minor version → full version and program: the newest of each that uv finds on this machine."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    # Shims of pyenv refuse versions that are not switched on, so its own folders are named.
    folders = [os.environ["PATH"], "/usr/bin", "/usr/local/bin", *map(str, pyenv.glob("versions/*/bin"))]
    command = [Path(sys.executable).with_name("uv"), "python", "list", "--only-installed", "--no-config"]
    done = subprocess.run(
        [*command, "--output-format", "json"],
        cwd=ROOT,
        env=os.environ | {"PATH": os.pathsep.join(folders), "UV_PYTHON_DOWNLOADS": "never"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[int, tuple[tuple[int, int], str, str]] = {}
    for one in json.loads(done.stdout):
        parts = one["version_parts"]
        usual = one["implementation"] == "cpython" and one.get("variant", "default") == "default"
        final = one["version"].replace(".", "").isdigit()
        if usual and final and parts["major"] == 3 and parts["minor"] >= OLDEST:
            # Of the same version the first wins: uv lists programs in the order of its search.
            newest = found.get(parts["minor"])
            if newest is None or newest[0] < (parts["minor"], parts["patch"]):
                found[parts["minor"]] = ((parts["minor"], parts["patch"]), one["version"], one["path"])
    return {minor: (version, path) for minor, (_, version, path) in found.items()}


def install(minors: list[int]) -> dict[int, str]:
    """Install these minor versions through apt; the reason for each that apt cannot install."""
    if not minors:
        return {}
    if shutil.which("apt-get") is None:
        return dict.fromkeys(minors, "not installed, and there is no apt here")
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    subprocess.run([*sudo, "apt-get", "update", "-q"], check=False)
    reasons = {}
    for minor in minors:
        package = f"python3.{minor}"
        known = subprocess.run(["apt-cache", "show", f"{package}-venv"], capture_output=True, check=False)
        if known.returncode:
            reasons[minor] = f"not installed, and apt has no {package}"
            continue
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", package, f"{package}-venv"]
        if subprocess.run([*sudo, "env", "DEBIAN_FRONTEND=noninteractive", *command], check=False).returncode:
            reasons[minor] = f"not installed, and apt could not install {package}"
    return reasons


def tested(minor: int, program: str, promised: bool, end: bool) -> tuple[bool, str]:
    """Whether CI may go on, and what the tests came to on one Python."""
    pytest = ROOT / f".venv-python3.{minor}/bin/pytest"
    make = ["make", f"PYTHON={program}", f"VENV=.venv-python3.{minor}"]
    if subprocess.run([*make, "environment"], cwd=ROOT, check=False).returncode:
        word = "could not be set up from requirements.lock"
        return not promised, word if promised else f"{word}; the classifiers do not promise it"
    tests = [*make, "test"] if end else [pytest, "-m", WITHOUT_PROGRAMS]
    if subprocess.run(tests, cwd=ROOT, check=False).returncode:
        return False, "FAILED"
    if not end:
        return True, "passed, without what LibreOffice and Chromium look at"
    if subprocess.run(
        [pytest, "-n", "0", "-m", "slow", "tests/test_wheel.py"], cwd=ROOT, check=False
    ).returncode:
        return False, "passed, but the demo of the wheel FAILED"
    return True, "passed, and the demo of the wheel"


def main() -> int:
    promised, own = proven(), sys.version_info.minor
    wanted = promised | {max(promised) + 1}
    reasons = install(sorted(wanted - installed().keys()))
    there = installed()
    lines = {own: f"{sys.version.split()[0]} has had its turn, {sys.executable}"}
    well, ends = True, {min({own, *there}), max({own, *there})}
    for minor, (version, program) in sorted(there.items()):
        if minor != own:
            print(f"\n=== Python {version}: {program}", flush=True)
            good, word = tested(minor, program, minor in promised, minor in ends)
            well &= good
            lines[minor] = f"{version} {word}, {program}"
    for minor in wanted - there.keys() - {own}:
        lines[minor] = f"3.{minor} did not run: {reasons.get(minor, 'not found after its installation')}"
    print("\n=== The default tests on every Python", flush=True)
    for minor in sorted(lines):
        print(f"Python {lines[minor]}", flush=True)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
