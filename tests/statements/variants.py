"""Statements made from templates: every kind with right and wrong numbers in several spellings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_TEMPLATES = """
45 全年收到政府信息公开申请{}件。
45 2023年，我局共受理政府信息公开申请{}份，全部登记在册。
45 共接收信息公开申请{}宗。
48 收办依申请公开事项{}件（含上年结转）。
45 公民、法人和其他组织提出政府信息公开申请{}件。
3 上年结转政府信息公开申请{}件。
3 政府信息公开申请中，{}件为上年度结转。
44 全年办结政府信息公开申请{}件。
44 今年共答复{}件政府信息公开申请。
4 结转下年度继续办理的政府信息公开申请{}件。
4 收到的公开申请中，{}件转入2024年继续办理。
19 （二）依申请公开。其中予以公开{}件。
6 （二）依申请公开。其中部分公开{}件。
25 （二）依申请公开。予以公开和部分公开{}件。
4 （二）依申请公开。决定不予公开的{}件。
10 （二）依申请公开。无法提供{}件。
8 （二）依申请公开。本机关不掌握相关政府信息的{}件。
3 （二）依申请公开。不予处理{}件。
2 （二）依申请公开。其他处理{}件。
38 （二）依申请公开。其中自然人申请{}件。
5 （二）依申请公开。其中商业企业{}件。
7 （二）依申请公开。其中法人或其他组织申请{}件。
6 因政府信息公开引发行政复议{}件。
3 因政府信息公开被提起行政诉讼{}起。
9 涉及政府信息公开的行政复议、行政诉讼共{}件。
3 行政复议案件中，结果维持{}件。
1 行政复议案件中，被纠正{}件。
2 行政复议案件中，尚未审结{}件。
1 行政诉讼案件中，{}件正在审理。
7 本年制发行政规范性文件{}件。
3 全年废止行政规范性文件{}件。
41 现行有效的行政规范性文件{}件。
312 全年作出行政许可决定{}件。
27 全年作出行政处罚决定{}件。
2 全年发出收费通知{}件。
"""
_COUNTS = (
    "全年收到政府信息公开申请45件，",
    "2023年共受理政府信息公开申请45件（其中自然人38件），数量",
    "我局政府信息公开申请45件（",
)
_NAMES = (
    "政府信息公开申请量", "我局政府信息公开申请总数", "本年度依申请公开数量", "全年受理的政府信息公开申请",
    "收到政府信息公开申请的数量", "政府信息公开申请受理量",
)  # fmt: skip
_LEADS = (
    "同比", "较上年", "比去年", "与上年相比，", "较2022年", "比上年同期", "相比2022年", "同比2022年",
    "对比上年", "较之上年", "相较于2022年", "较上一年度", "和去年相比", "较去年全年",
)  # fmt: skip
_CHANGED = """
T 增加15件|多15件|增长50%|上升五成|增长0.5倍|增长一半|有所增加|大幅上升|增长约50%|增长近五成
T 净增15件，增幅为50%
F 增加5件|少15件|增长20%|上升两成|增长1.5倍|下降一半|有所减少|明显下降|增长约30%|增长近八成
F 净增15件，增幅为30%
F 减少15件|下降50%|翻番|翻了一番|下降三分之一|增长两倍多
"""
_FROM_LAST_YEAR = """
T 由上年的30件增至45件|从2022年的30件上升到2023年的45件|由去年30件增长为45件|是上年的1.5倍|约为2022年的1.5倍
F 由上年的35件增至45件|由上年的30件增加到60件|由去年30件减至25件|是上年的2.5倍|仅为上年的八成|不到上年的一半
F 与上年持平|和去年基本持平|与2022年相同|较上年无明显变化
"""
_SHARED = """
T 占八成|占八成以上|占八成多|占84.4%|占比超八成|占总数的八成左右|占五分之四以上|占比由上年的80%提高到84.4%
F 占七成|占九成五以上|占六成多|占64.4%|占比不足七成|占总数的六成左右|占三分之二|占比由上年的70%提高到84.4%
T 占比较上年提高4.4个百分点|占比较上年有所提高|占比较2021年提高24.4个百分点
F 占比较上年提高14.4个百分点|占比较上年有所下降|占比同比下降4个百分点|占比与上年持平
"""
_CHINESE = "零一二三四五六七八九"


class Variant(NamedTuple):
    """A sentence, and whether it contradicts the figures."""

    words: str
    false: bool


def variants() -> Iterator[Variant]:
    """Every template with the right number and with a wrong one, in three kinds of numerals."""
    for line in _TEMPLATES.strip().splitlines():
        number, _, template = line.partition(" ")
        for stated in (int(number), int(number) + 11):
            spellings = [str(stated), str(stated).translate(_WIDE), f" {stated} "]
            spellings += [_in_characters(stated)] if stated < 100 else []
            for spelling in spellings:
                yield Variant(template.format(spelling), stated != int(number))


def changes() -> Iterator[Variant]:
    """Changes and rough shares, right and wrong, in many wordings."""
    for said, false in _alternatives(_CHANGED):
        for lead in _LEADS:
            for before in (*_COUNTS, *_NAMES):
                closing = "）" if before.endswith("（") else ""
                yield Variant(f"{before}{lead}{said}{closing}。", false)
    for said, false in _alternatives(_FROM_LAST_YEAR):
        for name in _NAMES:
            yield Variant(f"{name}{said}。", false)
    for said, false in _alternatives(_SHARED):
        for before in ("政府信息公开申请中，自然人申请", "依申请公开工作中，自然人提出的申请"):
            yield Variant(f"{before}{said}。", false)


def _alternatives(lines: str) -> Iterator[tuple[str, bool]]:
    for line in lines.strip().splitlines():
        for said in line[2:].split("|"):
            yield said, line.startswith("F")


_WIDE = {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)}


def _in_characters(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _CHINESE[ones]
    return (_CHINESE[tens] if tens > 1 else "") + "十" + (_CHINESE[ones] if ones else "")
