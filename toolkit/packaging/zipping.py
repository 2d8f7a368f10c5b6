"""One zip file of the folder; names in UTF-8, programs marked as such."""

from __future__ import annotations

import stat
import time
import zipfile
from pathlib import Path


def pack(folder: Path, file: Path) -> None:
    """Pack a folder, under its own name, in the order of names.

    Python marks names that are not ASCII as UTF-8; Windows 10 and unpackers on Linux go by it.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder.parent).as_posix()
            # The format begins in 1980; some wheels hold older files.
            moment = max(time.localtime(path.stat().st_mtime)[:6], (1980, 1, 1, 0, 0, 0))
            entry = zipfile.ZipInfo(name + "/" * path.is_dir(), moment)
            mode = 0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644
            entry.external_attr = ((stat.S_IFDIR if path.is_dir() else stat.S_IFREG) | mode) << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, b"" if path.is_dir() else path.read_bytes())
