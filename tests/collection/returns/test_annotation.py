"""Findings in, a marked workbook out that is otherwise the unit's own."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import lru_cache

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Protection
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled, typed_in, where
from tests.collection.returns.faulty_workbooks import (
    FAULTY,
    GRANTED,
    IN_FORCE,
    RECEIVED,
    TOTAL,
    UPHELD,
    comment,
    faulty,
    opened,
    plain_findings,
    relabelled,
    unsummed,
    verdict,
)
from tests.sampling import some
from tests.workbook.received import plain_workbook, specimen, unzipped, zipped
from tests.workbook.verdicts import REFUSED
from toolkit.collection.returns import annotate
from toolkit.form.layout import layout_of
from toolkit.review.checks import Status
from toolkit.review.verdict import Verdict


@lru_cache(maxsize=64)
def annotated(data: bytes) -> bytes:
    made = annotate(data, verdict(data), FORM)
    assert made is not None
    return made.content


# --- marks and comments ------------------------------------------------------------------------


def test_every_cell_of_a_finding_is_marked_and_commented() -> None:
    data = unsummed()
    made, sheet = opened(annotated(data)), where(TOTAL).sheet
    marked = {c.coordinate for row in made[sheet].iter_rows() for c in row if c.border.left.style == "medium"}
    assert marked == {"A6", "B6", "C6", "D6", "E6"}
    text = comment(annotated(data), UPHELD)
    assert text.startswith("[须改正] 四复议诉讼 “行政复议”：合计（E6）为 0，各项之和（A6:D6）为 2，相差 2。")
    assert "（T4-01）" in text


def test_the_suspect_cell_shows_the_proposed_value() -> None:
    assert "本格可能应由 0 改为 2" in comment(annotated(unsummed()), TOTAL)


def test_hard_and_soft_differ_not_by_colour_alone() -> None:
    made = annotated(filled({IN_FORCE: 1, UPHELD: "/"}, prior={IN_FORCE: 9}))
    soft = opened(made)["二主动公开"][where(IN_FORCE).a1]
    hard = opened(made)["四复议诉讼"][where(UPHELD).a1]
    assert soft.comment is not None
    assert soft.comment.text.startswith("[需说明]")
    assert hard.comment is not None
    assert hard.comment.text.startswith("[须改正]")
    assert (soft.border.left.style, hard.border.left.style) == ("mediumDashed", "medium")
    assert soft.fill.fgColor.rgb != hard.fill.fgColor.rgb


def test_the_place_of_the_reason_is_marked() -> None:
    made = opened(annotated(filled({IN_FORCE: 1}, prior={IN_FORCE: 9})))
    at = layout_of(FORM).check_cell("T2-02[proactive.normative_documents.*]", "reason")
    shown = made[at.sheet][at.a1].comment
    assert shown is not None
    assert shown.text.endswith("情况属实的，在本格写明原因。")


def test_an_explained_finding_is_not_marked() -> None:
    at = layout_of(FORM).check_cell("T2-02[proactive.normative_documents.*]", "reason")
    made = annotated(typed_in(filled({IN_FORCE: 1}, prior={IN_FORCE: 9}), {at: "划出 8 件"}))
    assert not comment(made, IN_FORCE)


def test_findings_of_one_cell_share_a_comment() -> None:
    text = comment(annotated(filled({RECEIVED: 10, GRANTED: 13})), RECEIVED)
    assert text.count("（T3-01）") == 1
    both = comment(annotated(filled({RECEIVED: 10, GRANTED: 13, "requests.received.total": 1})), RECEIVED)
    assert both.startswith("[须改正]")


def test_a_blank_table_is_marked_throughout_and_told_at_its_first_cell() -> None:
    made = opened(annotated(filled(zeros=False)))["三申请办理"]
    inputs = [where(i).a1 for i in FORM.table_inputs["requests"]]
    assert all(made[a1].border.left.style == "medium" for a1 in inputs)
    assert [a1 for a1 in inputs if made[a1].comment] == ["D6", "D30"]


def test_comments_are_large_enough_to_read() -> None:
    parts = unzipped(annotated(unsummed()))
    shapes = "".join(content.decode() for name, content in parts.items() if "commentsDrawing" in name)
    sizes = [(int(w), int(h)) for w, h in re.findall(r"width:(\d+)px;height:(\d+)px", shapes)]
    assert sizes
    assert all(width >= 300 and height > 80 for width, height in sizes)


def test_a_merged_cell_is_marked_at_its_top_left() -> None:
    data = filled({"proactive.licensing.decisions": "/"})
    cell = where("proactive.licensing.decisions")
    made = load_workbook(io.BytesIO(annotated(data)))[cell.sheet]  # with the borders of merged cells
    area = next(area for area in made.merged_cells.ranges if cell.a1 in area)
    assert made[cell.a1].comment is not None
    assert made.cell(area.max_row, area.max_col).border.right.style == "medium"


def test_findings_about_an_inner_cell_of_a_merged_area_go_to_its_top_left() -> None:
    data = edited(unsummed(), lambda book: book["四复议诉讼"].merge_cells("A6:B6"))
    assert annotate(data, verdict(unsummed()), FORM) is not None


def test_what_must_be_mended_is_not_locked_and_the_rest_is() -> None:
    def lock(book: Workbook) -> None:
        for row in book["四复议诉讼"].iter_rows():
            for cell in row:
                cell.protection = Protection(locked=True)

    made = opened(annotated(edited(unsummed(), lock)))["四复议诉讼"]
    assert made.protection.sheet
    assert not made[where(UPHELD).a1].protection.locked
    assert made[where(TOTAL).a1].protection.locked, "its formula is there again"
    assert made[where("disputes.litigation_direct.total").a1].protection.locked


# --- nothing else changes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", some([*FAULTY, 0, 1], "declared with text", "formula changed", "relabelled", 0)
)
def test_it_reads_back_as_it_was_but_for_restored_totals(name: str | int) -> None:
    data = faulty(name)
    before, made = verdict(data), annotate(data, verdict(data), FORM)
    assert made is not None
    after = verdict(made.content)
    restored = {total for total in FORM.totals if where(total) in made.restored.formulas}
    assert {i: after.values[i] for i in FORM.inputs} == {i: before.values[i] for i in FORM.inputs}
    assert after.texts == before.texts

    def told(found: Verdict) -> list[Mapping[str, object]]:
        return [
            f.as_json()
            for f in found.findings
            # A text can be compared with a total only once that is there again.
            if not restored or not (f.code == "W-01" or any(cell.item in FORM.totals for cell in f.cells))
        ]

    assert told(after) == told(before)


CORRECTIONS: dict[str, dict[str, int]] = {
    "unsummed": {TOTAL: 2},
    "text in numbers": {GRANTED: 22, RECEIVED: 22},
    "formula": {UPHELD: 4},
    "total cleared": {TOTAL: 0},
    "formula changed": {TOTAL: 2},
    "unbalanced": {RECEIVED: 13},
}


@pytest.mark.parametrize("name", some(CORRECTIONS, "text in numbers", "total cleared"))
def test_corrected_it_is_accepted_like_the_original_corrected(name: str) -> None:
    sent, back = FAULTY[name](), annotated(faulty(name))
    own, marked = (verdict(typed_in(data, CORRECTIONS[name])) for data in (sent, back))
    assert marked.status is Status.ACCEPTED
    assert marked.values == own.values
    assert plain_findings(marked) == plain_findings(own)


def test_locks_validation_colours_names_and_hidden_sheet_stay() -> None:
    data = unsummed()
    before, after = opened(data), opened(annotated(data))
    assert after.sheetnames == before.sheetnames
    assert list(after.defined_names) == list(before.defined_names)
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        assert new.sheet_state == old.sheet_state
        assert new.protection.sheet == old.protection.sheet
        assert new.merged_cells.ranges == old.merged_cells.ranges
        assert len(new.data_validations.dataValidation) == len(old.data_validations.dataValidation)
        assert len(new.conditional_formatting) == len(old.conditional_formatting)
        for row in old.iter_rows():
            for cell in row:
                same = new[cell.coordinate]
                if (old.title, cell.coordinate) != (where(TOTAL).sheet, where(TOTAL).a1):  # restored
                    assert (same.value, same.data_type) == (cell.value, cell.data_type), cell.coordinate
                if same.border.left.style != "medium":
                    assert same.fill.fgColor.rgb == cell.fill.fgColor.rgb
    assert after.calculation.fullCalcOnLoad


def test_the_clerks_own_comment_stays_above_ours() -> None:
    def remark(book: Workbook) -> None:
        cell = where(TOTAL)
        book[cell.sheet][cell.a1].comment = Comment("王科长：已核", "王")
        book["二主动公开"]["B5"].comment = Comment("待查", "王")

    made = annotated(edited(unsummed(), remark))
    assert comment(made, TOTAL).startswith("王科长：已核\n―― 以下为退回意见 ――\n[须改正]")
    assert comment(made, "proactive.rules.issued") == "待查"


def test_of_a_thread_the_clerks_words_stay() -> None:
    about = "[线程批注]\n\n可读取此批注: https://go.microsoft.com/fwlink/?linkid=870924\n\n注释:\n    "

    def remark(book: Workbook) -> None:
        cell = where(TOTAL)
        book[cell.sheet][cell.a1].comment = Comment(about + "已核", "王")

    assert comment(annotated(edited(unsummed(), remark)), TOTAL).startswith("已核\n――")


def test_a_second_return_takes_the_marks_of_the_first_off() -> None:
    def remark(book: Workbook) -> None:
        cell = where(TOTAL)
        book[cell.sheet][cell.a1].comment = Comment("已核", "王")

    first = annotated(edited(unsummed(), remark))
    again = typed_in(first, {TOTAL: 2, GRANTED: "/"})
    second = annotated(again)
    assert comment(second, TOTAL) == "已核"
    assert not comment(second, UPHELD)
    assert opened(second)["四复议诉讼"]["A6"].border.left.style == "thin"
    assert opened(second)["四复议诉讼"]["A6"].fill.fill_type is None
    assert comment(second, GRANTED).startswith("[须改正]")


def test_text_that_looks_like_a_formula_stays_text() -> None:
    cell = where(UPHELD)
    found = opened(annotated(filled({UPHELD: "=1+1"})))[cell.sheet][cell.a1]
    assert (found.value, found.data_type) == ("=1+1", "s")


def test_macros_stay_and_do_not_run() -> None:
    parts = unzipped(unsummed())
    types, relations = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    plain = b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    binary = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    project = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    related = b'<Relationship Id="rId999" Type="%b" Target="vbaProject.bin"/>' % project
    parts[types] = parts[types].replace(plain, b"vnd.ms-excel.sheet.macroEnabled.main+xml")
    parts[types] = parts[types].replace(b"<Override", binary + b"<Override", 1)
    parts[relations] = parts[relations].replace(b"</Relationships>", related + b"</Relationships>")
    data = zipped({**parts, "xl/vbaProject.bin": b"macro"})
    made = annotated(data)
    assert unzipped(made)["xl/vbaProject.bin"] == b"macro"
    assert "R-macros" in {f.code for f in verdict(made).findings}


def test_the_same_workbook_gives_the_same_bytes() -> None:
    data = unsummed()
    assert annotated(data) == annotated.__wrapped__(data)


# --- what cannot be opened ---------------------------------------------------------------------


ORDINARY = [kind for kind in REFUSED if not kind.startswith("too_large")]
"""Those too large to be read take seconds each, and the tests of scanning read them."""


@pytest.mark.parametrize("kind", some(REFUSED, *ORDINARY[::5]))
def test_what_reading_refuses_is_not_annotated(kind: str) -> None:
    for data in REFUSED[kind].values():
        assert annotate(data, verdict(data), FORM) is None


def test_other_formats_are_not_annotated() -> None:
    assert annotate(specimen("libreoffice.xls"), verdict(unsummed()), FORM) is None
    assert annotate(b"", verdict(unsummed()), FORM) is None


def test_any_workbook_can_be_annotated() -> None:
    assert annotate(plain_workbook(), verdict(unsummed()), FORM) is not None


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A:A", "?"])
def test_areas_of_a_whole_sheet_are_refused_at_once(area: str) -> None:
    """Each cell of a marked area would be marked."""
    parts, name = unzipped(unsummed()), "xl/worksheets/sheet1.xml"
    spread = re.sub(rb'mergeCell ref="[^"]*"', f'mergeCell ref="{area}"'.encode(), parts[name])
    assert annotate(zipped({**parts, name: spread}), verdict(unsummed()), FORM) is None


def test_a_damaged_style_sheet_is_no_reason_to_stop() -> None:
    parts = {**unzipped(unsummed()), "xl/styles.xml": b"<a/>"}
    assert annotate(zipped(parts), verdict(relabelled()), FORM) is None
