"""Codes of the roster that workbooks were issued under: they must not change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from toolkit.collection.decisions import Decided
from toolkit.collection.folder import ROSTER, CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.roster.codes import likely_same
from toolkit.collection.standing import take_stock
from toolkit.errors import MisuseError
from toolkit.messages import say, say_of
from toolkit.workbook.locate import normalized


def _decided(ledger: Ledger) -> set[str]:
    """Codes under which workbooks were issued, and about whose reports somebody decided."""
    decided = Decided(ledger.decisions())
    taken = decided.identified.keys() | decided.withdrawn.keys()
    codes = {f.identity.unit.code for f in ledger.received() if f.identity and f.sha256 in taken}
    return codes | decided.merged.keys()


def _must_be_plain(collection: CollectionFolder, issued: Collection[str]) -> None:
    """Refuse codes with full-width letters, blanks and unseen marks, under which nothing was issued yet."""
    told = [
        say("roster.code_written", code=unit.code, name=unit.name, plain=plain)
        for unit in collection.roster
        if (plain := normalized(unit.code)) != unit.code and unit.code not in issued
    ]
    if told:
        raise MisuseError(say("roster.problems", path=collection.folder / ROSTER, problems="\n".join(told)))


def must_keep_codes(collection: CollectionFolder, ledger: Ledger) -> None:
    """Ask the office where an issued code is gone and a new one seems to be the same unit, and where a new
    code is written in a way that people take for another.

    Nothing is done on such a roster: workbooks would be withdrawn, and files and last year's figures
    belong to nobody, because a spreadsheet program turned 001 into 1. What fell out with a unit is named. A
    person who means it says so by a decision about its report.

    Raises:
        MisuseError: every such unit, with both codes.
    """
    gone = {one.code: one for one in take_stock(collection, ledger).fallen}
    said = _decided(ledger)
    issued = {code: file for code, file in ledger.issued().items() if code not in said or code in gone}
    fresh = [unit for unit in collection.roster if unit.code not in issued]
    told = []
    for code in sorted(issued.keys() - {unit.code for unit in collection.roster}):
        file = issued[code][0]
        named = [unit for unit in fresh if f"{collection.stem(replace(unit, code=code))}.xlsx" == file]
        if unit := named[0] if named else likely_same(code, fresh):
            kind = "zeros" if likely_same(code, [unit]) else "other"
            words = say_of("roster.code_changed.*", kind, code=code, file=file, new=unit.code, name=unit.name)
            if code in gone:
                number, folder = gone[code].received.number, collection.typed
                words += say("roster.code_changed.report", number=number, folder=folder, new=unit.code)
            told.append(words)
    if told:
        path = collection.folder / ROSTER
        raise MisuseError(say("roster.code_changed", path=path, problems="\n".join(told)))
    _must_be_plain(collection, issued.keys())
