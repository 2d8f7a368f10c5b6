"""Copies of sheets, sheets of others, numbers beside the form: nothing that was written is passed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO

import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.clerk import FORM, edited, filled, opened_book, typed_in, where
from toolkit.findings import Finding
from toolkit.form.addresses import Cell
from toolkit.form.expression import Number
from toolkit.form.layout import layout_of
from toolkit.messages import say
from toolkit.workbook.editing.sheet_areas import place_of
from toolkit.workbook.formulas import difference_words
from toolkit.workbook.submission import Submission, read_submission

RECEIVED, GRANTED = "requests.received.natural_person", "requests.granted.natural_person"
REQUESTS = "三申请办理"
COPY = f"{REQUESTS} (2)"
FIGURES = {RECEIVED: 3, GRANTED: 3}


@lru_cache(maxsize=2)
def original(*, prior: bool = False) -> bytes:
    before = (
        dict.fromkeys(FORM.prior_items, 0) | {"requests.carried_over_to_next_year.total": 7}
        if prior
        else None
    )
    return filled(FIGURES, prior=before)


def read(change: Callable[[Workbook], object], *, prior: bool = False) -> Submission:
    return read_submission(edited(original(prior=prior), change), name="f.xlsx")


def typed(contents: Mapping[str, Number | str | None], *, prior: bool = False) -> Submission:
    """Read the workbook after somebody typed into cells of the sheet of requests."""
    cells = {Cell(REQUESTS, *place_of(cell)): content for cell, content in contents.items()}
    return read_submission(typed_in(original(prior=prior), cells), name="f.xlsx")


def typed_apart(sheet: str, cell: str, content: int | str, *, prior: bool) -> Submission:
    """Read the workbook after somebody took merged cells apart to type into one of them."""
    typed = {Cell(sheet, *place_of(cell)): content}
    return read_submission(typed_in(original(prior=prior), typed, apart=True), name="f.xlsx")


def of(submission: Submission, *codes: str) -> list[Finding]:
    return [finding for finding in submission.findings if finding.code in codes]


def copied(book: Workbook, name: str = COPY, *, sheet: str = REQUESTS) -> Worksheet:
    copy = book.copy_worksheet(book[sheet])
    copy.title = name
    return copy


def empty(sheet: Worksheet) -> None:
    for item in FORM.inputs:
        if where(item).sheet == REQUESTS:
            sheet[where(item).a1].value = None


def test_a_filled_copy_beside_an_empty_original_sends_back_and_names_both() -> None:
    def change(book: Workbook) -> None:
        copied(book)
        empty(book[REQUESTS])

    submission = read(change)
    (finding,) = of(submission, "S-02")
    assert finding.severity == "hard"
    assert COPY in finding.message and f"“{REQUESTS}”" in finding.message
    assert {cell.sheet for cell in finding.cells} == {COPY}
    assert (RECEIVED, "3") in {(cell.item, cell.raw) for cell in finding.cells}
    assert submission.values[RECEIVED] is None
    assert submission.record.altered == 1


def test_a_copy_with_another_figure_sends_back_with_both_sides() -> None:
    def change(book: Workbook) -> None:
        copied(book)[where(GRANTED).a1].value = 9

    (finding,) = of(read(change), "S-02")
    at = where(GRANTED).a1
    assert f"“{COPY}”{at} 为“9”" in finding.message and f"“{REQUESTS}”{at} 为“3”" in finding.message


@pytest.mark.parametrize("clear", [False, True])
def test_a_copy_that_says_nothing_new_is_a_note(clear: bool) -> None:
    def change(book: Workbook) -> None:
        copy = copied(book, "草稿")
        if clear:
            empty(copy)

    submission = read(change)
    assert not of(submission, "S-02")
    (note,) = of(submission, "R-sheet")
    assert note.severity == "note" and "草稿" in note.message
    assert submission.values[RECEIVED] == 3


def test_a_copy_of_a_text_sheet_is_compared_too() -> None:
    sheet = where("other_matters").sheet

    def change(book: Workbook) -> None:
        copied(book, "草稿", sheet=sheet)[where("other_matters").a1].value = "本年收取信息处理费 5 元。"

    (finding,) = of(read(change), "S-02")
    assert [cell.item for cell in finding.cells] == ["other_matters"]


def _by_printed_year(book: Workbook) -> None:
    copy = copied(book, "旧表")
    copy["A2"].value = say("sheet.info", unit="某某局", year=2022)
    copy[where(GRANTED).a1].value = 9


def _by_name(book: Workbook) -> None:
    copy = copied(book, "2022年三申请办理")
    copy["A2"].value = None
    copy[where(GRANTED).a1].value = 9


def _by_figures(book: Workbook) -> None:
    copy = copied(book, "旧表")
    copy["A2"].value = None
    copy[where("requests.carried_over_to_next_year.total").a1].value = 7
    copy[where(RECEIVED).a1].value = 11


@pytest.mark.parametrize("change", [_by_printed_year, _by_name, _by_figures])
def test_last_years_table_kept_as_a_further_sheet_is_a_note(change: Callable[[Workbook], None]) -> None:
    submission = read(change, prior=True)
    assert not of(submission, "S-02")
    (note,) = of(submission, "R-sheet")
    assert note.severity == "note" and "2022" in note.message


def test_a_sheet_without_the_labels_of_a_table_is_no_copy() -> None:
    def change(book: Workbook) -> None:
        book.create_sheet("备忘")["A1"] = 5

    assert not of(read(change), "S-02", "R-sheet", "R-unplaced")


@pytest.mark.parametrize(("unit", "year"), [("别的局", 2023), ("某某局", 2022), ("某某局下属中心", 2023)])
def test_a_section_sheet_of_another_unit_or_year_sends_back(unit: str, year: int) -> None:
    words = say("sheet.info", unit=unit, year=year)
    (finding,) = of(typed({"A2": words}), "S-02")
    assert finding.severity == "hard"
    assert [(cell.sheet, cell.cell) for cell in finding.cells] == [(REQUESTS, "A2")]
    assert words in finding.message


@pytest.mark.parametrize("words", [None, "填报单位：某某局  年度：2023 年", "（盖章）"])
def test_the_line_under_the_title_may_be_retyped_or_gone(words: str | None) -> None:
    submission = typed({"A2": words})
    assert not of(submission, "S-02")
    assert bool(of(submission, "R-title")) == (words == "（盖章）")


def test_numbers_beside_and_below_a_table_are_named() -> None:
    submission = typed({"M8": "更正：99", "B60": 7, "B61": "没有数字"})
    note, words = of(submission, "R-unplaced")
    assert [(cell.cell, cell.raw) for cell in note.cells] == [("M8", "更正：99"), ("B60", "7")]
    assert all(cell.cell in note.message for cell in note.cells)
    assert [(cell.cell, cell.raw) for cell in words.cells] == [("B61", "没有数字")]


@pytest.mark.parametrize(
    ("sheet", "cell", "words"),
    [
        ("requests", "B60", "此表作废"),
        ("requests", "P8", "见附件"),
        ("proactive", "C9", "以此为准"),
        ("overview", "B40", "另附材料"),
    ],
)
@pytest.mark.parametrize("prior", [True, False])
def test_words_beside_and_below_a_table_are_named(sheet: str, cell: str, words: str, prior: bool) -> None:
    name = FORM.sheet(sheet).name
    (note,) = of(typed_apart(name, cell, words, prior=prior), "R-unplaced")
    assert (note.severity, note.place) == ("note", f"{name} {cell}“{words}”")
    assert [(found.cell, found.raw) for found in note.cells] == [(cell, words)]


def test_own_words_pasted_as_values_and_marks_are_not_named() -> None:
    """Words of the workbook itself, labels typed once more, and strokes say nothing of a clerk's."""
    results = opened_book(BytesIO(original()), data_only=True)

    def change(book: Workbook) -> None:
        for section in ("requests", "disputes", "proactive"):
            name = FORM.sheet(section).name
            for row in results[name].iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and not isinstance(
                        book[name][cell.coordinate], MergedCell
                    ):
                        book[name][cell.coordinate].value = cell.value
        book[REQUESTS]["B60"].value, book[REQUESTS]["B61"].value = "/", "——"
        book[REQUESTS]["B62"].value = "自然人"

    assert not of(read(change), "R-unplaced")


