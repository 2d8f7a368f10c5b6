"""What a file says of its place among several files of one unit that arrive together.

A sender states it in the file's name (初稿, 第二次, 最终版, a date); else the workbook knows when it was
saved last. The time of the file itself is changed by every copy and counts last: it is the order of arrival.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

_FINAL = re.compile(r"最终|最后|定稿|终稿|终版|正式|final", re.IGNORECASE)
_CHANGED = re.compile(
    r"修改|修订|更正|改正|订正|更新版|重报|补报|(?<![发展制])改(?![革委制])|新版|revised", re.IGNORECASE
)
"""Not 改 as in the names of units (发改委, 改革)."""
_DRAFT = re.compile(r"初稿|草稿|初报|draft", re.IGNORECASE)
_NUMBERED = re.compile(
    r"第\s*([0-9一二三四五六七八九十]{1,2})\s*[次版稿]|(?<![a-z])v\.?\s*([0-9]{1,2})", re.IGNORECASE
)
_DAY = re.compile(
    r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(20\d\d)[-./年](0?[1-9]|1[0-2])[-./月](0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(0?[1-9]|1[0-2])月(0?[1-9]|[12]\d|3[01])[日号]"
)
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九十", start=1)}
_SAVED = re.compile(rb"<(?:dcterms:modified|dc:date)[^>]*>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
_PARTS = ("docProps/core.xml", "meta.xml")
_MOST = 65_536
"""Bytes of the properties that are looked at."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the name of a file states.

    Attributes:
        version: larger for a later version; the same for all names without such words.
        day: ISO date, empty where none is written.
    """

    version: int
    day: str = ""


def stated_by(name: str, year: int) -> Stated:
    """What the name of a file states of its version and date.

    Args:
        year: of a date without one.
    """
    stem = unicodedata.normalize("NFKC", PurePosixPath(name).stem)
    changed = bool(_CHANGED.search(stem))
    version = 900 if _FINAL.search(stem) else 300 if changed else 50 if _DRAFT.search(stem) else 100
    if found := _NUMBERED.search(stem):
        sign = found[1] or found[2]
        version += 10 * (int(sign) if sign.isdecimal() else _chinese(sign))
    return Stated(version + changed, _day(stem, year))


def _chinese(signs: str) -> int:
    """One to nineteen."""
    if len(signs) == 2 and signs[0] == "十":
        return 10 + _DIGITS[signs[1]]
    return _DIGITS[signs[-1]]


def _day(stem: str, year: int) -> str:
    found = _DAY.search(stem)
    if found is None:
        return ""
    plain, marked = found.group(1, 2, 3), found.group(4, 5, 6)
    own, month, day = plain if found[1] else marked if found[4] else (str(year), found[7], found[8])
    return f"{own}-{int(month):02}-{int(day):02}"


def saved_at(content: bytes) -> str:
    """When a program saved the workbook last, as it says itself (ISO, UTC); empty where it does not say."""
    if not content.startswith(b"PK\3\4"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in _PARTS:
                if part in archive.NameToInfo:
                    with archive.open(part) as stream:
                        found = _SAVED.search(stream.read(_MOST))
                    if found:
                        return found[1].decode()
    except Exception:
        return ""
    return ""


def precedence_of(name: str, content: bytes, year: int) -> str:
    """Text by which the files of one unit in one run are sorted: stated version, day, time of saving."""
    stated, saved = stated_by(name, year), saved_at(content)
    return f"{stated.version:04} {stated.day or saved[:10]} {saved}"
