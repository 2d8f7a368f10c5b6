"""A zip package opened with distrust: nothing is unpacked beyond what its directory declares."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from functools import cached_property, lru_cache, wraps
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from isal import isal_zlib

from toolkit.workbook.scanning.scanned import MAX_MEMBERS, MAX_UNPACKED, Unreadable

# Not unpacked by a reader of values, so a photographed stamp of 25 MB does no harm.
PICTURES = ("xl/media/", "xl/embeddings/", "pictures/", "media/", "thumbnails/")

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x1

_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_READ_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")

# Before the root element there is nothing but a declaration: no document type can follow.
_PLAIN_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml\s[^<>]*\?>)?\s*<[A-Za-z_]")


_KEPT = 400_000
"""Bytes of a part that is kept in case the next workbook has the same."""

_More = ParamSpec("_More")
_Found = TypeVar("_Found")


class PackagePart:
    """The content of a member, exactly as many bytes as declared.

    Workbooks of one program share many members byte for byte. Those are one part, which remembers what
    was found in it (see :func:`remembered`).

    Raises:
        Unreadable: the content is not as declared.
    """

    def __init__(self, packed: bytes, method: int, size: int, checksum: int) -> None:
        self.found: dict[object, Any] = {}
        self.content, self.checksum = _unpacked(packed, method, size), checksum
        if len(self.content) != size or isal_zlib.crc32(self.content) != checksum:
            raise Unreadable("damaged", reason="member")

    @classmethod
    def of(cls, content: bytes) -> PackagePart:
        """A part that was made here."""
        made = cls.__new__(cls)
        made.found, made.content, made.checksum = {}, content, isal_zlib.crc32(content)
        return made

    @cached_property
    def foreign(self) -> Literal["", "forbidden_xml", "damaged"]:
        """Why it must not be read as XML: a document type, or an encoding that readers take differently."""
        content = self.content
        if not _PLAIN_PROLOG.match(content) and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            return "forbidden_xml"
        declared = _ENCODING.match(content)
        foreign = declared and declared[1].lower() not in _READ_ENCODINGS
        if foreign or content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
            # The value reader takes UTF-16 for a sheet without cells, which must not pass as blanks.
            return "damaged"
        return ""


_shared = lru_cache(maxsize=128)(PackagePart)


def remembered(
    look: Callable[Concatenate[PackagePart, _More], _Found],
) -> Callable[Concatenate[PackagePart, _More], _Found]:
    """A function that looks for something in a part, and does so once. What it finds must stay as it is."""

    @wraps(look)
    def found(part: PackagePart, /, *more: _More.args, **named: _More.kwargs) -> _Found:
        key = (look, more, *named.items())
        if key not in part.found:
            part.found[key] = look(part, *more, **named)
        result: _Found = part.found[key]
        return result

    return found


class Package:
    """Members of a zip file, found without regard to case as the value reader finds them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._unpacked = 0
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as directory:
                members = directory.infolist()
        except Exception as error:  # zipfile raises nearly anything on a broken directory
            raise Unreadable("damaged", reason="zip") from error
        if len(members) > MAX_MEMBERS:
            raise Unreadable("too_large", what="members", found=len(members), limit=MAX_MEMBERS)
        self._members = {_key(member.filename): member for member in members}
        if len(self._members) < len(members):
            raise Unreadable("damaged", reason="zip")
        declared = (m.file_size for name, m in self._members.items() if not name.startswith(PICTURES))
        _check_size(sum(declared))

    @property
    def names(self) -> tuple[str, ...]:
        """Member names in lower case."""
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    @property
    def members(self) -> tuple[zipfile.ZipInfo, ...]:
        """What the directory says of each member."""
        return tuple(self._members.values())

    def packed(self, name: str) -> bytes:
        """A member's bytes as the file holds them, to be copied and not looked into."""
        return self._packed(self._members[_key(name)])

    def read(self, name: str) -> bytes:
        """A member's bytes, exactly as many as declared."""
        return self._part(name).content

    def peek(self, name: str) -> bytes:
        """A member's bytes to look at, not counted among what is unpacked for reading."""
        unpacked = self._unpacked
        content = self.read(name)
        self._unpacked = unpacked
        return content

    def xml(self, name: str) -> bytes:
        """An XML member in UTF-8 without document type declaration."""
        return self.part(name).content

    def part(self, name: str) -> PackagePart:
        """The same, to be shared with other workbooks that have the same member."""
        part = self._part(name)
        if part.foreign == "forbidden_xml":
            raise Unreadable("forbidden_xml", part=name)
        if part.foreign:
            raise Unreadable("damaged", kind="unusual", reason="encoding")
        return part

    def _part(self, name: str) -> PackagePart:
        member = self._members.get(_key(name))
        if member is None:
            raise Unreadable("damaged", reason="missing_part")
        if member.flag_bits & _ENCRYPTED:
            raise Unreadable("encrypted")
        self._unpacked += member.file_size
        _check_size(self._unpacked)
        made = _shared if member.file_size <= _KEPT else PackagePart
        return made(self._packed(member), member.compress_type, member.file_size, member.CRC)

    def _packed(self, member: zipfile.ZipInfo) -> bytes:
        try:
            signature, name_length, extra_length = _LOCAL_HEADER.unpack_from(self._data, member.header_offset)
        except struct.error as error:
            raise Unreadable("damaged", reason="zip") from error
        start = member.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        packed = self._data[start : start + member.compress_size]
        if signature != b"PK\3\4" or len(packed) != member.compress_size:
            raise Unreadable("damaged", reason="zip")
        return packed


def _unpacked(packed: bytes, method: int, size: int) -> bytes:
    """Content of a member.

    ``zipfile`` stops at the declared size; other readers go on to the end of the stream. So the
    stream itself must end there.
    """
    if method == _STORED:
        return packed
    if method != _DEFLATED:
        raise Unreadable("damaged", kind="unusual", reason="compression")
    stream = isal_zlib.decompressobj(-isal_zlib.MAX_WBITS)
    try:
        content = stream.decompress(packed, size + 1)
    except isal_zlib.error as error:  # type: ignore[misc]  # its stub takes the class for an instance
        raise Unreadable("damaged", reason="member") from error
    if not stream.eof:
        raise Unreadable("damaged", reason="member")
    return content


def _check_size(size: int) -> None:
    if size > MAX_UNPACKED:
        raise Unreadable("too_large", what="bytes", found=size, limit=MAX_UNPACKED)


def _key(name: str) -> str:
    return name.replace("\\", "/").casefold()
