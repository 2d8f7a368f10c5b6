"""What the value reader is given: the parts that were scanned, as they are, and no others."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.clerk import filled
from toolkit.workbook.grids import open_grids


def _made(data: bytes, *names: str) -> zipfile.ZipFile:
    scanned, _ = open_grids(data)
    assert scanned.package is not None
    return zipfile.ZipFile(io.BytesIO(scanned.package(names)))


def test_it_is_a_zip_file_of_scanned_parts_alone() -> None:
    data = filled()
    with _made(data, "三申请办理", "_ogi") as made, zipfile.ZipFile(io.BytesIO(data)) as received:
        assert made.testzip() is None
        assert [name for name in made.namelist() if "sheet" in name] == [
            "xl/worksheets/sheet0.xml",
            "xl/worksheets/sheet1.xml",
        ]
        given, stored = made.read("xl/worksheets/sheet0.xml"), received.read("xl/worksheets/sheet4.xml")
        rows, _, behind = given.partition(b"</sheetData>")
        assert stored.startswith(rows + b"</sheetData>")
        assert b"dataValidation" in stored
        assert b"dataValidation" not in given
        assert behind.count(b"<mergeCell ") == stored.count(b"<mergeCell ") > 0
        assert ET.fromstring(given)[-1].tag.endswith("mergeCells")
        assert b"definedName" not in made.read("xl/workbook.xml")
        for shared in ("xl/styles.xml", "xl/sharedStrings.xml"):
            assert made.read(shared) == received.read(shared)


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_days_are_counted_as_the_workbook_counts_them(epoch: datetime | None) -> None:
    workbook, stream = openpyxl.Workbook(), io.BytesIO()
    if epoch is not None:
        workbook.epoch = epoch
    workbook.worksheets[0]["A1"] = date(2024, 3, 1)
    workbook.save(stream)
    _, grids = open_grids(stream.getvalue())
    assert grids["Sheet"] == [[date(2024, 3, 1)]]


def test_a_sheet_rarely_needed_is_not_given_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    scanned, grids = open_grids(filled(), ["校验"])
    given: list[list[str]] = []
    made = scanned.package
    assert made is not None

    def watched(names: Iterable[str]) -> bytes:
        given.append(list(names))
        return made(given[-1])

    monkeypatch.setattr(scanned, "package", watched)
    assert all(map(len, grids.values()))
    assert ["校验" in names for names in given] == [False, True]
    assert sum(map(len, given)) == len(grids)
