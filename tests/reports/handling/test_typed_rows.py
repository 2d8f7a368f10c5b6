"""What was typed is read whatever program saved it, and whatever was moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import edited
from tests.collection.office import office
from tests.reports.handling.office_sheet import UNITS, Sheet, file_of, written
from toolkit.collection.folder import CollectionFolder
from toolkit.messages import say
from toolkit.reports.handling.matters import Choice, MatterKind
from toolkit.reports.handling.typed_rows import NoSheetError, TypedRow, typed_rows
from toolkit.workbook.protocol import HANDLING


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> CollectionFolder:
    """101 is to get a later deadline, and 102 something is amiss with."""
    made = office(tmp_path_factory.mktemp("typed") / "c", UNITS[:3])
    sheet = Sheet(written(made))
    sheet.type(sheet.find(MatterKind.OVERDUE, "101"), Choice.EXTEND, "2月20日")
    sheet.type(sheet.find(MatterKind.OVERDUE, "102"), "待定", why="等\r\n回话", by="").save()
    return made


def unchanged(book: Workbook) -> None:
    """Saved as it is."""


def read(collection: CollectionFolder, change: Callable[[Workbook], object] = unchanged) -> list[TypedRow]:
    return typed_rows("a.xlsx", edited(file_of(collection).read_bytes(), change), collection.key)


def test_rows_with_something_typed(collection: CollectionFolder) -> None:
    first, second = read(collection)
    assert (first.choice, first.typed.value, first.typed.by) == (Choice.EXTEND, "2月20日", "李工")
    assert first.unchanged and first.key is not None and first.key.unit == "101"
    assert (second.choice, second.typed.choice, second.typed.why) == (None, "待定", "等\n回话")


def _sheet(book: Workbook) -> object:
    return book[say("progress.sheet.handling")]


@pytest.mark.parametrize(
    "change",
    [
        lambda book: setattr(_sheet(book), "title", "改了名"),
        lambda book: book.remove(book[HANDLING]),
        lambda book: _sheet(book).insert_cols(3),  # type: ignore[attr-defined]
        lambda book: _sheet(book).insert_rows(1, 4),  # type: ignore[attr-defined]
        lambda book: _sheet(book).delete_rows(3),  # type: ignore[attr-defined]
        lambda book: [book.remove(s) for s in book.worksheets if s.title != say("progress.sheet.handling")],
    ],
    ids=["renamed", "no words", "a column", "rows above", "no marks", "the sheet alone"],
)  # fmt: skip
def test_columns_and_sheets_that_were_moved(
    collection: CollectionFolder, change: Callable[[Workbook], object]
) -> None:
    assert [one.typed for one in read(collection, change)] == [one.typed for one in read(collection)]
    assert all(one.unchanged for one in read(collection, change))


def test_words_of_the_workbook_go_before_those_of_today(collection: CollectionFolder) -> None:
    def reword(book: Workbook) -> None:
        for sheet in (book[HANDLING], _sheet(book)):
            for row in sheet.iter_rows():  # type: ignore[attr-defined]
                for cell in row:
                    if cell.value == Choice.EXTEND.word:
                        cell.value = "宽限"

    assert read(collection, reword)[0].choice is Choice.EXTEND


@pytest.mark.parametrize(
    ("value", "text"),
    [(datetime(2024, 2, 20), "2024-02-20"), (date(2024, 2, 20), "2024-02-20"), (5.0, "5"), (7, "7")],
)
def test_numbers_and_days_stay_what_was_typed(collection: CollectionFolder, value: object, text: str) -> None:
    def put(book: Workbook) -> None:
        sheet = _sheet(book)
        for row in sheet.iter_rows():  # type: ignore[attr-defined]
            for cell in row:
                if cell.value == "2月20日":
                    cell.value = value

    assert read(collection, put)[0].typed.value == text


def test_an_error_value_is_not_nothing(collection: CollectionFolder) -> None:
    def put(book: Workbook) -> None:
        for row in _sheet(book).iter_rows():  # type: ignore[attr-defined]
            for cell in row:
                if cell.value == "2月20日":
                    cell.value = "#REF!"
                    cell.data_type = "e"

    assert read(collection, put)[0].typed.value == say("handling.error_value")


def test_a_workbook_without_the_sheet(collection: CollectionFolder, tmp_path: Path) -> None:
    with pytest.raises(NoSheetError):
        read(collection, lambda book: book.remove(_sheet(book)))  # type: ignore[arg-type]
