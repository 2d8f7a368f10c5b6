from __future__ import annotations

import pytest

from toolkit.published.formats.decoding import decoded

TEXT = "共收到政府信息公开申请11件，其中网络申请5件。㐀𠀀"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_encoding_of_chinese_files(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding)) == TEXT


def test_a_wrong_declaration_is_not_believed() -> None:
    page = f'<meta charset="gb2312">{TEXT}'
    assert decoded(page.encode("utf-8")) == page
    page = f'<meta charset="utf-8">{TEXT}'
    assert decoded(page.encode("gb18030")) == page


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_damaged_bytes_are_seen_and_hurt_nothing_else(encoding: str) -> None:
    damaged = (TEXT * 3).encode(encoding) + b"\xff12" + TEXT.encode(encoding) + b"\xe6"
    text = decoded(damaged)
    assert text.startswith(TEXT * 3)
    assert f"12{TEXT}" in text
    assert "\ufffd" in text


def test_control_characters_are_seen() -> None:
    assert decoded(b"1\x002\t3\n") == "1\ufffd2\t3\n"
