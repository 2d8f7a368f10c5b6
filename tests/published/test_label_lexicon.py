"""Labels are recognised whatever layout and retyping did to them, and nothing else is."""

from __future__ import annotations

import pytest

from toolkit.published.label_lexicon import bare, lexicon

WORDS = lexicon("ogi-2021")


@pytest.mark.parametrize(
    ("printed", "row"),
    [
        ("一、本年新收政府信息公开申请数量", "received"),
        ("一.本年新收 政府信息公开\n申请数量", "received"),
        ("(一) 予以公开", "granted"),
        ("（二）部分公开", "partially_granted"),
        ("2.其他法律行政止公开", "refused_other_law"),
        ("3．危及\"三安全一稳定\"", "refused_security_stability"),
        ("规范性文件", "normative_documents"),
        ("1.申请人无正当理由逾期不补正", "other_not_supplemented"),
        ("3.其他", "other_reasons"),
        ("（七）总计", "total_processed"),
    ],
)  # fmt: skip
def test_rows(printed: str, row: str) -> None:
    assert [heading.id for _, heading in WORDS.row(printed)] == [row]


@pytest.mark.parametrize(
    "printed", ["（三）不予公开", "（六）其他处理", "三、本年度办理结果", "信息内容", "", "行政", "258"]
)
def test_what_is_no_row(printed: str) -> None:
    assert WORDS.row(printed) == ()


def test_numbering_is_no_part_of_a_label() -> None:
    assert bare("（十二）某 事项") == bare("12、某事项") == "某事项"
    assert bare("0.092") == "0092"  # not a number of a heading
