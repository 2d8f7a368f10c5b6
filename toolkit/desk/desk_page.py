"""What the routes of the page share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from starlette.exceptions import HTTPException

from toolkit.collection.folder import CONFIG
from toolkit.desk.downloads import Downloads
from toolkit.desk.present_state import PresentState
from toolkit.desk.protection import Access
from toolkit.desk.runs import Runs
from toolkit.desk.uploads import Uploads
from toolkit.errors import ToolkitError
from toolkit.messages import say


class NothingOpenError(Exception):
    """The page has no collection yet."""


@dataclass
class OpenCollection:
    """The collection that the page shows."""

    state: PresentState
    downloads: Downloads
    uploads: Uploads

    @property
    def folder(self) -> Path:
        return self.state.folder

    @classmethod
    def at(cls, folder: Path, runs: Runs) -> OpenCollection:
        state = PresentState(folder, lambda: runs.at_work is not None)
        return cls(state, Downloads(folder), Uploads(folder))


@dataclass
class DeskPage:
    """What the routes share.

    Attributes:
        home: the folder in which collections lie, for choosing one and for new ones.
        quit: called when somebody ends the page.
    """

    home: Path
    access: Access
    runs: Runs
    quit: Callable[[], None]
    _open: OpenCollection | None = field(default=None)

    @classmethod
    def of(cls, folder: Path, access: Access, runs: Runs, quit_page: Callable[[], None]) -> DeskPage:
        """The page of a collection, or of the folder in which collections lie."""
        if (folder / CONFIG).is_file():
            return cls(folder.parent, access, runs, quit_page, OpenCollection.at(folder, runs))
        return cls(folder, access, runs, quit_page)

    @property
    def here(self) -> OpenCollection:
        """The open collection.

        Raises:
            NothingOpenError: none was chosen yet.
        """
        if self._open is None:
            raise NothingOpenError
        return self._open

    def open(self, folder: Path) -> None:
        self._open = OpenCollection.at(folder, self.runs)

    @property
    def opened(self) -> bool:
        """Whether a collection is open, whatever it is like."""
        return self._open is not None

    def title(self) -> str:
        """Whose collection of which year it is; empty where there is none, or it cannot be read."""
        try:
            collection = self.here.state.settings()
        except (ToolkitError, NothingOpenError):
            return ""
        return say("desk.office", city=collection.city, year=collection.year, title=collection.form.title)


def missing() -> HTTPException:
    """What is asked for is not there."""
    return HTTPException(HTTPStatus.NOT_FOUND)
