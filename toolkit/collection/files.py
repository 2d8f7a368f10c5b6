"""Names of files that every file system takes, and files that are there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from toolkit.errors import MisuseError
from toolkit.messages import cannot_write
from toolkit.workbook.open_files import must_be_closed

_UNSAFE = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')
_CUTS_LINKS = re.compile(r"[#%]+")
_NEVER = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
STAGE = ".new-"
"""Beginning of the names of folders in which files are made before they are put in their places."""
LONGEST_FILE = 200
"""Bytes of a file's whole name; file systems take 255, archives and programs sometimes fewer."""
LONGEST = 120
"""Bytes of a name within a file's name, which may have 255 in all."""


def safe_name(name: str) -> str:
    """A name as part of a file name: nothing that Windows or Linux would refuse or take for a path."""
    return _UNSAFE.sub("_", name).strip("._") or "_"


def name_as_given(name: str) -> str:
    """The name of somebody's file, changed only where a file system would refuse it or take it for a path.

    Empty where nothing of it is left.
    """
    kept = _NEVER.sub("_", name).rstrip(". ").lstrip(" ")
    if kept.partition(".")[0].upper() in _DEVICES:
        kept = f"_{kept}"
    stem, dot, suffix = kept.rpartition(".")
    if len(kept.encode(errors="replace")) <= LONGEST_FILE:
        return kept
    room = LONGEST_FILE - len(f"{dot}{suffix}".encode(errors="replace"))
    return stem.encode(errors="replace")[: max(room, 1)].decode(errors="ignore") + dot + suffix


def part_name(name: str) -> str:
    """A unit's name within the names of files we make: as above, not too long, and links may lead there."""
    plain = _CUTS_LINKS.sub("_", safe_name(name))
    return plain.encode(errors="replace")[:LONGEST].decode(errors="ignore").strip("._") or "_"


def digest(file: Path) -> str:
    """SHA-256 of what is in a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def known_place(path: Path) -> Path:
    """What people know of a path: of a file or folder of the toolkit's own, the folder that it is in."""
    ours = next((number for number, part in enumerate(path.parts) if part.startswith(STAGE)), None)
    if ours is not None:
        return Path(*path.parts[:ours])
    return path.parent if path.name.startswith(".") else path


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    Raises:
        MisuseError: no right to write there, a full disk, or the file is open in another program.
    """
    with replacing(path) as new:
        new.write_bytes(data)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a place to write a file at; when the block ends, it is moved to where it belongs.

    Raises:
        MisuseError: as :func:`replace_file`.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists():
            must_be_closed(path)
        if not path.parent.is_dir():  # asking takes the twentieth part of being refused
            path.parent.mkdir(parents=True, exist_ok=True)
        yield new
        new.replace(path)
    except OSError as error:
        raise MisuseError(cannot_write(known_place(path), error)) from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
