"""Unit, code and year as people write them on the cover."""

from __future__ import annotations

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled, typed_in
from toolkit.form.layout import layout_of
from toolkit.workbook.identity_words import bare
from toolkit.workbook.submission import read_submission

COVER = layout_of(FORM).cover
SHEET = FORM.sheet("requests").name


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        ("year", "2023年", "2023"), ("year", "2023 年度", "2023"), ("year", "２０２３年", "２０２３"),
        ("year", "2023", "2023"), ("year", " 2023 ", "2023"), ("year", "\u202d2023\u202c", "2023"),
        ("year", "2023年上半年", "2023年上半年"), ("year", "23年", "23年"),
        ("unit_name", "某某局（盖章）", "某某局"), ("unit_name", "某某局 (公章)", "某某局"),
        ("unit_name", "某某局（单位盖章）", "某某局"), ("unit_name", "某某局（本级）", "某某局（本级）"),
        ("unit_name", "公章管理局", "公章管理局"), ("unit_name", "\ufeff某某局\u200b", "某某局"),
        ("unit_code", "（101）", "101"), ("unit_code", "[101]", "101"), ("unit_code", "101", "101"),
        ("unit_code", "（101", "（101"), ("notice", "（101）", "（101）"),
    ],
)  # fmt: skip
def test_what_was_added_is_left_out(field: str, written: str, meant: str) -> None:
    assert bare(field, written) == meant


@pytest.mark.parametrize(
    ("field", "written"),
    [("year", "2023年"), ("year", "2023年度"), ("unit_name", "某某局（盖章）"), ("unit_code", "（101）")],
)
def test_the_same_identity_is_read_and_noted(field: str, written: str) -> None:
    cell = COVER[field]
    submission = read_submission(typed_in(filled(), {cell: written}))
    (note,) = submission.findings
    assert (note.code, note.severity) == ("R-identity", "note")
    assert cell.a1 in note.message and written in note.message
    assert (submission.shown.name, submission.shown.code) == ("某某局", "101")


@pytest.mark.parametrize(("field", "written"), [("year", "2022年"), ("unit_name", "另一个局（盖章）")])
def test_another_identity_says_what_to_put_back(field: str, written: str) -> None:
    cell = COVER[field]
    (finding,) = read_submission(typed_in(filled(), {cell: written})).findings
    assert (finding.code, finding.severity) == ("S-02", "hard")
    issued = {"year": "2023", "unit_name": "某某局"}[field]
    assert f"请把 {cell.a1} 改回“{issued}”" in finding.message


def test_a_stamp_in_the_line_of_a_sheet_is_no_other_unit() -> None:
    def change(book: Workbook) -> None:
        cell = book[SHEET]["A2"]
        assert "某某局" in str(cell.value)
        cell.value = str(cell.value).replace("某某局", "某某局（盖章）")

    submission = read_submission(edited(filled(), change))
    assert "S-02" not in [finding.code for finding in submission.findings]
