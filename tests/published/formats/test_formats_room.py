from __future__ import annotations

import pytest

from tests.published.formats.shown import shown
from toolkit.published.formats import format_of, read_content
from toolkit.published.formats.bounds import MAX_BYTES
from toolkit.workbook.scanning.kinds import unreadable
from toolkit.workbook.scanning.scanned import Unreadable


def test_kinds_that_are_published_reports() -> None:
    read = {format_of(kind) for kind in ("html", "web_archive", "word", "pdf", "text")}
    assert read == {"html", "docx", "pdf", "text"}
    assert format_of("workbook") is None


def test_the_bytes_tell_the_format_and_the_name_helps_where_they_do_not() -> None:
    assert read_content(b"<html><p>1</p></html>", "a.txt").format == "html"
    assert read_content("年报".encode("gb18030"), "a.html").format == "html"
    assert read_content("年\x01报".encode(), "a.txt").format == "text"
    assert shown(read_content(b"<p>1\x002</p>", "a.shtml")) == ["1\ufffd2"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n", "not_a_workbook"),
        (b" " * (MAX_BYTES + 1), "too_complex"),
    ],
    ids=["empty", "picture", "100 MB"],
)
def test_what_is_no_report_is_one_finding(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_content(data, "年报.bin")
    assert refused.value.code == code
    assert "年报.bin" in unreadable(refused.value, data, "年报.bin").message
