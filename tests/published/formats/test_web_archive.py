from __future__ import annotations

from base64 import b64encode

import pytest

from tests.published.formats.shown import shown
from toolkit.published.formats import read_content
from toolkit.workbook.scanning.scanned import Unreadable

_HEAD = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.example.gov.cn/1.html\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
)


def _archive(kind: str, page: str) -> bytes:
    body = b64encode(page.encode()).decode()
    part = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}"
    return f"{_HEAD}--b\r\n{part}\r\n--b--".encode()


def test_the_page_and_its_address_are_read() -> None:
    content = read_content(_archive("text/html", "<title>年报</title><p>收到11件</p>"), "年报.mht")
    assert shown(content) == ["收到11件"]
    assert (content.format, content.titles) == ("html", ("年报",))
    assert content.address == "https://www.example.gov.cn/1.html"


def test_an_archive_without_a_page_is_damaged() -> None:
    with pytest.raises(Unreadable) as refused:
        read_content(_archive("image/png", "x"), "年报.mht")
    assert refused.value.code == "damaged"
