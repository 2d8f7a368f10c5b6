"""What a file is that is no workbook we read, by its bytes and, where they do not tell, by its name.

The value reader and the scan know workbooks. Everything else that an office is sent has a kind here, so
that the message names it and the remedy fits: an archive is to be unpacked, an encrypted file is to be
decrypted where it was made, a shortcut never held any figures.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import log2
from pathlib import PurePosixPath
from typing import Literal, TypeAlias, cast, get_args

from toolkit.findings import Finding
from toolkit.messages import code_of
from toolkit.messages.code_types import FindingCode
from toolkit.workbook.scanning.scanned import Code, Scan, Unreadable
from toolkit.workbook.scanning.signatures import (
    ARCHIVES,
    ENCRYPTION_SOFTWARE,
    FOREIGN_PARTS,
    MEANINGS,
    OFFICE_FOLDERS,
    OLE,
    SELF_EXTRACTING,
    by_content,
)

Kind: TypeAlias = Literal[
    # what is or may be a workbook
    "workbook", "encrypted", "xlsb", "damaged",
    # nothing there, or not all of it
    "empty", "placeholder", "zeros", "cut_off", "headless", "split", "partial",
    # sound, and spelt as no program of ours reads it
    "unusual",
    # locked by somebody
    "encryption_software", "noise", "rights",
    # packed
    "zip", "packed", "self_extracting", "mail", "mbox", "msg", "winmail", "mail_store",
    # tables in formats that are not read
    "uof", "flat_ods", "xml_2003", "web_archive", "html", "iwork", "text", "old_sheet", "database", "online",
    # no tables
    "shortcut", "word", "slides", "pdf", "ofd", "image", "media", "program", "companion", "xml", "ole",
    "unknown",
]  # fmt: skip

CODES: Mapping[Kind, Code] = {
    "xlsb": "xlsb",
    "encrypted": "encrypted",
    "damaged": "damaged",
    **dict.fromkeys(("empty", "placeholder"), "empty"),
    **dict.fromkeys(("zeros", "cut_off", "headless", "split", "partial", "unusual"), "damaged"),
    **dict.fromkeys(("encryption_software", "noise", "rights"), "encrypted"),
}
"""Code of the finding where it is not ``not_a_workbook``."""

CONTAINERS: frozenset[Kind] = frozenset({"zip", "mail", "mbox", "msg"})
"""Kinds that a collection opens."""
_FIRST_OF_A_DOCUMENT = (b"[content_types].xml", b"mimetype")

_DOUBTFUL: frozenset[Kind] = frozenset(
    {"empty", "zeros", "cut_off", "headless", "noise", "unknown", "text", "xml", "html"}
)
"""Kinds of bytes that a name may explain better."""

_NOISY = 7.0
"""Bits a byte of bytes without any order; text has 4 to 6, programs have 5 to 6.5."""
_SMALLEST_NOISE = 200

_PARTIAL = {
    ".crdownload", ".part", ".partial", ".tmp", ".download", ".downloading", ".opdownload", ".xltd", ".td",
    ".filepart", ".bc!", ".!ut", ".aria2", ".~",
}  # fmt: skip
_PLACEHOLDERS = {".cloud", ".cloudf", ".icloud", ".placeholder", ".nutstore"}
_ONLINE = {".ksheet", ".dbt", ".otl", ".kst", ".gsheet", ".wpsonline", ".kdocs"}
_PARTS = (".xml", ".rels", ".bin")
_MAIL_NAMES = {".eml", ".emlx", ".mbox"}
_SHORTCUTS = {".url", ".lnk", ".desktop", ".webloc"}
_VOLUME = re.compile(r"\.(?:z\d\d|r\d\d|(?:zip|7z|rar|xlsx?)\.\d{2,3}|\d{3})$")


def refusal(kind: Kind, **details: object) -> Unreadable:
    """The verdict on a file of that kind."""
    code = CODES.get(kind, "not_a_workbook")
    return Unreadable(code, **details) if kind == code else Unreadable(code, kind=kind, **details)


def kind_of(data: bytes, name: str = "") -> Kind:
    """What a file is; ``name`` is asked only where the bytes do not tell."""
    return by_name(_kind(data), name)


def by_name(kind: Kind, name: str) -> Kind:
    """A kind told by the bytes, made more exact by the file's name."""
    if kind not in _DOUBTFUL:
        return kind
    name = name.lower()
    suffix = PurePosixPath(name).suffix
    if suffix in _PLACEHOLDERS or (suffix in _ONLINE and kind == "empty"):
        return "placeholder"
    if suffix in _ONLINE:
        return "online"
    if suffix in _PARTIAL and kind not in ("text", "xml", "html"):
        return "partial"
    if kind in ("empty", "zeros"):
        return kind
    if _VOLUME.search(name):
        return "split"
    if suffix in _MAIL_NAMES:
        return "cut_off"
    return "shortcut" if suffix in _SHORTCUTS else kind


