"""Another roster in place of the present one: checked first, the old one kept, what changes told."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from toolkit.collection.files import name_as_given, replace_file
from toolkit.collection.folder import ROSTER, CollectionFolder, example_units
from toolkit.collection.roster import Roster
from toolkit.collection.roster.reading import read_roster
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.errors import MisuseError
from toolkit.messages import say
from toolkit.messages.code_types import Code
from toolkit.workbook.scanning.kinds import kind_of


def exchange_roster(collection: CollectionFolder, name: str, content: bytes) -> list[str]:
    """Put a roster in the place of the present one, which is kept among what is void.

    Args:
        name: of the file it came in.

    Returns:
        What changes, in words.

    Raises:
        MisuseError: every fault of the new roster with its row, in which case the old one stays; or a file
            cannot be written.
    """
    units, content = _read(collection, name, content)
    before, file = _present(collection), collection.folder / ROSTER
    lines = [say("roster.exchanged", file=name, count=len(units)), *_changes(before, units)]
    if file.is_file() and before is not None:
        kept = collection.folder / "outbox" / say("outbox.void")
        replace_file(kept / f"{file.stem}-{datetime.now():%Y%m%d-%H%M%S}{file.suffix}", file.read_bytes())
    replace_file(file, content)
    return lines


def _read(collection: CollectionFolder, name: str, content: bytes) -> tuple[Roster, bytes]:
    """The units, and the workbook that lists them: as it came, or made from a table saved as text."""
    form = collection.form
    with tempfile.TemporaryDirectory(prefix="ogi-") as folder:
        file = Path(folder) / (name_as_given(name) or ROSTER)
        file.write_bytes(content)
        try:
            units = read_roster(file, form.unit_properties, form.unit_kinds)
        except MisuseError as error:
            # Where it lies for the moment says nothing to anybody.
            raise MisuseError(str(error).replace(str(file), name)) from error
        if kind_of(content) == "text":
            write_roster(file, tuple(units), form.unit_properties, form.unit_kinds)
        return units, file.read_bytes()


def _present(collection: CollectionFolder) -> Roster | None:
    """The roster as it is; ``None`` for the sample, and for one that cannot be read."""
    try:
        roster = CollectionFolder.open(collection.folder).roster
    except MisuseError:
        return None
    samples = {unit.name for unit in example_units(collection.form.unit_kinds)}
    return None if {unit.name for unit in roster} <= samples else roster


def _changes(before: Roster | None, now: Roster) -> Iterator[str]:
    if before is None:
        return
    old, new = before.by_code, now.by_code
    renamed = [unit for unit in now if unit.code in old and old[unit.code].name != unit.name]
    changes: tuple[tuple[Code, list[str]], ...] = (
        ("roster.exchanged.added", [unit.name for unit in now if unit.code not in old]),
        ("roster.exchanged.gone", [unit.name for unit in before if unit.code not in new]),
        ("roster.exchanged.renamed", [f"{old[unit.code].name} → {unit.name}" for unit in renamed]),
    )
    for code, units in changes:
        if units:
            yield say(code, count=len(units), units="、".join(units))
