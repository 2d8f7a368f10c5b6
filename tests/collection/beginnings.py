"""Collections just begun: made once for each roster, written again from memory for each who asks."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from toolkit.collection.folder import CONFIG, FOLDERS, CollectionFolder
from toolkit.collection.roster import ReportingUnit


def begun(
    folder: Path,
    city: str,
    year: int,
    units: tuple[ReportingUnit, ...] = (),
    *,
    edition: str = "",
    contact: str = "",
) -> CollectionFolder:
    """What ``CollectionFolder.create`` makes of a shipped edition, without last year.

    Its key follows from the name of the folder: the same workbooks are written once for many tests, and two
    collections of one test know each other's workbooks apart.
    """
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    key = hashlib.sha256(f"{city} {year} {folder.name}".encode()).hexdigest()[:32]
    made, files = _made(city, year, units, edition, contact)
    for name, content in files.items():
        data = content.replace(made.key.encode(), key.encode()) if name == CONFIG else content
        (folder / name).write_bytes(data)
    return replace(made, folder=folder, key=key)


@lru_cache(maxsize=64)
def _made(
    city: str, year: int, units: tuple[ReportingUnit, ...], edition: str, contact: str
) -> tuple[CollectionFolder, dict[str, bytes]]:
    folder = Path(tempfile.mkdtemp()) / "c"
    try:
        made = CollectionFolder.create(folder, city, year, edition, units, contact=contact)
        files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
        assert not list(folder.glob("*/*")), "all of it lies in the folder itself"
    finally:
        shutil.rmtree(folder.parent)
    return made, files
