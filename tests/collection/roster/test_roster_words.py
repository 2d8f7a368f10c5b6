"""By which words a roster is read: its own, those of today, and others that are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.clerk import opened_book
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.reading import read_roster
from toolkit.collection.roster.roster_words import (
    MARKS,
    RosterWords,
    known_words,
    words_of_today,
)
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.errors import MisuseError
from toolkit.form.unit_kinds import UnitKind, UnitKinds, usual_kinds
from toolkit.messages import say

UNITS = (ReportingUnit("001", "甲局"), ReportingUnit("901", "乙局", counting="excluded", reason="某因"))


def test_every_word_of_today_is_among_the_known_ones() -> None:
    """So that a roster without the hidden sheet is still read when the word was replaced by another."""
    today = words_of_today((), usual_kinds())
    for group, ids in today.items():
        assert {known: word for known, word in ids.items() if word not in known_words(group, known)} == {}
    assert say("prior.sheet") in known_words("sheet", "prior")


def test_words_that_changed_places_are_read_as_they_were_meant() -> None:
    today = words_of_today((), usual_kinds())
    own = {
        "column": {"code": "单位名称", "name": "单位代码"},
        "counting": {"counted": "否", "excluded": "是"},
    }
    words = RosterWords(own, today)
    assert (words.ids("column")["单位名称"], words.ids("column")["上级单位"]) == ("code", "parent")
    assert [words.ids("counting")[word] for word in ("是", "否", "只核对")] == [
        "excluded",
        "counted",
        "reconciled",
    ]
    assert words.offered("counting") == ["否", "只核对", "是"]


def test_a_roster_of_another_edition_of_the_words_is_read_and_told_in_its_own(tmp_path: Path) -> None:
    """As an earlier version wrote it, with other words for everything."""
    file = tmp_path / "roster.xlsx"
    write_roster(file, UNITS)
    book = opened_book(file)
    marks, sheet = book[MARKS], book.worksheets[0]
    assert marks.sheet_state == "veryHidden"
    for row in marks.iter_rows():
        row[2].value = f"旧{row[2].value}"
    sheet.title = f"旧{sheet.title}"
    for cell in sheet[2]:
        cell.value = f"旧{cell.value}"
    for line in (3, 4):
        for column in (3, 6, 7):
            sheet.cell(line, column).value = f"旧{sheet.cell(line, column).value}"
    book.move_sheet(sheet, 2)  # no longer the first
    book.save(file)
    assert read_roster(file) == UNITS
    sheet["G3"].value = "也许"
    book.save(file)
    with pytest.raises(
        MisuseError, match="第 3 行：旧是否纳入填“也许”，不认识。只能填：旧是、旧只核对、旧否。"
    ):
        read_roster(file)


def test_kinds_of_an_edition_are_read_by_its_own_words_alone(tmp_path: Path) -> None:
    """Also when it words them otherwise later; the words of the statutory report are strange to it."""
    file = tmp_path / "roster.xlsx"
    units = [replace(unit, kind="department") for unit in UNITS]
    write_roster(file, units, kinds=UnitKinds([UnitKind("department", "科室")]))
    reworded = UnitKinds([UnitKind("department", "委办局"), UnitKind("county", "县区")])
    assert read_roster(file, kinds=reworded) == tuple(units)
    book = opened_book(file)
    book.worksheets[0]["C3"].value = "部门"
    book.save(file)
    with pytest.raises(MisuseError, match=r"第 3 行：类别填“部门”，不认识.*只能填：科室、县区。"):
        read_roster(file, kinds=reworded)
