from __future__ import annotations

import unicodedata

from toolkit.published.formats.glyph_letters import as_written


def test_each_radical_is_an_ideograph() -> None:
    radicals = [chr(code) for code in range(0x2F00, 0x2FD6)]
    assert all(unicodedata.name(as_written(one)).startswith("CJK UNIFIED IDEOGRAPH") for one in radicals)
    assert as_written("⼀⾏⼈⺠⻓⻚⻛⻋⻅⻘㬵") == "一行人民长页风车见青胶"


def test_nothing_else_is_changed() -> None:
    assert as_written("ﬁ １２（一）：“政府”①¹㎡") == "fi １２（一）：“政府”①¹㎡"


def test_what_cannot_be_seen_is_left_out() -> None:
    assert as_written("\u200b1\u200d5\ufeff件\u00ad\u2060") == "15件"
    assert as_written("\u202e12") == "\u202e12"