REMARK = layout_of(FORM).row_words["requests", "requests", "granted"]


@pytest.mark.parametrize(
    ("words", "own"),
    [
        (say("words.blank", count=2) + say("words.separator"), True),
        (say("words.invalid", count=1), True),
        (say("words.separator").join((say("words.blank", count=2), say("words.empty", count=12))), True),
        (difference_words(FORM.checks[0], "-2.5"), True),
        (say("words.characters", count=10), True),
        (say("words.blank", count=2) + "，应为 3", False),
        ("更正：99", False),
        ("12", False),
    ],
)
def test_own_words_with_numbers_pasted_as_values_are_not_named(words: str, own: bool) -> None:
    """In the place of the words beside a row; a correction that a clerk writes there is named."""
    assert bool(of(typed({REMARK.a1: words}), "R-unplaced")) != own


def test_the_numbers_of_an_inserted_row_are_named() -> None:
    def change(book: Workbook) -> None:
        sheet = book[REQUESTS]
        row = where(GRANTED).row + 1
        sheet.insert_rows(row)
        sheet.cell(row, where(GRANTED).column + 1).value = 5

    submission = read(change)
    cells = [cell for note in of(submission, "R-unplaced") for cell in note.cells]
    assert [(cell.cell, cell.raw) for cell in cells] == [(where(GRANTED).a1, "5")]