def container_kind(data: bytes, name: str) -> str:
    """``zip``, ``mail``, ``mbox``, ``msg``, or nothing."""
    if data.startswith(b"PK\3\4"):
        # Most documents begin with a part that tells, so their directory need not be read.
        length = int.from_bytes(data[26:28], "little")
        if data[30 : 30 + length].lower() in _FIRST_OF_A_DOCUMENT:
            return ""
    kind = kind_of(data, name)
    return kind if kind in CONTAINERS else ""


def explained(problem: Unreadable, data: bytes, name: str) -> Unreadable:
    """The same verdict, made more exact by the file's name and by how its package is broken."""
    kind = cast(Kind, problem.details.get("kind", problem.code))
    if kind == "zip" or problem.details.get("reason") == "zip":
        told = kind_of(data, name)  # one volume of several looks whole to the package's directory
        return problem if told in ("workbook", "zip", "damaged") else refusal(told)
    told = by_name(kind, name) if kind in _DOUBTFUL else kind
    return problem if told == kind else refusal(told)


def format_name(data: bytes) -> str:
    """Name of an archive's format, e.g. ``RAR``; a name, not a sentence."""
    return next((fmt for at, mark, fmt in ARCHIVES if data.startswith(mark, at)), "")


def refused(data: bytes) -> Unreadable:
    """Why bytes that are neither OLE nor a sound zip package are no workbook."""
    kind = _kind(data)
    if kind == "packed":
        return refusal(kind, format=format_name(data))
    return refusal(kind if kind in get_args(Kind) and kind != "workbook" else "unknown")


def package_kind(names: Iterable[str], mimetype: Callable[[], bytes]) -> Kind:
    """What a zip package is, by the names of its parts.

    Args:
        names: of all members, in lower case.
        mimetype: gives the first bytes of the member ``mimetype``; called only if there is one.

    Returns:
        ``workbook`` for everything that may be one, sound or not.
    """
    names = set(names)
    tops = {name.partition("/")[0] for name in names if "/" in name}
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "mimetype" in names and "xl" not in tops:
        return _open_document(mimetype())
    for part, kind in FOREIGN_PARTS.items():
        if part in names:
            return kind  # type: ignore[return-value]
    if "[content_types].xml" in names:
        # A folder of that name alone may be anybody's, in an archive of files.
        found = (kind for folder, kind in OFFICE_FOLDERS.items() if folder in tops)
        return next(found, "workbook")  # type: ignore[arg-type]
    known = "content.xml" in names or any(name.startswith("xl/") and name.endswith(_PARTS) for name in names)
    return "workbook" if known else "zip"


def _open_document(mimetype: bytes) -> Kind:
    for mark, kind in MEANINGS:
        if mark in mimetype:
            return kind  # type: ignore[return-value]
    return "unknown"


