"""Which collections there are, and what of this year has not been looked at yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.collection.folder import CollectionFolder, collection_folders
from toolkit.collection.receiving.sources import sources_below
from toolkit.collection.standing import Snapshot
from toolkit.errors import ToolkitError

MOST = 200
"""Collections that are looked into."""


@dataclass(frozen=True)
class KnownCollection:
    """A collection in the folder of the page.

    Attributes:
        wrong: why it cannot be opened; empty where it can.
    """

    folder: Path
    name: str
    city: str = ""
    year: int = 0
    wrong: str = ""


def collections_in(home: Path) -> list[KnownCollection]:
    """The collections that lie in a folder, the last year first."""
    found = list(_found(home))
    return sorted(found, key=lambda one: (-one.year, one.name))


def _found(home: Path) -> Iterator[KnownCollection]:
    for folder in collection_folders(home)[:MOST]:
        if folder.name.startswith("."):
            continue
        try:
            opened = CollectionFolder.open(folder)
        except ToolkitError as error:
            yield KnownCollection(folder, folder.name, wrong=str(error))
        else:
            yield KnownCollection(folder, folder.name, opened.city, opened.year)


def given_files(folder: Path) -> list[Path]:
    """Files that somebody put into a folder, the last first."""
    files = [file for file in folder.glob("*") if file.is_file() and not file.name.startswith((".", "~"))]
    return sorted(files, key=lambda file: -file.stat().st_mtime)


def waiting_in(stock: Snapshot) -> int:
    """How many files lie in the inbox under names that were not received yet; the ledger must be open."""
    names = {name for _, name in stock.ledger.names()}
    inbox = stock.collection.folder / "inbox"
    return sum(not one.refusal and one.name not in names for one in sources_below(inbox))