def test_an_issued_workbook_has_nothing_beside_the_form() -> None:
    for texts in (True, False):
        submission = read_submission(filled(FIGURES, texts=texts))
        assert not of(submission, "S-02", "R-sheet", "R-unplaced", "R-text")


BESIDE, LAST_YEAR = "K7", "L8"
"""Where the workbook says in words what is wrong, and where it shows last year's figure."""


@pytest.mark.parametrize("cell", [BESIDE, LAST_YEAR, "K3", "L4"])
@pytest.mark.parametrize("content", [99, "更正：99"])
def test_numbers_over_what_stands_beside_a_table_are_named(cell: str, content: int | str) -> None:
    submission = typed({cell: content}, prior=True)
    (note,) = of(submission, "R-unplaced")
    assert [(found.cell, found.raw) for found in note.cells] == [(cell, str(content))]


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [("proactive", "E9"), ("proactive", "C9"), ("proactive", "C1"), ("requests", "D31"), ("disputes", "B7")],
    ids=["word on a row", "within a wide figure", "within a title", "word on a column", "within words"],
)
@pytest.mark.parametrize("prior", [True, False])
def test_numbers_in_cells_of_the_form_that_hold_none_are_named(sheet: str, cell: str, prior: bool) -> None:
    (note,) = of(typed_apart(FORM.sheet(sheet).name, cell, 99, prior=prior), "R-unplaced")
    assert [(found.cell, found.raw) for found in note.cells] == [(cell, "99")]


def test_last_years_figures_beside_the_table_are_the_workbooks_own() -> None:
    assert not of(read(lambda _: None, prior=True), "R-unplaced")


def test_a_sheet_that_was_added_is_named_with_what_stands_in_it() -> None:
    def change(book: Workbook) -> None:
        added = book.create_sheet("更正")
        for row in range(1, 11):
            added.cell(row, 2).value = f"第{row}行"
        book.create_sheet("空白")
        hidden = book.create_sheet("旁人")
        hidden["A1"].value, hidden.sheet_state = 5, "hidden"

    (note,) = of(read(change), "R-other_sheet")
    assert "“更正”" in note.wrong and "B1“第1行”" in note.wrong and "等 10 处" in note.wrong
    assert [found.cell for found in note.cells] == [f"B{row}" for row in range(1, 9)]
