"""Marks by which kinds of files are known: first bytes, names of parts, words at the head of a text.

Sources: the formats' own specifications and the `file` utility's descriptions; the marks of encryption
software are those its users report.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

ARCHIVES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"Rar!\x1a\7", "RAR"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"\x04\x22\x4d\x18", "lz4"),
    (0, b"LZIP\1", "lzip"),
    (0, b"\x1f\x9d", "compress"),
    (0, b"MSCF\0\0\0\0", "cab"),
    (0, b"\x60\xea", "arj"),
    (0, b"xar!", "xar"),
    (0, b"EGGA", "egg"),
    (0, b"ALZ\1", "alz"),
    *((2, method, "lzh") for method in (b"-lh0-", b"-lh5-", b"-lh6-", b"-lh7-")),
    (7, b"**ACE**", "ace"),
    (257, b"ustar", "tar"),
    (32_769, b"CD001", "iso"),
)
"""Offset, mark and name of archive formats that are not opened."""

SELF_EXTRACTING = (b"Rar!\x1a\7", b"7z\xbc\xaf\x27\x1c", b"PK\3\4", b"MSCF\0\0")
"""Marks of an archive within a program."""

ENCRYPTION_SOFTWARE = (
    b"E-SafeNet", b"\x62\x14\x23\x65", b"%TSD-Header-", b"\x77\x8aDRM", b"DRMONE", b"SCDSA00", b"IP-guard",
    b"<DOCUMENT SAFER",
)  # fmt: skip
"""Found in the head of files that software of the sender's organisation encrypts as they are written."""

OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begin of a compound file: an office file of before 2007, or an encrypted one of today."""

_FIRST: tuple[tuple[int, bytes, str], ...] = (
    (0, OLE_MARK, "ole"),
    (0, b"PK\3\4", "zip"),
    (0, b"PK\5\6", "zip"),
    (0, b"PK\7\x08", "zip"),
    (0, b"PK00PK", "zip"),
    *((at, mark, "packed") for at, mark, _ in ARCHIVES),
    (0, b"%PDF", "pdf"),
    (0, b"{\\rtf", "word"),
    (0, b"\x89PNG", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF8", "image"),
    (0, b"II*\0", "image"),
    (0, b"MM\0*", "image"),
    (0, b"8BPS", "image"),
    (8, b"WEBP", "image"),
    *((4, b"ftyp" + brand, "image") for brand in (b"hei", b"hev", b"mif1", b"msf1", b"avif")),
    (4, b"ftyp", "media"),
    (0, b"RIFF", "media"),
    *((0, b"ID3" + version, "media") for version in (b"\2", b"\3", b"\4")),
    (0, b"OggS", "media"),
    (0, b"fLaC", "media"),
    (0, b"#!AMR", "media"),
    (0, b"\x1a\x45\xdf\xa3", "media"),
    (0, b"!BDN", "mail_store"),
    (0, b"\x78\x9f\x3e\x22", "winmail"),
    (0, b"L\0\0\0\1\x14\2\0", "shortcut"),
    (0, b"\0\5\x16\7", "companion"),
    (0, b"\0\5\x16\0", "companion"),
    (0, b"\0\1\0\0Standard Jet DB", "database"),
    (0, b"\0\1\0\0Standard ACE DB", "database"),
    (0, b"SQLite format 3\0", "database"),
    (0, b"\x7fELF", "program"),
    *((0, mark, "old_sheet") for mark in (b"\x09\0\4\0", b"\x09\2\6\0", b"\x09\4\6\0", b"\0\0\2\0\6\4\6\0")),
)

FOREIGN_PARTS: Mapping[str, str] = {
    "uof.xml": "uof",
    "_meta/meta.xml": "uof",
    "ofd.xml": "ofd",
    "index/document.iwa": "iwork",
    "buildversionhistory.plist": "iwork",
    "metadata/buildversionhistory.plist": "iwork",
    "index.xml.gz": "iwork",
    "index.apxl.gz": "iwork",
}
"""Part that only packages of that kind have."""

OFFICE_FOLDERS: Mapping[str, str] = {"xl": "workbook", "word": "word", "ppt": "slides", "visio": "word"}
"""Folder of the main part in a package with content types."""

MEANINGS = (
    (b"opendocument.spreadsheet", "workbook"),
    (b"opendocument.presentation", "slides"),
    (b"opendocument.graphics", "image"),
    (b"opendocument", "word"),
    (b"epub", "word"),
    (b"vnd.uof", "uof"),
    (b"uof", "uof"),
)
"""Words in the member ``mimetype`` of a package."""

OLE: Mapping[str, tuple[str, ...]] = {
    "msg": ("__properties_version1.0", "__nameid_version1.0"),
    "word": ("WordDocument", "WpsContent", "HwpSummaryInformation"),
    "slides": ("PowerPoint Document",),
    "image": ("VisioDocument",),
}
"""Entries of an OLE container that only that kind has."""

_XML = (
    (rb"progid=[\"']excel\.sheet", "xml_2003"),
    (rb"<(?:\w+:)?workbook[^>]*urn:schemas-microsoft-com:office:spreadsheet", "xml_2003"),
    (rb"progid=[\"']word\.document|schemas\.microsoft\.com/office/word/2003|<pkg:package", "word"),
    (rb"<office:document[^>]*opendocument\.spreadsheet", "flat_ods"),
    (rb"<office:document[^>]*opendocument\.presentation", "slides"),
    (rb"<office:document\b", "word"),
    (rb"<uof[:\s>]|<\w+:uof\b|schemas\.uof\.org", "uof"),
    (rb"<!doctype html|<html|<head|<body|<table|<meta\b", "html"),
    (rb"<svg\b", "image"),
)  # fmt: skip
_XML_KINDS = tuple((re.compile(pattern), kind) for pattern, kind in _XML)

_HEADER = re.compile(rb"([a-z][a-z0-9-]*)[ \t]*:", re.IGNORECASE)
_OF_MAIL = {
    b"from",
    b"to",
    b"subject",
    b"received",
    b"message-id",
    b"return-path",
    b"delivered-to",
    b"sender",
}
_ALSO_OF_MAIL = _OF_MAIL | {b"date", b"mime-version", b"content-type", b"cc", b"reply-to", b"x-mailer"}
_SAVED_PAGE = re.compile(
    rb"snapshot-content-location|from:\s*<?saved by|x-document-type:|x-maf", re.IGNORECASE
)


def by_content(data: bytes) -> str:
    """Kind by the first bytes; ``""`` where they tell nothing.

    ``zip``, ``ole`` and ``program`` need another look; what is in them makes the kind.
    """
    if data.startswith(b"BM") and not any(data[6:10]):  # a text may begin with these letters, too
        return "image"
    if data.startswith(b"MZ") and b"\0" in data[:64]:
        return "program"
    for at, mark, kind in _FIRST:
        if data.startswith(mark, at):
            return kind
    text = _as_text(data[:8192])
    return _of_text(text) if text is not None else ""


def _as_text(head: bytes) -> bytes | None:
    """The head of a text file in one byte a letter and lower case; ``None`` if it is no text."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            # Any bytes decode; letters of no script, or control characters, are no text.
            text = head[2:].decode(encoding, "ignore")
            return text.encode("utf-8", "ignore").lower() if text.isprintable() or _plain(text) else None
    if b"\0" in head or any(byte < 32 and byte not in b"\t\r\n\f\x1a\x1b" for byte in head):
        return None
    return head.removeprefix(b"\xef\xbb\xbf").lower()


def _plain(text: str) -> bool:
    odd = sum(not letter.isprintable() and letter not in "\t\r\n\f" for letter in text)
    return odd * 50 <= len(text)


def _of_text(head: bytes) -> str:
    text = head.lstrip()
    if text.startswith(b"<"):
        return next((kind for pattern, kind in _XML_KINDS if pattern.search(text)), "xml")
    if text.startswith((b"[internetshortcut", b"[desktop entry]", b"[{000214a0")):
        return "shortcut"
    if head.startswith(b"from ") and _mail_headers(head.partition(b"\n")[2]) & _OF_MAIL:
        return "mbox"
    headers = _mail_headers(head)
    if b"mime-version" in headers and _SAVED_PAGE.search(head):
        return "web_archive"
    if len(headers & _ALSO_OF_MAIL) >= 2 and headers & _OF_MAIL:
        return "mail"
    if b"multipart/related" in head and b"mime-version" in headers:
        return "web_archive"
    return "text"


def _mail_headers(head: bytes) -> set[bytes]:
    """Names of the header lines a text begins with; none if it begins with something else."""
    lines = head.replace(b"\r\n", b"\n").lstrip(b"\n").split(b"\n")
    if lines and lines[0].strip().isdigit():
        lines = lines[1:]  # the number of bytes, which Apple's mail program writes first
    names: set[bytes] = set()
    for line in lines:
        found = _HEADER.match(line)
        if found:
            names.add(found[1])
        elif not line.startswith((b" ", b"\t")):
            break
    return names
