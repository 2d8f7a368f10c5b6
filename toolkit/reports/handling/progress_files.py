"""报送进度.xlsx and its copies in the folder of reports: read, and replaced so that nothing typed is lost.

A person may save the workbook while a run is going on, or have it open. So the file that is there is first
moved aside and compared with what was read; the new one is put only into an empty place; and what a person
saved is kept among the old drafts. A run that is killed in between leaves the file that was moved aside;
the next run reads it.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import MisuseError
from toolkit.messages import cannot_write, say, system_words
from toolkit.reports.shelf import put_aside
from toolkit.workbook.open_files import must_be_closed, open_elsewhere

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"})
"""Names under which programs save a copy."""
_ASIDE = ".before-"
_NO_LINKS = frozenset(
    {errno.EPERM, errno.EACCES, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV}
)
"""What file systems without hard links answer, those of network folders among them."""


@dataclass(frozen=True)
class ProgressFile:
    """A workbook that may hold what somebody typed.

    Attributes:
        path: where it is; data: what was read of it.
        refusal: why it could not be read, as a sentence; empty for one that was.
    """

    path: Path
    data: bytes = b""
    refusal: str = ""

    @property
    def name(self) -> str:
        """As people know it, also of a file that a killed run had moved aside."""
        return self.path.name.partition("=")[2] if self.path.name.startswith(_ASIDE) else self.path.name

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_copy(self) -> bool:
        """Whether it is neither the workbook itself nor one that was moved aside."""
        return self.name != say("progress.file")


def progress_files(folder: Path) -> Iterator[ProgressFile]:
    """Yield the workbook and every copy of it that lies in the folder of reports."""
    stem = Path(say("progress.file")).stem
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:  # no reports yet
        return
    for name in sorted(names, key=lambda one: (not one.startswith(_ASIDE), one != say("progress.file"), one)):
        path = folder / name
        moved = name.startswith(_ASIDE) and "=" in name
        copy = stem in path.stem and path.suffix.lower() in SUFFIXES and not name.startswith((".", "~"))
        if (moved or copy) and path.is_file():
            try:
                yield ProgressFile(path, path.read_bytes())
            except FileNotFoundError:
                continue  # moved by another run in this moment
            except OSError as error:
                yield ProgressFile(path, refusal=system_words(error))


def replaced(file: Path, data: bytes, seen: Sequence[ProgressFile], own: Callable[[str], bool]) -> bool:
    """Put a new workbook in place of those that were read.

    Args:
        seen: what was read, of :func:`progress_files`.
        own: whether a file of that sha256 is as the toolkit wrote it, so that it need not be kept.

    Returns:
        False if somebody saved the workbook after it was read: what is there now has to be read, too.

    Raises:
        MisuseError: it cannot be written, or is open in another program.
    """
    must_be_closed(file)
    new = file.with_name(f".{file.name}.{os.getpid()}")
    known = {one.sha256 for one in seen if one.data}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(data)
        aside = _moved_aside(file)
        if not _exchanged(file, new, aside, known):
            return False
        moved = [ProgressFile(aside, aside.read_bytes())] if aside is not None else []
    except OSError as error:
        raise MisuseError(cannot_write(file, error)) from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
    for one in (*moved, *(one for one in seen if one.path != file)):
        _keep(one, file.parent, own)
    return True


def _exchanged(file: Path, new: Path, aside: Path | None, known: Collection[str]) -> bool:
    """Put the new workbook into the empty place, if the one moved aside was read; else put that one back."""
    done = False
    try:
        if aside is None or ProgressFile(aside, aside.read_bytes()).sha256 in known:
            done = _put_new(new, file)
    finally:
        if not done and aside is not None and _put_new(aside, file):
            with suppress(OSError):
                aside.unlink()
    return done


def _moved_aside(file: Path) -> Path | None:
    """Take the present workbook out of its place, under a name that the next run would find."""
    aside = file.with_name(f"{_ASIDE}{os.getpid()}-{os.urandom(4).hex()}={file.name}")
    try:
        file.rename(aside)
    except FileNotFoundError:
        return None
    return aside


def _put_new(new: Path, file: Path) -> bool:
    """Put a file into an empty place; False if it is taken."""
    if os.name == "nt":  # where renaming replaces nothing
        try:
            new.rename(file)
        except FileExistsError:
            return False
        return True
    try:
        os.link(new, file)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
    else:
        return True
    try:
        stream = file.open("xb")
    except FileExistsError:
        return False
    try:
        with stream:
            stream.write(new.read_bytes())
    except OSError:  # half of it is worse than nothing
        file.unlink()
        raise
    return True


def _keep(one: ProgressFile, folder: Path, own: Callable[[str], bool]) -> None:
    """Put a workbook that was read among the old drafts; one as we wrote it need not be kept."""
    if (one.refusal and one.is_copy) or open_elsewhere(one.path):
        return
    with suppress(OSError, MisuseError):  # it stays, and is read again
        if one.path.read_bytes() != one.data:
            return
        if own(one.sha256):
            one.path.unlink()
            return
        put_aside(one.path, folder, one.name)
