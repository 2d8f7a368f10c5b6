"""What came in: files, folders, zip archives and mails, whatever their names, one after another.

What cannot or must not be opened (links, devices, files without permission, files still in the cloud) is
named with its reason and stays where it lies; the others go on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from toolkit.collection.folder import OWN
from toolkit.collection.ledger.records import Arrival, Kind
from toolkit.collection.receiving import labels
from toolkit.collection.receiving.containers import MAX_DEPTH, Budget, container_of, taken_apart
from toolkit.collection.receiving.sorting import is_litter, is_spreadsheet, ledger_kind
from toolkit.errors import MisuseError
from toolkit.messages import say, system_words
from toolkit.messages.code_types import Code
from toolkit.workbook.scanning.scanned import MAX_FILE

_IN_THE_CLOUD = 0x1000 | 0x40000 | 0x400000
"""Windows: offline, recall on open, recall on data access; reading would start a download, or fail."""
_LOOKED_AT = 1_000
"""Files of a hidden folder that are looked at, to tell whether workbooks lie there."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk and the name it is to be known by.

    Attributes:
        refusal: why it is not opened, as a sentence; empty for a file to be taken in.
    """

    path: Path
    name: str
    refusal: str = ""


def sources(paths: Iterable[Path], inbox: Path) -> list[Source]:
    """The files of the inbox and of the given paths, oldest first.

    Left out are the litter of office programs and, where a given folder holds the collection itself, what
    the collection wrote: a blank workbook in the outbox is nobody's answer. A path that leads right into
    those is meant, and taken; so is any single file that is given by its path.

    Raises:
        MisuseError: a path is not there, or is neither file nor folder.
    """
    found: dict[Path, Source] = {}
    home = inbox.parent.resolve()
    for root in (inbox, *paths):
        if not root.exists() and root != inbox:
            raise MisuseError(say("misuse.no_file", path=root))
        own = [home / name for name in OWN] if home.is_relative_to(root.resolve()) else []
        below = list(sources_below(root) if root.is_dir() else _given(root))
        if not below and root != inbox:
            below = [_refused(root, Path(root.resolve().name), "collect.empty_folder")]
        for source in below:
            path = source.path
            place = path.parent.resolve() / path.name if source.refusal else path.resolve()
            if not any(map(place.is_relative_to, own)):
                found.setdefault(place, source)
    return sorted(found.values(), key=lambda source: (_modified(source.path), source.name))


def _given(file: Path) -> Iterator[Source]:
    if file.exists():
        if not file.is_file():
            raise MisuseError(say("misuse.not_a_file", path=file))
        yield Source(file, labels.of_file(Path(file.name)))


def sources_below(root: Path) -> Iterator[Source]:
    """The files of a folder and of the folders in it; links are named and not followed."""
    unreadable: list[OSError] = []
    for place, folders, files in os.walk(root, onerror=unreadable.append):
        folder = Path(place)
        relative = [str((folder / name).relative_to(root)) for name in files]
        if _apart(folder, files):
            yield _refused(folder, folder.relative_to(root.parent), "collect.taken_apart")
            folders.clear()
            continue
        yield from _not_entered(root, folder, folders)
        for name in sorted(relative):
            source = _looked_at(root, Path(name))
            if source is not None:
                yield source
    for error in unreadable:
        where = Path(error.filename or root)
        yield _refused(where, Path(where.name), "collect.no_access", reason=system_words(error))


def _apart(folder: Path, files: list[str]) -> bool:
    """Whether a folder holds the parts of one workbook."""
    if not {name.lower() for name in files} & {"[content_types].xml", "mimetype"}:
        return False
    return "" in taken_apart([path.relative_to(folder).as_posix() for path in folder.rglob("*")])


def _not_entered(root: Path, folder: Path, folders: list[str]) -> Iterator[Source]:
    """Take folders that are links or hidden off the list, naming those that may hold something."""
    for name in tuple(folders):
        path = folder / name
        if path.is_symlink():
            folders.remove(name)
            yield _refused(path, path.relative_to(root), "collect.link")
        elif is_litter([name]):
            folders.remove(name)
            if _holds_workbooks(path):
                yield _refused(path, path.relative_to(root), "collect.hidden_folder")


def _holds_workbooks(folder: Path) -> bool:
    seen = 0
    for place, _, files in os.walk(folder):
        for name in files:
            seen += 1
            if seen > _LOOKED_AT:
                return False
            if _spreadsheet_at(Path(place) / name):
                return True
    return False


def _spreadsheet_at(file: Path) -> bool:
    try:
        state = file.lstat()
        if not stat.S_ISREG(state.st_mode) or state.st_size > MAX_FILE or not state.st_size:
            return False
        with file.open("rb") as stream:
            head = stream.read(4)
            return head in (b"PK\3\4", b"\xd0\xcf\x11\xe0") and is_spreadsheet(head + stream.read())
    except OSError:
        return False


def _looked_at(root: Path, name: Path) -> Source | None:
    """A file to be taken in, or refused with a reason; ``None`` for the litter of programs."""
    path = root / name
    try:
        state = path.lstat()
    except OSError as error:  # gone since the folder was listed, or no permission to ask
        return _refused(path, name, "collect.no_access", reason=system_words(error))
    litter = is_litter(name.parts[-1:])
    if stat.S_ISLNK(state.st_mode):
        return None if litter else _refused(path, name, "collect.link")
    if not stat.S_ISREG(state.st_mode):
        return _refused(path, name, "collect.no_file")
    if litter and not _spreadsheet_at(path):
        return None
    return Source(path, labels.of_file(name))


def _refused(path: Path, name: Path, code: Code, **details: object) -> Source:
    label = labels.of_file(name)
    return Source(path, label, say(code, file=label, **details))


def _modified(path: Path) -> int:
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return 0


def arrivals(source: Source) -> Iterator[Arrival]:
    """The file itself, or the members of the container it is and then the container.

    Raises:
        MisuseError: it is not taken in, and stays where it lies; the sentence says why.
    """
    if source.refusal:
        raise MisuseError(source.refusal)
    try:
        state = source.path.stat()
        if getattr(state, "st_file_attributes", 0) & _IN_THE_CLOUD:
            raise MisuseError(say("collect.in_the_cloud", file=source.name))
        if state.st_size > MAX_FILE:
            limit = MAX_FILE // 1_000_000
            raise MisuseError(say("collect.too_large", file=source.path, size=state.st_size, limit=limit))
        content = source.path.read_bytes()
    except OSError as error:
        raise MisuseError(say("collect.no_access", file=source.name, reason=system_words(error))) from error
    modified = datetime.fromtimestamp(state.st_mtime, UTC).isoformat(timespec="seconds")
    yield from _opened(Arrival(source.name, content, modified_at=modified), MAX_DEPTH, Budget())


def _opened(arrival: Arrival, depth: int, budget: Budget) -> Iterator[Arrival]:
    container = container_of(arrival.name, arrival.content)
    if container is None:
        yield replace(arrival, kind=ledger_kind(arrival.name, arrival.content))
    elif not depth:
        yield replace(arrival, kind="workbook")  # so that a person hears of it
    else:
        held: set[Kind] = set()
        for member in container.members(arrival.name, budget):
            inner = _opened(member, depth - 1, budget) if member.kind == "archive" else [member]
            for one in inner:
                held.add(one.kind)
                yield one
        # A container that did not give up everything waits for a person, as a workbook nobody can read.
        whole: Kind = "archive" if held - {"attachment"} else container.without_workbook
        yield replace(arrival, kind="workbook" if container.troubles else whole)
