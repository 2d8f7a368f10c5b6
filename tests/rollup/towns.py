"""Small trees: units as text, figures as one number each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, cast

from tests.collection.beginnings import begun
from tests.collection.office import figures, put, take, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot, Standing, UnitState, take_stock
from toolkit.findings import Finding
from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number
from toolkit.form.model import Form

RECEIVED = "requests.received.total"


def units(text: str) -> tuple[ReportingUnit, ...]:
    """Lines ``code name kind parent scope counting``; ``-`` for what is usual. The lists are complete."""
    found = []
    for line in text.strip().splitlines():
        code, name, kind, parent, scope, counting = line.split()
        found.append(
            ReportingUnit(
                code,
                name,
                kind,
                parent.replace("-", ""),
                scope=scope.replace("-", ""),
                counting="counted" if counting == "-" else counting,
                reason="垂直管理" if counting == "excluded" else "",
            )
        )
    above = {unit.parent for unit in found}
    return tuple(replace(unit, below="complete" if unit.code in above else "") for unit in found)


Sent: TypeAlias = Mapping[str, int | Mapping[str, Number]]
"""Unit → so many requests, all granted; or its figures."""


@contextmanager
def collected(
    folder: Path,
    roster: tuple[ReportingUnit, ...],
    sent: Sent,
    year: int = 2023,
    last_year: Path | None = None,
) -> Iterator[Snapshot]:
    """A collection as it stands after everybody named has sent."""
    if last_year is None:
        collection = begun(folder, "样例市", year, roster)
    else:
        collection = CollectionFolder.create(folder, "样例市", year, units=roster, last_year=last_year)
    mail = folder.parent / f"mail-{folder.name}"
    files = []
    for code, count in sent.items():
        values = figures(received=count, granted=count) if isinstance(count, int) else count
        files.append(put(mail, f"{code}.xlsx", workbook(collection, code, values)))
    with collection.ledger() as ledger:
        yield take(collection, ledger, *files).after if files else take_stock(collection, ledger)


def whole(form: Form, given: Mapping[str, Number]) -> dict[str, Number]:
    """Zeros beside the given inputs, and every total."""
    return completed(form, Record({**dict.fromkeys(form.inputs, 0), **given}))


class Told(Snapshot):
    """A stock whose figures are given instead of received: no workbooks, no ledger."""

    def __init__(self, collection: CollectionFolder, parts: Mapping[str, Mapping[str, Number]]) -> None:
        self.parts = parts
        standings = [
            Standing(unit, self._state(unit), collection.deadlines.of(unit)) for unit in collection.roster
        ]
        super().__init__(collection, cast(Ledger, None), standings, [], [])

    def _state(self, unit: ReportingUnit) -> UnitState:
        if not unit.reports:
            return UnitState.EXCLUDED
        return UnitState.INCLUDED if unit.code in self.parts else UnitState.MISSING

    def values(self, standing: Standing) -> Mapping[str, Number | None]:
        given = self.parts[standing.unit.code]
        return whole(self.collection.form, given)

    def answered(self, standing: Standing) -> list[tuple[Finding, str]]:
        return []
