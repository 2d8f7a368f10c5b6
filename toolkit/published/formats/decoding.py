"""Bytes of a page or a text as letters: by their mark, else UTF-8 or the Chinese Windows' own encoding.

What a page declares is believed last: sites declare gb2312 over UTF-8 and the other way round, whereas
Chinese text in the one encoding is never nearly valid in the other. Damaged bytes become U+FFFD, so that
a figure beside them is seen to be damaged.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BIG5 = re.compile(rb"charset\s*=\s*[\"']?\s*big5", re.IGNORECASE)
_FEW = 20
"""One damaged letter among so many that are not ASCII leaves the encoding certain."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decoded(data: bytes) -> str:
    """Text of a file, without control characters except tabs, line ends and form feeds."""
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "") or _guess(data)
    return _CONTROLS.sub("\ufffd", data.decode(encoding, "replace"))


def _guess(data: bytes) -> str:
    if data.isascii():
        return "utf-8"
    text = data.decode("utf-8", "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    if text.count("\ufffd") * _FEW <= beyond:
        return "utf-8"
    return "big5" if _BIG5.search(data[:4096]) else "gb18030"
