"""Gaps and left-overs."""

from __future__ import annotations

import pytest

from tests.statements.sentences import FORM
from toolkit.statements.folded import fold
from toolkit.statements.leftovers import empty_remarks, gap_remarks, leftover_remarks, same_figures

TEXT = "overview.supervision"


def found(words: str, text: str = TEXT, unit: str = "青山市教育局") -> list[tuple[str, str]]:
    remarks = leftover_remarks(FORM, {text: fold(words)}, 2023, unit)
    return [(one.key.removeprefix("check.text."), one.quotes[0].quote) for one in remarks]


def test_gaps() -> None:
    texts = {"a": "共收到 XX 件。", "b": "无。", "c": "＿＿局"}
    assert [(one.text, one.quotes[0].quote) for one in gap_remarks(texts)] == [
        ("a", "共收到 XX 件。"), ("c", "＿＿局")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("全年共主动公开条，其中公开指南0条。", "missing_number"),
        ("收到　　件，均已办结。", "missing_number"),
        ("办结 件，结转下年度4件。", "missing_number"),
        ("下一步，我局将做好以下工作：", "unfinished"),
        ("加强培训，完善制度，", "unfinished"),
        ("请填写本单位情况。", "template"),
        ("主要类别2022年，在主动公开的61条信息中。", "earlier_year"),
        ("2022年，我局高度重视公开工作。", "earlier_year"),
        ("我委在答复申请时出具告知书。", "other_kind"),
    ],
)
def test_left_overs(words: str, kind: str) -> None:
    assert [one for one, _ in found(words)] == [kind]


@pytest.mark.parametrize(
    "words",
    [
        "根据《中华人民共和国政府信息公开条例》，未收到政府信息公开申请件。",
        "2023年，我局共收到申请3件，较2022年增加1件。",
        "我市公开工作有序，我局完善制度。",
        "对照2022年度问题清单整改。",
        "我委托第三方评估。",
        "建立受理件、办结件、结转件台账。",
        "2022年我局收到申请30件，2023年收到45件。",
        "2022年，我局收到申请30件，今年收到45件。",
        "针对2022年度我局存在的问题，逐项整改。",
        "2022年共结转申请3件，均已办结。",
        "请填写申请表后提交。",
        "具体情况见下表：",
        "无",
    ],
)
def test_usual_words_are_none(words: str) -> None:
    assert not found(words)


NOTHING = (
    "/", "—", "－", "——", "#", "。", "……", "0", " ０ ", "12。", "零", "同上", "同上。", "同上年",
    "略", "（略）", "(略)", "从略",
    "见附件", "详见附件", "“详见附件”。", "（见附表2）", "附后", "另附。",
)  # fmt: skip


@pytest.mark.parametrize("words", NOTHING)
def test_marks_and_words_for_what_stands_elsewhere(words: str) -> None:
    (remark,) = empty_remarks({TEXT: fold(words)})
    assert (remark.text, remark.key, remark.note) == (TEXT, "check.text.stands_for_nothing", False)
    assert remark.quotes[0].quote == words.strip()


@pytest.mark.parametrize(
    "words",
    [
        "", " \u3000\n", "无", "无。", "暂无。", "（无）", "没有。", "本年度无其他需要报告的事项。",
        "2023年，无收取信息处理费情况。", "XX", "＿＿", "同上年相比，公开信息增加 3 条。",
        "详见附件1所列目录。",
        "公开信息数量详见下表：", "简略答复。", "未收取。", "3 件", "附件已公开。",
    ],
)  # fmt: skip
def test_little_may_be_enough(words: str) -> None:
    """无 is what the form asks for where there is nothing; gaps and blanks have rules of their own."""
    assert not list(empty_remarks({TEXT: fold(words)}))


def test_the_prompt_of_the_form_is_one() -> None:
    prompt = next(text.prompt for text in FORM.texts if text.id == TEXT)
    assert [kind for kind, _ in found(f"{prompt}")] == ["template"]


def test_the_same_figures_as_last_year() -> None:
    prior = {f"item{number}": number for number in range(1, 10)}
    assert [one.key for one in same_figures(dict(prior), prior)] == ["check.text.same_figures"]
    assert not list(same_figures({**prior, "item1": 7}, prior))
    assert not list(same_figures(dict.fromkeys(prior, 0), dict.fromkeys(prior, 0)))
