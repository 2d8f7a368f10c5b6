"""A check over two sheets or tables says of each cell where it is."""

from __future__ import annotations

import random

from tests.clerk import FORM, filled
from tests.collection.returns.faulty_workbooks import notice
from tests.published.printed_reports import tabs
from toolkit.collection.returns.problems import problems
from toolkit.findings import Finding
from toolkit.form.expression import Number
from toolkit.form.layout import layout_of
from toolkit.published.published_reading import read_published
from toolkit.review.checks import judge
from toolkit.workbook.submission import Submission, read_submission

UNPAID, NOTICES = "requests.other_fee_unpaid.natural_person", "fees.notices"
BOTH: dict[str, Number | str] = {UNPAID: 3, "requests.received.natural_person": 3, NOTICES: 2}


def x_05(submission: Submission) -> Finding:
    (found,) = [one for one in judge(submission).findings if one.code == "X-05"]
    return found


def test_cells_on_another_sheet_are_named_with_it() -> None:
    at = layout_of(FORM).items
    total, other = at["requests.other_fee_unpaid.total"], at[NOTICES]
    found = x_05(read_submission(filled(BOTH)))
    assert found.message.startswith(f"{total.sheet}：") and total.sheet != other.sheet
    assert f"左边（{total.a1}）为 3，右边（{other.sheet} {other.a1}）为 2" in found.message
    assert f"≤ {FORM.table('fees').name}“{FORM.items[NOTICES].label}”" in found.message


def test_labels_of_another_table_are_named_with_it() -> None:
    values: dict[str, Number | None] = {**dict.fromkeys(FORM.items, 0), UNPAID: 3}
    values["requests.other_fee_unpaid.total"] = 3
    text = tabs(FORM, values, random.Random(0)).text
    said = "发出信息处理费收费通知2件，应收0元，实收0元。"
    found = x_05(read_published(text.replace("未收取信息处理费。", said).encode(), name="年报.txt"))
    assert found.message.startswith("表三：") and "右边（信息处理费 发出收费通知（件）" in found.message


def test_the_note_names_the_sheet_of_each_figure() -> None:
    shown = notice(filled(BOTH))
    (problem,) = [one for one in problems(shown) if one.finding.code == "X-05"]
    at = layout_of(FORM).items
    total, other = at["requests.other_fee_unpaid.total"], at[NOTICES]
    assert f"{total.sheet} {total.a1} 为 " in problem.present
    assert f"{other.sheet} {other.a1} 为 2" in problem.present
