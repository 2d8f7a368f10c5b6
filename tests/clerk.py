"""Small tables in, workbooks out: what tests of reading and judging start from."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeVar
from unittest.mock import patch

import openpyxl
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.merge import MergedCellRange

from toolkit.form.addresses import Cell
from toolkit.form.expression import Number
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import layout_of
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.workbook.editing import EditedBook
from toolkit.workbook.prepared_template import prepared_template
from toolkit.workbook.template_writer import Prefill

FORM = load_form("ogi-2021", 2023)
UNIT = Unit("某某局", "101", (("rule_making", 0), ("covers_own", 1)))
Value = TypeVar("Value")
At = TypeVar("At", bound="str | Cell")
Pairs: TypeAlias = tuple[tuple[str, Value], ...]


def filled(
    values: Mapping[str, Number | str] | None = None,
    *,
    form: Form = FORM,
    zeros: bool = True,
    prior: Mapping[str, Number] | None = None,
    declared: bool = False,
    texts: bool = True,
) -> bytes:
    """A workbook as it comes back from a clerk who typed ``values`` and zeros elsewhere."""
    cells: dict[str, Number | str] = dict.fromkeys(form.inputs, 0) if zeros else {}
    cells |= values or {}
    return _written(form, tuple(cells.items()), tuple((prior or {}).items()), declared, texts)


@lru_cache(maxsize=256)
def _written(
    form: Form, cells: Pairs[Number | str], prior: Pairs[Number], declared: bool, texts: bool
) -> bytes:
    words = {text.id: "无。" for text in form.texts} if texts else {}
    given = Prefill(dict(prior), dict(cells), words, declared)
    return prepared_template(form, 2023).workbook(Identity(form.id, form.version, UNIT, 2023), given)


def typed_in(
    data: bytes, contents: Mapping[At, Number | str | None], *, form: Form = FORM, apart: bool = False
) -> bytes:
    """The same workbook after somebody typed into cells in a program that keeps the rest as it was.

    A third of the time that :func:`edited` takes. Cells are given as items, or as such; *apart* takes merged
    ones apart first. No formula has a result any more.
    """
    book = EditedBook(data)
    for at, content in contents.items():
        cell = where(at, form=form) if isinstance(at, str) else at
        sheet, place = book.sheets[cell.sheet], (cell.row, cell.column)
        area = sheet.area_at(place) if apart else None
        if area is not None:
            sheet.unmerge(area)
        match content:
            case None:
                sheet.clear(place)
            case str() if content.startswith("=") and content != "=":
                sheet.write_formula(place, content[1:])
            case str():
                sheet.write(place, content)
            case _:
                sheet.write_number(place, content)
    book.forget_results()
    return book.saved()


@lru_cache(maxsize=32)
def edited(data: bytes, change: Callable[[Workbook], Any]) -> bytes:
    """The same workbook after somebody changed whatever it be, saved anew by openpyxl without any results.

    What a function made of a workbook is kept for the next who asks.
    """
    book = loaded(data)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    for sheet in book.worksheets:
        sheet._cells.clear()  # they and their sheet hold each other: looking for such garbage takes long
    return stream.getvalue()


def loaded(data: bytes) -> Workbook:
    """The workbook as openpyxl reads it, to be changed."""
    book: Workbook = pickle.loads(_loaded(data))
    return book


@lru_cache(maxsize=64)
def _loaded(data: bytes) -> bytes:
    """The workbook as openpyxl read it, pickled: ten times as fast to copy as it is to read."""
    return pickle.dumps(opened_book(io.BytesIO(data)))


def opened_book(source: Path | IO[bytes], *, data_only: bool = False) -> Workbook:
    """The workbook as openpyxl reads it.

    Borders of merged cells, which take a third of the time, are left as they are in the file.
    """
    with patch.object(MergedCellRange, "format", lambda _: None):
        return openpyxl.load_workbook(source, data_only=data_only)


def put(item: str, value: object, *, form: Form = FORM) -> Callable[[Workbook], None]:
    """Type ``value`` into the cell of an item, over whatever stands there."""

    def change(book: Workbook) -> None:
        cell = where(item, form=form)
        book[cell.sheet][cell.a1].value = value

    return change


def where(item: str, *, form: Form = FORM) -> Cell:
    """The issued cell of an item or text."""
    layout = layout_of(form)
    return layout.items.get(item) or layout.texts[item]


def save(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file
