"""Texts of requests received: some state their number so that a formula finds it."""

from __future__ import annotations

import random

_WORDS = (
    "{year}年，我局共收到政府信息公开申请{n}件，均已办结。",
    "新收申请 {n} 件",
    "全年受理依申请公开 {n} 件。",
    "收 到　政府信息公开申请{n}件",
    "{year}年度共收到{n}份政府信息公开申请。",
    "共接收到{n}件公开申请、办结{n}件",
    "收到政府信息公开申请{n}件（含上年结转2件）。",
    "收到政府信息公开申请共计{n}件，上年结转政府信息公开申请{n}件。",
    "收到政府信息公开申请{n}件，其中收到公开申请{n}件。",
    "主动公开信息9条；本年新收政府信息公开申请数量{n}件\n办结8件。",
    "2019年收到政府信息公开申请{n}件。",
    "上年没有，收到公开申请{n}件。",
    "收到公民政府信息公开申请{n}件。",
    "区政府办收到公开申请{n}件。",
    "收到政府信息公开申请{n}余件。",
    "收到政府信息公开申请{n}",
    "收到▶◀{n}件。",
    "收到公开申请{n}件次。",
    "收到公开申请近{n}件。",
    "收到{n}件来信。",
    "收到政府信息公开申请若干件。",
    "🙂收到公开申请{n}件。",
    "收到公开申请{n}件🙂",
    "收到公开申请{n}，共3件。",
    "收到公开申请00{n}件。",
    "收到公开申请1{n}000000000件。",
    "收到公开申请{n}.5件。",
    "收到公开申请1,2{n}件。",
)
"""``n``: the number, ``year``: that of the report."""


def said_text(chance: random.Random, number: int, year: int) -> str:
    """One of them, the number in one of the ways in which people write it."""
    written = chance.choice((str(number), _wide(number), f"{number:,}", f"{number:,}".replace(",", "，")))
    return chance.choice(_WORDS).format(n=written, year=year)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number))
