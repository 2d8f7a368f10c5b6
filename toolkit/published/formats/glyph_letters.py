"""Letters of a PDF, or copied from one, that only look like those that were written, or cannot be seen.

A browser that prints a page notes for each glyph one of the letters that it stands for. Where radicals share
the glyph of an ideograph, the page says ⼀ and ⾏ instead of 一 and 行; two letters set as one are ﬁ.
Editors of pages leave characters without width between letters and around figures.
"""

from __future__ import annotations

import unicodedata

from toolkit.workbook.numerals import INVISIBLE

# EquivalentUnifiedIdeograph.txt of Unicode for radicals without a decomposition; 㬵 is drawn as 胶.
_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民"
    "⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺴冗⺶羊⺹耂⺺肀⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤"
    "⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马"
    "⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟㬵胶"
)
_DECOMPOSED = (range(0x2F00, 0x2FE0), range(0xF900, 0xFB07))
"""Radicals, compatibility ideographs, Latin ligatures."""
_WRITTEN = {
    code: whole
    for codes in _DECOMPOSED
    for code in codes
    if (whole := unicodedata.normalize("NFKC", chr(code))) != chr(code)
} | {ord(seen): meant for seen, meant in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)}
_CHANGED = {**_WRITTEN, **INVISIBLE}


def as_written(text: str) -> str:
    """A text with the letters that were meant; everything else as it is, full width too."""
    return text.translate(_CHANGED)
