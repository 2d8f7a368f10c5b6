"""Cells answered in words, and figures that do not apply, from the template to what was read."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import UNIT, edited, opened_book, put, save, where
from tests.fixtures.editions import INSPECTIONS
from tests.inspected import CHECKS, FORM, GRADE, LICENSED, LONGEST, OPENED, REMARK, RIGHT, answered
from tests.oracle.libreoffice import convert
from toolkit.errors import MisuseError
from toolkit.form.identity import Identity
from toolkit.form.layout import layout_of
from toolkit.form.registry import use_edition
from toolkit.form.values import parse_values
from toolkit.review.checks import Review, Status, judge
from toolkit.review.verdict import verdict_of
from toolkit.workbook.filling import fill
from toolkit.workbook.prepared_template import prepared_template
from toolkit.workbook.submission import read_submission
from toolkit.workbook.template_writer import Prefill, write_template

STATED = {name: value for name, value in RIGHT.items() if name in FORM.stated} | {"sites.south.remark": None}
FORM_VOIDS = layout_of(FORM).voids
NOT_APPLICABLE = {CHECKS: "N/A & none", "sites.south.grade": "—", "sites.south.longest": "N/A & none"}


@pytest.fixture(autouse=True)
def known() -> None:
    """The edition is known by its id."""
    use_edition(INSPECTIONS)


def review(data: bytes) -> Review:
    return judge(read_submission(data, name="a.xlsx"))


def typed(item: str, value: object, code: str = "") -> Callable[[Workbook], None]:
    """Type a value, and give the cell another number format."""

    def change(book: Workbook) -> None:
        put(item, value, form=FORM)(book)
        cell = where(item, form=FORM)
        if code:
            book[cell.sheet][cell.a1].number_format = code

    return change


def test_what_was_filled_in_is_read() -> None:
    found = review(answered())
    assert found.status is Status.ACCEPTED
    assert found.submission.stated == STATED
    assert [f.code for f in found.findings] == ["C-3"]  # waits for last year
    told = verdict_of(found).as_json()
    assert told["values"] == {**found.submission.values, **STATED} and told["not_applicable"] == []


def test_what_does_not_apply_is_neither_zero_nor_blank() -> None:
    found = review(answered(NOT_APPLICABLE))
    assert found.status is Status.ACCEPTED
    told: dict[str, Any] = verdict_of(found).as_json()
    assert told["not_applicable"] == sorted(NOT_APPLICABLE)
    assert [told["values"][item] for item in NOT_APPLICABLE] == [None] * 3
    assert told["values"]["sites.total.checks"] == 0, "it adds nothing"
    assert told["values"]["sites.south.checks"] == 0


def test_rules_count_it_as_nothing() -> None:
    """D-2 compares the longest of all with the longest of one."""
    failing = review(answered({"sites.north.longest": 5, "sites.total.longest": "/"}))
    assert "D-2" in {f.code for f in failing.findings if f.outcome == "fail"}
    passing = review(answered({"sites.north.longest": "/", "sites.total.longest": "/"}))
    assert "D-2" not in {f.code for f in passing.findings}


def test_the_template_asks_for_each_in_its_way() -> None:
    book = opened_book(io.BytesIO(answered()))

    def at(item: str) -> Any:
        return book[where(item, form=FORM).sheet][where(item, form=FORM).a1]

    assert at(OPENED).value == datetime(2023, 2, 28) and at(OPENED).number_format == "yyyy-mm-dd"
    assert (at(LICENSED).value, at(LICENSED).number_format) == ("是", "@")
    assert at(REMARK).value == RIGHT[REMARK] and at(REMARK).data_type == "s"
    rules = {
        area.coord: rule
        for rule in book[where(GRADE, form=FORM).sheet].data_validations.dataValidation
        for area in rule.sqref.ranges
    }
    listed = next(rule for area, rule in rules.items() if area.startswith(where(GRADE, form=FORM).a1))
    assert listed.formula1 == '"Good & fair,Poor <1>,关闭,N/A & none"'
    checks = next(rule for area, rule in rules.items() if area.startswith(where(CHECKS, form=FORM).a1))
    assert checks.type == "custom" and "不涉及的填“N/A & none”" in checks.prompt
    days = next(rule for area, rule in rules.items() if area.startswith(where(LONGEST, form=FORM).a1))
    assert days.promptTitle == "天数"
    assert at("visits.total.fines").number_format == "General", "a total shows its decimals"
    beside = {column for table, _, column in layout_of(FORM).column_words if table == "sites"}
    assert beside == {"checks", "longest"}, "no √ below what is not reckoned"
    cover = [str(row[0].value) for row in book[FORM.sheet("cover").name].iter_rows()]
    assert any("才能填" in line and "N/A & none" in line for line in cover)
    (void,) = (cell for cell in FORM_VOIDS if cell.column == where(OPENED, form=FORM).column)
    assert book[void.sheet][void.a1].protection.locked


def test_a_prepared_template_is_a_written_one() -> None:
    given, identity = Prefill(values=dict(RIGHT)), Identity(FORM.id, FORM.version, UNIT, 2023)
    stream = io.BytesIO()
    write_template(stream, FORM, identity, given)
    prepared = prepared_template(FORM, 2023).workbook(identity, given)
    one, other = (read_submission(data) for data in (stream.getvalue(), prepared))
    assert one.stated == other.stated == STATED


@pytest.mark.parametrize(
    ("item", "value", "code", "answer", "told"),
    [
        (OPENED, date(2023, 5, 6), "", "2023-05-06", None),
        (OPENED, date(2023, 5, 6), 'yyyy"年"m"月"d"日"', "2023-05-06", None),
        (OPENED, "2023年5月6日", "", "2023-05-06", "R-converted"),
        (OPENED, 20230506, "General", "2023-05-06", "R-converted"),
        (OPENED, 45052, "General", None, "不是日期。请写年月日"),
        (OPENED, date(2023, 5, 1), "yyyy-mm", None, "“2023-05”：看不出是哪一年或哪一天"),
        (OPENED, date(2023, 5, 1), "mmm-yy", None, "“2023-05”：看不出是哪一年或哪一天"),
        (OPENED, date(2023, 5, 6), 'm"月"d"日"', None, "“05-06”：看不出是哪一年或哪一天"),
        (OPENED, datetime(2023, 5, 6, 7), "", None, "除日期外还有时间"),
        (OPENED, "5月6日", "", None, "看不出是哪一年或哪一天"),
        (OPENED, "2023-02-30", "", None, "没有这一天"),
        (OPENED, "=TODAY()", "", None, "填写格里是公式，结果不能作数。请直接填写"),
        (OPENED, "#N/A", "", None, "是错误值。请直接填写"),
        (OPENED, None, "", None, "有 1 格未填。请照实填写"),
        (GRADE, "poor＜1＞", "", "Poor <1>", "R-converted"),
        (GRADE, "Bad", "", None, "请从下拉列表中选：Good & fair、Poor <1>、关闭、N/A & none"),
        (LICENSED, True, "", "yes", "R-converted"),
        (LICENSED, "有", "", None, "看不出是还是否"),
        (REMARK, 7, "General", "7", "R-converted"),
        (REMARK, None, "", None, None),
        (CHECKS, "无", "", None, "看不出是没有发生还是不适用。没有发生的填 0，不涉及的填“N/A & none”"),
        (CHECKS, "不涉及", "", None, "R-converted"),
        ("staff.duty.value", "N/A & none", "", None, "不是数字"),
    ],
)  # fmt: skip
def test_what_a_clerk_types(
    item: str, value: object, code: str, answer: str | None, told: str | None
) -> None:
    found = review(edited(answered(), typed(item, value, code)))
    assert found.submission.stated.get(item) == answer
    words = [f.message for f in found.findings if item in {cell.item for cell in f.cells}]
    assert [told in message for message in words] == [True] if told else words == []
    returned = told not in (None, "R-converted")
    assert (found.status is Status.RETURNED) is returned


def test_another_system_fills_them(tmp_path: Path) -> None:
    template, target = tmp_path / "t.xlsx", tmp_path / "f.xlsx"
    write_template(template, FORM, Identity(FORM.id, FORM.version, UNIT, 2023))
    values = parse_values(
        {
            "edition": FORM.id,
            "values": {**dict.fromkeys(FORM.inputs, 0), **RIGHT, CHECKS: None},
            "not_applicable": [CHECKS],
            "texts": {"remarks": "无。"},
        }
    )
    fill(template, values, target)
    found = judge(read_submission(target))
    assert found.status is Status.ACCEPTED
    assert found.submission.stated == STATED and found.submission.record.not_applicable == {CHECKS}
    assert verdict_of(found).as_json()["not_applicable"] == [CHECKS]


@pytest.mark.parametrize("values", [{CHECKS: 5}, {}])
def test_what_does_not_apply_is_not_written_over(values: dict[str, int]) -> None:
    given = parse_values({"values": values, "not_applicable": [CHECKS if values else "staff.duty.value"]})
    with pytest.raises(MisuseError, match="另有值，或者表式没有规定可以不适用"):
        given.must_belong_to(FORM, source="VALUES")


def test_words_of_the_workbook_go_before_those_of_the_catalogue() -> None:
    """It was issued with other words, which its hidden sheet states."""

    def reworded(book: Workbook) -> None:
        for row in book[FORM.sheet("meta").name].iter_rows(max_col=2):
            stated = {"yes": "有", "no": "没有", "not_applicable": "免填"}.get(str(row[0].value))
            row[1].value = stated or row[1].value
        for item, word in ((LICENSED, "有"), ("sites.south.licensed", "没有"), (CHECKS, "免填")):
            put(item, word, form=FORM)(book)

    submission = read_submission(edited(answered(), reworded))
    assert submission.stated == STATED and submission.record.not_applicable == {CHECKS}


def test_a_copy_of_the_sheet_is_compared(tmp_path: Path) -> None:
    def copied(book: Workbook, answer: object) -> None:
        sheet = book.copy_worksheet(book[where(GRADE, form=FORM).sheet])
        sheet.title = "copy"
        sheet[where(GRADE, form=FORM).a1].value = answer

    same = review(edited(answered(), lambda book: copied(book, "Good＆fair")))
    assert (
        "sheet_copy" not in {f.code for f in same.findings if f.sends_back} and same.status is Status.ACCEPTED
    )
    other = review(edited(answered(), lambda book: copied(book, "关闭")))
    assert other.status is Status.RETURNED


@pytest.mark.oracle
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_they_survive_another_program(suffix: str, tmp_path: Path) -> None:
    sent = save(tmp_path, "sent.xlsx", answered(NOT_APPLICABLE))
    (file,) = convert([sent], suffix, tmp_path / suffix)
    found = judge(read_submission(file))
    assert found.status is Status.ACCEPTED
    assert found.submission.stated == {**STATED, "sites.south.grade": None}
    assert found.submission.record.not_applicable == NOT_APPLICABLE.keys()
    assert not [f for f in found.findings if f.severity == "note" and f.code != "C-3" and "原表" in f.message]
