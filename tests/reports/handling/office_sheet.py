"""A small office with something of every kind to decide, and a person who types into the sheet 办理."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.clerk import loaded, opened_book
from tests.collection.office import figures, office, put, take, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot, take_stock
from toolkit.messages import say
from toolkit.reports.handling.handle import Handling, handle_sheet
from toolkit.reports.handling.matters import Choice, MatterKind
from toolkit.reports.handling.typed_rows import COLUMNS
from toolkit.reports.progress_workbook import write_progress
from toolkit.workbook.protocol import HANDLING_COLUMN

TODAY = date(2024, 2, 6)
UNITS = tuple(ReportingUnit(str(code), f"样例市第{code}局") for code in range(101, 107))
GOOD = figures(received=3, granted=3)
WRONG = figures(received=3, granted=2)
QUERIED = {"proactive.normative_documents.issued": 5, **GOOD}
PRIOR = (
    '{"edition": "ogi-2021", "year": 2022, "unit": {"code": "105", "name": ""}, '
    '"values": {"requests.carried_over_to_next_year.total": 1}}'
)
AGAINST_LAST_YEAR = figures(received=3, carried_over_from_previous_year=2, granted=5)
TYPED = ("choice", "value", "why", "by")


def busy_office(folder: Path) -> CollectionFolder:
    """101 included, 102 with queries, 103 returned, 105 against last year, 104 and 106 overdue.

    A workbook and a paper belong to nobody.
    """
    collection = office(folder / "c", UNITS)
    put(collection.folder / "prior", "105.json", PRIOR.encode())
    sent = {"101": GOOD, "102": QUERIED, "103": WRONG, "105": AGAINST_LAST_YEAR}
    files = [put(folder / "m", f"{code}.xlsx", workbook(collection, code, v)) for code, v in sent.items()]
    lost = workbook(collection, "104", GOOD, issued_in="")
    book = opened_book(io.BytesIO(lost))
    book.worksheets[0].title = "表"
    files.append(put(folder / "m", "甲.xlsx", _without_identity(book)))
    files.append(put(folder / "m", "说明.txt", "本单位无其他说明。".encode()))
    with collection.ledger() as ledger:
        take(collection, ledger, *files)
    return collection


def _without_identity(book: Workbook) -> bytes:
    for sheet in [one for one in book.worksheets if one.sheet_state != "visible"]:
        book.remove(sheet)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "第104局" in cell.value:
                cell.value = "某局"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def file_of(collection: CollectionFolder) -> Path:
    return collection.folder / "reports" / say("progress.file")


def written(collection: CollectionFolder, handling: Handling | None = None) -> Path:
    """报送进度.xlsx, as a status writes it."""
    with collection.ledger(reading_only=True) as ledger:
        return write_progress(take_stock(collection, ledger, TODAY), TODAY, "status", handling)


def run(collection: CollectionFolder) -> Handling:
    """What a status does with the sheet: read, record, answer."""
    handling = handle_sheet(collection, TODAY)
    written(collection, handling)
    return handling


class Sheet:
    """The sheet 办理 in a program that opens, changes and saves it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = loaded(path.read_bytes())
        self.sheet: Worksheet = self.book[say("progress.sheet.handling")]
        marks = next(
            row for row in self.sheet.iter_rows() if any(c.value == f"{HANDLING_COLUMN}key" for c in row)
        )
        self.top = int(str(marks[0].row)) + 2
        self.columns = {
            str(cell.value).removeprefix(HANDLING_COLUMN): cell.column for cell in marks if cell.value
        }
        assert tuple(self.columns) == COLUMNS

    def rows(self) -> Iterator[dict[str, str]]:
        for number in range(self.top, self.sheet.max_row + 1):
            cells = {name: self.sheet.cell(number, column).value for name, column in self.columns.items()}
            yield {name: str(value or "") for name, value in cells.items()} | {"row": str(number)}

    def find(self, kind: MatterKind, unit: str = "", words: str = "") -> dict[str, str]:
        """The first row of that kind, of that unit, with these words in it."""
        word = say_kind(kind)
        found = (
            r for r in self.rows() if r["kind"] == word and unit in ("", r["code"]) and words in r["matter"]
        )
        return next(found)

    def kinds(self) -> list[tuple[str, str]]:
        """Kind and unit of every row but the empty ones for anything else."""
        return [(row["kind"], row["code"]) for row in self.rows() if row["kind"] != say_kind(MatterKind.FREE)]

    def type(
        self, row: dict[str, str], choice: Choice | str = "", value: str = "", why: str = "问清了",
        by: str = "李工", unit: str = "",
    ) -> Sheet:  # fmt: skip
        word = choice.word if isinstance(choice, Choice) else choice
        for name, text in zip(TYPED, (word, value, why, by), strict=True):
            self.put(row, name, text)
        if unit:
            self.put(row, "unit", unit)
        return self

    def put(self, row: dict[str, str], column: str, text: object) -> None:
        self.sheet.cell(int(row["row"]), self.columns[column]).value = text or None  # type: ignore[assignment]

    def save(self, path: Path | None = None) -> Path:
        self.book.save(path or self.path)
        return path or self.path


def say_kind(kind: MatterKind) -> str:
    from toolkit.messages import say_of

    return say_of("handling.kind.*", kind)


def decisions(collection: CollectionFolder) -> list[tuple[object, ...]]:
    """Every decision without its time."""
    with collection.ledger(reading_only=True) as ledger:
        return [
            (d.kind, d.unit, d.sha256, d.undoes, d.who, d.why, dict(d.details)) for d in ledger.decisions()
        ]


def stock_of(collection: CollectionFolder, tell: Callable[[Snapshot], object]) -> object:
    with collection.ledger(reading_only=True) as ledger:
        return tell(take_stock(collection, ledger, TODAY))
