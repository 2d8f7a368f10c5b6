"""Names that files come under, as text that can be shown, compared and kept.

A name is a label and never a place: one that points out of an archive points nowhere. Names are in NFC, as
everybody types them, whatever the sender's system stored; control characters and marks that turn the
direction of writing are replaced, so that a name looks like what it is.
"""

from __future__ import annotations

import os
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_LONGEST = 240
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def of_file(name: Path) -> str:
    """A path on disk as text: mail unpacked on Linux by old programs has names of raw GBK bytes."""
    text = name.as_posix()
    try:
        text.encode()
    except UnicodeEncodeError:
        text = guessed(os.fsencode(text)) or text.encode(errors="replace").decode()
    return shown(text)


def of_member(info: zipfile.ZipInfo) -> str:
    """The name a zip member was given, without steps up or to other drives."""
    return inside(_decoded(info))


def inside(name: str) -> str:
    """A name as a path below something: no steps up, no drive, ``?`` if nothing is left."""
    steps = [step.strip() for step in name.replace("\\", "/").split("/")]
    kept = (step for step in steps if step not in ("", ".", "..") and not step.endswith(":"))
    return shown("/".join(kept)) or "?"


def shown(name: str) -> str:
    """A name in NFC, on one line, without marks that hide or turn what follows, and of bearable length."""
    text = unicodedata.normalize("NFC", name)
    if not text.isprintable():
        text = "".join(letter if _harmless(letter) else _REPLACEMENT for letter in text)
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"
    return text


def _harmless(letter: str) -> bool:
    # Controls, format marks (which turn the direction), lone surrogates, line and paragraph separators.
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def guessed(raw: bytes) -> str | None:
    """Bytes of a name as a Chinese Windows, or else a Linux, wrote them."""
    for encoding in ("utf-8", "gb18030"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # GBK is now and then valid UTF-8 by accident, but then of letters no Chinese name is made of.
        # A Mac takes letters apart (NFD); put together again they are judged as any others.
        if encoding != "utf-8" or any("\u3000" <= letter <= "\u9fff" for letter in name) or raw.isascii():
            return name
    return None


def _decoded(info: zipfile.ZipInfo) -> str:
    # ``orig_filename`` is what the header says; some versions of zipfile put another one into ``filename``.
    name = info.orig_filename.partition("\0")[0]
    marked = bool(info.flag_bits & _UTF8)
    try:
        raw = name.encode("utf-8" if marked else "cp437")
    except UnicodeEncodeError:
        return info.filename
    stated = _unicode_path(info.extra, raw)
    if stated:
        return stated
    return name if marked or name.isascii() else guessed(raw) or name


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in the Unicode Path field, where it was made for the name in the header (APPNOTE 4.6.9)."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind != _UNICODE_PATH or len(field) < 5:
            continue
        version, checksum = struct.unpack_from("<BI", field)
        if version == 1 and checksum == zlib.crc32(raw):
            return field[5:].decode("utf-8", "ignore")
    return ""
