"""The page as a browser sees it, without a socket."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from httpx2 import Response
from starlette.testclient import TestClient

from toolkit.desk.application import HEADER, application
from toolkit.desk.protection import FIELD, Access
from toolkit.desk.runs import Runs

PORT = 8123


class KeptWorker:
    """The process behind the page, handed from test to test: it starts much slower than it works."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    @contextmanager
    def behind(self, runs: Runs) -> Iterator[None]:
        """Let the commands of one page run in it."""
        runs._process, self.process = self.process, None
        try:
            yield
        finally:
            runs._line.shutdown(cancel_futures=True)
            self.process = runs._process

    def close(self) -> None:
        if self.process is not None:
            Runs._close(self.process)


class Browser:
    """A browser that opened the address; ``ended`` counts how often the page was ended."""

    def __init__(self, folder: Path, *, opened: bool = True) -> None:
        self.access, self.ended = Access(PORT), 0
        self.runs = Runs([sys.executable, "-P", "-m", "toolkit.cli.desk_worker"])
        self.app = application(folder, self.access, self.runs, self._end)
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
        return self.form_token_of("/start")

    def form_token_of(self, path: str) -> str:
        found = re.search(rf'name="{FIELD}" value="([^"]+)"', self.client.get(path).text)
        assert found
        return found[1]

    @property
    def from_page(self) -> dict[str, str]:
        """Headers of a change made on the page."""
        return {"origin": self.access.origin}

    def sent(self, address: str, **form: str) -> Response:
        """The answer to a form."""
        data = {FIELD: self.form_token, **form}
        return self.client.post(address, data=data, headers=self.from_page)

    def did(self, command: str, **form: str) -> str:
        """What the page says in the end of a command that was begun by a button."""
        answer = self.sent("/do", command=command, **form)
        assert answer.status_code == 303, answer.text
        return self.ended_run(answer.headers["location"].rpartition("=")[2])

    def ended_run(self, number: str) -> str:
        run = self.runs.find(number)
        assert run is not None
        wait([run.future], 120)
        return self.text(f"/run?number={number}")

    def dropped(self, path: str, content: bytes, *, to: str = "inbox", address: str = "/upload") -> Response:
        """The answer to a file that the page's script sends."""
        return self.client.post(
            address,
            params={"to": to, "path": path, "modified": "1705000000000"},
            content=content,
            headers={**self.from_page, HEADER: self.form_token},
        )
