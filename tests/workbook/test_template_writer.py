"""The workbook a clerk gets."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import opened_book
from tests.reports.books import fixed_rows
from tests.workbook.golden.golden_cases import CASES, build, file_of
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import DECLARED, layout_of
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.review.checks import judge
from toolkit.workbook.submission import read_submission
from toolkit.workbook.template_writer import Prefill, write_template

PLAIN_FUNCTIONS = (
    "SUM COUNT COUNTBLANK SUMPRODUCT ISNUMBER ISERROR INT FIND LEN LEFT MID RIGHT SUBSTITUTE CHAR VALUE "
    "IF AND OR ROUND ABS IFERROR"
)


@pytest.mark.parametrize("case", CASES)
def test_golden_workbook(case: str) -> None:
    """Every part is as looked at; ``python -m tests.workbook.golden --write`` after a wanted change."""
    made, golden = zipfile.ZipFile(io.BytesIO(build(case))), zipfile.ZipFile(file_of(case))
    assert made.namelist() == golden.namelist()
    for part in golden.namelist():
        now, then = made.read(part).decode(), golden.read(part).decode()
        at = next((n for n, pair in enumerate(zip(now, then, strict=False)) if pair[0] != pair[1]), None)
        assert now == then, f"{part} differs near …{now[max(0, (at or 0) - 60) : (at or 0) + 60]}…"


def test_same_input_gives_same_bytes() -> None:
    assert build("prefilled") == build("prefilled")


@pytest.fixture(scope="module")
def opened() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(build("prefilled")))


def test_only_inputs_are_unlocked(form: Form, opened: Workbook) -> None:
    layout = layout_of(form)
    expected = {(layout.items[item].sheet, layout.items[item].a1) for item in form.inputs}
    for item in form.inputs:
        cell = layout.items[item]
        for extra in range(
            1, layout.spans.get(item, 1)
        ):  # the rest of a printed box, joined to its first cell
            expected.add((cell.sheet, type(cell)(cell.sheet, cell.row, cell.column + extra).a1))
    expected |= {(cell.sheet, cell.a1) for cell in layout.texts.values()}
    expected |= {(cell.sheet, cell.a1) for cell in layout.contact.values()}
    expected.add((layout.cover[DECLARED].sheet, layout.cover[DECLARED].a1))
    soft = [key for key in layout.check_rows if form.check_by_key[key].severity == "soft"]
    expected |= {(c.sheet, c.a1) for c in (layout.check_cell(key, "reason") for key in soft)}
    unlocked = {
        (sheet.title, cell.coordinate)
        for sheet in opened.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked == expected
    assert all(sheet.protection.sheet for sheet in opened.worksheets)


def test_every_item_and_text_has_its_name(form: Form, opened: Workbook) -> None:
    layout = layout_of(form)
    for name, cell in (*layout.items.items(), *layout.texts.items()):
        assert opened.defined_names[name].attr_text == cell.reference


def test_hidden_sheet_is_very_hidden(form: Form, opened: Workbook) -> None:
    states = {sheet.title: sheet.sheet_state for sheet in opened.worksheets}
    assert states.pop(form.sheet("meta").name) == "veryHidden"
    assert set(states.values()) == {"visible"}


def test_sheets_print_on_a4_and_the_many_columns_of_the_checks_on_a3(form: Form, opened: Workbook) -> None:
    for sheet in form.sheets:
        if sheet.id == "meta":
            continue
        page = opened[sheet.name]
        assert page.page_setup.paperSize == (8 if sheet.id == "checks" else 9)
        setup = page.sheet_properties.pageSetUpPr
        assert setup is not None
        assert setup.fitToPage
        assert page.print_area
        assert page.page_setup.orientation == ("landscape" if sheet.landscape else "portrait")


def test_inputs_are_validated_in_chinese(form: Form, opened: Workbook) -> None:
    layout = layout_of(form)
    guarded: set[tuple[str, str]] = set()
    for sheet in opened.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.prompt or "") <= 255
            if rule.type in ("whole", "decimal"):
                assert rule.errorStyle in (None, "stop")
                assert rule.error
                guarded |= {(sheet.title, cell) for area in rule.sqref.ranges for cell in _cells(area.coord)}
    assert guarded == {(layout.items[item].sheet, layout.items[item].a1) for item in form.inputs}


def _cells(area: str) -> set[str]:
    from openpyxl.utils import rows_from_range

    return {cell for row in rows_from_range(area) for cell in row}


def test_no_function_that_wps_or_libreoffice_lacks(opened: Workbook) -> None:
    import re

    plain = set(PLAIN_FUNCTIONS.split())
    used = {
        name
        for sheet in opened.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
        for name in re.findall(r"([A-Z][A-Z.]*)\(", cell.value)
    }
    assert used <= plain
    assert {"SUM", "IF", "COUNTBLANK"} <= used


def test_words_beside_a_line_end_without_a_separator(form: Form) -> None:
    """6 格未填, not 6 格未填；"""
    shown = openpyxl.load_workbook(io.BytesIO(build("prefilled")), data_only=True)
    words = [shown[cell.sheet][cell.a1].value for cell in layout_of(form).row_words.values()]
    assert any("格未填" in word for word in words)
    assert not [word for word in words if word.endswith("；")]


def test_formulas_fit_the_limits_of_excel(opened: Workbook) -> None:
    for sheet in opened.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    assert len(cell.value) < 8192


def test_password_locks_sheets_and_structure(form: Form, identity: Identity, tmp_path: Path) -> None:
    import base64
    import hashlib

    file = tmp_path / "locked.xlsx"
    write_template(file, form, identity, password="机密123")
    book = opened_book(file)
    assert book.security.lockStructure
    locks = [book.worksheets[0].protection, book.worksheets[3].protection]
    assert {(lock.algorithmName, lock.spinCount) for lock in locks} == {("SHA-512", 100_000)}
    for salt, hashed in {(lock.saltValue, lock.hashValue) for lock in locks}:
        digest = hashlib.sha512(base64.b64decode(salt) + "机密123".encode("utf-16-le")).digest()
        for spin in range(100_000):
            digest = hashlib.sha512(digest + spin.to_bytes(4, "little")).digest()
        assert base64.b64encode(digest).decode() == hashed
    assert book.security.workbookHashValue == book.worksheets[0].protection.hashValue


def test_without_a_password_nothing_is_hashed(form: Form, identity: Identity, tmp_path: Path) -> None:
    file = tmp_path / "open.xlsx"
    write_template(file, form, identity)
    book = opened_book(file)
    assert book.worksheets[0].protection.sheet
    assert book.worksheets[0].protection.hashValue is None
    assert not book.security


def test_last_year_is_prefilled_where_it_carries_over(form: Form, identity: Identity, tmp_path: Path) -> None:
    file = tmp_path / "prior.xlsx"
    write_template(file, form, identity, Prefill(prior={"requests.carried_over_to_next_year.business": 4}))
    cell = layout_of(form).items["requests.carried_over_from_previous_year.business"]
    assert opened_book(file)[cell.sheet][cell.a1].value == 4


@pytest.mark.parametrize("edition", ["ogi-2019", "ogi-2021"])
def test_texts_have_the_width_of_the_page(edition: str) -> None:
    """A table of two columns below them once left nine characters a line."""
    layout = layout_of(load_form(edition))
    for cell in layout.texts.values():
        plan = next(plan for plan in layout.plans.values() if plan.sheet.name == cell.sheet)
        printed = [plan.widths[column] for column in range(plan.last_column + 1)]
        characters = sum(printed[cell.column :]) / 2 * (plan.heights[cell.row] / 14)
        assert sum(printed) >= 90 and characters > 400, cell


def test_a_long_name_has_room_above_every_table(form: Form, identity: Identity, tmp_path: Path) -> None:
    named = replace(
        identity,
        unit=Unit("某某市经济技术开发区管理委员会综合行政执法局和城市管理联合保障服务中心（筹）", "101"),
    )
    heights = []
    for known in (identity, named):
        file = tmp_path / "named.xlsx"
        write_template(file, form, known)
        heights.append(opened_book(file)[form.sheet("proactive").name].row_dimensions[2].height)
    assert heights[0] < 28 <= heights[1]


def test_reasons_passed_on_are_not_cut(form: Form, identity: Identity, tmp_path: Path) -> None:
    check = next(check for check in form.checks if check.severity == "soft")
    cell = layout_of(form).check_cell(check.key, "reason")
    heights = []
    for reason in ("情况属实", "某某县人民政府办公室：已电话核实，情况属实；" * 10):
        file = tmp_path / "reasons.xlsx"
        write_template(file, form, identity, Prefill(reasons={check.key: reason}))
        sheet = opened_book(file)[cell.sheet]
        assert sheet[cell.a1].value == reason
        heights.append(sheet.row_dimensions[cell.row + 1].height)
    assert heights[0] < 60
    assert 170 < heights[1] <= 409


def test_rows_grow_with_a_reason_that_is_typed(form: Form, identity: Identity, tmp_path: Path) -> None:
    file = tmp_path / "reasons.xlsx"
    write_template(file, form, identity)
    sheet = opened_book(file)[form.sheet("checks").name]
    rows = {row + 1 for row in layout_of(form).check_rows.values()}
    assert all(sheet.row_dimensions[row].height for row in rows), "programs that find no height by themselves"
    assert sheet.protection.formatRows is False, "Excel adapts a row of a locked sheet only if this is free"
    number = [sheet.id for sheet in form.sheets].index("checks") + 1
    assert fixed_rows(file, number) == {1, 2}


def test_outer_labels_of_a_stub_break_between_words(form: Form) -> None:
    """A letter takes two units of width, the edges of a cell 0.7."""
    if form.id != "ogi-2021":
        return
    plan = layout_of(form).plans["requests"]
    letters = [int((plan.widths[column] - 0.5) // 2) for column in (0, 1)]
    assert letters == [len("三、本年度"), len("（三）不予")]


def test_a_blank_for_anybody_says_on_its_cover_whose_it_is(tmp_path: Path) -> None:
    """The clerk writes name, code and year; nobody is blamed for what was issued to nobody."""
    book = opened_book(file_of("ogi-2021"))
    cover = layout_of(load_form("ogi-2021")).cover
    for name, value in {"unit_name": "某某局", "unit_code": "101", "year": 2025}.items():
        cell = book[cover[name].sheet][cover[name].a1]
        assert not cell.protection.locked
        cell.value = value
    file = tmp_path / "blank.xlsx"
    book.save(file)
    review = judge(read_submission(file))
    identity = review.submission.identity
    assert identity is not None
    assert (identity.unit.name, identity.unit.code, identity.year) == ("某某局", "101", 2025)
    assert "S-02" not in {finding.code for finding in review.findings}
