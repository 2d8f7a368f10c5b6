"""What an office should decide about units: names that changed, sums that a later report made doubtful."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from toolkit.collection.files import part_name
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.records import Received
from toolkit.collection.paper_units import NameFinder
from toolkit.collection.phrases import as_typed
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.snapshot_results import kept_with_snapshot
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.messages import say
from toolkit.workbook.locate import normalized


@dataclass(frozen=True)
class Renamed:
    """A unit that has another name in the roster than its workbook was issued under, not listed as former.

    It may be the same unit under a new name, or another one under a code that was in use.

    Attributes:
        old: the name in the workbook.
        received: the report under the old name that counts; ``None`` where only the workbook in the outbox
            has it.
        file: name of the received file, or of the workbook in the outbox.
    """

    unit: ReportingUnit
    old: str
    received: Received | None
    file: str

    def as_json(self) -> dict[str, object]:
        """As in ``renamed`` of the commands that print it."""
        receipt = self.received.number if self.received else None
        names = {"name": self.unit.name, "issued_as": self.old}
        return {"code": self.unit.code, **names, "receipt": receipt, "file": self.file}


def renamed(stock: Snapshot) -> list[Renamed]:
    """Units whose name changed without 曾用名, in the order of the roster."""
    issued = stock.ledger.issued()
    found = []
    for standing in stock.standings:
        unit, received = standing.unit, standing.received
        if not unit.reports:
            continue
        if received and (old := _stated_name(unit, received)):
            found.append(Renamed(unit, old, received, received.name))
            continue
        file = issued[unit.code][0] if unit.code in issued else ""
        if file and (old := _other_name(stock.collection, unit, file)):
            found.append(Renamed(unit, old, None, file))
    return found


def _stated_name(unit: ReportingUnit, received: Received) -> str:
    """The name that a workbook was issued under, where it is none of the unit's."""
    stated = received.identity.unit if received.identity else None
    if stated is None or stated.code != unit.code or received.match.by != "issued":
        return ""
    return "" if normalized(stated.name) in map(normalized, unit.names) else stated.name


def _other_name(collection: CollectionFolder, unit: ReportingUnit, file: str) -> str:
    """The name in a file's name, where it is none of the unit's."""
    stem = Path(file).stem
    if stem in {collection.stem(replace(unit, name=name)) for name in unit.names}:
        return ""
    return stem.removeprefix(f"{part_name(unit.code)}-").removesuffix(f"-{collection.year}")


@dataclass(frozen=True)
class CalledOtherwise:
    """A report whose file is called after another unit than the one it counts for: a neighbour's workbook?

    Attributes:
        unit: whose workbook it is; named: whose name the file has, and who has not reported yet.
    """

    unit: ReportingUnit
    received: Received
    named: ReportingUnit

    def words(self, folder: Path) -> str:
        """The question, with the remedy."""
        file = {"number": self.received.number, "file": self.received.name, "folder": as_typed(folder)}
        return say("called.report", **file, unit=self.unit.name, named=self.named.name)


@kept_with_snapshot
def called_otherwise(stock: Snapshot) -> list[CalledOtherwise]:
    """Reports that count or were replaced, while the unit that their file is called after has none."""
    found, finder = [], NameFinder(stock.collection.roster)
    for standing in stock.standings:
        for file in (*([standing.received] if standing.received else ()), *standing.superseded):
            names = [normalized(PurePosixPath(name).name) for name in file.names]
            if any(normalized(one) in name for one in standing.unit.names for name in names):
                continue
            codes = {finder.find(name).one for name in names} - {"", standing.unit.parent}
            named = stock.by_code[codes.pop()] if len(codes) == 1 else None
            if named and named.state is UnitState.MISSING and file.match.by != "decision":
                found.append(CalledOtherwise(standing.unit, file, named.unit))
    return found


def question_lines(stock: Snapshot) -> Iterator[str]:
    """Yield each question with the remedy, a line each; they are put again until somebody decides."""
    for one in renamed(stock):
        words = {"code": one.unit.code, "name": one.unit.name, "old": one.old, "file": one.file}
        if one.received:
            yield say("renamed.report", number=one.received.number, **words)
        else:
            yield say("renamed.issued", folder=stock.collection.typed, **words)
    for called in called_otherwise(stock):
        yield called.words(stock.collection.folder)
    for standing in stock.standings:
        yield from _joined_anew(stock, standing)


def _joined_anew(stock: Snapshot, standing: Standing) -> Iterator[str]:
    for file, decision in standing.joined_anew:
        assert standing.received is not None
        other, new = file.unit_name, standing.received.number
        words = {"unit": standing.unit.name, "other": other, "receipt": file.number, "new": new}
        yield say("joined.anew", number=decision.number, **words)
        codes = {"code": decision.details["other"], "to": decision.unit}
        folder = stock.collection.typed
        yield say("joined.anew.how", folder=folder, number=decision.number, **codes)
