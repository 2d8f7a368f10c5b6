"""Reading back: exact values, conversions told, nothing believed."""

from __future__ import annotations

import io
import random
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, UNIT, edited, filled, typed_in, where
from tests.conftest import REPORT_NAMES, real_report
from tests.workbook.received import unzipped, zipped
from toolkit.findings import Finding
from toolkit.form.addresses import Cell
from toolkit.form.expression import Number
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import DECLARED, layout_of
from toolkit.review.checks import judge
from toolkit.workbook.editing.sheet_areas import place_of
from toolkit.workbook.submission import Submission, read_submission
from toolkit.workbook.template_writer import Prefill, write_template

GRANTED = "requests.granted.natural_person"
GRANTED_TOTAL = "requests.granted.total"


def codes(submission: Submission, severity: str = "") -> list[str]:
    return [f.code for f in submission.findings if severity in ("", f.severity)]


def only(submission: Submission, code: str) -> Finding:
    found = [finding for finding in submission.findings if finding.code == code]
    assert len(found) == 1, [finding.message for finding in submission.findings]
    return found[0]


def test_clean_workbook_has_nothing_to_tell() -> None:
    submission = read_submission(filled({GRANTED: 3}), name="f.xlsx")
    assert submission.findings == []
    assert submission.identity is not None
    assert (submission.identity.unit.name, submission.identity.year) == ("某某局", 2023)
    assert submission.values[GRANTED] == 3
    assert submission.values[GRANTED_TOTAL] == 3
    assert submission.values["requests.total_processed.total"] == 3
    assert submission.record.texts["other_matters"] == "无。"


@pytest.mark.parametrize("name", REPORT_NAMES)
def test_figures_of_real_reports_come_back_exactly(name: str) -> None:
    report = real_report(name)
    inputs = {i: v for i, v in report.values.items() if i not in FORM.totals and v is not None}
    submission = read_submission(filled(inputs, zeros=False))
    for item in FORM.inputs:
        given = report.values.get(item)
        assert submission.values[item] == (None if isinstance(given, str) else given), item


@pytest.mark.parametrize(
    "amount", ["24252.311082", "0.000001", "59237.2449", "999999999.999999", "0.1", "7730.28"]
)
def test_money_keeps_six_decimals(amount: str) -> None:
    item = "proactive.administrative_charges.amount"
    value = read_submission(filled({item: Decimal(amount)})).values[item]
    assert isinstance(value, Decimal)
    assert value == Decimal(amount)


def test_blank_is_not_zero() -> None:
    submission = read_submission(filled(zeros=False))
    assert set(submission.values.values()) == {None}
    declared = read_submission(filled(zeros=False, declared=True))
    assert set(declared.values.values()) == {0}


@pytest.mark.parametrize(
    ("typed", "value"), [("2件", 2), ("１２", 12), ("1,234", 1234), (" 7 ", 7), ("12", 12)]
)
def test_unambiguous_text_is_taken_and_told(typed: str, value: int) -> None:
    submission = read_submission(filled({GRANTED: typed}))
    assert submission.values[GRANTED] == value
    note = only(submission, "R-converted")
    assert note.severity == "note"
    assert [(cell.item, cell.raw) for cell in note.cells] == [(GRANTED, typed)]
    assert where(GRANTED).a1 in note.message


@pytest.mark.parametrize(
    "typed", ["/", "—", "-", "无", "22（其中修订16件）", "约30", "=3+5", "abc", "1,23", "②"]
)
def test_ambiguous_text_is_never_a_number(typed: str) -> None:
    submission = read_submission(filled({GRANTED: typed}))
    assert submission.values[GRANTED] is None
    assert submission.values[GRANTED_TOTAL] is None
    assert GRANTED in submission.record.unreadable


def test_formula_in_an_input_is_not_believed() -> None:
    submission = read_submission(typed_in(filled(), {GRANTED: "=3+5"}))
    assert submission.values[GRANTED] is None
    assert only(submission, "R-formula").severity == "hard"


