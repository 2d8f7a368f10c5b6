"""Office files of which the bytes follow from their members alone: no time, no system, no chance."""

from __future__ import annotations

import copy
import io
import zlib
from functools import lru_cache
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_KEPT = 100_000
"""Bytes of a member that is kept deflated, in case the next file has the same."""


class SteadyZip:
    """A zip file in memory, written member by member.

    Most members of the thousandth file are those of the first, and deflating is most of the work: each
    content is deflated once.
    """

    def __init__(self) -> None:
        self._stream = io.BytesIO()
        self._file = ZipFile(self._stream, "w", ZIP_DEFLATED)

    def add(self, member: str | ZipInfo, content: bytes) -> None:
        """Add a member; of a ``ZipInfo`` name, date and rights are taken."""
        info = ZipInfo(member, _FIRST_DAY) if isinstance(member, str) else copy.copy(member)
        packed, info.CRC = (_deflated_once if len(content) <= _KEPT else _deflated)(content)
        info.compress_type, info.file_size = ZIP_DEFLATED, len(content)
        self._write(info, packed)

    def take(self, member: ZipInfo, packed: bytes) -> None:
        """Add a member of another file as it is packed there."""
        info = ZipInfo(member.filename, _FIRST_DAY)
        info.compress_type, info.file_size, info.CRC = member.compress_type, member.file_size, member.CRC
        self._write(info, packed)

    def _write(self, info: ZipInfo, packed: bytes) -> None:
        info.compress_size, info.header_offset = len(packed), self._stream.tell()
        info.external_attr = info.external_attr or 0o600 << 16  # as zipfile does
        self._stream.write(info.FileHeader() + packed)
        self._file.filelist.append(info)
        self._file.start_dir = self._stream.tell()

    def finished(self) -> bytes:
        """Close the file and return its bytes."""
        self._file.close()
        return self._stream.getvalue()


def _deflated(content: bytes) -> tuple[bytes, int]:
    """A content as zipfile deflates it, and its checksum."""
    deflating = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, wbits=-zlib.MAX_WBITS)
    return deflating.compress(content) + deflating.flush(), zlib.crc32(content)


_deflated_once = lru_cache(maxsize=64)(_deflated)
