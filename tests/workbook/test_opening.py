"""A workbook opened to be changed: merged cells as they are in the file."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Border, Side

from tests.clerk import filled
from toolkit.workbook.opening import opened


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(stream, "w") as target:
        for name in package.namelist():
            target.writestr(name, package.read(name).replace(old, new))
    return stream.getvalue()


def merged(book: openpyxl.Workbook) -> dict[str, set[str]]:
    return {sheet.title: {area.coord for area in sheet.merged_cells.ranges} for sheet in book.worksheets}


def test_it_is_what_openpyxl_opens_but_for_the_look_of_merged_cells() -> None:
    data = filled()
    ours, theirs = opened(data, keep_vba=False), openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    assert merged(ours) == merged(theirs) and any(merged(ours).values())
    for one, other in zip(ours.worksheets, theirs.worksheets, strict=True):
        mine: Any = one._cells
        for place, cell in mine.items():
            known: Any = other._cells[place]
            assert (type(cell), cell.value) == (type(known), known.value), place
            if not isinstance(cell, MergedCell):
                assert (
                    cell.number_format == known.number_format
                    and cell.fill.fgColor.rgb == known.fill.fgColor.rgb
                )
        assert one.data_validations.count == other.data_validations.count
    again = openpyxl.load_workbook(io.BytesIO(saved(ours)))
    assert merged(again) == merged(theirs)


def test_cells_inside_keep_their_own_borders() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet["A1"], side = "1", Side("thick")
    for cell in ("A1", "B1"):
        sheet[cell].border = Border(bottom=side if cell == "B1" else None)
    data = changed(
        saved(book), b"</sheetData>", b"</sheetData><mergeCells><mergeCell ref='A1:C2'/></mergeCells>"
    )
    sheet = opened(data, keep_vba=False).active
    assert isinstance(sheet["B1"], MergedCell)
    assert sheet["B1"].border.bottom.style == "thick"
    others = (sheet[cell].border.bottom for cell in ("A1", "C1", "A2"))
    assert not any(border and border.style for border in others)
    sheet.unmerge_cells("A1:C2")
    assert sheet["A1"].value == "1" and sheet["C2"].value is None


def test_a_remark_about_merged_cells_merges_none() -> None:
    remark = b"</sheetData><!-- <mergeCells><mergeCell ref='A1:B1'/></mergeCells> -->"
    data = changed(saved(openpyxl.Workbook()), b"</sheetData>", remark)
    assert merged(opened(data, keep_vba=False)) == {"Sheet": set()}
