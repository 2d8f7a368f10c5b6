"""What came in: files, folders and zip archives, whatever their names, one after another.

Nothing is unpacked to disk: a member's name is a label and never a place, so a name that points out of
the archive points nowhere. Names without the UTF-8 mark were most likely written by a Chinese Windows.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from toolkit.collection.folder import OWN
from toolkit.collection.ledger.records import Arrival, Kind
from toolkit.errors import MisuseError
from toolkit.messages import say
from toolkit.workbook.scanning.biff import MAGIC
from toolkit.workbook.scanning.scanned import MAX_FILE

MAX_DEPTH = 3
"""Archives within archives that are opened."""
MAX_MEMBERS = 20_000
MAX_ARCHIVE = 2_000_000_000
"""Bytes that one archive may unpack to, all members together."""

_ZIP, _EMPTY_ZIP = b"PK\3\4", b"PK\5\6"
_DOCUMENT_PARTS = ("[content_types].xml", "mimetype", "content.xml", "meta-inf/manifest.mf")
_OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_SPREADSHEETS = {".xlsx", ".xlsm", ".xltx", ".xls", ".xlt", ".et", ".ett", ".ods", ".xlsb", ".csv", ""}
_DOCUMENTS = {".docx", ".doc", ".wps", ".pptx", ".ppt", ".dps", ".pdf", ".ofd"}
_LITTER = ("~$", ".", "__MACOSX", "Thumbs.db", "desktop.ini")
_ENCRYPTED, _UTF8 = 0x1, 0x800
_REFUSALS = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk and the name it is to be known by."""

    path: Path
    name: str


def sources(paths: Iterable[Path], inbox: Path) -> list[Source]:
    """The files of the inbox and of the given paths, oldest first.

    Left out are the litter of office programs and, where a given folder holds the collection itself, what
    the collection wrote: a blank workbook in the outbox is nobody's answer. A path that leads right into
    those is meant, and taken.

    Raises:
        MisuseError: a path is not there.
    """
    found: dict[Path, Source] = {}
    home = inbox.parent.resolve()
    for root in (inbox, *paths):
        own = [home / name for name in OWN] if home.is_relative_to(root.resolve()) else []
        if not root.exists() and root != inbox:
            raise MisuseError(say("misuse.no_file", path=root))
        for file in root.rglob("*") if root.is_dir() else [root]:
            name = file.relative_to(root if root.is_dir() else root.parent)
            if file.is_file() and not _is_litter(name.parts):
                place = file.resolve()
                if not any(map(place.is_relative_to, own)):
                    found.setdefault(place, Source(file, _readable(name)))
    return sorted(found.values(), key=lambda source: (source.path.stat().st_mtime_ns, source.name))


def _is_litter(parts: Sequence[str]) -> bool:
    return any(part.startswith(_LITTER) for part in parts)


def arrivals(source: Source) -> Iterator[Arrival]:
    """The file itself, or the members of the archive it is and then the archive.

    Raises:
        MisuseError: it is larger than the ledger takes; it stays where it lies.
    """
    state = source.path.stat()
    if state.st_size > MAX_FILE:
        limit = MAX_FILE // 1_000_000
        raise MisuseError(say("collect.too_large", file=source.path, size=state.st_size, limit=limit))
    modified = datetime.fromtimestamp(state.st_mtime, UTC).isoformat(timespec="seconds")
    yield from _opened(Arrival(source.name, source.path.read_bytes(), modified_at=modified), MAX_DEPTH)


def _opened(arrival: Arrival, depth: int) -> Iterator[Arrival]:
    if depth and is_archive(arrival.content):
        archive = Archive(arrival.content)
        for member in archive.members(arrival.name):
            yield from _opened(member, depth - 1)
        # An archive that did not give up everything waits for a person, as a workbook nobody can read.
        yield _as(arrival, "workbook" if archive.problems else "archive")
    else:
        yield _as(arrival, _kind(arrival))


