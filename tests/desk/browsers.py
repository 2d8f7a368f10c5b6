"""The page as a browser sees it, without a socket."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from starlette.testclient import TestClient

from toolkit.desk.application import application
from toolkit.desk.protection import FIELD, Access

PORT = 8123


class Browser:
    """A browser that opened the address; ``ended`` counts how often the page was ended."""

    def __init__(self, folder: Path, *, opened: bool = True) -> None:
        self.access, self.ended = Access(PORT), 0
        self.app = application(folder, self.access, self._end)
        self.client = TestClient(self.app, base_url=self.access.origin, follow_redirects=False)
        if opened:
            assert self.client.get(f"/?token={self.access.token}").status_code == 200

    def _end(self) -> None:
        self.ended += 1

    def text(self, path: str, status: int = 200) -> str:
        """A page, as its reader sees special characters."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    @property
    def form_token(self) -> str:
        found = re.search(rf'name="{FIELD}" value="([^"]+)"', self.client.get("/").text)
        assert found
        return found[1]

    @property
    def from_page(self) -> dict[str, str]:
        """Headers of a change made on the page."""
        return {"origin": self.access.origin}