def test_stale_cache_alone_is_no_finding() -> None:
    """Another system wrote the inputs and left the cached totals as they were."""
    data = filled({GRANTED: 3})
    source = zipfile.ZipFile(io.BytesIO(data))
    stream = io.BytesIO()
    cell = where(GRANTED)
    with zipfile.ZipFile(stream, "w") as target:
        for part in source.namelist():
            body = source.read(part)
            if part.endswith("sheet4.xml"):
                old = f'<c r="{cell.a1}"'.encode()
                start = body.index(old)
                end = body.index(b"</c>", start)
                body = body[:start] + body[start:end].replace(b"<v>3</v>", b"<v>8</v>") + body[end:]
            target.writestr(part, body)
    submission = read_submission(stream.getvalue())
    assert submission.values[GRANTED] == submission.values[GRANTED_TOTAL] == 8
    assert submission.findings == []


def test_typed_total_is_taken_as_typed_and_told() -> None:
    submission = read_submission(typed_in(filled({GRANTED: 3}), {GRANTED_TOTAL: 4}))
    assert submission.values[GRANTED_TOTAL] == 4
    assert only(submission, "R-total").severity == "note"


def test_cleared_total_is_a_finding() -> None:
    submission = read_submission(typed_in(filled({GRANTED: 3}), {GRANTED_TOTAL: None}))
    assert only(submission, "R-total").severity == "hard"
    assert submission.values[GRANTED_TOTAL] is None


def test_changed_formula_is_a_finding_and_recomputed() -> None:
    submission = read_submission(typed_in(filled({GRANTED: 3}), {GRANTED_TOTAL: "=99"}))
    assert only(submission, "R-total").severity == "hard"
    assert submission.values[GRANTED_TOTAL] == 3


@pytest.mark.parametrize("axis", ["rows", "columns"])
@pytest.mark.parametrize("at", [1, 2, 4, 6])
def test_inserted_rows_and_columns_are_found_again(axis: str, at: int) -> None:
    values = {item: n + 1 for n, item in enumerate(FORM.inputs)}

    def insert(book: Workbook) -> None:
        sheet = book[FORM.sheet("requests").name]
        for area in [str(area) for area in sheet.merged_cells.ranges]:
            sheet.unmerge_cells(area)
        (sheet.insert_rows if axis == "rows" else sheet.insert_cols)(at)

    submission = read_submission(edited(filled(values), insert))
    for item in FORM.inputs:
        assert submission.values[item] == values[item], item
    assert only(submission, "R-moved").severity == "note"
    assert "S-02" not in codes(submission)


def test_names_lead_where_labels_are_gone() -> None:
    """The labels of table 4 are deleted; the defined names still tell the cells."""

    def wipe(book: Workbook) -> None:
        sheet = book[FORM.sheet("disputes").name]
        for row in sheet.iter_rows(max_row=5):
            for cell in row:
                if type(cell).__name__ == "Cell":
                    cell.value = None

    values = {item: n + 1 for n, item in enumerate(FORM.table_inputs["disputes"])}
    submission = read_submission(edited(filled(values), wipe))
    assert {item: submission.values[item] for item in values} == values
    assert "S-02" in codes(submission, "hard")


def test_renamed_and_reordered_sheets_are_recognised() -> None:
    def rename(book: Workbook) -> None:
        book[FORM.sheet("requests").name].title = "表三"
        book.move_sheet("表三", -3)

    submission = read_submission(edited(filled({GRANTED: 3}), rename))
    assert submission.values[GRANTED] == 3
    assert only(submission, "R-moved").severity == "note"


def test_deleted_sheet_and_deleted_row_are_named() -> None:
    missing = read_submission(edited(filled(), lambda book: book.remove(book[FORM.sheet("disputes").name])))
    assert any(FORM.sheet("disputes").name in finding.message for finding in missing.findings)
    assert missing.values["disputes.reconsideration.upheld"] is None


def test_changed_label_is_named_but_width_and_spaces_are_not() -> None:
    def relabel(text: str) -> bytes:
        def change(book: Workbook) -> None:
            sheet = book[FORM.sheet("requests").name]
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value == "（一）予以公开":
                        cell.value = text

        return edited(filled({GRANTED: 3}), change)

    assert read_submission(relabel("(一) 予以公开")).findings == []
    changed = read_submission(relabel("（一）不予公开"))
    assert only(changed, "S-02").severity == "hard"
    assert changed.values[GRANTED] == 3