def _as(arrival: Arrival, kind: Kind) -> Arrival:
    return Arrival(arrival.name, arrival.content, kind, arrival.modified_at)


def _kind(arrival: Arrival) -> Kind:
    """An attachment is neither called a spreadsheet nor could be one; it is kept and not read."""
    suffix = PurePosixPath(arrival.name).suffix.lower()
    packed = arrival.content.startswith((_ZIP, MAGIC, *_OTHER_ARCHIVES))
    return "workbook" if suffix in _SPREADSHEETS or (packed and suffix not in _DOCUMENTS) else "attachment"


def is_archive(content: bytes) -> bool:
    """Whether the bytes are a zip archive of files, and not a document that happens to be a zip."""
    if not content.startswith((_ZIP, _EMPTY_ZIP)):
        return False
    # Most documents begin with a part that tells, so their directory need not be read.
    length = int.from_bytes(content[26:28], "little")
    if _tells_a_document(content[30 : 30 + length].decode("ascii", "replace")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as directory:
            names = directory.namelist()
    except _REFUSALS:
        return False
    return not any(map(_tells_a_document, names))


def _tells_a_document(name: str) -> bool:
    return name.lower() in _DOCUMENT_PARTS or name.lower().startswith(("xl/", "word/", "ppt/"))


class Archive:
    """Members of a zip archive, within bounds.

    Attributes:
        problems: names of members that could not be taken out (password, damage, size); complete once
            :meth:`members` is exhausted.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.problems: list[str] = []

    def members(self, name: str) -> Iterator[Arrival]:
        """Every file in it; the archive's own name goes before theirs as a folder would."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            left = MAX_ARCHIVE
            for number, info in enumerate(sorted(archive.infolist(), key=lambda info: info.date_time)):
                label = _label(info)
                if info.is_dir() or _is_litter(PurePosixPath(label).parts):
                    continue
                content = self._content(archive, info) if number < MAX_MEMBERS and left > 0 else None
                if content is None:
                    self.problems.append(label)
                    continue
                left -= len(content)
                yield Arrival(f"{name}/{label}", content, modified_at=_time(info))

    def _content(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
        if info.flag_bits & _ENCRYPTED or info.file_size > MAX_FILE:
            return None
        try:
            with archive.open(info) as member:
                content = member.read(MAX_FILE + 1)
        except _REFUSALS:
            return None
        return content if len(content) <= MAX_FILE else None


def archive_problems(content: bytes) -> list[str]:
    """Members of an archive that cannot be taken out."""
    archive = Archive(content)
    for _ in archive.members(""):
        pass
    return archive.problems


def _label(info: zipfile.ZipInfo) -> str:
    """The name a member was given, without steps up or to other drives."""
    name = _decoded(info).replace("\\", "/")
    steps = [step.strip() for step in name.split("/")]
    return "/".join(step for step in steps if step not in ("", ".", "..") and not step.endswith(":")) or "?"


def _decoded(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    return _guessed(raw) or info.filename


def _readable(name: Path) -> str:
    """A file's name as text: mail unpacked on Linux by old programs has names of raw GBK bytes."""
    text = name.as_posix()
    try:
        text.encode()
    except UnicodeEncodeError:
        return _guessed(os.fsencode(text)) or text.encode(errors="replace").decode()
    return text


def _guessed(raw: bytes) -> str | None:
    """Bytes of a name as a Chinese Windows, or else a Linux, wrote them."""
    for encoding in ("utf-8", "gb18030"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # GBK is now and then valid UTF-8 by accident, but then of letters no Chinese name is made of.
        if encoding != "utf-8" or any("\u3000" <= letter <= "\u9fff" for letter in name):
            return name
    return None


def _time(info: zipfile.ZipInfo) -> str:
    try:
        return datetime(*info.date_time).isoformat(timespec="seconds")
    except ValueError:
        return ""
