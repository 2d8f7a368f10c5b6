"""Small trees: units as text, figures as one number each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from tests.collection.office import figures, put, take, workbook
from toolkit.collection.folder import Collection
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Stock, take_stock
from toolkit.form.expression import Number

RECEIVED = "requests.received.total"


def units(text: str) -> tuple[ReportingUnit, ...]:
    """Lines ``code name kind parent scope counting``; ``-`` for what is usual."""
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
    return tuple(found)


Sent: TypeAlias = Mapping[str, int | Mapping[str, Number]]
"""Unit → so many requests, all granted; or its figures."""


@contextmanager
def collected(
    folder: Path,
    roster: tuple[ReportingUnit, ...],
    sent: Sent,
    year: int = 2023,
    last_year: Path | None = None,
) -> Iterator[Stock]:
    """A collection as it stands after everybody named has sent."""
    collection = Collection.create(folder, "样例市", year, units=roster, last_year=last_year)
    mail = folder.parent / f"mail-{folder.name}"
    files = []
    for code, count in sent.items():
        values = figures(received=count, granted=count) if isinstance(count, int) else count
        files.append(put(mail, f"{code}.xlsx", workbook(collection, code, values)))
    with collection.ledger() as ledger:
        yield take(collection, ledger, *files).after if files else take_stock(collection, ledger)
