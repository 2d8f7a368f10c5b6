"""Recording files that the toolkit writes, so that they are known as its own if they come back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from toolkit.collection.standing import Snapshot
from toolkit.errors import MisuseError


def note_own(stock: Snapshot, verb: str, kind: str, file: Path, content: bytes, unit: str = "") -> None:
    """Record a file that is about to be written into the collection's folder.

    A status works with a ledger that is only read: it is opened for writing here, and left as it is where it
    cannot be written, or where there is none.

    Args:
        kind: as in the ledger: *issued*, *returned* or *report*.
        unit: code of the unit it is for; empty where it is for no single one.
    """
    note_files(stock, verb, kind, {file.as_posix(): hashlib.sha256(content).hexdigest()}, unit)


def note_files(stock: Snapshot, verb: str, kind: str, files: Mapping[str, str], unit: str = "") -> None:
    """The same for several files: path → sha256."""
    top = stock.collection.folder
    written = [(Path(file).relative_to(top).as_posix(), sha256, unit) for file, sha256 in files.items()]
    if not stock.ledger.reading_only:
        stock.ledger.wrote(verb, kind, written)
    elif stock.ledger.file.is_file():
        with suppress(MisuseError), stock.collection.ledger() as ledger:
            ledger.wrote(verb, kind, written)
