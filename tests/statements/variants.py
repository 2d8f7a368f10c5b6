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


_WIDE = {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)}


def _in_characters(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _CHINESE[ones]
    return (_CHINESE[tens] if tens > 1 else "") + "十" + (_CHINESE[ones] if ones else "")
