"""Files dropped on the page: streamed into the inbox, each there whole or not at all.

They are received from there like any mail, so that nothing depends on the page going on.
"""

from __future__ import annotations

import filecmp
import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock

from starlette.concurrency import run_in_threadpool

from toolkit.collection.files import name_as_given, part_name
from toolkit.collection.folder import ISSUED, PUBLISHED
from toolkit.desk.protection import RefusedError
from toolkit.messages import cannot_write, say

LARGEST = 512 * 1024 * 1024
"""Bytes of one file; whole archives come too."""
LEFT_FREE = 512 * 1024 * 1024
"""Bytes that stay free on the disk."""
DEEPEST, STALE = 12, 24 * 3600.0
PLACES = ("inbox", "prior", "history", ISSUED, PUBLISHED)
"""Folders of a collection that files may be put into."""
BATCHED = ("inbox", PUBLISHED)
"""Those in which files dropped together lie in a folder of their own."""
PARTS = ".upload-"
"""Start of the name of a file that is not there whole yet; it lies beside the inbox, not in it."""


class Uploads:
    """Takes files into a collection's folder.

    Those dropped between two collects lie in one folder of the inbox, named by the time; so do published
    reports dropped between two comparisons, those of a unit by themselves.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._batches: dict[tuple[str, str], Path] = {}
        self._lock = Lock()
        self._forget_parts()

    def begin_anew(self, place: str, unit: str = "") -> Path | None:
        """Let the next files go into another folder; return the one of those before, if there were any."""
        with self._lock:
            return self._batches.pop((place, unit), None)

    async def take(
        self, chunks: AsyncIterator[bytes], place: str, path: str, modified: float | None, unit: str = ""
    ) -> Path:
        """Take one file in; under the name it had, in the folders it lay in.

        Args:
            place: one of :data:`PLACES`.
            modified: when it was changed last, in seconds.
            unit: whose it is, where it was dropped on a unit.

        Raises:
            RefusedError: it has no name, is too large, or cannot be written.
        """
        names = [name_as_given(part) for part in path.replace("\\", "/").split("/")]
        names = [name for name in names if name][-DEEPEST:]
        if not names:
            raise RefusedError(HTTPStatus.BAD_REQUEST, say("desk.refused.no_name"))
        part = await self._received(chunks, LARGEST)
        try:
            if modified is not None:
                with suppress(OSError, OverflowError, ValueError):
                    os.utime(part, (modified, modified))
            return await run_in_threadpool(self._put, part, place, names, unit)
        finally:
            part.unlink(missing_ok=True)

    async def received(self, chunks: AsyncIterator[bytes], most: int) -> bytes:
        """One file as bytes, for what is looked at before it is kept.

        Raises:
            RefusedError: it is larger than that.
        """
        part = await self._received(chunks, most)
        try:
            return await run_in_threadpool(part.read_bytes)
        finally:
            part.unlink(missing_ok=True)

    async def _received(self, chunks: AsyncIterator[bytes], most: int) -> Path:
        part = self.folder / f"{PARTS}{secrets.token_hex(8)}"
        size, whole = 0, False
        try:
            with part.open("xb") as stream:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > most:
                        text = say("desk.refused.large_file", megabytes=most // 1024**2)
                        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)
                    if shutil.disk_usage(self.folder).free < LEFT_FREE:
                        raise RefusedError(HTTPStatus.INSUFFICIENT_STORAGE, say("desk.refused.disk"))
                    await run_in_threadpool(stream.write, chunk)
            whole = True
        except OSError as error:
            text = cannot_write(self.folder, error)
            raise RefusedError(HTTPStatus.INSUFFICIENT_STORAGE, text) from error
        finally:
            if not whole:
                part.unlink(missing_ok=True)
        return part

    def _put(self, part: Path, place: str, names: list[str], unit: str) -> Path:
        """Give a file its place; another of the same name beside it gets a number."""
        with self._lock:
            home = self._batch(place, unit) if place in BATCHED else self.folder / place
            target = home.joinpath(*names)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                free, number = target, 1
                while free.exists():
                    if filecmp.cmp(part, free, shallow=False):
                        return free  # dropped twice
                    number += 1
                    free = target.with_name(f"{target.stem} ({number}){target.suffix}")
                return part.replace(free)
            except OSError as error:
                text = cannot_write(target.name, error)
                raise RefusedError(HTTPStatus.INSUFFICIENT_STORAGE, text) from error

    def _batch(self, place: str, unit: str) -> Path:
        if (place, unit) not in self._batches:
            name = say("desk.batch", at=f"{datetime.now():%Y-%m-%d %H%M%S}")
            self._batches[place, unit] = self.folder / place / (f"{name} {part_name(unit)}" if unit else name)
        return self._batches[place, unit]

    def _forget_parts(self) -> None:
        """Remove what was cut off long ago; whoever sent it has the whole file."""
        for part in self.folder.glob(f"{PARTS}*"):
            with suppress(OSError):
                if part.stat().st_mtime < time.time() - STALE:
                    part.unlink()
