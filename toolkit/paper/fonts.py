"""Fonts of printed pages: those that GB/T 9704 asks for, and the one of figures."""

from __future__ import annotations

TITLE_FONT = "方正小标宋简体"
TEXT_FONT = "仿宋_GB2312"
HEAD_FONT = "黑体"
SUBHEAD_FONT = "楷体_GB2312"
SONG_FONT = "宋体"
"""Page numbers and tables."""
LATIN_FONT = "Times New Roman"
