"""A small office: a collection with a few units, and workbooks as its units send them."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from tests.collection.beginnings import begun
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.records import Judged, Received
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.receiving.intake import Intake, collect
from toolkit.collection.receiving.task import Desk, Waiting
from toolkit.collection.roster import ReportingUnit
from toolkit.form.expression import Number
from toolkit.form.identity import Identity
from toolkit.form.model import Form
from toolkit.workbook.prepared_template import prepared_template
from toolkit.workbook.template_writer import Prefill

UNITS = (
    ReportingUnit("001", "样例市人民政府（本级）", "government"),
    ReportingUnit("101", "样例市教育局", former_names=("样例市教育委员会",)),
    ReportingUnit("102", "样例市民政局", contact="王工", telephone="0000-1"),
    ReportingUnit("201", "样例县", "county"),
    ReportingUnit("901", "样例市税务局", counting="excluded", reason="垂直管理"),
)
Pairs: TypeAlias = tuple[tuple[str, Any], ...]
IN_TIME = date(2024, 1, 20)


def office(folder: Path, units: tuple[ReportingUnit, ...] = UNITS, year: int = 2023) -> CollectionFolder:
    return begun(folder, "样例市", year, units, contact="政务公开办 0000-9")


def figures(**rows: int) -> dict[str, Number]:
    """``received=3`` → the natural persons' cell of that row."""
    return {f"requests.{row}.natural_person": value for row, value in rows.items()}


def workbook(
    collection: CollectionFolder,
    code: str,
    values: Mapping[str, Number | str] | None = None,
    *,
    year: int | None = None,
    name: str = "",
    declared: bool = True,
    issued_in: str | None = None,
    reasons: Mapping[str, str] | None = None,
    texts: bool = True,
    prior: Mapping[str, Number] | None = None,
) -> bytes:
    """A unit's own workbook, filled: zeros declared elsewhere."""
    identity = collection.identity(collection.roster.by_code[code])
    identity = replace(
        identity,
        year=year or identity.year,
        collection=identity.collection if issued_in is None else issued_in,
        unit=replace(identity.unit, name=name or identity.unit.name),
    )
    words = {text.id: "无。" for text in collection.form.texts} if texts else {}
    pairs = (tuple((one or {}).items()) for one in (values, words, reasons, prior))
    return _written(collection.form, identity, collection.key, declared, *pairs)


@lru_cache(maxsize=256)
def _written(form: Form, identity: Identity, key: str, declared: bool, *pairs: Pairs) -> bytes:
    values, words, reasons, prior = map(dict, pairs)
    fill = Prefill(prior, values, words, declared, reasons)
    return prepared_template(form, identity.year).workbook(identity, fill, key=key)


def put(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def take(collection: CollectionFolder, ledger: Ledger, *files: Path, on: date = IN_TIME) -> Intake:
    """Collect files, read by this process; ``test_workers`` has those that must not be."""
    return collect(collection, ledger, files, arrived_on=on, crew=Here)


@dataclass
class Here:
    """A crew without processes; what is read is copied as between processes."""

    desk: Desk
    size: int = 1

    def submit(self, batch: Sequence[Waiting]) -> Future[list[Judged]]:
        done: Future[list[Judged]] = Future()
        done.set_result(pickle.loads(pickle.dumps([self.desk.read(*file) for file in batch])))
        return done

    def restore(self) -> None: ...

    def look(self) -> None: ...

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *_: object) -> None: ...


def only(files: list[Received]) -> Received:
    (file,) = files
    return file