def test_other_unit_on_the_cover_is_named() -> None:
    cell = layout_of(FORM).cover["unit_name"]
    finding = only(read_submission(typed_in(filled(), {cell: "另一个局"})), "S-02")
    assert "另一个局" in finding.message
    assert "某某局" in finding.message


def test_changed_prior_figures_break_the_signature() -> None:
    cell = layout_of(FORM).prior["requests.received.total"]
    data = typed_in(filled(prior={"requests.received.total": 50}), {cell: 5})
    assert only(read_submission(data), "S-02").severity == "hard"


def test_odd_declaration_is_told_and_not_taken() -> None:
    cell = layout_of(FORM).cover[DECLARED]
    submission = read_submission(typed_in(filled(zeros=False), {cell: "可以"}))
    assert only(submission, "R-declaration").severity == "note"
    assert set(submission.values.values()) == {None}


def test_workbook_without_hidden_sheet_is_known_by_its_labels() -> None:
    data = edited(filled({GRANTED: 3}), lambda book: book.remove(book[FORM.sheet("meta").name]))
    submission = read_submission(data)
    assert only(submission, "R-identity").severity == "note"
    assert submission.values[GRANTED] == 3
    assert submission.identity is not None
    assert submission.identity.unit.name == "某某局"


def test_foreign_workbook_is_one_finding() -> None:
    stream = io.BytesIO()
    book = Workbook()
    book.save(stream)
    submission = read_submission(stream.getvalue(), name="通讯录.xlsx")
    assert not submission.readable
    assert [finding.code for finding in submission.findings] == ["R-form"]


def test_unknown_edition_is_one_finding() -> None:
    cell = layout_of(FORM).meta["edition"]
    submission = read_submission(typed_in(filled(), {cell: "ogi-1999"}))
    assert [finding.code for finding in submission.findings] == ["R-edition"]
    assert not submission.readable


