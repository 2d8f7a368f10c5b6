from __future__ import annotations

from collections.abc import Mapping

import pytest

from toolkit.collection.published_comparison import compare, difference_findings, difference_words
from toolkit.findings import Finding, FoundCell
from toolkit.form.expression import Number
from toolkit.form.registry import load_form
from toolkit.review.checks import Status
from toolkit.review.verdict import Verdict

FORM = load_form("ogi-2021")
ZEROS: dict[str, Number | None] = dict.fromkeys(FORM.items, 0)
RECEIVED = "requests.received.natural_person"
TEXT = FORM.texts[0].id


def published(
    values: Mapping[str, Number | None], texts: Mapping[str, str] | None = None, raw: str = ""
) -> Verdict:
    cells = (FoundCell(RECEIVED, "", "", raw),) if raw else ()
    words = {"place": "", "published": raw, "submitted": ""}
    findings = (Finding.worded("publication.unread", "hard", words, cells=cells),) if raw else ()
    return Verdict("a.html", "0" * 64, Status.RETURNED, values=values, texts=texts or {}, findings=findings)


def test_the_same_figures_are_the_same_and_a_blank_is_0() -> None:
    result = compare(FORM, ZEROS, {}, published(ZEROS))
    assert (result.result, result.differences) == ("same", ())
    assert result.compared == len(ZEROS)
    assert compare(FORM, ZEROS | {RECEIVED: None}, {}, published(ZEROS)).result == "same"
    assert compare(FORM, ZEROS, {}, published(ZEROS | {RECEIVED: None})).result == "same"


def test_every_other_figure_is_named_with_both_sides() -> None:
    result = compare(FORM, ZEROS | {RECEIVED: 5}, {}, published(ZEROS | {RECEIVED: 6}))
    assert result.result == "figures"
    (one,) = result.differences
    assert (one.about, one.submitted, one.published) == (RECEIVED, "5", "6")
    (finding,) = difference_findings(FORM, (one.as_json(),))
    assert finding.code == "P-01"
    assert "6" in finding.message and "5" in finding.message and "自然人" in finding.message
    blank = compare(FORM, ZEROS | {RECEIVED: 5}, {}, published(ZEROS | {RECEIVED: None}))
    assert blank.result == "figures"


def test_what_cannot_be_read_is_no_difference_and_not_the_same() -> None:
    result = compare(FORM, ZEROS | {RECEIVED: 5}, {}, published(ZEROS | {RECEIVED: None}, raw="5／6"))
    assert result.result == "unread"
    assert [one.published for one in result.differences] == ["5／6"]


def test_a_table_that_is_not_there_is_one_difference() -> None:
    no_requests = {item: None if item.startswith("requests.") else 0 for item in ZEROS}
    result = compare(FORM, ZEROS | {RECEIVED: 5}, {}, published(no_requests))
    assert [(one.kind, one.about) for one in result.differences] == [("table", FORM.items[RECEIVED].table)]


def test_tables_that_are_not_published_are_not_missed() -> None:
    inner = {item for item in ZEROS if not FORM.table(FORM.items[item].table).published}
    assert inner
    ours = {item: 7 if item in inner else 0 for item in ZEROS}
    assert (
        compare(FORM, ours, {}, published({item: None if item in inner else 0 for item in ZEROS})).result
        == "same"
    )


@pytest.mark.parametrize(
    ("theirs", "result"),
    [
        ("本年共收到申请 5 件，均已办结。", "same"),
        ("本年共收到申请5件,均已办结。样例市教育局2024年1月30日", "same"),
        ("本年共收到申请6件，均已按时办结，并答复了申请人。", "texts"),
        ("", "texts"),
    ],
)
def test_texts_are_compared_without_layout_and_signature(theirs: str, result: str) -> None:
    ours = {TEXT: "本年共收到申请5件，均已办结。"}
    found = compare(FORM, ZEROS, ours, published(ZEROS, {TEXT: theirs}), ("样例市教育局",))
    assert found.result == result


def test_a_text_below_another_heading_is_not_missing() -> None:
    ours = {
        text.id: f"{text.label}方面的工作写在这里，共办理了{n}件事项。" for n, text in enumerate(FORM.texts)
    }
    together = {TEXT: "\n".join(ours.values())}
    first, *others = compare(FORM, ZEROS, ours, published(ZEROS, together)).differences
    assert first.about == TEXT and not others
    left_out = together | {TEXT: together[TEXT].replace(ours["other_matters"], "")}
    missing = compare(FORM, ZEROS, ours, published(ZEROS, left_out)).differences[-1]
    assert (missing.about, missing.published) == ("other_matters", "")
    (finding,) = difference_findings(FORM, (missing.as_json(),))
    assert "六、其他需要报告的事项" in finding.message


def test_a_section_that_is_published_without_headings_is_the_same_text() -> None:
    own = [text.id for text in FORM.texts if text.sheet == FORM.texts[0].sheet]
    ours = {text: f"第{number}方面，共办理了{number}件事项。" for number, text in enumerate(own)}
    together = {TEXT: "\n".join(ours.values())}
    assert compare(FORM, ZEROS, ours, published(ZEROS, together)).result == "same"
    other = {TEXT: together[TEXT].replace("3件", "4件")}
    assert compare(FORM, ZEROS, ours, published(ZEROS, other)).result == "texts"


def test_nothing_to_say_need_not_be_published() -> None:
    assert compare(FORM, ZEROS, {TEXT: "无。"}, published(ZEROS)).result == "same"


def test_where_texts_part_is_shown_from_both() -> None:
    before, after = "甲" * 40, "乙" * 40
    found = compare(
        FORM, ZEROS, {TEXT: f"{before}五件{after}"}, published(ZEROS, {TEXT: f"{before}六七件{after}"})
    )
    (one,) = found.differences
    assert "五" in one.submitted and "六七" in one.published
    assert len(one.submitted) < 45
    assert "1" in difference_words((one.as_json(),))
