"""A text short enough for a chat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.clerk import filled, typed_in
from tests.collection.returns.faulty_workbooks import (
    FAULTY,
    IN_FORCE,
    UPHELD,
    faulty,
    notice,
    unsummed,
    with_books,
)
from toolkit.collection.returns import chat_text


def test_who_what_which_file_by_when() -> None:
    assert chat_text(with_books(notice(unsummed()), marked="101-某某局-2023-退回.xlsx")).split("\n") == [
        "某某局：您好！贵单位 2023 年政府信息公开年报填报表（101-某某局-2023.xlsx）退回，有 1 项要处理：",
        "1. 四复议诉讼 A6:E6：合计（E6）为 0，各项之和（A6:D6）为 2，相差 2。",
        "请在“101-某某局-2023-退回.xlsx”中改好（详见退回单），2024年1月31日前报回。",
        "联系：市政府办公室 12345",
    ]


def test_soft_findings_come_last_and_say_so() -> None:
    text = chat_text(notice(filled({IN_FORCE: 1, UPHELD: "/"}, prior={IN_FORCE: 9})))
    assert "\n1. 四复议诉讼 A6：没有发生的要填 0" in text
    assert "\n2. （需说明）二主动公开 B6:D6：文件存量衔接不符" in text


def test_what_only_asks_does_not_say_returned() -> None:
    shown = with_books(notice(filled({IN_FORCE: 1}, prior={IN_FORCE: 9})), marked="m.xlsx")
    text = chat_text(shown)
    assert "已收下，还有 1 项需说明" in text and "退回" not in text
    assert "请在“m.xlsx”中改正，或在“校验”表写明原因（详见核实单），2024年1月31日前报回。" in text


def test_many_findings_are_counted() -> None:
    shown = notice(faulty(3))
    text = chat_text(shown)
    assert text.count("\n") <= 9
    assert f"另有 {len(shown.hard) + len(shown.soft) - 6} 项，见退回单。" in text


def test_without_deadline_it_asks_for_haste() -> None:
    assert "尽快报回" in chat_text(replace(notice(unsummed()), deadline=None))


@pytest.mark.parametrize("name", [*FAULTY, *range(8)])
def test_it_is_short_whatever_happens(name: str | int) -> None:
    shown = notice(faulty(name))
    long = replace(shown, unit="某" * 200, office="电" * 300, file="件" * 300, marked="退" * 300)
    for one in (shown, long):
        assert len(chat_text(one)) < 500


def test_a_sentence_is_whole_where_there_is_room() -> None:
    said = (
        "本年共收到政府信息公开申请 31 件，比上年增加 12 件，办结率 100%，没有因政府信息公开被申请行政复议。"
    )
    text = chat_text(notice(typed_in(filled(declared=True), {"other_matters": said})))
    (line,) = (line for line in text.split("\n") if "申请 31 件" in line)
    assert line.endswith("为 0，对不上。") and "…" not in line