def test_broken_files_end_in_one_clear_finding() -> None:
    good = filled()
    for data in (
        b"",
        b"<html></html>",
        b"a,b\n1,2\n",
        good[:2000],
        good[: len(good) // 2],
        b"PK\x03\x04" + b"0" * 99,
    ):
        submission = read_submission(data, name="坏文件.xlsx")
        assert not submission.readable
        assert len(submission.findings) == 1
        assert "坏文件.xlsx" in submission.findings[0].message


def test_far_value_on_the_sheet_read_last_is_left_out_before_it_is_read() -> None:
    """Of the checks sheet, rows with a reason are scanned, and then before reading; the others are not."""
    cell = layout_of(FORM).check_cell("T2-01[proactive.rules.*]", "reason")
    last, beside = replace(cell, row=1_048_575, column=16_383), replace(cell, column=16_383)
    reasons = {"T2-01[proactive.rules.*]": "机构改革划转。"}

    def read(*far: Cell, said: str | None = "机构改革划转。") -> Submission:
        return read_submission(typed_in(filled(), dict.fromkeys(far, 1) | {cell: said}))

    for submission in (read(last, beside, said=None), read()):
        assert submission.readable and not submission.findings
    assert read(last).reasons == reasons
    both = read(last, beside)
    assert [finding.place for finding in both.findings] == [f"校验 {beside.a1}“1”、{last.a1}“1”"]
    assert both.reasons == reasons


@pytest.mark.parametrize(
    ("field", "value"), [("year", "9" * 5000), ("year", "二〇二三"), ("rule_making", Decimal("1e308"))]
)
def test_nonsense_on_the_hidden_sheet_is_told_and_never_a_traceback(field: str, value: Number | str) -> None:
    data = typed_in(filled(), {layout_of(FORM).meta[field]: value})
    assert "S-02" in codes(read_submission(data), "hard")


def test_an_unreadable_total_sends_back() -> None:
    for raw in ("/", "无", "12件左右"):
        data = typed_in(filled(), {"disputes.reconsideration.total": raw})
        review = judge(read_submission(data))
        assert review.status == "returned"
        (finding,) = [f for f in review.findings if f.sends_back]
        assert (finding.code, finding.cells[0].cell) == (
            "R-total",
            where("disputes.reconsideration.total").a1,
        )
        assert f"“{raw}”" in finding.message


def test_a_hidden_field_that_cannot_be_read_is_not_taken_for_an_empty_one() -> None:
    """Without the collection's name nobody would check the signature."""
    stream = io.BytesIO()
    issued = Identity(FORM.id, FORM.version, UNIT, 2023, "样例市2023")
    write_template(stream, FORM, issued, Prefill({"requests.received.total": 50}), key="k")
    parts = unzipped(stream.getvalue())
    cell = layout_of(FORM).meta["collection"]
    name = f"xl/worksheets/sheet{1 + [sheet.name for sheet in FORM.sheets].index(cell.sheet)}.xml"
    pattern = rf'(<c r="{cell.a1}"[^>]* t="s"><v>)\d+'.encode()
    spoilt, count = re.subn(pattern, rb"\g<1>99999", parts[name])
    assert count == 1
    assert not [f for f in read_submission(zipped(parts), key="k").findings if f.code == "S-02"]
    submission = read_submission(zipped({**parts, name: spoilt}), key="k")
    assert "S-02" in {finding.code for finding in submission.findings if finding.severity == "hard"}


def test_a_property_that_the_hidden_sheet_does_not_state_is_unknown_and_never_0() -> None:
    """A workbook from before the edition asked for it is as it was issued, and its signature holds."""
    unit = Unit("某某局", "101", (("rule_making", 0),))
    identity = Identity(FORM.id, FORM.version, unit, 2023, "某市-2023")
    issued = io.BytesIO()
    write_template(issued, FORM, identity, signature=identity.signature({}, "key"))
    submission = read_submission(issued.getvalue(), key="key")
    assert (submission.findings, submission.record.unit) == ([], {"rule_making": 0})
    (waiting,) = [f for f in judge(submission).findings if f.code == "T2-05"]
    assert "只含本单位数" in waiting.message


@pytest.mark.parametrize("declared", ["是", "否"])
def test_what_is_typed_into_merged_cells_makes_no_zero_of_the_others(declared: str) -> None:
    """A number may be of each cell or of all together; a declaration makes no zeros of the others."""

    def merge(book: Workbook) -> None:
        sheet = book["三申请办理"]
        sheet["E8"], sheet["D8"] = 5, 2
        for area in ("E8:I8", "D8:D9", "D30:D31"):  # the last one covers no second figure
            sheet.merge_cells(area)
        book["填报说明"]["B9"] = declared

    read = read_submission(edited(filled(), merge))
    covered = "requests.partially_granted.natural_person"
    assert read.values[covered] is None
    [found] = [f for f in judge(read).findings if covered in {cell.item for cell in f.cells}]
    assert found.sends_back
    assert read.values["requests.carried_over_to_next_year.natural_person"] == 0
    if declared == "是":
        assert found.code == "N-INT" and "合并" in found.message and "D8:D9" in found.message
        assert read.values["requests.granted.business"] is None
    else:
        assert found.code == "N-BLANK"
        assert read.values["requests.granted.business"] == 5


def test_formulas_of_one_sheet_are_told_together() -> None:
    cells = [Cell("三申请办理", *place_of(place)) for place in ("D6", "E6", "F30")]
    data = typed_in(filled(), dict.fromkeys(cells, "=[1]Sheet1!A1"))
    found = only(read_submission(data), "R-formula")
    assert found.message.startswith("三申请办理 D6:E6、F30：")
    assert len(found.cells) == 3


@cache
def resaved() -> bytes:
    return edited(filled({GRANTED: 3}, prior=dict.fromkeys(FORM.prior_items, 3)), lambda _: None)


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_rows_in_any_order_are_read_alike(seed: int | None) -> None:
    """Spreadsheet programs go by addresses; the order of rows in the file is none."""
    data = resaved()
    parts = unzipped(data)
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        head, _, rest = parts[name].partition(b"<sheetData>")
        lines = re.findall(rb"<row .*?</row>", rest, re.DOTALL)
        if seed is None:
            lines.reverse()
        else:
            random.Random(seed).shuffle(lines)
        parts[name] = head + b"<sheetData>" + b"".join(lines) + rest[rest.index(b"</sheetData>") :]
    submission, plain = read_submission(zipped(parts)), read_submission(data)
    assert submission.values == plain.values and submission.findings == plain.findings
    assert submission.record == plain.record and plain.values[GRANTED] == 3
