"""Files that hold other files: zip archives and mails. Nothing is unpacked to disk.

A container gives its members one after another, within a budget that all containers within one source
share, and notes what it could not give. One that did not give everything waits for a person.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from toolkit.collection.ledger.records import Arrival, Kind
from toolkit.collection.receiving import labels
from toolkit.collection.receiving.sorting import is_litter, is_spreadsheet, ledger_kind
from toolkit.messages.code_types import Code
from toolkit.workbook.scanning.kinds import container_kind
from toolkit.workbook.scanning.scanned import MAX_FILE

MAX_DEPTH = 12
"""Containers within containers that are opened; the budget is what bounds the work."""
MAX_MEMBERS = 20_000
MAX_BYTES = 2_000_000_000
"""Bytes that one received file may unpack to, all members of all layers together."""
MAX_DOUBTFUL = 20
"""Members of one container that are no workbook and yet a case for a person, each by itself."""

Reason: TypeAlias = Literal[
    "password", "damaged", "method", "too_large", "too_many", "taken_apart", "doubtful", "nothing",
    "elsewhere", "sealed",
]  # fmt: skip
"""Why a member could not be had: see the sentences ``collect.archive.…``."""

_ENCRYPTED = 0x1
REFUSALS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A member that could not be taken out, and why; the whole container where ``member`` is empty."""

    reason: Reason
    member: str = ""


@dataclass
class Budget:
    """What may still be taken out of one received file."""

    members: int = MAX_MEMBERS
    bytes: int = MAX_BYTES

    def take(self, size: int) -> bool:
        """Count one more member; false when there is no room for it."""
        if self.members < 1 or self.bytes < size:
            return False
        self.members -= 1
        self.bytes -= size
        return True


class Container(ABC):
    """Members of a received file, within bounds.

    Attributes:
        word: code of the sentence part that says what it is.
        without_workbook: what it is to the ledger when there is no workbook in it.
        troubles: what could not be given; complete once :meth:`members` is exhausted.
    """

    word: ClassVar[Code]
    without_workbook: ClassVar[Kind] = "attachment"

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.troubles: list[Trouble] = []

    @abstractmethod
    def _members(self, name: str, budget: Budget) -> Iterator[Arrival]:
        """Every file in it, as it comes."""

    def members(self, name: str, budget: Budget | None = None) -> Iterator[Arrival]:
        """Every file in it, sorted; the container's own name goes before theirs as a folder would.

        One that is a container itself is given as an ``archive``, to be opened.

        Junk is summed up: beyond :data:`MAX_DOUBTFUL` members that a person would have to look at one
        by one, they are kept as attachments and the container is the case.
        """
        doubtful = 0
        for arrival in self._members(name, budget or Budget()):
            if container_kind(arrival.content, arrival.name):
                yield replace(arrival, kind="archive")
                continue
            kind: Kind = ledger_kind(arrival.name, arrival.content)
            if kind == "workbook" and not is_spreadsheet(arrival.content):
                doubtful += 1
                if doubtful > MAX_DOUBTFUL:
                    self.troubles.append(Trouble("doubtful", arrival.name.removeprefix(f"{name}/")))
                    kind = "attachment"
            yield replace(arrival, kind=kind)


class Archive(Container):
    """A zip archive of files."""

    word = "word.archive"
    without_workbook = "archive"

    def _members(self, name: str, budget: Budget) -> Iterator[Arrival]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            members = [(labels.of_member(info), info) for info in sorted(infos, key=lambda i: i.date_time)]
            apart = taken_apart([label for label, _ in members])
            self.troubles += [Trouble("taken_apart", folder or name.rpartition("/")[2]) for folder in apart]
            given = bool(apart)
            for label, info in members:
                if any(not folder or label.startswith(f"{folder}/") for folder in apart):
                    continue
                content = self._content(archive, info, budget)
                litter = is_litter(label.split("/"))
                if litter and not (isinstance(content, bytes) and is_spreadsheet(content)):
                    continue
                given = True
                if isinstance(content, bytes):
                    yield Arrival(f"{name}/{label}", content, modified_at=_time(info))
                else:
                    self.troubles.append(Trouble(content, label))
            if not given:
                self.troubles.append(Trouble("nothing"))

    def _content(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes | Reason:
        if info.flag_bits & _ENCRYPTED:
            return "password"
        if info.file_size > MAX_FILE:
            return "too_large"
        if not budget.take(info.file_size):
            return "too_many"
        try:
            with archive.open(info) as member:
                content = member.read(MAX_FILE + 1)
        except NotImplementedError:
            return "method"
        except REFUSALS:
            return "damaged"
        return content if len(content) <= MAX_FILE else "too_large"


def container_of(name: str, content: bytes) -> Container | None:
    """The container that a received file is; ``None`` if it is none that is opened."""
    kind = container_kind(content, name)
    if kind in ("", "zip"):
        return Archive(content) if kind else None
    from toolkit.collection.receiving import mails  # noqa: PLC0415  (knows this module; seldom needed)

    if kind == "msg":
        return mails.OutlookMessage(content)
    return mails.Mailbox(content) if kind == "mbox" else mails.Mail(content)


def taken_apart(names: list[str]) -> list[str]:
    """Folders in which the parts of one workbook lie, ``""`` for the top.

    Such a workbook is asked for again and not put together: what the ledger keeps is what somebody sent.
    """
    lower = {name.lower(): name for name in names}
    with_sheets = {
        low[: low.find("/xl/")] if "/xl/" in low else ""
        for low in lower
        if low.startswith("xl/") or "/xl/" in low
    }
    found = []
    for low, name in lower.items():
        folder, start = name.rpartition("/")[0], low[: low.rfind("/") + 1]
        if (low == f"{start}[content_types].xml" and start[:-1] in with_sheets) or (
            low == f"{start}mimetype"
            and f"{start}content.xml" in lower
            and f"{start}meta-inf/manifest.xml" in lower
        ):
            found.append(folder)
    return found


def _time(info: zipfile.ZipInfo) -> str:
    try:
        return datetime(*info.date_time).isoformat(timespec="seconds")
    except ValueError:
        return ""
