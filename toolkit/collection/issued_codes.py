"""Codes of the roster that workbooks were issued under: they must not change."""

from __future__ import annotations

from dataclasses import replace

from toolkit.collection.folder import ROSTER, CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.roster.codes import likely_same
from toolkit.errors import MisuseError
from toolkit.messages import say, say_of


def must_keep_codes(collection: CollectionFolder, ledger: Ledger) -> None:
    """Ask the office where an issued code is gone and a new one seems to be the same unit.

    Nothing is done on such a roster: workbooks would be withdrawn, and files and last year's figures
    belong to nobody, because a spreadsheet program turned 001 into 1.

    Raises:
        MisuseError: every such unit, with both codes.
    """
    issued = ledger.issued()
    fresh = [unit for unit in collection.roster if unit.code not in issued]
    told = []
    for code in sorted(issued.keys() - {unit.code for unit in collection.roster}):
        file = issued[code][0]
        named = [unit for unit in fresh if f"{collection.stem(replace(unit, code=code))}.xlsx" == file]
        if unit := named[0] if named else likely_same(code, fresh):
            kind = "zeros" if likely_same(code, [unit]) else "other"
            told.append(
                say_of("roster.code_changed.*", kind, code=code, file=file, new=unit.code, name=unit.name)
            )
    if told:
        path = collection.folder / ROSTER
        raise MisuseError(say("roster.code_changed", path=path, problems="\n".join(told)))
