"""A folder dropped with the mouse, in a real browser: every file in it arrives under its path."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import browser
from tests.collection.office import office
from tests.desk.office_person import LONG, desk
from toolkit.desk.uploads import DEEPEST

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("browser")]

MANY = 1_150
"""Files in one folder; a browser lists a hundred at a time."""


def dropped_by_mouse(page: Page, zone: str, files: list[Path]) -> None:
    """Drag files and folders of the disk over a zone and let go, as the system tells the browser of it."""
    target = page.locator(zone)
    session = page.context.new_cdp_session(page)

    def tell(kind: str) -> None:
        box = target.bounding_box()
        assert box is not None
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        place = {"x": box["x"] + 40, "y": box["y"] + 20}
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})

    ends = time.monotonic() + LONG / 1000
    # The browser answers before the page has heard of it, and may forget what comes soon after a drop.
    while "over" not in (target.get_attribute("class") or "").split():
        assert time.monotonic() < ends, "the zone does not show that it is dragged over"
        tell("dragEnter")
        tell("dragOver")
    tell("drop")


def test_a_folder_of_thousands_and_folders_in_it_arrive(tmp_path: Path) -> None:
    given = tmp_path / "来件 (1月)"
    deep = given.joinpath(*(f"层{n}" for n in range(DEEPEST - 2)))
    for folder in (given / "各局", given / "空", given / "乡镇" / "东镇", deep):
        folder.mkdir(parents=True)
    for n in range(MANY):
        (given / "各局" / f"说明{n}.txt").write_text(f"第{n}份", "utf-8")
    (given / "乡镇" / "东镇" / "a&b #1%.txt").write_text("东镇", "utf-8")
    (deep / "深.txt").write_text("深", "utf-8")
    single = tmp_path / "单独.txt"
    single.write_text("单独", "utf-8")
    collection = office(tmp_path / "c")
    collection.ledger().close()
    with desk(collection.folder) as (_, address), browser() as chromium:
        page = chromium.new_page(locale="zh-CN")
        page.goto(address)
        page.wait_for_selector("#drop-inbox")
        # What is dropped beside a zone goes nowhere, and does not replace the page.
        dropped_beside = {"items": [], "files": [str(single)], "dragOperationsMask": 1}
        session = page.context.new_cdp_session(page)
        for kind in ("dragEnter", "dragOver", "drop"):
            event = {"type": kind, "x": 5, "y": 5, "data": dropped_beside}
            session.send("Input.dispatchDragEvent", event)
        dropped_by_mouse(page, "#drop-inbox", [given, single])
        page.wait_for_url("**/run?number=*", timeout=LONG)
        (batch,) = (collection.folder / "inbox").iterdir()
        arrived = {file.relative_to(batch): file.read_bytes() for file in batch.rglob("*") if file.is_file()}
    sent = {file.relative_to(tmp_path): file.read_bytes() for file in given.rglob("*") if file.is_file()}
    assert arrived == sent | {Path("单独.txt"): single.read_bytes()}
    assert len(arrived) == MANY + 3
