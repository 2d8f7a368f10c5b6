"""Near copies: names and numbers masked, all pairs of a collection, passages side by side."""

from __future__ import annotations

import pytest

from toolkit.statements.near_copies import copy_remarks, near_copies, wording

ONE = (
    "（一）存在的主要问题。一是主动公开意识有待加强，公开内容不够及时；二是政策解读形式较为单一，以文字为主；"
    "三是依申请公开答复的规范性还需提高。（二）改进措施。完善制度，加强培训，丰富解读形式，提高答复质量，2023年开展培训3次。"
)
CHANGED = ONE.replace("2023年开展培训3次", "2024年举办业务培训班5期").replace("甲局", "乙局")
OTHER = (
    "本机关以网站改版为契机重新梳理栏目，发现查询功能不便、更新责任不清，已逐栏明确责任科室并按季度通报，"
    "下一年度将围绕惠企政策开设专题，请企业代表参与评议，把办事高频问题做成问答库并接入热线知识库。"
)

DATED = ONE.replace("是", "是 2023 年").replace("，", "，2023 年")


def test_names_and_numbers_do_not_count() -> None:
    assert wording("甲局收到 12 件。", ("甲局",)).text == wording("乙委收到3件", ("乙委",)).text


def test_pairs_of_a_collection() -> None:
    texts = {"a": {"p": ONE}, "b": {"p": OTHER}, "c": {"p": CHANGED}, "d": {"p": "无。"}, "e": {"q": ONE}}
    found = near_copies(texts, {"a": "甲局"})
    assert [(one.unit, one.other, one.text) for one in found] == [("a", "c", "p"), ("c", "a", "p")]
    first = found[0]
    assert first.likeness >= 85 and first.quote in ONE and first.other_quote in CHANGED


def test_a_long_passage_is_quoted_to_the_end_of_a_clause() -> None:
    """Not cut within a word, as if the unit had written so."""
    (first, _) = near_copies({"a": {"p": ONE}, "b": {"p": ONE}})
    assert first.quote == first.other_quote
    assert ONE[ONE.index(first.quote) + len(first.quote)] in "，。；"


def test_the_same_words_of_many() -> None:
    texts = {f"u{number}": {"p": ONE.replace("3次", f"{number}次")} for number in range(30)}
    found = near_copies(texts)
    assert len(found) == 30 and {one.likeness for one in found} == {100}


def test_of_last_year() -> None:
    (found,) = copy_remarks({"p": CHANGED, "q": OTHER, "r": "无。"}, {"p": ONE, "q": "无。", "r": "无。"})
    assert found.text == "p" and found.quotes[0].quote in CHANGED
    assert not list(copy_remarks({"p": OTHER}, {"p": ONE}))


@pytest.mark.parametrize(
    ("now", "earlier", "key"),
    [
        (ONE, ONE, "check.text.last_year_equally"),
        (DATED, DATED.replace("2023", "2022"), "check.text.last_year"),
    ],
    ids=["the same", "other numbers"],
)
def test_words_that_are_the_same_are_quoted_once(now: str, earlier: str, key: str) -> None:
    (found,) = copy_remarks({"p": now}, {"p": earlier})
    assert found.key == key
    assert (found.details["quote"] == found.details["earlier"]) is key.endswith("equally")
