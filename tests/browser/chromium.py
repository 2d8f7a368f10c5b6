"""Chromium without a window, as the reader's browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run")  # fmt: skip


def program() -> str:
    """The program, or a visible skip; a failure where CI demands it."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        if os.environ.get("OGI_REQUIRE_ORACLE") == "1":
            pytest.fail("Chromium is required here (OGI_REQUIRE_ORACLE=1) but is not installed")
        pytest.skip("Chromium is not installed: the browser tests did not run")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """Started without any traffic of its own."""
    path = program()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield started
        started.close()
