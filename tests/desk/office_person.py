"""Somebody at the page in a real browser, and the page as it is started for them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from tests.browser.test_rendered_page import RULES
from tests.demo_city import OGI
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import Snapshot, take_stock

LONG = 300_000
COMMAND = re.compile(r".*(?:\bogi [a-z]|(?<![-\w])--[a-z]).*")
"""What nobody who works by the page can follow."""


@contextmanager
def desk(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``ogi desk`` as it is started, and its address; it is killed afterwards."""
    process = subprocess.Popen(
        [OGI, "desk", str(home), "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stderr is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@contextmanager
def stock_of(folder: Path) -> Iterator[Snapshot]:
    collection = CollectionFolder.open(folder)
    with collection.ledger(reading_only=True) as ledger:
        yield take_stock(collection, ledger)


@dataclass
class OfficePerson:
    """Somebody at the page; what the browser complains of is noted."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.base).netloc and not request.url.startswith("data:"):
            self.complaints.append(request.url)

    def look(self, path: str) -> str:
        """Open a page; it must be accessible, fit a telephone and name no command."""
        self.page.goto(self.base + path)
        return self.seen()

    def seen(self) -> str:
        assert self.page.evaluate("document.readyState") in ("interactive", "complete")
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert not found.response["violations"], found.generate_report()
        self.page.set_viewport_size({"width": 390, "height": 800})
        assert self.page.evaluate("document.scrollingElement.scrollWidth") <= 390, self.page.url
        self.page.set_viewport_size({"width": 1280, "height": 900})
        text = self.page.locator("main").inner_text()
        assert not COMMAND.search(text), COMMAND.findall(text)
        return text

    def ended(self) -> str:
        """Wait for the command that is at work, and read what it says."""
        expect(self.page.locator("#run .notice")).to_be_visible(timeout=LONG)
        return self.seen()

    def press(self, name: str) -> str:
        """Press a button that starts a command."""
        self.page.get_by_role("button", name=name, exact=True).click()
        return self.ended()

    def drop(self, zone: str, files: Sequence[Path]) -> None:
        self.page.locator(f"#drop-{zone} input[type=file]").first.set_input_files([str(f) for f in files])

    def decide(
        self, path: str, form: str, nth: int = 0, typed: Mapping[str, str] | None = None, **more: str
    ) -> str:
        """Fill in the form of a decision on a page and send it."""
        self.look(path)
        details = self.page.locator(f'details.action:has(input[name=command][value="{form}"])').nth(nth)
        details.locator("summary").click()
        for name, value in {**(typed or {}), **more, "why": "电话核实", "by": "王科"}.items():
            entry = details.locator(f"[name={name}]")
            if entry.evaluate("e => e.tagName") == "SELECT":
                entry.select_option(value)
            else:
                entry.fill(value)
        details.locator("button").click()
        return self.ended()


def roster_file(file: Path, units: Sequence[ReportingUnit], model: CollectionFolder) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_roster(file, units, model.form.unit_properties, model.form.unit_kinds)
    return file