def ole_kind(names: Iterable[str]) -> Kind:
    """What an OLE container is, by the names of its entries."""
    names = set(names)
    if names & {"Workbook", "Book"}:
        return "workbook"
    if names & {"\tDRMContent", "DRMEncryptedTransform", "DRMEncryptedDataSpace"}:
        return "rights"
    if "EncryptedPackage" in names:
        return "encrypted"
    for kind, marks in OLE.items():
        if any(name.startswith(mark) for mark in marks for name in names):
            return kind  # type: ignore[return-value]
    return "ole"


def _kind(data: bytes) -> Kind:
    if not data:
        return "empty"
    kind = by_content(data)
    if kind == "ole":
        return _looked_into_ole(data)
    if kind == "zip":
        return _looked_into_zip(data)
    if kind == "program":
        return "self_extracting" if any(mark in data for mark in SELF_EXTRACTING) else "program"
    if kind:
        return kind  # type: ignore[return-value]
    if not data.strip(b"\0"):
        return "zeros"
    if any(mark in data[:1024] for mark in ENCRYPTION_SOFTWARE):
        return "encryption_software"
    if b"PK\5\6" in data[-65_557:]:
        return "headless"  # the end of a zip file whose beginning is not there
    return "noise" if _is_noise(data) else "unknown"


def _looked_into_ole(data: bytes) -> Kind:
    import olefile  # noqa: PLC0415

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {entry.name for entry in container.direntries if entry is not None}
            tops = {path[0] for path in container.listdir(streams=True, storages=True)}
    except Exception:  # olefile raises nearly anything on a broken container
        return "damaged"
    # A letter may hold a sheet and a workbook a letter: the top tells. Marks of rights lie deeper.
    return ole_kind(tops | {name for name in names if "DRM" in name})


def _looked_into_zip(data: bytes) -> Kind:
    end = data.rfind(b"PK\5\6")
    disks = data[end + 4 : end + 8] if end >= 0 else b""  # number of this one and of that with the directory
    if data.startswith((b"PK\7\x08", b"PK00PK")) or (any(disks) and disks != b"\xff\xff\xff\xff"):
        return "split"  # ZIP64 writes the numbers elsewhere
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [name.replace("\\", "/").lower() for name in package.namelist()]
            return package_kind(names, lambda: package.open("mimetype").read(200))
    except Exception:  # zipfile raises nearly anything on a broken directory
        return "cut_off" if end < 0 else "damaged"


def _is_noise(data: bytes) -> bool:
    """Whether the bytes are as even as encryption makes them."""
    sample = data[:16_384]
    if len(sample) < _SMALLEST_NOISE:
        return False
    counts = (sample.count(byte) for byte in range(256))
    entropy = -sum(n / len(sample) * log2(n / len(sample)) for n in counts if n)
    # Few bytes cannot show all values: a sample of 256 random bytes has about 7.2 bits.
    return entropy > min(_NOISY, log2(len(sample)) - 1.2)


def unreadable(problem: Unreadable, data: bytes, name: str) -> Finding:
    """The one finding of a file that cannot be read."""
    problem = explained(problem, data, name)
    kind = problem.details.get("kind")
    key = code_of("reading.*", f"{problem.code}.{kind}" if kind else problem.code)
    return Finding.worded(key, "hard", {"file": name, **problem.details})


def remarks(scanned: Scan) -> Iterator[Finding]:
    """Notes on what a workbook that is read carries besides its cells."""
    told: tuple[tuple[FindingCode, object], ...] = (
        ("reading.macros", scanned.macros),
        ("reading.links", scanned.external_links),
        ("reading.pictures", scanned.pictures),
        ("reading.default_password", scanned.default_password),
        ("reading.passed_over", scanned.passed_over),
    )
    for code, there in told:
        if there:
            yield Finding.worded(code, "note", {"sheets": "、".join(scanned.passed_over)})
