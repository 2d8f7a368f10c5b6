"""LibreOffice, where it is installed, as the program that turns one format into another."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

_USUAL_PLACES = ("ProgramFiles", "ProgramFiles(x86)", "ProgramW6432")
"""Variables of Windows that name the folders it is installed to; it is not put on the path there."""


def program() -> str | None:
    """Path of LibreOffice; ``None`` where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return found
    folders = (os.environ.get(place) for place in _USUAL_PLACES)
    usual = (Path(folder) / "LibreOffice" / "program" / "soffice.exe" for folder in folders if folder)
    return next((str(path) for path in usual if path.is_file()), None)


def converted(file: Path, suffix: str, seconds: float) -> Path | None:
    """Convert a file with a fresh profile, which runs no macros; the result lies beside it.

    Args:
        suffix: of the new format, without the dot.
        seconds: until the program is ended.

    Returns:
        The new file; ``None`` where LibreOffice is missing or could not make it.
    """
    office = program()
    if office is None:
        return None
    with tempfile.TemporaryDirectory(prefix="ogi-", ignore_cleanup_errors=True) as profile:
        command = [
            office, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore",
            "--convert-to", suffix, "--outdir", str(file.parent), str(file),
        ]  # fmt: skip
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(command, capture_output=True, check=False, timeout=seconds)
    made = file.with_suffix(f".{suffix}")
    return made if made.is_file() else None
