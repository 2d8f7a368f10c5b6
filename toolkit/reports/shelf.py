"""A folder of reports: files of a run are replaced together, and files changed by hand are kept.

Offices edit the documents and run the same command again after every correction. So a file that differs
from what was written is moved into a folder of old drafts before it is replaced.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from toolkit.collection.files import STAGE, digest, known_place, replace_file
from toolkit.errors import MisuseError
from toolkit.messages import cannot_write, say
from toolkit.workbook.open_files import must_be_closed

REGISTER = ".written.json"
"""Path of every file written here → digests of its last two versions."""
_DAY = 24 * 3600


class Shelf:
    """A folder whose files are written together.

    Args:
        note: told the path and sha256 of every file before any is put in its place.

    Attributes:
        kept: drafts changed by hand that this run moved aside.
    """

    def __init__(self, folder: Path, note: Callable[[Mapping[str, str]], None] | None = None) -> None:
        self.folder, self.note = folder, note
        self.kept: list[Path] = []

    def edited(self, names: Iterable[str]) -> list[Path]:
        """Return the files here that differ from what was written."""
        register = self._register()
        there = ((name, self.folder / name) for name in names)
        return [file for name, file in there if file.is_file() and digest(file) not in register.get(name, ())]

    @contextmanager
    def writing(self, *, whole: Sequence[str] = ()) -> Iterator[Path]:
        """Yield a folder to write into; when the block ends, all of its files are moved into place, or none.

        Args:
            whole: subfolders written as a whole: files of an earlier run that this run does not write are
                removed.

        Raises:
            MisuseError: no permission to write here, or a file to be replaced is open in another program.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._tidy()
            stage = Path(tempfile.mkdtemp(prefix=STAGE, dir=self.folder))
        except OSError as error:
            raise MisuseError(cannot_write(self.folder, error)) from error
        try:
            yield stage
            self._place(stage, whole)
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def _tidy(self) -> None:
        """Remove temporary folders of killed runs after a day; a run may still use newer ones."""
        for left in self.folder.glob(f"{STAGE}*"):
            if time.time() - left.stat().st_mtime > _DAY:
                shutil.rmtree(left, ignore_errors=True)

    def _place(self, stage: Path, whole: Sequence[str]) -> None:
        register = self._register()
        names = [file.relative_to(stage).as_posix() for file in sorted(stage.rglob("*")) if file.is_file()]
        gone = [name for name in register if name.split("/")[0] in whole and name not in names]
        for name in (*names, *gone):
            must_be_free(self.folder / name)
        self.kept += [put_aside(file, self.folder) for file in self.edited((*names, *gone))]
        # Recorded before they are moved, so that a killed run leaves no unrecorded file.
        for name in names:
            register[name] = [*register.get(name, ())[-1:], digest(stage / name)]
        self._keep(register)
        if self.note is not None:
            self.note({(self.folder / name).as_posix(): register[name][-1] for name in names})
        for name in names:
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            _move(stage / name, target)
        for name in gone:
            with suppress(OSError):
                (self.folder / name).unlink(missing_ok=True)
            del register[name]
        if gone:
            self._keep(register)

    def _keep(self, register: dict[str, list[str]]) -> None:
        replace_file(self.folder / REGISTER, json.dumps(register, ensure_ascii=False, indent=1).encode())

    def _register(self) -> dict[str, list[str]]:
        try:
            found = json.loads((self.folder / REGISTER).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: list(map(str, digests)) for name, digests in found.items() if isinstance(digests, list)}


def put_aside(file: Path, folder: Path, name: str = "") -> Path:
    """Move a draft into the folder of old drafts, under an unused name.

    Args:
        name: by which people know it, where it is not the file's own.

    Raises:
        MisuseError: it is open in another program, or there is no permission to move it.
    """
    changed = datetime.fromtimestamp(file.stat().st_mtime)
    known = file.with_name(name or file.name)
    home = (folder / say("shelf.drafts") / known.relative_to(folder)).parent
    names = (f"-{number}" if number > 1 else "" for number in count(1))
    stem = f"{known.stem}-{changed:%Y%m%d-%H%M%S}"
    target = next(free for mark in names if not (free := home / f"{stem}{mark}{known.suffix}").exists())
    home.mkdir(parents=True, exist_ok=True)
    _move(file, target)
    return target


def must_be_free(file: Path) -> None:
    """Check that a file can be replaced, before anything is.

    Raises:
        MisuseError: the file exists and cannot be written, or is open in an office program.
    """
    if not file.exists():
        return
    must_be_closed(file)
    try:
        with file.open("r+b"):
            pass
    except OSError as error:
        raise MisuseError(cannot_write(known_place(file), error)) from error


def _move(file: Path, target: Path) -> None:
    try:
        file.replace(target)
    except OSError as error:
        raise MisuseError(cannot_write(known_place(target), error)) from error
