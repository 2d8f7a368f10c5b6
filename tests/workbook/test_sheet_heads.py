"""Titles, lines under titles and corners that somebody changed: noted, since no figure is found by them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled, typed_in
from toolkit.findings import Finding
from toolkit.form.addresses import Cell
from toolkit.messages import say
from toolkit.workbook.editing.sheet_areas import place_of
from toolkit.workbook.submission import read_submission

SHEET = FORM.sheet("proactive").name


def titles(data: bytes) -> list[Finding]:
    return [finding for finding in read_submission(data).findings if finding.code == "R-title"]


def told(change: Callable[[Workbook], None]) -> list[Finding]:
    return titles(edited(filled(), change))


@pytest.mark.parametrize("cell", ["A1", "A2", "A4"])
@pytest.mark.parametrize("content", ["另一张表", 12])
def test_what_was_typed_over_is_named(cell: str, content: int | str) -> None:
    (finding,) = titles(typed_in(filled(), {Cell(SHEET, *place_of(cell)): content}))
    assert finding.severity == "note"
    assert [(found.sheet, found.cell, found.raw) for found in finding.cells] == [(SHEET, cell, str(content))]
    assert f"现为“{content}”" in finding.wrong


def _respelt(book: Workbook) -> None:
    title = book[SHEET]["A1"]
    title.value = f" {title.value} ".replace("、", "、 ")


def _row_above(book: Workbook) -> None:
    book[SHEET].insert_rows(1)


def _row_below(book: Workbook) -> None:
    book[SHEET].insert_rows(2)


def _of_another(book: Workbook) -> None:
    book[SHEET]["A2"].value = say("sheet.info", unit="另一个局", year=2023)


@pytest.mark.parametrize("change", [_respelt, _row_above, _row_below, _of_another])
def test_what_is_the_same_moved_or_told_elsewhere_is_not(change: Callable[[Workbook], None]) -> None:
    assert not told(change)
