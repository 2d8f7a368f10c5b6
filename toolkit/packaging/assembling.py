"""The whole folder, part by part, and its zip file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import toolkit
from toolkit.messages import say
from toolkit.packaging import debian_python, runtime_wheels, windows_python
from toolkit.packaging.guide_pages import write_guides
from toolkit.packaging.platforms import Platform
from toolkit.packaging.running import BuildError, output_of
from toolkit.packaging.start_files import write_start_files
from toolkit.packaging.zipping import pack

ROOT = Path(toolkit.__file__).parents[1]
FINDINGS = 1
"""Exit code of ``ogi demo`` where the sample city has findings."""


@dataclass(frozen=True)
class Wanted:
    """What is to be built.

    Attributes:
        platform: the machine it is for.
        out: folder of the zip file.
        runtime: archive with a Python for Linux, instead of Debian's.
        sample: a sample collection made before; made anew if none is given.
    """

    platform: Platform
    out: Path
    runtime: Path | None = None
    sample: Path | None = None


def build(wanted: Wanted) -> Iterator[str]:
    """Build the zip file; yields lines that say what was done, the last with its size.

    Raises:
        BuildError: a part cannot be had or is not what it should be.
    """
    platform = wanted.platform
    scratch = wanted.out / f"build-{platform.name}"
    shutil.rmtree(scratch, ignore_errors=True)
    home = scratch / say("package.folder")
    python = home / "program" / "python"
    python.parent.mkdir(parents=True)
    record = list(_put_python(wanted, python, scratch))
    yield from record
    runtime_wheels.install(ROOT, platform, python / platform.packages, scratch)
    yield f"packages: {len((scratch / 'runtime.lock').read_text('utf-8').split('--hash')) - 1} digests known"
    yield compiled(platform, python)
    write_start_files(platform, home)
    write_guides(ROOT / "docs", home / say("package.guides"))
    _put_sample(wanted.sample, home / say("package.data") / say("package.sample"))
    shutil.copy(ROOT / "LICENSE", home / "program" / "LICENSE.txt")
    shutil.copy(scratch / "runtime.lock", home / "program" / "runtime.lock")
    (home / "program" / "BUILD.txt").write_text("\n".join([*record, ""]), encoding="utf-8")
    file = wanted.out / f"ogi-toolkit-{_version()}-{platform.name}.zip"
    pack(home, file)
    unpacked = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    shutil.rmtree(scratch)
    yield f"{file}: {file.stat().st_size / 1e6:.0f} MB, {unpacked / 1e6:.0f} MB unpacked"


def _put_python(wanted: Wanted, target: Path, scratch: Path) -> list[str]:
    if wanted.platform.windows:
        return windows_python.put_in(wanted.platform, target, scratch)
    if wanted.runtime is not None:
        return debian_python.put_in_archive(wanted.platform, wanted.runtime, target)
    return debian_python.put_in(wanted.platform, target, scratch)


def compiled(platform: Platform, python: Path) -> str:
    """Compile modules where this machine has a Python of that version: the first start is then faster."""
    found = python_here(platform.python)
    if found is None:
        return f"modules not compiled: no Python {platform.python} on this machine"
    # By content, not by date: unpacking changes dates.
    command = (str(found), "-I", "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash")
    # A few libraries ship modules for other versions of Python, which do not compile.
    subprocess.run(
        [*command, "-s", str(python.parents[1]), str(python)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return f"modules compiled with {found}"


def python_here(version: str) -> Path | None:
    """Return this machine's Python of a version, if there is one."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    # Shims of pyenv refuse versions that are not switched on, so its own folders come first.
    found = [*sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}"), reverse=True)]
    named = shutil.which(f"python{version}")
    found += [Path(named)] if named else []
    return next((one for one in found if _answers(one)), None)


def _answers(python: Path) -> bool:
    try:
        output_of(python, "-I", "-c", "")
    except BuildError:
        return False
    return True


def _put_sample(made: Path | None, target: Path) -> None:
    if made is not None:
        shutil.copytree(made, target)
        return
    command = [sys.executable, "-c", "from toolkit.cli.main import run; run()", "demo", "--out", str(target)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, FINDINGS):
        raise BuildError(f"the sample city could not be made: exit code {done.returncode}")


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415  (only a build asks)

    return version("ogi-toolkit")
