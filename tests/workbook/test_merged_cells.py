"""Which entries share a cell with others."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection

import pytest
from openpyxl import Workbook

from tests.workbook.received import ods, ods_row
from toolkit.workbook.grids import open_grids
from toolkit.workbook.merged_cells import merged_areas, unclear_entries
from toolkit.workbook.scanning.worksheet import merged_areas as stored_areas

ENTRIES = ("b2", "c2", "b3")


def _xlsx(area: str, value: str | int | None, place: str = "B2") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active[place] = value
    book.active["H90"] = 1
    book.active.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _merged(
    data: bytes, typed: Collection[str] = (), as_zero: Collection[str] = ENTRIES
) -> dict[str, object]:
    _, grids = open_grids(data)
    places = {(1, 1): "b2", (1, 2): "c2", (2, 1): "b3"}
    areas = merged_areas({next(iter(grids)): places}, grids)
    return dict(unclear_entries(areas, as_zero, typed.__contains__))


@pytest.mark.parametrize(
    ("area", "entries"),
    [("B2:C2", {"b2", "c2"}), ("B2:B3", {"b2", "b3"}), ("B2:H80", {"b2", "c2", "b3"}), ("B2:B2", set())],
)
def test_a_number_in_merged_cells(area: str, entries: set[str]) -> None:
    assert _merged(_xlsx(area, 5)) == dict.fromkeys(entries, 5)


def test_a_label_merged_over_an_entry() -> None:
    assert _merged(_xlsx("A2:B2", "一、新收", "A2")) == {"b2": "一、新收"}


@pytest.mark.parametrize("value", [None, 0])
def test_nothing_in_merged_cells_is_nothing_in_each(value: int | None) -> None:
    assert _merged(_xlsx("B2:C2", value)) == {}


@pytest.mark.parametrize("value", [None, 0, 5])
def test_a_figure_under_merged_cells_that_nobody_sees(value: int | None) -> None:
    data = _xlsx("B2:C2", value)
    assert _merged(data, typed={"b2", "c2"}, as_zero=()).keys() == {"b2", "c2"}
    assert not _merged(data, typed={"b2"}, as_zero=())


def test_an_entry_merged_with_empty_cells_keeps_its_number() -> None:
    assert _merged(_xlsx("C2:H2", 5, "C2")) == {}


def test_an_open_document() -> None:
    spans = ' table:number-columns-spanned="2" table:number-rows-spanned="1"'
    row = ods_row("<text:p>1</text:p>", spans).replace(
        "<table:table-row", "<table:table-row/><table:table-row", 1
    )
    shifted = row.replace("<table:table-cell ", "<table:table-cell/><table:table-cell ", 1)
    assert _merged(ods(shifted)) == {"b2": 1, "c2": 1}


def test_a_sheet_that_is_read_from_a_copy() -> None:
    """The value reader does not know tags with a prefix; the copy that it is given has the merged cells."""
    source, prefixed = zipfile.ZipFile(io.BytesIO(_xlsx("B2:C2", 5))), io.BytesIO()
    with source, zipfile.ZipFile(prefixed, "w") as package:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", part).replace(b"xmlns=", b"xmlns:x=", 1)
            package.writestr(name, part)
    scanned, _ = open_grids(prefixed.getvalue())
    assert scanned.sheets["Sheet"].unusual
    assert _merged(prefixed.getvalue()) == {"b2": 5, "c2": 5}


@pytest.mark.parametrize("between", [b"", b"<conditionalFormatting/>" * 50])
@pytest.mark.parametrize(
    "spelt", [b'<mergeCell ref="B2:C2"/>', b"<x:mergeCell a='' ref = 'B2:C2'></x:mergeCell>"]
)
def test_areas_are_found_wherever_they_stand(spelt: bytes, between: bytes) -> None:
    part = b"<row/></sheetData>%s<mergeCells>%s</mergeCells>%s%s" % (between, spelt, between, spelt)
    assert stored_areas(part, part.index(b"</sheetData>")) == [b"B2:C2"] * 2
    assert stored_areas(part) == [b"B2:C2"] * 2
    assert stored_areas(between) == []
