"""Rosters, city and progress workbook: every formula gives its stored result in the engines fit for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.clerk import opened_book
from tests.collection.roster.test_book import UNITS, WRONG
from tests.oracle.engines import ENGINES, Engine, LibreOffice, Value, same
from tests.rollup.towns import collected, units
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.form.addresses import Cell
from toolkit.reports.progress_workbook import write_progress
from toolkit.reports.report_data import prepare
from toolkit.reports.workbook import write_city_workbook


def stored(file: Path) -> Iterator[tuple[Cell, Value]]:
    """Every formula cell with the result the writer stored."""
    formulas, results = opened_book(file), opened_book(file, data_only=True)
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    at = Cell(sheet.title, int(cell.row or 1) - 1, int(cell.column or 1) - 1)
                    value = results[sheet.title][at.a1].value
                    yield at, "" if value is None else value


Stored: TypeAlias = tuple[tuple[Cell, Value], ...]


def differences(found: Stored, engine: Engine) -> list[tuple[str, Value, Value]]:
    """Cells in which an engine comes to another result than the stored one."""
    cells, wanted = zip(*found, strict=True)
    pairs = zip(cells, engine.read(cells), wanted, strict=True)
    return [(cell.reference, value, right) for cell, value, right in pairs if not same(value, right)]


@pytest.mark.parametrize("engine", ["betteroffice", pytest.param("libreoffice", marks=pytest.mark.oracle)])
@pytest.mark.parametrize("listed", [WRONG, UNITS], ids=["wrong", "good"])
def test_the_roster_says_the_same_when_recalculated(
    listed: Sequence[ReportingUnit], engine: str, tmp_path: Path
) -> None:
    """Its one formula looks up whole columns, which formualizer and IronCalc cannot (see semantics.py)."""
    file = tmp_path / "roster.xlsx"
    write_roster(file, listed)
    if engine == "libreoffice":
        with closing(LibreOffice(file)) as book:
            assert not differences(tuple(stored(file)), book)
    else:
        assert not differences(tuple(stored(file)), ENGINES[engine](file))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """City and progress workbook of a small tree."""
    folder = tmp_path_factory.mktemp("books")
    roster = units("101 教育局 department - - -\n201 甲县 county - own -\n202 乙县 county - total -")
    with collected(folder / "c", roster, {"101": 3, "201": 2}) as stock:
        write_city_workbook(prepare(stock), folder / "city.xlsx")
        return folder / "city.xlsx", write_progress(stock, date(2024, 1, 26))


@pytest.fixture(scope="module")
def city(books: tuple[Path, Path]) -> tuple[Path, Stored]:
    """The city workbook and its formulas."""
    return books[0], tuple(stored(books[0]))


@pytest.mark.xdist_group("other books")
@pytest.mark.parametrize("engine", ENGINES)
def test_the_city_workbook_says_the_same_when_recalculated(engine: str, city: tuple[Path, Stored]) -> None:
    """LibreOffice has its turn in test_city_workbook.py."""
    file, formulas = city
    assert len(formulas) > 1_000
    assert not differences(formulas, ENGINES[engine](file))


@pytest.mark.xdist_group("other books")
def test_the_progress_workbook_has_nothing_to_calculate(books: tuple[Path, Path]) -> None:
    assert not list(stored(books[1]))
