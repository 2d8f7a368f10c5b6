"""Files that a page offers: received ones by number, written ones by a key that only this page gives out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from toolkit.collection.deciding import whole_post
from toolkit.collection.files import safe_name
from toolkit.collection.standing import Snapshot, Standing


@dataclass(frozen=True)
class Offered:
    """A file on a page.

    Attributes:
        key: by which it is asked for.
        place: its folder below the listed one, empty for none.
    """

    key: str
    name: str
    place: str
    size: int


class Downloads:
    """Files of the collection's folder that were listed; no other is served, whatever is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._secret = secrets.token_bytes(32)
        self._known: dict[str, Path] = {}
        self._lock = Lock()

    def offer(self, files: Iterable[Path], below: Path) -> list[Offered]:
        """List files, with a key for each."""
        return [self._offered(file, below) for file in files if file.is_file()]

    def below(self, folder: Path) -> list[Offered]:
        """List what is in a folder and those in it, without what programs hide there."""
        files = (file for file in sorted(folder.rglob("*")) if file.is_file())
        return self.offer((f for f in files if not _hidden(f.relative_to(folder))), folder)

    def _offered(self, file: Path, below: Path) -> Offered:
        key = hmac.new(self._secret, str(file).encode(errors="replace"), hashlib.sha256).hexdigest()[:32]
        with self._lock:
            self._known[key] = file
        place = file.relative_to(below).parent.as_posix()
        return Offered(key, file.name, "" if place == "." else place, file.stat().st_size)

    def answer(self, key: str) -> Response | None:
        """The file of a key; ``None`` where none was given out, or it is gone or leads out of the folder."""
        with self._lock:
            file = self._known.get(key)
        if file is None or not file.is_file():
            return None
        if not file.resolve().is_relative_to(self.folder.resolve()):
            return None
        return FileResponse(file, media_type="application/octet-stream", headers=_saved_as(file.name))


def received(stock: Snapshot, number: int) -> Response | None:
    """A received file as it came; ``None`` where no file has that number.

    Raises:
        MisuseError: its content in the ledger is damaged.
    """
    file = next((one for one in whole_post(stock.ledger) if one.number == number), None)
    if file is None:
        return None
    name = f"{number}-{safe_name(file.name.rpartition('/')[2])}"
    content = stock.ledger.content(file.sha256)
    return Response(content, media_type="application/octet-stream", headers=_saved_as(name))


def published(stock: Snapshot, standing: Standing) -> Response | None:
    """A unit's published report as it was compared last; ``None`` without one.

    Raises:
        MisuseError: its content in the ledger is damaged.
    """
    one = standing.published
    if one is None:
        return None
    name = f"{standing.unit.code}-{safe_name(one.name.rpartition('/')[2])}"
    content = stock.ledger.content(one.sha256)
    return Response(content, media_type="application/octet-stream", headers=_saved_as(name))


def _saved_as(name: str) -> dict[str, str]:
    """The header that makes a browser save a file instead of showing it."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(safe_name(name), safe='')}"}


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~")) for part in path.parts)
