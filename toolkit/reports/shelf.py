"""A folder of reports: all of a run is put in place at once, and what people changed since is kept.

Offices work in the documents they are given, and run the same command again after every correction. So a
file that is no longer what was written goes into a folder of old drafts before a new one takes its place.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from toolkit.collection.files import replace_file
from toolkit.errors import MisuseError
from toolkit.messages import say

REGISTER = ".written.json"
"""Path of every file that was written here → digest of what was written."""


class Shelf:
    """A folder whose files are written together.

    Attributes:
        kept: drafts of people that were put aside by this run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: list[Path] = []

    def edited(self, name: str) -> Path | None:
        """A file here that is not what was written, if there is one."""
        file = self.folder / name
        return file if file.is_file() and self._register().get(name) != _digest(file) else None

    @contextmanager
    def writing(self, *, whole: Sequence[str] = ()) -> Iterator[Path]:
        """A folder to write into; its files take their places when the block ends, or none of them does.

        Args:
            whole: folders below that are written as a whole: what an earlier run wrote there and this one
                does not, goes away.

        Raises:
            MisuseError: no right to write here, or a file that is to be replaced is open elsewhere.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            stage = Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder))
        except OSError as error:
            raise MisuseError(say("misuse.cannot_write", path=self.folder)) from error
        try:
            yield stage
            self._place(stage, whole)
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def _place(self, stage: Path, whole: Sequence[str]) -> None:
        register = self._register()
        names = [file.relative_to(stage).as_posix() for file in sorted(stage.rglob("*")) if file.is_file()]
        gone = [name for name in register if Path(name).parts[0] in whole and name not in names]
        for name in (*names, *gone):
            _must_be_free(self.folder / name)
        for name in (*names, *gone):
            if self.edited(name):
                self.kept.append(self._put_aside(self.folder / name))
        for name in names:
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            register[name] = _digest(stage / name)
            _move(stage / name, target)
        for name in gone:
            with suppress(OSError):
                (self.folder / name).unlink(missing_ok=True)
            del register[name]
        replace_file(self.folder / REGISTER, json.dumps(register, ensure_ascii=False, indent=1).encode())

    def _put_aside(self, file: Path) -> Path:
        changed = datetime.fromtimestamp(file.stat().st_mtime)
        target = self.folder / say("shelf.drafts") / f"{file.stem}-{changed:%Y%m%d-%H%M%S}{file.suffix}"
        target.parent.mkdir(exist_ok=True)
        _move(file, target)
        return target

    def _register(self) -> dict[str, str]:
        try:
            found = json.loads((self.folder / REGISTER).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _must_be_free(file: Path) -> None:
    """Refuse before anything has been replaced."""
    if not file.exists():
        return
    try:
        with file.open("r+b"):
            pass
    except OSError as error:
        raise MisuseError(say("misuse.cannot_write", path=file)) from error


def _move(file: Path, target: Path) -> None:
    try:
        file.replace(target)
    except OSError as error:
        raise MisuseError(say("misuse.cannot_write", path=target)) from error
